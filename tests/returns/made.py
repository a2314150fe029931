"""A sound return of a few named cells, and ways to spoil it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import polars as pl

from openwres.contracts.problems import Problem
from openwres.returns.checks import check_return
from openwres.returns.keyed import versions_of
from openwres.returns.model import ReturnVersion
from openwres.standards import load_standard

STANDARD = load_standard("wres")
YEAR = 2026
EDITION, LAST = STANDARD.edition(YEAR), STANDARD.edition(YEAR - 1)

SOUND: Mapping[str, str] = {
    "snapshot": "31 March 2026",
    "w1.staff.white": "2505", "w1.staff.bme": "725", "w1.staff.unknown": "66",
    "w2.shortlisted.white": "1000", "w2.shortlisted.bme": "800", "w2.shortlisted.unknown": "40",
    "w2.appointed.white": "180", "w2.appointed.bme": "90", "w2.appointed.unknown": "5",
    "w3.entered.white": "17", "w3.entered.bme": "9", "w3.entered.unknown": "0",
    "w4.accessed.white": "1493", "w4.accessed.bme": "405", "w4.accessed.unknown": "30",
    "w5.percent.white": "23.1", "w5.percent.bme": "28.4", "w6.percent.white": "19.9", "w6.percent.bme": "25.5",
    "w7.percent.white": "58.8", "w7.percent.bme": "46.5", "w8.percent.white": "5.6", "w8.percent.bme": "12.0",
    "w9.board.white": "10", "w9.board.bme": "2", "w9.board.unknown": "0",
    "w9.voting.white": "8", "w9.voting.bme": "2", "w9.voting.unknown": "0",
    "w2.ratio": "1.60", "w3.ratio": "1.83", "w4.ratio": "1.07", "w9.difference": "-5.3",
}  # fmt: skip


def version(changed: Mapping[str, str | None] | None = None, code: str = "ZZ1", year: int = YEAR) -> ReturnVersion:
    """The sound return with some cells changed, or left out where they are None."""
    cells: dict[str, str | None] = {**SOUND, "snapshot": f"31 March {year}", **(changed or {})}
    rows = [(code, str(year), field, cell) for field, cell in cells.items() if cell is not None]
    table = pl.DataFrame(rows, schema=["organisation", "year", "field", "cell"], orient="row")
    (made,), problems = versions_of(table, STANDARD.edition(year))
    assert not [problem for problem in problems if not problem.id.startswith("cell-")]
    return made


def told(changed: Mapping[str, str | None] | None = None, **given: Any) -> list[Problem]:
    """What is said of a return that blocks or is to confirm."""
    problems = check_return(version(changed), EDITION, last_edition=LAST, **given)
    return [problem for problem in problems if problem.severity != "note"]


def ids(changed: Mapping[str, str | None] | None = None, **given: Any) -> list[str]:
    return [problem.id for problem in told(changed, **given)]


def notes(changed: Mapping[str, str | None] | None = None) -> list[str]:
    return [problem.id for problem in check_return(version(changed), EDITION) if problem.severity == "note"]
