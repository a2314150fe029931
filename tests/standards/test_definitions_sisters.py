"""What sister standards needed: scores, answers, one group alone, ratios that are adverse below 1, words of their own."""

from __future__ import annotations

from pathlib import Path

import pytest

from openwres.standards import load_standard
from tests.standards.definitions import Definitions, only


@pytest.fixture
def wdes(tmp_path: Path) -> Definitions:
    return Definitions.copy(tmp_path, "wdes")


@pytest.mark.parametrize(
    ("file", "old", "new", "problem_id", "remedy"),
    [
        pytest.param("9a.yaml", "score: engagement", "score: voices", "wrong-unit", "unit score", id="a score of answers"),
        pytest.param("9b.yaml", "answer: voices", "answer: staff", "wrong-unit", "unit yes-no", id="an answer of people"),
        pytest.param("2.yaml", "event: appointed", "event: engagement", "wrong-unit", "is counted", id="a ratio of a score"),
        pytest.param("8.yaml", "only: disabled", "only: disbled", "unknown-group", "Did you mean `disabled`?", id="a group"),
        pytest.param("8.yaml", "only: disabled", "only: disabled\nadverse_below: 0", "direction", "Remove `adverse_below`", id="nobody to compare with"),
        pytest.param("8.yaml", "only: disabled\n", "", "key-missing", "`gap: ...` or `only: ...`", id="neither"),
        pytest.param("4b.yaml", "adverse_below: 0\n", "", "direction", "adverse_below: 0", id="a gap without a side"),
        pytest.param("3.yaml", "adverse_above: 1\n", "", "key-missing", "`adverse_above: ...` or `adverse_below: ...`", id="a ratio without a side"),
        pytest.param("9a.yaml", "adverse_below: 0", "adverse_below: 5", "direction", "adverse_below: 0", id="a score's neutral value"),
        pytest.param("9a.yaml", "gap: disabled - non-disabled", "gap: disabled - unknown", "direction", "Compare disabled", id="a score's sides"),
        pytest.param("standard.yaml", "unit: score, range: [0, 10]", "unit: score", "key-missing", "range", id="no range"),
        pytest.param("standard.yaml", "range: [0, 10]", "range: [10, 0]", "wrong-value", "lowest", id="an empty range"),
        pytest.param("standard.yaml", "range: [0, 10]", "range: [0, ten]", "wrong-value", "range: [0, 10]", id="a range in words"),
        pytest.param("standard.yaml", "unit: yes-no}", "unit: yes-no, where: {formal: ['true']}}", "from-missing", "from: ...", id="a condition on nothing"),
        pytest.param("standard.yaml", "{non-disabled: Non-disabled}", "{nondisabled: Non-disabled}", "wrong-value", "`non-disabled`?", id="label"),
        pytest.param("standard.yaml", "  disability: {non-", "  disabilty: {non-", "wrong-value", "Did you mean `disability`?", id="labels"),
        pytest.param("standard.yaml", "clinical-cluster-1: {title: 'Clin", "clinical-1: {title: 'Clin", "category-twice", "otherwise", id="twice"),
    ],
)  # fmt: skip
def test_what_makes_no_sense_is_refused(
    wdes: Definitions, file: str, old: str, new: str, problem_id: str, remedy: str
) -> None:
    found = [problem for problem in wdes.change(file, old, new).problems() if problem.id == problem_id]
    assert found, wdes.problems()
    assert {problem.file for problem in found} == {file}
    assert remedy in only(found[:1], problem_id).remedy


def test_a_ratio_may_be_adverse_below_1_and_must_agree_with_its_event(tmp_path: Path) -> None:
    definitions = Definitions.copy(tmp_path, "sc-wres")
    assert definitions.problems() == []
    problem = only(definitions.change("2.yaml", "adverse_below: 1", "adverse_above: 1").problems(), "direction")
    assert "adverse_below" in problem.remedy


def test_a_neutral_value_of_a_ratio_is_1_on_whatever_side(tmp_path: Path) -> None:
    definitions = Definitions.copy(tmp_path, "sc-wres").change("2.yaml", "adverse_below: 1", "adverse_below: 0.8")
    assert "Write `adverse_below: 1`." in only(definitions.problems(), "direction").remedy


def test_indicators_stand_in_the_order_of_their_numbers(wdes: Definitions) -> None:
    text = (wdes.folder / "10.yaml").read_text(encoding="utf-8").replace("id: wdes-10", "id: wdes-extra")
    wdes.write("extra.yaml", text)
    names = [indicator.name for indicator in load_standard(str(wdes.folder)).edition(2026).indicators]
    assert names[3:7] == ["4a-i", "4a-ii", "4a-iii", "4b"]
    assert names[-3:] == ["9b", "10", "extra"]


@pytest.mark.parametrize("label", ["Not Declared", "Prefer not to answer", "Unspecified", "unknown"])
def test_an_answer_that_is_known_to_say_nothing_is_not_reported_as_unreadable(label: str) -> None:
    codes = load_standard("wdes").edition(2026).code_lists["disability"]
    assert codes.code(label).code == "unknown"
    assert codes.code(label).how != "unmapped"
    assert codes.code("perhaps").how == "unmapped"
