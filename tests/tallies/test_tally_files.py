"""Files of tallies: what is wrong in them is said with its row and column, all at once, and counts must be possible."""

from __future__ import annotations

from pathlib import Path

import pytest

import openwres
from openwres.contracts.problems import Problem, Severity

HEADER = (
    "standard,year,organisation,item,breakdown,category,classification,group,basis,count,value,base,state,reason,source"
)
STAFF = ["wres,2026,ZZ1,staff,,,wres,white,,60,,,value,,", "wres,2026,ZZ1,staff,,,wres,bme,,30,,,value,,"]


def problems(folder: Path, *rows: str, header: str = HEADER) -> list[Problem]:
    path = folder / "tallies.csv"
    path.write_text("\n".join([header, *rows]) + "\n", encoding="utf-8")
    found = openwres.check(path, year=2026).problems
    return [problem for problem in found if problem.id != "no-register"]


def test_a_sound_file_has_no_problem(tmp_path: Path) -> None:
    assert problems(tmp_path, *STAFF) == []


@pytest.mark.parametrize(
    ("row", "problem_id", "column", "says"),
    [
        ("wres,2026,ZZ1,stuff,,,wres,white,,60,,,value,,", "unknown-item", "item", "Did you mean `staff`?"),
        ("wres,2026,ZZ1,staff,,,wres,wite,,60,,,value,,", "unknown-group", "group", "Did you mean `white`?"),
        ("wres,2026,ZZ1,staff,grade,clinical-55,wres,white,,6,,,value,,", "unknown-category", "category", "clinical-5"),
        ("wres,2026,ZZ1,staff,band,x,wres,white,,6,,,value,,", "unknown-breakdown", "breakdown", "grade"),
        ("wres,2026,ZZ1,staff,,,race,white,,6,,,value,,", "unknown-classification", "classification", "wres"),
        ("wres,2026,ZZ1,disciplined,,,wres,white,,6,,,value,,", "unknown-basis", "basis", "one-year"),
        ("wres,2026,ZZ1,trained,,,wres,white,,-6,,,value,,", "impossible-count", "count", "none is 0"),
        ("wres,2026,ZZ1,trained,,,wres,white,,6.5,,,value,,", "not-readable", "count", "not FTE"),
        ("wres,2026,ZZ1,discriminated,,,wres,white,,,120,,value,,", "impossible-percentage", "value", "0 to 100"),
        ("wres,2026,ZZ1,trained,,,wres,white,,,,,value,,", "value-missing", "state", "missing"),
        ("wres,2026,ZZ1,trained,,,wres,white,,6,,,valu,,", "unknown-state", "state", "value"),
        ("wres,2026,=cmd,trained,,,wres,white,,6,,,value,,", "not-a-code", "organisation", "ODS"),
    ],
)
def test_a_wrong_cell_is_named_with_its_row_and_column(
    tmp_path: Path, row: str, problem_id: str, column: str, says: str
) -> None:
    (problem,) = problems(tmp_path, *STAFF, row)
    assert (problem.id, problem.severity, problem.file) == (problem_id, Severity.BLOCK, "tallies.csv")
    assert (problem.row, problem.column) == (4, column)
    assert says in problem.remedy


def test_all_problems_come_at_once(tmp_path: Path) -> None:
    wrong = [
        "wres,2026,ZZ1,stuff,,,wres,white,,60,,,value,,",
        "wres,2026,ZZ1,trained,,,wres,white,,x,,,value,,",
        STAFF[0],
    ]
    assert {p.id for p in problems(tmp_path, *STAFF, *wrong)} == {"unknown-item", "not-readable", "duplicate-tally"}


def test_a_missing_column_is_named(tmp_path: Path) -> None:
    (problem,) = problems(tmp_path, "ZZ1,staff,white,5", header="organisation,item,group,count")
    assert (problem.id, problem.column, problem.row) == ("missing-column", "year", 1)


def test_a_short_file_needs_only_the_columns_that_say_something(tmp_path: Path) -> None:
    rows = ("2026,zz1,staff,white,60", "2026,zz1,staff,bme,30")
    assert problems(tmp_path, *rows, header="Year,Organisation,Item,Group,Count") == []


def test_a_file_of_another_year_says_which_years_it_holds(tmp_path: Path) -> None:
    (problem,) = problems(tmp_path, "wres,2019,ZZ1,staff,,,wres,white,,60,,,value,,")
    assert problem.id == "nothing-to-read"
    assert "2019" in problem.sentence


