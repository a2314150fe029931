"""The workbook for reviewers: counts before and after protection, what was hidden and why. It is never published."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import polars as pl

from openwres.contracts.exceptions import OutputError
from openwres.contracts.tables import COUNT_KEY, State
from openwres.figures.areas import ORGANISATION
from openwres.files.output import replace_file
from openwres.releases.figures import official_shown

if TYPE_CHECKING:
    from openwres.releases.build import Built

MARK = "Not for publication: unprotected counts"
_MOST_ROWS = 1_000_000


def hidden_by_item(counts: pl.DataFrame) -> pl.DataFrame:
    """How many counts of organisations and of areas are hidden, by item, of how many that are there."""
    hidden = pl.col("state") == str(State.SUPPRESSED)
    there = counts.filter(hidden | (pl.col("state") == str(State.VALUE)))
    whose = pl.when(pl.col("area_type") == ORGANISATION).then(pl.lit("organisations")).otherwise(pl.lit("areas"))
    by_item = there.group_by("item", whose=whose).agg(
        hidden=hidden.sum(), merged=(pl.col("reason") == "merged").sum(), counts=pl.len()
    )
    return by_item.sort("whose", "item", descending=[True, False]).select(
        "item", of="whose", hidden="hidden", merged="merged", counts="counts"
    )


def before_and_after(built: Built) -> pl.DataFrame:
    """Every count that reads otherwise than it was: as it was, as it is, and what protection says of it.

    One that could not be shown at all has no state; a merged row was not there before.
    """
    said = built.protected.review.drop("count", "value", "base", strict=False)
    after = built.release.counts.select(*COUNT_KEY, after="count", state="state", reason="reason")
    both = built.before.select(*COUNT_KEY, before="count", value="value").join(
        after, on=COUNT_KEY, how="full", coalesce=True
    )
    both = both.join(said.with_columns(told=pl.lit(value=True)), on=COUNT_KEY, how="left")
    changed = pl.col("before").ne_missing(pl.col("after")) & pl.col("state").is_not_null()
    return both.filter(changed | pl.col("told").is_not_null()).drop("told").sort(COUNT_KEY)


def check_outside(path: Path, built: Built) -> None:
    """OutputError where a file lies among the releases."""
    home = built.release.folder.parent.resolve()
    if path.resolve().is_relative_to(home):
        raise OutputError(
            f"{path} lies among the releases, and the review holds unprotected counts. Name a place outside {home}."
        )


def write_review(path: Path, built: Built, summary: Sequence[tuple[str, str]]) -> None:
    """The workbook, whole or not at all: a summary, what is hidden by indicator and by item, and each count that was changed."""
    import io

    import xlsxwriter

    check_outside(path, built)
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    book.set_properties({"title": MARK, "created": _midnight(built)})
    _sheet(book, "Summary", pl.DataFrame(list(summary), schema=["what", "is"], orient="row"))
    _sheet(book, "Official values", official_shown(built.release.figures, built.release.edition))
    _sheet(book, "By item", hidden_by_item(built.release.counts))
    _sheet(book, "Counts", before_and_after(built).head(_MOST_ROWS))
    book.close()
    replace_file(path, buffer.getvalue())


def _midnight(built: Built) -> Any:
    from datetime import UTC, datetime, time

    return datetime.combine(built.release.manifest.as_at, time(), UTC)


def _sheet(book: Any, name: str, table: pl.DataFrame) -> None:
    """A sheet with the marking on top and on every printed page, and the table below, to be filtered."""
    sheet = book.add_worksheet(name)
    bold = book.add_format({"bold": True})
    sheet.write_string(0, 0, MARK, book.add_format({"bold": True, "font_color": "#9c0006"}))
    sheet.set_header(f"&C{MARK}")
    for column, title in enumerate(table.columns):
        sheet.write_string(1, column, title, bold)
    for number, row in enumerate(table.iter_rows(), 2):
        for column, value in enumerate(row):
            if value is not None:
                sheet.write(number, column, value)
    sheet.freeze_panes(2, 0)
    sheet.autofilter(1, 0, max(len(table) + 1, 2), max(len(table.columns) - 1, 0))
