"""Every error of the published collection that a return can show is reproduced here, and caught by the rule meant for it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import polars as pl
import pytest

from openwres.returns.checks import check_return
from openwres.returns.model import ReturnVersion
from tests.returns.made import EDITION, LAST, SOUND, told, version

NO_CASES: dict[str, str | None] = {"w3.entered.white": "0", "w3.entered.bme": "0", "w3.ratio": "0"}


def staff(white: str, bme: str, unknown: str = "0") -> dict[str, str | None]:
    """Only the counts of staff, and no ratio that rests on them."""
    return {**dict.fromkeys(SOUND), "w1.staff.white": white, "w1.staff.bme": bme, "w1.staff.unknown": unknown}


# By the id of the collection: cells, the rule, and the cell that it names.
SEEN: dict[str, tuple[dict[str, str | None], str, str]] = {
    "E02": ({"w3.ratio": "1.7"}, "ratio-of-rounded", "w3.ratio"),
    "E03": ({"w2.shortlisted.white": "10000", "w2.appointed.white": "658", "w2.shortlisted.bme": "10000", "w2.appointed.bme": "110",
             "w2.ratio": "7"}, "ratio-of-rounded", "w2.ratio"),
    "E04": ({"w4.percent.white": "9.6%"}, "digit-lost", "w4.percent.white"),
    "E05": (staff("282", "32") | {"w1.percent.bme": "23.9"}, "digits-swapped", "w1.percent.bme"),
    "E06": (staff("16", "14") | {"w1.percent.bme": "74"}, "digits-swapped", "w1.percent.bme"),
    "E07": (staff("1600", "380", "50") | {"w1.percent.unknown": "3.5"}, "figure-differs", "w1.percent.unknown"),
    "E08": ({**dict.fromkeys(SOUND), "w1.percent.white": "81.8", "w1.percent.bme": "15.5", "w1.percent.unknown": "5.5"},
            "shares-do-not-add-up", "w1.percent.bme"),
    "E10": ({"w2.ratio": "0.60 times more likely"}, "ratio-minus-one", "w2.ratio"),
    "E11": ({"w2.ratio": "1.60%"}, "ratio-with-percent", "w2.ratio"),
    "E12": ({"w2.ratio": "17.16%"}, "ratio-with-percent", "w2.ratio"),
    "E13": ({"w2.ratio": "1.6 per cent greater chance"}, "ratio-with-percent", "w2.ratio"),
    "E17": (staff("14829", "1000") | {"w1.percent.bme": "6.31"}, "figure-truncated", "w1.percent.bme"),
    "E18": (staff("80236", "19764") | {"w1.percent.white": "80.23"}, "figure-truncated", "w1.percent.white"),
    "E19": (staff("338", "1") | {"w1.percent.bme": "0.30"}, "rounded-twice", "w1.percent.bme"),
    "E20": (staff("95", "5") | {"w1.percent.bme": "4.4"}, "figure-differs", "w1.percent.bme"),
    "E25": ({"w4.ratio": "0.94"}, "ratio-inverted", "w4.ratio"),
    "E26": (NO_CASES, "zero-for-undefined", "w3.ratio"),
    "E28": ({"w2.appointed.bme": "<5", "w2.ratio": None}, "hidden-count", "w2.appointed.bme"),
    "E29": ({"w9.difference": "BAME staff - 22%"}, "share-for-difference", "w9.difference"),
    "E30": (staff("875000", "425000") | {"w1.percent.bme": "18"}, "figure-differs", "w1.percent.bme"),
}  # fmt: skip

# Against last year or what was pre-filled: tests of their own below.
COMPARED = {"E01", "E21", "E22", "E23", "E33"}

NOT_IN_A_RETURN = {
    "words that say more or less than the figure": {"E14", "E15", "E16", "E31"},
    "labels of a page": {"E24"},
    "no error: rounding alone, a true zero": {"E09", "E27"},
    "a break in the series, across which nothing is compared": {"E32"},
    "the interval of a figure": {"E34"},
}


@pytest.mark.parametrize("error", SEEN)
def test_a_published_error_is_caught_by_the_rule_meant_for_it(error: str) -> None:
    cells, rule, about = SEEN[error]
    found = [(p.id, p.about) for p in told(cells) if p.id not in ("indicator-missing", "group-missing")]
    assert found == [(rule, about)]


def test_what_is_no_error_is_not_told() -> None:
    shares = {**dict.fromkeys(SOUND), "w1.percent.white": "51", "w1.percent.bme": "41", "w1.percent.unknown": "9"}
    assert {p.id for p in told(shares)} == {"indicator-missing"}, "101% of whole percentages (E09)"
    nobody: dict[str, str | None] = {"w2.appointed.bme": "0", "w2.shortlisted.bme": "418", "w2.ratio": ""}
    assert told(nobody) == [], "0 of 418 and no ratio (E27)"


def test_labels_swapped_between_groups_are_seen_against_what_was_prefilled() -> None:
    """E01: indicators 5 to 8 under each other's labels."""
    changed: dict[str, str | None] = {f"w{n}.percent.{one}": SOUND[f"w{n}.percent.{other}"]
               for n in (5, 6, 7, 8) for one, other in (("white", "bme"), ("bme", "white"))}  # fmt: skip
    assert _stops(_prefilled(changed)) == ["figure-of-other-group"] * 8


def test_another_definition_of_a_group_is_seen_against_what_was_prefilled() -> None:
    """E33: White British against everybody else."""
    changed = {
        "w1.staff.white": "2305",
        "w1.staff.bme": "925",
        "w3.ratio": None,
        "w4.ratio": None,
        "w9.difference": None,
    }
    assert _stops(_prefilled(changed)) == ["differs-from-prefilled"] * 2


def test_an_implausible_value_is_seen_against_last_year() -> None:
    """E21: 0.05 after 1.37, here as the counts that give it."""
    last = version({"w3.entered.white": "250", "w3.entered.bme": "99", "w3.ratio": "1.37"}, year=2025)
    problems = check_return(
        version({"w3.entered.white": "250", "w3.entered.bme": "4", "w3.ratio": "0.06"}), EDITION, last
    )
    assert ("rate-change", "w3.disciplined.all") in {(p.id, p.about) for p in problems}


@pytest.mark.parametrize("cell", ["1.3", "1.76"])
def test_a_value_restated_otherwise_is_seen_against_last_years_return(cell: str) -> None:
    """E22, E23: two vintages of one value."""
    last, now = version(year=2025), version()
    again = last.typed.filter(pl.col("indicator") == "3").with_columns(cell=pl.lit(cell))
    problems = check_return(replace(now, typed=pl.concat([now.typed, again])), EDITION, last, last_edition=LAST)
    assert "restated" in {p.id for p in problems}


def test_every_published_error_is_seen_or_explained(shared_data: Path) -> None:
    listed = pl.read_csv(shared_data / "golden" / "published_errors.csv", infer_schema=False)["error_id"].to_list()
    explained = [error for errors in NOT_IN_A_RETURN.values() for error in errors]
    assert sorted([*SEEN, *COMPARED, *explained]) == sorted(listed)


def _prefilled(changed: dict[str, str | None]) -> ReturnVersion:
    return replace(version(changed), prefilled=version().tallies.with_columns(source=pl.lit("prefilled")))


def _stops(made: ReturnVersion) -> list[str]:
    return [p.id for p in check_return(made, EDITION) if p.severity != "note"]
