"""What stands in a return and cannot be, or is left out: each told once, of its cell, by the rule meant for it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import polars as pl
import pytest

from openwres.contracts.tables import TALLY_SCHEMA
from openwres.organisations import Organisation, Succession, register_of
from openwres.returns.checks import check_return
from openwres.returns.keyed import versions_of
from openwres.returns.model import ReturnVersion
from tests.returns.made import EDITION, SOUND, STANDARD, ids, notes, told, version

BOARD = {f"w9.board.{group}": number for group, number in (("white", "10"), ("bme", "2"), ("unknown", "0"))}


@pytest.mark.parametrize(
    ("changed", "rule", "severity"),
    [
        ({"w1.staff.all": "3300"}, "groups-do-not-add-up", "block"),
        ({"w9.voting.white": "12"}, "rows-do-not-add-up", "block"),
        ({"w9.non-voting.white": "1", "w9.non-voting.bme": "0", "w9.non-voting.unknown": "0"}, "rows-do-not-add-up", "block"),
        ({"w1.medical-senior-manager.bme": "3", "w1.medical-consultant.bme": "2", "w1.medical-consultant.white": "9",
          "w1.medical-consultant.unknown": "0", "w1.medical-senior-manager.white": "0", "w1.medical-senior-manager.unknown": "0"},
         "part-exceeds-whole", "block"),
        ({"w2.appointed.bme": "801", "w2.ratio": None}, "unlikely-count", "confirm"),
        ({"w3.entered.bme": "726", "w3.ratio": None}, "impossible-count", "block"),
        ({"w4.accessed.bme": "726", "w4.ratio": None}, "impossible-count", "block"),
        ({"w1.staff.white": "2190.3"}, "fte-for-headcount", "block"),
        ({"w1.staff.unknown": "-66", "w9.difference": None}, "fte-for-headcount", "block"),
        ({"w1.staff.unknown": "see note", "w9.difference": None}, "group-missing", "confirm"),
        ({"w3.entered.white": "<5", "w3.ratio": None}, "hidden-count", "block"),
        ({"w2.appointed.unknown": ""}, "group-missing", "confirm"),
        ({"w1.staff.unknown": None}, "group-missing", "confirm"),
        ({f"w2.{item}.{group}": None for item in ("shortlisted", "appointed") for group in ("white", "bme", "unknown")},
         "indicator-missing", "confirm"),
        ({"snapshot": "31 March 2025"}, "stale-snapshot", "block"),
        ({"survey": "2024"}, "wrong-survey", "block"),
        ({"w5.question": "Q13a"}, "wrong-survey", "block"),
        ({"w1.staff.unknown": "400", "w9.difference": None}, "unknown-share", "confirm"),
        ({"w1.staff.unknown": "900", "w9.difference": None}, "unknown-share", "block"),
        ({"w1.clinical-1.white": "3", "w1.clinical-1.bme": "0", "w1.clinical-1.unknown": "0"}, "band-1", "confirm"),
    ],
)  # fmt: skip
def test_each_rule_tells_what_is_wrong(changed: dict[str, str | None], rule: str, severity: str) -> None:
    problems = told(changed)
    assert {(problem.id, str(problem.severity)) for problem in problems} == {(rule, severity)}


@pytest.mark.parametrize("changed", [
    {"survey": "2025"}, {"survey": "NHS Staff Survey 2025"}, {"w5.question": "q14a"}, {"snapshot": "as at 31/03/2026"},
    {"w1.staff.unknown": "900", "w9.difference": None, "completeness": "A third of the bank transfer declined to say."}
    | {"w1.staff.unknown": "66"},
])  # fmt: skip
def test_what_is_right_is_not_told(changed: dict[str, str | None]) -> None:
    assert ids(changed) == []


def test_a_caveat_makes_a_large_unknown_share_a_matter_to_confirm() -> None:
    changed = {"w1.staff.unknown": "900", "w9.difference": None, "completeness": "Records of two sites were lost."}
    (problem,) = told(changed)
    assert (problem.id, str(problem.severity)) == ("unknown-share", "confirm")


def test_within_breakdowns_more_appointed_than_shortlisted_is_a_note() -> None:
    row = {
        f"w2.{item}.clinical-5.{g}": n
        for item, n in (("shortlisted", "2"), ("appointed", "3"))
        for g in ("white", "bme", "unknown")
    }
    assert "unlikely-count" in notes(row)
    assert ids(row) == []


def test_notes_say_what_readers_must_know_and_stop_nothing() -> None:
    assert set(notes()) == {"outside-ratio", "small-number"}


def test_a_count_of_two_years_is_their_total_and_a_mean_is_told_so() -> None:
    year = 2018
    cells = {**SOUND, "snapshot": f"31 March {year}", "w3.entered.white": "35"}
    given = _of(cells, year).tallies.filter(pl.col("item") == "disciplined", pl.col("group") == "white")
    assert given.select("basis", "count").rows() == [("two-year", 35)]
    assert not _full_time({**cells}, year)
    (told,) = _full_time({**cells, "w3.entered.white": "17.5"}, year)
    assert "If it is the mean of 2 years, write their total." in told
    (told,) = _full_time({**SOUND, "w3.entered.white": "17.5", "w3.ratio": ""}, 2026)
    assert "mean" not in told


def _full_time(cells: dict[str, str], year: int) -> list[str]:
    found = check_return(_of(cells, year), STANDARD.edition(year))
    return [problem.sentence for problem in found if problem.id == "fte-for-headcount"]


def _of(cells: dict[str, str], year: int) -> ReturnVersion:
    rows = [("ZZ1", str(year), field, cell) for field, cell in cells.items()]
    table = pl.DataFrame(rows, schema=["organisation", "year", "field", "cell"], orient="row")
    (made,), _ = versions_of(table, STANDARD.edition(year))
    return made


def test_counts_in_the_window_of_other_years_are_to_confirm() -> None:
    changed: dict[str, str | None] = {"w3.ratio": None}
    changed |= {f"w3.entered.{g}": None for g in ("white", "bme", "unknown")}
    changed |= {f"w3.disciplined.two-year.{g}": n for g, n in (("white", "15"), ("bme", "8"), ("unknown", "0"))}
    assert ids(changed) == ["wrong-window"]


def test_counts_that_differ_from_what_was_prefilled_are_to_confirm() -> None:
    prefilled = version().tallies.with_columns(source=pl.lit("prefilled"))
    changed = replace(version({"w1.staff.white": "2600", "w1.staff.bme": "730", "w3.ratio": None, "w4.ratio": None, "w9.difference": None}),
                      prefilled=prefilled)  # fmt: skip
    found = [p for p in check_return(changed, EDITION) if p.id == "differs-from-prefilled"]
    assert [p.about for p in found] == ["w1.staff.white"], "2% and more, so not 730 for 725"
    assert "2,505" in found[0].sentence


def test_a_code_is_one_of_the_register_on_the_day() -> None:
    closed = Organisation("ZZ1", "Old", closed=date(2024, 3, 31))
    register = register_of(
        [closed, Organisation("ZZ2", "New")], successions=[Succession("ZZ1", "ZZ2", date(2024, 4, 1))]
    )
    (problem,) = told(register=register)
    assert problem.id == "organisation-closed"
    assert "ZZ2" in problem.remedy
    assert [p.id for p in told(register=register_of([Organisation("ZZ9", "Other")]))] == ["organisation-unknown"]


@pytest.mark.parametrize(
    ("cells", "rule"),
    [
        ({"w2.ratio": "1.54%"}, "ratio-implausible"),
        ({"w2.ratio": "17.16"}, ""),
        ({"w2.ratio": "23.5"}, "ratio-implausible"),
        ({"w4.percent.white": "9.6", "w4.percent.bme": "55.9", "w4.ratio": "1.1"}, "ratio-unlike-percentages"),
        ({"w4.percent.white": "59.6", "w4.percent.bme": "55.9", "w4.ratio": "1.1"}, ""),
        ({"w1.percent.white": "51", "w1.percent.bme": "41", "w1.percent.unknown": "9"}, ""),
        ({"w1.percent.white": "81.8", "w1.percent.bme": "15.8", "w1.percent.unknown": "3.5"}, "shares-do-not-add-up"),
        ({"w5.percent.white": "231"}, "impossible-percentage"),
        ({"w9.difference": "-123"}, "impossible-percentage"),
    ],
)  # fmt: skip
def test_figures_without_counts_are_held_against_one_another(cells: dict[str, str], rule: str) -> None:
    problems = check_return(_of(cells, 2026), EDITION)
    assert [p.id for p in problems if p.severity == "block"] == ([rule] if rule else [])


def test_a_ratio_above_twenty_is_right_where_the_counts_give_it() -> None:
    changed: dict[str, str | None] = {"w3.entered.white": "1", "w3.entered.bme": "9", "w3.ratio": "31.10"}
    assert ids(changed) == []


def test_one_figure_with_two_values_is_told() -> None:
    sound = version()
    again = sound.typed.filter(pl.col("indicator") == "3").with_columns(cell=pl.lit("1.8"), sheet=pl.lit("Summary"))
    assert not _stops(replace(sound, typed=pl.concat([sound.typed, again]))), "1.8 is 1.83 with fewer digits"
    other = again.with_columns(cell=pl.lit("1.7"))
    assert _stops(replace(sound, typed=pl.concat([sound.typed, other]))) == ["ratio-of-rounded", "two-values"]


def test_last_years_figure_given_otherwise_is_to_confirm() -> None:
    last = version(year=2025)
    again = last.typed.filter(pl.col("indicator") == "3").with_columns(cell=pl.lit("1.3"))
    changed = version()
    problems = check_return(
        replace(changed, typed=pl.concat([changed.typed, again])), EDITION, last, last_edition=STANDARD.edition(2025)
    )
    (found,) = [p for p in problems if p.id == "restated"]
    assert str(found.severity) == "confirm"
    assert "1.83" in found.sentence


def _stops(made: ReturnVersion) -> list[str]:
    return [p.id for p in check_return(made, EDITION) if p.severity != "note"]


def test_an_empty_return_lacks_every_indicator() -> None:
    empty = ReturnVersion("wres", 2026, "ZZ1", pl.DataFrame(schema=TALLY_SCHEMA))
    assert {p.id for p in check_return(empty, EDITION)} == {"indicator-missing"}
    assert len(check_return(empty, EDITION)) == 9
