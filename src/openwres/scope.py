"""Who is counted, by a register: whether it knows the codes, and which areas they belong to on which day.

What a register holds and answers is the business of `organisations`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

from openwres.contracts.problems import Problem, Severity
from openwres.standards import Edition

if TYPE_CHECKING:
    from pathlib import Path

    import polars as pl

    from openwres.figures.areas import Areas
    from openwres.organisations import Register


def first_rows(tallies: pl.DataFrame, edition: Edition) -> dict[str, int | None]:
    """The organisations of the year, each with the row on which a file of tallies first names it."""
    of_year = tallies.filter(tallies["year"] == edition.year)
    if "row" not in of_year.columns:
        return dict.fromkeys(sorted(set(of_year["organisation"])))
    first = of_year.sort("row").unique("organisation", keep="first", maintain_order=True)
    return dict(zip(first["organisation"], first["row"], strict=True))


def unknown_organisations(
    codes: Mapping[str, int | None], known: Register | None, edition: Edition, given: Path
) -> list[Problem]:
    """Codes that the register does not know block; without a register nothing can be said, which is noted."""
    if known is not None:
        found = [
            (problem, row) for code, row in codes.items() for problem in known.problems_with(code, edition.snapshot)
        ]
        return [replace(problem, file=given.name, row=row, column="organisation") for problem, row in found]
    if not codes:
        return []
    return [
        Problem(
            "no-register", Severity.NOTE, "No register was given, so organisation codes were not checked and no areas are added up.",
            "Name one with --register; `openwres organisations import` makes it.",
        )
    ]  # fmt: skip


def areas_of(known: Register | None, edition: Edition) -> tuple[Areas | None, date | None]:
    """Areas as at the snapshot, or at the nearest date that the register covers."""
    if known is None:
        return None, None
    from openwres.figures.areas import Areas

    day = known.geography_date(edition.snapshot)
    in_scope = [organisation.code for organisation in known.open_at(edition.snapshot)]
    return Areas.of(known.areas_at(day), in_scope), day


def scope_notes(known: Register | None, geography: date | None, edition: Edition) -> list[Problem]:
    if known is None or geography is None or geography == edition.snapshot:
        return []
    sentence = f"Areas are those of {geography.isoformat()}, the nearest date that the register covers."
    return [
        Problem("geography", Severity.NOTE, sentence, "Import a register file of the snapshot's time to change that.")
    ]
