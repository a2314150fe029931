"""Organisations merge, open and close; people stay who they are, and the register says what happened."""

from __future__ import annotations

from datetime import date
from functools import cache
from pathlib import Path

import polars as pl

import openwres
from openwres.synthetic import Plan, make_nation, make_plan
from openwres.synthetic.nation import lots
from openwres.synthetic.paths import make_paths
from openwres.synthetic.plan import Move

YEARS = range(2022, 2026)


@cache
def plan() -> Plan:
    return make_plan(2, 14, YEARS, changes=True, scale=0.05)


@cache
def staff() -> dict[int, pl.DataFrame]:
    """Identity, organisation and last day of everybody, by year."""
    found = {}
    for window, lot in lots(plan(), make_paths(plan())):
        people = lot.people
        table = {
            "identity": people.identity,
            "organisation": people.organisation,
            "end": people.end,
            "group": people.group,
        }
        found[window.year] = pl.DataFrame(table).with_columns(here=pl.lit(people.snapshot(window)))
    return found


def moves(whole: bool) -> list[Move]:
    return [move for move in plan().moves if move.target is not None and (move.share == 1) == whole]


def test_a_merger_keeps_people() -> None:
    assert len(moves(whole=True)) == 2 * 3, "two go into one in each of three years"
    for move in moves(whole=True):
        before = staff()[move.year - 1].filter(organisation=move.source, here=True)
        after = staff()[move.year].join(before, on="identity", suffix="_before")
        assert set(after["identity"]) == set(before["identity"]), "nobody is lost, leavers of the year are listed"
        assert set(after["organisation"]) == {move.target}
        assert (after["group"] == after["group_before"]).all()
        assert after["here"].mean() > 0.8  # type: ignore[operator]


def test_a_merged_organisation_is_about_as_large_as_both() -> None:
    for year in YEARS[1:]:
        into = {move.target: [m.source for m in moves(whole=True) if m.target == move.target]
                for move in moves(whole=True) if move.year == year}  # fmt: skip
        for target, sources in into.items():
            before = staff()[year - 1].filter(pl.col("organisation").is_in(sources), here=True).height
            after = staff()[year].filter(organisation=target, here=True).height
            assert 0.9 < after / before < 1.15


def test_an_organisation_that_opens_takes_part_of_another() -> None:
    (move,) = moves(whole=False)
    new = staff()[move.year].filter(organisation=move.target)
    old = new.join(staff()[move.year - 1].filter(organisation=move.source), on="identity")
    assert old.height / new.height > 0.5
    links = {(link.predecessor, link.successor) for link in plan().register.successions}
    assert (plan().codes[move.source], plan().codes[move.target or 0]) not in links, "it does not continue the other"


def test_people_of_a_closed_organisation_leave_the_nation() -> None:
    (closure,) = [move for move in plan().moves if move.target is None]
    before = staff()[closure.year - 1].filter(organisation=closure.source)
    assert before.height > 50
    assert staff()[closure.year].join(before, on="identity").is_empty()
    assert plan().register.by_code[plan().codes[closure.source]].closed == date(closure.year - 1, 3, 31)


def test_the_register_says_when(tmp_path: Path) -> None:
    register = plan().register
    (one, other) = [move for move in moves(whole=True) if move.year == 2023]
    old, new = plan().codes[one.source], plan().codes[one.target or 0]
    assert register.successor(old) == (new, date(2022, 4, 1)) == register.successor(plan().codes[other.source])
    assert register.problems_with(old, date(2022, 3, 31)) == []
    assert [p.id for p in register.problems_with(old, date(2023, 3, 31))] == ["organisation-closed"]
    assert [p.id for p in register.problems_with(new, date(2022, 3, 31))] == ["organisation-not-yet-open"]


def test_every_year_of_a_changing_nation_counts_the_same(tmp_path: Path) -> None:
    folder = tmp_path / "nation"
    make_nation(folder, organisations=14, years=range(2022, 2024), seed=2, scale=0.05, changes=True)
    for year in (2022, 2023):
        found = openwres.calculate(folder / "records" / str(year), year=year, register=folder / "register")
        assert [p for p in found.problems if p.severity != "note"] == []
        assert found.tallies.equals(pl.read_parquet(folder / "counts" / f"{year}.parquet"))


def test_people_rise_join_leave_and_say_their_ethnicity() -> None:
    lot = {window.year: lot.people for window, lot in lots(plan(), make_paths(plan()))}
    one, other = lot[2022], lot[2023]
    both = pl.DataFrame({"identity": one.identity, "row": one.row, "code": one.recorded}).join(
        pl.DataFrame({"identity": other.identity, "row": other.row, "code": other.recorded}), on="identity"
    )
    rise = both.select(pl.col("row_right") - pl.col("row"))[:, 0]
    assert set(rise) == {0, 1}
    assert both.filter(pl.col("code") == 2, pl.col("code_right") < 2).height > 0
    assert both.filter(pl.col("code") < 2, pl.col("code_right") != pl.col("code")).is_empty()
    assert len(both) < len(one) + len(other)
