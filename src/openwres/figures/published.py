"""Figures that the owner of a standard published, as others print them: each with its source, none with its counts.

They stand beside calculated figures for comparison. Without counts they have no interval and are never pooled.
"""

from __future__ import annotations

import csv
import hashlib
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Any

import polars as pl

from openwres.contracts.exceptions import UsageError
from openwres.contracts.tables import FIGURE_KEY, FIGURE_SCHEMA, State
from openwres.standards import Edition, load_standard, names_of_standards

AS_PUBLISHED = "as-published"
ALSO = "as-published-also"
PUBLISHER = "publisher"
EVIDENCE = {
    PUBLISHER: "printed on a page of the publisher: NHS England, or ethnicity facts and figures of the government",
    "quoted": "printed on a page of somebody else",
    "uncertain": "printed, but of which year it is does not stand there",
}
SOURCES_SCHEMA: dict[str, type[pl.DataType] | pl.List] = {
    **{name: FIGURE_SCHEMA[name] for name in (*FIGURE_KEY, "value")},
    "evidence": pl.String,
    "note": pl.String,
    "sources": pl.List(pl.String),
}


def names_of_published() -> list[str]:
    """The standards that come with the program and with published figures."""
    return [name for name in names_of_standards() if _file(name).is_file()]


def published_figures(standard: str) -> pl.DataFrame:
    """What was published of a standard, in the schema of `contracts.tables`, sorted by key.

    Where sources disagree over a figure, the first published or more exact value is `as-published`, the other
    `as-published-also`. `verified` says that the value was read on a page of its publisher.
    """
    return _table([_figure(row) for row in _rows(standard)], FIGURE_SCHEMA)


def published_sources(standard: str) -> pl.DataFrame:
    """The addresses of each published figure under its key, with the evidence and what is doubtful or conflicting."""
    rows = [{**_figure(row), **row, "sources": row["source"].split()} for row in _rows(standard)]
    return _table([{name: row[name] for name in SOURCES_SCHEMA} for row in rows], SOURCES_SCHEMA)


def _table(rows: list[dict[str, Any]], schema: dict[str, Any]) -> pl.DataFrame:
    return pl.DataFrame(rows, schema=schema).sort(FIGURE_KEY)


def _rows(standard: str) -> list[dict[str, Any]]:
    """The rows of a standard's file, each with its edition and its numbers as numbers."""
    known = load_standard(standard)
    path = _file(known.id)
    if not path.is_file():
        raise UsageError(f"No published figures of `{known.id}` come with the program.")
    rows = csv.DictReader(path.read_text(encoding="utf-8").splitlines())
    return [_typed(row, known.edition(int(row["year"]))) for row in rows]


def _file(standard: str) -> Traversable:
    return files("openwres.figures").joinpath("published", f"{standard}.csv")


def _typed(row: dict[str, str], edition: Edition) -> dict[str, Any]:
    numbers = {"year": int(row["year"]), "value": float(row["value"])}
    return {**row, **numbers, "standard": edition.standard, "of": edition}


def _figure(row: dict[str, Any]) -> dict[str, Any]:
    indicator = row["of"].indicator(row["indicator"])
    compared = row["statistic"] == "relative_likelihood"
    band = indicator.non_adverse if compared else None
    known = {
        **{name: row[name] for name in FIGURE_KEY if name in row},
        "edition": indicator.edition,
        "value": row["value"],
        "organisations": int(row["organisations"]) if row["organisations"] else None,
        "adverse": (indicator.adverse or None) if compared else None,
        "in_band": band[0] <= row["value"] <= band[1] if band else None,
        "state": str(State.VALUE),
        "reason": "",
        "verified": row["evidence"] == PUBLISHER,
    }
    return {**dict.fromkeys(FIGURE_SCHEMA), **known, "receipt": _receipt(known, row["source"])}


def _receipt(known: dict[str, Any], source: str) -> str:
    """SHA-256 of the figure's key, its value and where it was printed."""
    words = [*(str(known[name]) for name in FIGURE_KEY), repr(known["value"]), source]
    return hashlib.sha256("\x1f".join(words).encode()).hexdigest()
