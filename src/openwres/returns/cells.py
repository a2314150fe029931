"""What the text of a cell says: a number with its decimals, a percent sign, a hidden count, or nothing.

Cells are read as people type them: `1.54%`, `1.6 times`, `−0.64%`, `1,234`, `<5`, `n/a`. What a number means is not
judged here.
"""

from __future__ import annotations

import polars as pl

NOTHING = ("", "-", "--", ".", "..", "n/a", "na", "n.a.", "#n/a", "not applicable", "none", "null", "tbc", "x")
"""Texts that say that there is no number; none of them is read as 0."""

_DASHES, _MINUS = r"[−–—‒]", "-"
_FIRST = r"([-+]?\s?(?:\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?|\.\d+))"
_PLAIN = r"^\d+(\.\d+)?$"
_HIDDEN = r"^(<\s?=?\s?\d+|\*+|\[c\])$"


def read_cells(table: pl.DataFrame, column: str = "cell") -> pl.DataFrame:
    """The table with `number`, `decimals`, `percent` (a percent sign), `hidden` (a count kept back) and `blank`."""
    plain = pl.col(column).str.contains(_PLAIN)
    rows = table.with_row_index("_at")
    simple = rows.filter(plain).with_columns(_digits=pl.col(column), hidden=False, blank=False, percent=False)
    read = pl.concat([simple, _messy(rows.filter(~plain.fill_null(value=False)), column)])
    return (
        read.sort("_at")
        .with_columns(
            number=pl.col("_digits").cast(pl.Float64, strict=False),
            decimals=pl.col("_digits").str.extract(r"\.(\d+)$").str.len_chars().fill_null(0).cast(pl.Int32),
        )
        .drop("_at", "_digits")
    )


def _messy(rows: pl.DataFrame, column: str) -> pl.DataFrame:
    """Cells that are more than digits."""
    text = (
        pl.col(column).fill_null("").str.replace_all("\u00a0", " ").str.strip_chars().str.replace_all(_DASHES, _MINUS)
    )
    rows = rows.with_columns(_plain=text.str.to_lowercase())
    hidden, blank = pl.col("_plain").str.contains(_HIDDEN), pl.col("_plain").is_in(NOTHING)
    found = pl.col("_plain").str.extract(_FIRST).str.replace_all(r"[,\s]", "")
    return rows.with_columns(
        _digits=pl.when(~hidden & ~blank).then(found), hidden=hidden, blank=blank,
        percent=pl.col("_plain").str.contains(r"%|per ?cent"),
    ).drop("_plain")  # fmt: skip


def whole_number(column: str = "number") -> pl.Expr:
    """Whether the number that was read is whole and not negative, as a count is."""
    return (pl.col(column) >= 0) & (pl.col(column) == pl.col(column).floor())
