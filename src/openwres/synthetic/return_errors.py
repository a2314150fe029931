"""Returns as organisations type them, and what goes wrong in the typing: one row for each field, its cell as text.

Fields are those of the reporting form by neutral keys (`w2.ratio`). Reading and checking a return is not this room's
business; the errors are those of published reports.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

import numpy as np
import polars as pl

from openwres.contracts.tables import State
from openwres.synthetic.mess import RETURNS, Error

Chance = np.random.Generator
Cells = dict[str, str]
GROUPS: Final = ("white", "bme", "unknown")
_COUNTS: Final = {
    "w1.staff": ("staff", "", "", ""),
    "w2.shortlisted": ("shortlisted", "", "", ""),
    "w2.appointed": ("appointed", "", "", ""),
    "w3.entered": ("disciplined", "", "", "one-year"),
    "w4.accessed": ("trained", "", "", ""),
    "w9.board": ("board", "", "", ""),
    "w9.voting": ("board", "membership", "voting", ""),
    "w9.executive": ("board", "membership", "executive", ""),
}
_SURVEY: Final = {
    "w5": "harassed-by-public",
    "w6": "harassed-by-staff",
    "w7": "equal-opportunities",
    "w8": "discriminated",
}


def returns_of(counts: pl.DataFrame, year: int) -> pl.DataFrame:
    """The return that each organisation types, without an error in it."""
    of_main = counts.filter(classification="wres", state=str(State.VALUE))
    rows = []
    for (code,), own in of_main.partition_by("organisation", as_dict=True, maintain_order=True).items():
        keys = own.select("item", "breakdown", "category", "basis", "group", "count").iter_rows()
        found = {tuple(key[:5]): int(key[5]) for key in keys}
        rows += [(code, year, field, cell) for field, cell in _cells(found, year).items()]
    return pl.DataFrame(
        rows, schema={"organisation": pl.String, "year": pl.Int32, "field": pl.String, "cell": pl.String}, orient="row"
    )


def _cells(found: Mapping[tuple[str, ...], int], year: int) -> Cells:
    cells = {"snapshot": f"31 March {year}"}
    number = {f"{field}.{group}": found[*key, group] for field, key in _COUNTS.items() for group in GROUPS}
    cells |= {field: str(value) for field, value in number.items()}
    cells |= {f"w{n}.ratio": _shown(ratio) for n, ratio in _ratios(number).items()}
    basis = "excl-dk" if year < 2022 else "incl-dk"
    for field, item in _SURVEY.items():
        own = basis if field == "w7" else ""
        for group in GROUPS[:2]:
            yes, asked = found[item, "", "", own, group], found[f"asked-{item}", "", "", own, group]
            cells[f"{field}.percent.{group}"] = f"{100 * yes / asked:.1f}" if asked else ""
    cells["w9.difference"] = f"{_share(number, 'w9.board') - _share(number, 'w1.staff'):.1f}"
    return cells


def _ratios(number: Mapping[str, int]) -> dict[int, float | None]:
    rates = {
        2: _rates(number, "w2.appointed", "w2.shortlisted"),
        3: tuple(reversed(_rates(number, "w3.entered", "w1.staff"))),
        4: _rates(number, "w4.accessed", "w1.staff"),
    }
    return {n: one / other if other else None for n, (one, other) in rates.items()}


def _rates(number: Mapping[str, int], event: str, population: str) -> tuple[float, float]:
    white, bme = (number[f"{event}.{g}"] / max(number[f"{population}.{g}"], 1) for g in GROUPS[:2])
    return white, bme


def _share(number: Mapping[str, int], field: str) -> float:
    return 100 * number[f"{field}.bme"] / max(sum(number[f"{field}.{group}"] for group in GROUPS), 1)


def _shown(ratio: float | None) -> str:
    return "" if ratio is None else f"{ratio:.2f}"


def typed(change: Callable[[Cells], Cells]) -> Callable[[pl.DataFrame, Chance], pl.DataFrame]:
    """A change of an organisation's cells as a change of its rows."""

    def changed(rows: pl.DataFrame, _: Chance) -> pl.DataFrame:
        cells = dict(zip(rows["field"], rows["cell"], strict=True))
        return rows.with_columns(cell=pl.Series(list((cells | change(cells)).values()), dtype=pl.String))

    return changed


def _read(cell: str) -> float:
    """The number in a cell, which another error may have spoilt before; nothing is 0."""
    return float(cell.rstrip("%") or 0)


def _number(cells: Cells) -> dict[str, int]:
    return {f"{f}.{g}": round(_read(cells[f"{f}.{g}"])) for f in _COUNTS for g in GROUPS}


