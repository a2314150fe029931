"""An explanation confirms what is to confirm, stays on the record, and never lifts a block."""

from __future__ import annotations

from dataclasses import replace

import pytest

from openwres.contracts.problems import Problem
from openwres.returns.checks import check_return, unexplained
from openwres.returns.model import Explanation
from tests.returns.made import EDITION, version

WRONG: dict[str, str | None] = {"w2.appointed.unknown": ""}
GOOD = Explanation("group-missing", "w2.appointed.unknown", "The system has no such field", "A. Analyst", "2026-05-12")


def explained(*explanations: Explanation, changed: dict[str, str | None] | None = None) -> list[Problem]:
    return check_return(replace(version(WRONG if changed is None else changed), explanations=explanations), EDITION)


def of(problems: list[Problem], problem_id: str) -> Problem:
    (found,) = [problem for problem in problems if problem.id == problem_id]
    return found


def test_a_whole_explanation_makes_a_note_of_what_was_to_confirm() -> None:
    assert unexplained({"ZZ1": explained()}) == 1
    problems = explained(GOOD)
    assert unexplained({"ZZ1": problems}) == 0
    found = of(problems, "group-missing")
    assert str(found.severity) == "note"
    assert found.sentence.endswith("Confirmed by A. Analyst on 2026-05-12: The system has no such field.")


@pytest.mark.parametrize("change", [{"reason": " "}, {"person": ""}, {"date": ""}, {"date": "12 May"}])
def test_an_explanation_needs_a_reason_a_person_and_a_date(change: dict[str, str]) -> None:
    problems = explained(replace(GOOD, **change))
    assert str(of(problems, "group-missing").severity) == "confirm"
    assert str(of(problems, "explanation-incomplete").severity) == "block"
    assert next(iter(change)) in of(problems, "explanation-incomplete").sentence


def test_a_block_cannot_be_explained_away() -> None:
    wrong = replace(GOOD, problem="ratio-inverted", about="w2.ratio")
    problems = explained(wrong, changed={"w2.ratio": "0.63"})
    assert str(of(problems, "ratio-inverted").severity) == "block"
    assert str(of(problems, "explanation-refused").severity) == "block"


def test_an_explanation_of_nothing_is_noted() -> None:
    problems = explained(GOOD, changed={})
    assert str(of(problems, "explanation-unused").severity) == "note"
    other = explained(replace(GOOD, about="w2.shortlisted.unknown"))
    assert str(of(other, "group-missing").severity) == "confirm", "it names another cell"


def test_an_explanation_changes_what_a_signature_is_for() -> None:
    assert version().digest != replace(version(), explanations=(GOOD,)).digest