IMPOSSIBLE = [
    (["trained,,,wres,bme,,31"], "impossible-count", "31 staff accessing", 4),
    (["disciplined,,,wres,bme,one-year,31"], "impossible-count", "only 30 staff", 4),
    (["staff,,,wres,unknown,,10", "staff,,,wres,all,,99"], "groups-do-not-add-up", "add up to 100", 5),
    (
        ["staff,grade,medical-consultant,wres,bme,,3", "staff,grade,medical-senior-manager,wres,bme,,4"],
        "part-exceeds-whole", "of which they are part", 5,
    ),
    (
        ["board,,,wres,bme,,3", "board,membership,voting,wres,bme,,3", "board,membership,non-voting,wres,bme,,1"],
        "rows-do-not-add-up", "add up to 4 and the whole is 3", 4,
    ),
]  # fmt: skip


@pytest.mark.parametrize(("rows", "problem_id", "says", "row"), IMPOSSIBLE)
def test_counts_that_cannot_be_true_together_block(
    tmp_path: Path, rows: list[str], problem_id: str, says: str, row: int
) -> None:
    (problem,) = problems(tmp_path, *STAFF, *(f"wres,2026,ZZ1,{each},,,value,," for each in rows))
    assert (problem.id, problem.severity, problem.row) == (problem_id, Severity.BLOCK, row)
    assert says in problem.sentence


def test_more_appointed_than_shortlisted_is_for_a_person_to_confirm(tmp_path: Path) -> None:
    rows = ["wres,2026,ZZ1,shortlisted,,,wres,bme,,3,,,value,,", "wres,2026,ZZ1,appointed,,,wres,bme,,4,,,value,,"]
    (problem,) = problems(tmp_path, *rows)
    assert (problem.id, problem.severity) == ("unlikely-count", Severity.CONFIRM)


def test_a_handful_of_leavers_in_a_small_grade_is_only_noted(tmp_path: Path) -> None:
    rows = [
        "wres,2026,ZZ1,staff,grade,clinical-9,wres,bme,,0,,,value,,",
        "wres,2026,ZZ1,disciplined,grade,clinical-9,wres,bme,one-year,1,,,value,,",
    ]
    (problem,) = problems(tmp_path, *STAFF, *rows)
    assert problem.severity is Severity.NOTE


def test_the_verified_count_goes_before_the_prefilled_one(tmp_path: Path) -> None:
    path = tmp_path / "tallies.csv"
    rows = [
        "2026,ZZ1,staff,white,60,prefilled",
        "2026,ZZ1,staff,bme,40,prefilled",
        "2026,ZZ1,staff,unknown,0,prefilled",
    ]
    path.write_text(
        "year,organisation,item,group,count,source\n" + "\n".join([*rows, "2026,ZZ1,staff,bme,20,verified\n"])
    )
    figures = openwres.calculate(path, year=2026).figures
    assert figures.filter(indicator="1", statistic="percentage", breakdown="", classification="wres", group="bme")[
        "value"
    ].to_list() == [25.0]


def test_history_comes_from_an_earlier_result_a_store_or_a_file(tmp_path: Path) -> None:
    last, this = tmp_path / "last.csv", tmp_path / "this.csv"
    for path, year, bme in ((last, 2025, 20), (this, 2026, 30)):
        path.write_text(
            f"year,organisation,item,group,count\n{year},ZZ1,staff,white,70\n{year},ZZ1,staff,bme,{bme}\n{year},ZZ1,staff,unknown,0\n"
        )
    openwres.calculate(last, year=2025).write(tmp_path / "result")
    stored = tmp_path / "store" / "tallies" / "wres" / "2025"
    stored.mkdir(parents=True)
    (stored / "ZZ1.parquet").write_bytes((tmp_path / "result" / "tallies.parquet").read_bytes())
    for history in (last, tmp_path / "result", tmp_path / "store"):
        before = openwres.calculate(this, year=2026, history=history).last_year
        assert before is not None
        shares = before.filter(indicator="1", statistic="percentage", breakdown="", classification="wres", group="bme")
        assert shares["value"].to_list() == pytest.approx([100 * 20 / 90])


def test_a_history_that_holds_nothing_says_so(tmp_path: Path) -> None:
    path = tmp_path / "this.csv"
    path.write_text("year,organisation,item,group,count\n2026,ZZ1,staff,white,70\n")
    with pytest.raises(openwres.InputError, match="no history"):
        openwres.calculate(path, year=2026, history=tmp_path)