def _ratio(cells: Cells, n: int) -> float:
    return _read(cells[f"w{n}.ratio"]) or 1.5


def _inverted(cells: Cells) -> Cells:
    return {f"w{n}.ratio": f"{1 / _ratio(cells, n):.2f}" for n in (2, 4)}


def _of_rounded(cells: Cells) -> Cells:
    """The ratio of percentages that were rounded to whole numbers first, to one decimal."""
    white, bme = (round(100 * rate) for rate in _rates(_number(cells), "w3.entered", "w1.staff"))
    return {"w3.ratio": f"{bme / white:.1f}" if white else "0"}


def _truncated(cells: Cells) -> Cells:
    number = _number(cells)
    exact = _ratios(number)[2] or 1.509
    return {"w2.ratio": f"{np.floor(exact * 10) / 10:.1f}"}


def _swapped(cells: Cells) -> Cells:
    return {
        f"{w}.percent.{one}": cells[f"{w}.percent.{other}"]
        for w in _SURVEY
        for one, other in (GROUPS[:2], GROUPS[1::-1])
    }


def _full_time(cells: Cells) -> Cells:
    """Full-time equivalents in place of people: some nine tenths, with decimals."""
    return {f"w1.staff.{g}": f"{round(_read(cells[f'w1.staff.{g}'])) * 0.874:.2f}" for g in GROUPS}


def _digits(cells: Cells) -> Cells:
    old = cells["w5.percent.white"]
    return {"w5.percent.white": old[1::-1] + old[2:]}


def _digit_lost(cells: Cells) -> Cells:
    return {"w7.percent.white": cells["w7.percent.white"][1:]}


def _share_for_difference(cells: Cells) -> Cells:
    return {"w9.difference": f"-{_share(_number(cells), 'w1.staff'):.0f}%"}


def _more_appointed(cells: Cells) -> Cells:
    return {"w2.appointed.bme": str(round(_read(cells["w2.shortlisted.bme"])) + 3)}


def _cases(cells: Cells) -> Cells:
    """Cases of every type in place of people who enter the disciplinary process."""
    return {f"w3.entered.{g}": str(round(_read(cells[f"w3.entered.{g}"])) * 2 + 1) for g in GROUPS}


def _wrong_label(cells: Cells) -> Cells:
    return {"snapshot": f"31 March {int(cells['snapshot'][-4:]) - 1}"}


def _voting(cells: Cells) -> Cells:
    return {"w9.voting.white": str(round(_read(cells["w9.board.white"])) + 2)}


def _unknown_left_out(cells: Cells) -> Cells:
    return {
        "w1.staff.unknown": "",
        "w1.staff.white": str(round(_read(cells["w1.staff.white"])) + round(_read(cells["w1.staff.unknown"]))),
    }


def _all(cells: Cells, write: Callable[[float], str]) -> Cells:
    return {f"w{n}.ratio": write(_ratio(cells, n)) for n in (2, 3, 4)}


def _error(name: str, what: str, change: Callable[[Cells], Cells]) -> Error:
    return Error(name, RETURNS, what, "", "", typed(change))


RETURN_ERRORS: Final = (
    _error("inverted-ratio", "Ratios are the other way up.", _inverted),
    _error("ratio-with-percent", "Ratios carry a percent sign.", lambda cells: _all(cells, lambda r: f"{r:.2f}%")),
    _error("ratio-minus-one", "Ratios are given as what they exceed 1 by.", lambda cells: _all(cells, lambda r: f"{r - 1:.2f}")),
    _error("ratio-of-rounded", "A ratio was made of rounded percentages.", _of_rounded),
    _error("ratio-truncated", "A ratio was cut off and not rounded.", _truncated),
    _error("zero-for-undefined", "0 stands where a ratio cannot be calculated.", lambda _: {"w3.ratio": "0", "w3.entered.white": "0", "w3.entered.bme": "0"}),
    _error("swapped-in-return", "White and BME percentages are swapped.", _swapped),
    _error("fte-for-headcount", "Full-time equivalents stand for people.", _full_time),
    _error("digits-swapped", "Two digits of a percentage are swapped.", _digits),
    _error("digit-lost", "A percentage lost its first digit.", _digit_lost),
    _error("share-for-difference", "A share stands where a difference belongs.", _share_for_difference),
    _error("appointed-exceed-shortlisted", "More people were appointed than shortlisted.", _more_appointed),
    _error("cases-for-people", "Cases of every type stand for people.", _cases),
    _error("wrong-snapshot-label", "The return is labelled with the year before.", _wrong_label),
    _error("board-does-not-add-up", "More voting members than members.", _voting),
    _error("unknown-left-out", "People of unknown ethnicity are counted as white.", _unknown_left_out),
)  # fmt: skip
