"""Each kind of error that was planted is found as what the truth says, or said to be for others to find."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import polars as pl
import pytest

import openwres
from openwres.contracts.exceptions import UsageError
from openwres.synthetic import Plan, Year, make_nation, make_plan, nation
from openwres.synthetic.mess import RETURNS, errors, plant, spoilt

YEAR, CODE = 2026, "Z0001"
IN_RECORDS = [error.id for error in errors().values() if error.kind != RETURNS]
IN_RETURNS = [error.id for error in errors().values() if error.kind == RETURNS]
# What no check of the records of one year can see. Comparison with last year, with peers or with a return must find it.
FOR_OTHERS = {
    "bank-as-permanent": "headcount against last year",
    "unknown-share-jump": "share of unknown ethnicity against last year",
    "junior-doctor-transfer": "headcount and unknown ethnicity of doctors in training against last year",
    "default-white": "share of unknown ethnicity that falls to nothing",
    "swapped-in-survey": "gaps that turn round against last year and all peers",
    "swapped-in-applications": "a ratio that turns round, and a mix unlike the workforce",
    "everything-optional": "uptake near everybody, far from last year and peers",
}


@cache
def sound() -> tuple[Plan, Year]:
    plan = make_plan(3, 1, (YEAR,), changes=False, scale=0.2)
    return plan, next(iter(nation(plan)))


def spoil(name: str) -> tuple[Year, pl.DataFrame]:
    plan, made = sound()
    return spoilt(made, plant(plan, [f"{name}@{CODE}/{YEAR}"]), plan)


def found_in(made: Year, kind: str, folder: Path) -> set[tuple[str, str]]:
    """What a check says of the staff list and the one other table."""
    for name in {"staff", kind}:
        made.records[name].write_parquet(folder / f"{name}.parquet")
    problems = openwres.check(folder, year=YEAR).problems
    return {(problem.id, str(problem.severity)) for problem in problems} - {("no-register", "note")}


@pytest.mark.parametrize("name", IN_RECORDS)
def test_an_error_in_records_is_found_or_for_others(tmp_path: Path, name: str) -> None:
    error, (made, done) = errors()[name], spoil(name)
    found = found_in(made, error.kind if error.id != "no-leavers" else "cases", tmp_path)
    assert done["rows"].to_list() > [0], "it changed something"
    if error.found_as:
        assert error.found_as in {problem for problem, _ in found}
        said = {severity for problem, severity in found if problem == error.found_as}
        # In a file of one organisation dates are wholly outside the year, in a nation's file in part.
        expected = {*error.severity.split(" or "), *(["confirm"] if error.found_as == "outside-window" else [])}
        assert said & expected
    else:
        assert found == set()
        assert name in FOR_OTHERS


def test_what_is_for_others_is_all_told() -> None:
    assert {name for name in IN_RECORDS if not errors()[name].found_as} == set(FOR_OTHERS)


@pytest.mark.parametrize("name", IN_RETURNS)
def test_an_error_in_a_return_changes_its_cells_and_no_record(name: str) -> None:
    made, done = spoil(name)
    _, before = sound()
    assert done["rows"].to_list() > [0]
    assert made.returns["field"].equals(before.returns["field"])
    assert not made.returns.equals(before.returns)
    assert all(made.records[kind] is before.records[kind] for kind in before.records)


def test_typed_returns_without_error_are_those_of_the_counts() -> None:
    _, made = sound()
    cells = dict(made.returns.select("field", "cell").iter_rows())
    counts = made.counts.filter(classification="wres", breakdown="", item="staff")
    assert {group: cells[f"w1.staff.{group}"] for group in ("white", "bme", "unknown")} == {
        row["group"]: str(row["count"]) for row in counts.iter_rows(named=True) if row["group"] != "all"
    }
    shortlisted, appointed = (
        [int(cells[f"w2.{item}.{g}"]) for g in ("white", "bme")] for item in ("shortlisted", "appointed")
    )
    ratio = appointed[0] / shortlisted[0] / (appointed[1] / shortlisted[1])
    assert abs(float(cells["w2.ratio"]) - ratio) <= 0.005


def test_errors_are_spread_and_told(tmp_path: Path) -> None:
    """Each befalls another organisation; counts stay those of the sound records; other organisations stay as they were."""
    wanted = ("duplicate-posts", "unmapped-ethnicity", "inverted-ratio")
    years, kept = range(2025, 2027), tmp_path / "sound"
    truth = make_nation(tmp_path / "messy", organisations=5, years=years, seed=9, scale=0.05, mess=wanted)
    make_nation(kept, organisations=5, years=years, seed=9, scale=0.05)
    assert truth.errors["error"].to_list() == list(wanted)
    assert truth.errors["organisation"].n_unique() == 3
    assert truth.errors["year"].unique().to_list() == [2026]
    name = "counts/2026.parquet"
    assert (tmp_path / "messy" / name).read_bytes() == (kept / name).read_bytes()
    one, other = (pl.read_parquet(home / "records" / "2026" / "staff.parquet") for home in (tmp_path / "messy", kept))
    others = ~pl.col("organisation").cast(pl.String).is_in(truth.errors["organisation"].to_list())
    assert one.filter(others).cast(pl.String).equals(other.filter(others).cast(pl.String))


def test_all_errors_together(tmp_path: Path) -> None:
    """One organisation can make them all, in whatever order they are named."""
    plan = make_plan(8, 1, (YEAR,), changes=False, scale=0.1)
    made = next(iter(nation(plan)))
    messy, done = spoilt(made, plant(plan, [f"{name}@Z0001/{YEAR}" for name in reversed(list(errors()))]), plan)
    assert sorted(done["error"]) == sorted(errors())
    for kind in made.records:
        messy.records[kind].write_parquet(tmp_path / f"{kind}.parquet")
    found = {problem.id for problem in openwres.check(tmp_path, year=YEAR).problems}
    assert {"duplicate-person", "organisation-unsaid", "not-readable", "unmapped-value"} <= found


# The errors of published reports, by the id they have in the collection, and which kind stands for each.
PUBLISHED = {
    "E01": "swapped-in-return", "E02": "ratio-of-rounded", "E03": "ratio-of-rounded", "E04": "digit-lost",
    "E05": "digits-swapped", "E06": "digits-swapped", "E07": "digits-swapped", "E10": "ratio-minus-one",
    "E11": "ratio-with-percent", "E12": "share-for-difference", "E13": "ratio-with-percent", "E17": "ratio-truncated",
    "E18": "ratio-truncated", "E19": "ratio-of-rounded", "E20": "fte-for-headcount", "E21": "cases-for-people",
    "E25": "inverted-ratio", "E26": "zero-for-undefined", "E29": "share-for-difference", "E30": "board-does-not-add-up",
}  # fmt: skip
# What cannot be planted here, because it is no error of data.
NOT_DATA = {
    "words": ["E14", "E15", "E16", "E24", "E31"],
    "rounding that is right, or a true zero": ["E09", "E27"],
    "another edition, group or method": ["E32", "E33", "E34"],
    "two vintages of one value, which returns of two years show": ["E22", "E23"],
    "sums of shares and suppressed cells, which no return has": ["E08", "E28"],
}


def test_every_published_error_is_planted_or_explained(shared_data: Path) -> None:
    listed = pl.read_csv(shared_data / "golden" / "published_errors.csv", infer_schema=False)["error_id"].to_list()
    explained = [name for names in NOT_DATA.values() for name in names]
    assert sorted([*PUBLISHED, *explained]) == sorted(listed)
    assert set(PUBLISHED.values()) <= set(errors())


@pytest.mark.parametrize("word", ["no-such-error", "duplicate-posts@Z9999/2026", "duplicate-posts@Z0001"])
def test_a_mess_that_cannot_be_is_told(word: str) -> None:
    with pytest.raises(UsageError):
        plant(sound()[0], [word])
