"""A typed figure that does not follow from its counts is told, with the mistake that explains it and the right value."""

from __future__ import annotations

import re

import polars as pl
import pytest

from openwres.returns.celltext import read_typed
from openwres.returns.checks import RULES, check_return
from openwres.returns.mistakes import QUESTIONS
from openwres.returns.rules import typed
from tests.returns.made import EDITION, LAST, SOUND, ids, told, version

LAST_YEAR = {"w2.appointed.bme": "100", "w2.ratio": "1.44", "w5.percent.white": "24.0"}


def test_a_sound_return_is_not_stopped() -> None:
    assert told() == []


@pytest.mark.parametrize("cell", ["1.6", "1.60", "1.600", " 1.60 ", "1.6 times", ""])
def test_a_right_ratio_in_whatever_form_is_right(cell: str) -> None:
    assert ids({"w2.ratio": cell}) == []


@pytest.mark.parametrize(
    ("changed", "rule", "right"),
    [
        ({"w2.ratio": "0.63"}, "ratio-inverted", "1.60"),
        ({"w3.ratio": "0.54"}, "ratio-inverted", "1.83"),
        ({"w2.ratio": "0.60"}, "ratio-minus-one", "1.60"),
        ({"w2.ratio": "60% more likely"}, "ratio-minus-one", "1.6"),
        ({"w2.ratio": "1.60%"}, "ratio-with-percent", "1.60"),
        ({"w2.ratio": "1.60 per cent"}, "ratio-with-percent", "1.60"),
        ({"w2.ratio": "160%"}, "ratio-as-percentage", "1.6"),
        ({"w3.ratio": "1.7"}, "ratio-of-rounded", "1.83"),
        ({"w3.ratio": "1.82"}, "figure-truncated", "1.83"),
        ({"w3.ratio": "1.44"}, "figure-of-last-year", "1.83"),
        ({"w2.ratio": "18.0"}, "rate-for-ratio", "1.60"),
        ({"w2.ratio": "1.06"}, "digits-swapped", "1.60"),
        ({"w2.ratio": "1.07"}, "figure-of-other-question", "1.60"),
        ({"w2.ratio": "2.96"}, "figure-differs", "1.60"),
        ({"w2.ratio": "2"}, "figure-differs", "1.60"),
        ({"w9.difference": "5.3"}, "sign-lost", "-5.3"),
        ({"w9.difference": "-22%"}, "share-for-difference", "-5.3"),
        ({"w9.difference": "BME staff - 22%"}, "share-for-difference", "-5.3"),
        ({"w9.difference": "−16.7"}, "share-for-difference", "-5.3"),
        ({"w9.difference": "-0.053"}, "fraction-for-percentage", "-5.3"),
        ({"w9.percent.bme": "83.3"}, "figure-of-other-group", "16.7"),
        ({"w4.percent.white": "9.6"}, "digit-lost", "59.6"),
        ({"w4.percent.white": "95.6"}, "digits-swapped", "59.6"),
        ({"w4.percent.white": "3.7"}, "difference-for-percentage", "59.6"),
        ({"w3.entered.white": "0", "w3.entered.bme": "0", "w3.ratio": "0"}, "zero-for-undefined", "cannot be"),
        ({"w3.entered.white": "0", "w3.ratio": "3.10"}, "figure-for-undefined", "cannot be"),
    ],
)  # fmt: skip
def test_each_mistake_is_named_with_the_right_value(changed: dict[str, str | None], rule: str, right: str) -> None:
    last = version(
        {"w3.entered.bme": "7", "w3.ratio": "1.42"} if "1.44" not in changed.values() else _last(), year=2025
    )
    problems = [p for p in check_return(version(changed), EDITION, last, last_edition=LAST) if p.id != "restated"]
    found = [p for p in problems if p.severity == "block"]
    assert [problem.id for problem in found] == [rule]
    assert right in found[0].sentence
    assert found[0].about in changed
    assert found[0].column == "D"


def _last() -> dict[str, str]:
    """A year before whose indicator 3 was 1.44."""
    return {"w3.entered.white": "24", "w3.entered.bme": "10", "w3.ratio": "1.44"}


def test_every_mistake_that_is_asked_for_has_a_rule_and_the_other_way_round() -> None:
    known = {rule.id for rule in typed.RULES}
    with_page = {"figure-of-other-basis", "rounded-twice"}
    assert len(known) == len(QUESTIONS) + 1 + len({"digits-swapped"})
    assert with_page <= known


def test_a_figure_in_the_basis_of_other_years_is_told() -> None:
    """Indicator 7 with and without those who do not know, both given as counts."""
    counts = {
        f"w7.{item}{basis}.{group}": number
        for item, basis, numbers in (
            ("equal-opportunities", "", ("588", "93")), ("asked-equal-opportunities", "", ("1000", "200")),
            ("equal-opportunities", ".excl-dk", ("588", "93")), ("asked-equal-opportunities", ".excl-dk", ("700", "120")),
        )
        for group, number in zip(("white", "bme"), numbers, strict=True)
    }  # fmt: skip
    blank = {f"{name}.unknown": "0" for name in {key.rpartition(".")[0] for key in counts}}
    changed = {**counts, **blank, "w7.percent.white": "84.0", "w7.percent.bme": "46.5"}
    assert ids(changed) == ["figure-of-other-basis"]


def test_a_percentage_rounded_twice_is_told() -> None:
    """1 of 339 is 0.29 and not 0.30, to which 0.295 rounds."""
    changed = {"w9.board.white": "338", "w9.board.bme": "1", "w9.board.unknown": "0", "w9.difference": None}
    changed |= {name: None for name in SOUND if name.startswith("w9.voting")}
    assert ids({**changed, "w9.percent.bme": "0.30"}) == ["rounded-twice"]


def test_survey_percentages_are_held_against_what_was_prefilled() -> None:
    from dataclasses import replace

    sound = version()
    prefilled = sound.tallies.with_columns(source=pl.lit("prefilled"))
    for changed, rule in (
        ({"w5.percent.white": "28.4", "w5.percent.bme": "23.1"}, "figure-of-other-group"),
        ({"w5.percent.white": "32.1"}, "digits-swapped"),
        ({"w7.percent.white": "8.8"}, "digit-lost"),
        ({"w5.percent.white": "0.231"}, "fraction-for-percentage"),
        ({"w8.percent.bme": "25.5"}, "figure-of-other-question"),
    ):
        spoilt = replace(version(changed), prefilled=prefilled)
        found = {p.id for p in check_return(spoilt, EDITION) if p.severity == "block"}
        assert found == {rule}, changed


def test_one_problem_a_cell_and_never_the_text_of_the_cell() -> None:
    problems = told({"w2.ratio": "see J. Doe, 0.63%"})
    assert [problem.id for problem in problems] == ["ratio-inverted"]
    assert "Doe" not in str(problems[0].as_dict())


@pytest.mark.parametrize(
    ("cell", "number", "percent", "hidden"),
    [
        ("1.54%", 1.54, True, False), ("−0.64%", -0.64, True, False), ("– 74%", -74, True, False), ("1,234", 1234, False, False),
        (".5", 0.5, False, False), ("1.6 times", 1.6, False, False), ("0.66 times more likely", 0.66, False, False),
        ("<5", None, False, True), ("*", None, False, True), ("n/a", None, False, False), ("-", None, False, False),
        ("", None, False, False), ("#N/A", None, False, False),
    ],
)  # fmt: skip
def test_messy_cells_are_read(cell: str, number: float | None, percent: bool, hidden: bool) -> None:
    (row,) = read_typed(pl.DataFrame({"cell": [cell]})).to_dicts()
    assert (row["number"], row["percent"], row["hidden"]) == (number, percent, hidden)


def test_every_rule_has_its_reason_and_its_source() -> None:
    assert len({rule.id for rule in RULES}) == len(RULES)
    for rule in RULES:
        assert rule.finds
        assert rule.remedy.endswith(".")
        assert rule.why.endswith(".")
        assert rule.source
        assert re.fullmatch(r"R\d\d(, R\d\d)*", rule.number)
    numbers = {number for rule in RULES for number in rule.number.split(", ")}
    assert {f"R{n:02}" for n in range(1, 26)} - numbers == {"R21", "R22"}, "which only extracts show"


def test_sound_cells_are_sound_in_every_spelling() -> None:
    same = {"w3.entered.bme": None, "w3.disciplined.bme": "9", "w9.voting.bme": None, "w9.board.voting.bme": "2"}
    same |= {"w5.percent.bme": None, "w5.pct.bme": SOUND["w5.percent.bme"]}
    assert ids(same) == []
