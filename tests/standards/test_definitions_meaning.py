"""A definition of the right shape that makes no sense is refused: names that do not exist, sides that contradict."""

from __future__ import annotations

import pytest

from tests.standards.definitions import Definitions, only

TURN = "Turn the groups round"


@pytest.mark.parametrize(
    ("file", "old", "new", "problem_id", "remedy"),
    [
        ("2.yaml", "event: appointed", "event: apointed", "unknown-item", "Did you mean `appointed`?"),
        ("2.yaml", "population: shortlisted", "population: listed", "unknown-item", "`shortlisted`"),
        ("2.yaml", "rule: appointed <=", "rule: hired <=", "unknown-item", "Use one of"),
        ("9.yaml", "board: board", "board: bord", "unknown-item", "Did you mean `board`?"),
        ("2.yaml", "[grade, source]", "[grade, sauce]", "unknown-breakdown", "Did you mean `source`?"),
        ("9.yaml", "[voting, executive]", "[votting, executive]", "unknown-category", "Did you mean `voting`?"),
        ("rdr.yaml", "lower: [clinical-lower]", "lower: [clinical-low]", "unknown-category", "`clinical-lower`"),
        ("2.yaml", "ratio: white / bme", "ratio: white / bmme", "unknown-group", "Did you mean `bme`?"),
        ("3.yaml", "2026, basis: one-year", "2026, basis: one-yeer", "unknown-basis", "Did you mean `one-year`?"),
        ("2.yaml", "id: wres-2", "id: wres-3", "id-mismatch", "Call it `wres-2`, as its file."),
        ("standard.yaml", "within: staff", "within: stuff", "unknown-item", "Did you mean `staff`?"),
        ("standard.yaml", "main: wres ", "main: wress ", "unknown-classification", "Did you mean `wres`?"),
        ("standard.yaml", "focus: bme", "focus: bmee", "unknown-group", "Did you mean `bme`?"),
        ("standard.yaml", "reference: white", "reference: wite", "unknown-group", "Did you mean `white`?"),
        ("standard.yaml", "    breakdowns: [grade, tier]", "    breakdowns: [grade, teer]", "unknown-breakdown", "`tier`"),
        ("standard.yaml", ", sum: people}", "}", "sum-missing", "sum: people"),
    ],
)  # fmt: skip
def test_a_name_that_does_not_exist_is_refused(
    definitions: Definitions, file: str, old: str, new: str, problem_id: str, remedy: str
) -> None:
    problems = [problem for problem in definitions.change(file, old, new).problems() if problem.file == file]
    problem = only(problems, problem_id)
    assert remedy in problem.remedy


def test_a_second_basis_must_be_chosen(definitions: Definitions) -> None:
    definitions.change("3.yaml", "basis: one-year\n", "").change("3.yaml", "2026, basis: one-year", "2026")
    assert only(definitions.problems(), "basis-missing").file == "3.yaml"


@pytest.mark.parametrize(
    ("file", "old", "new", "remedy"),
    [
        ("3.yaml", "ratio: bme / white", "ratio: white / bme", TURN),
        ("2.yaml", "ratio: white / bme", "ratio: bme / white", TURN),
        ("3.yaml", "event_is: unwelcome", "event_is: welcome", TURN),
        ("2.yaml", "event_is: welcome", "event_is: unwelcome", TURN),
        ("5.yaml", "gap: bme - white", "gap: white - bme", TURN),
        ("5.yaml", "adverse_above: 0", "adverse_below: 0", "adverse_above"),
        ("7.yaml", "adverse_below: 0", "adverse_above: 0", "adverse_below"),
        ("7.yaml", "event_is: welcome", "event_is: unwelcome", TURN),
        ("3.yaml", "adverse_above: 1\n", "adverse_above: 1.25\n", "Write `adverse_above: 1`."),
        ("5.yaml", "adverse_above: 0", "adverse_above: 5", "adverse_above: 0"),
        ("rdr.yaml", "adverse_above: 1", "adverse_above: 2", "Write `adverse_above: 1`."),
        ("3.yaml", "[0.8, 1.25]", "[1.1, 1.25]", "[0.8, 1.25]"),
        ("3.yaml", "[0.8, 1.25]", "[0.5, 0.9]", "[0.8, 1.25]"),
        ("3.yaml", "[0.8, 1.25]", "[0.8, 1]", "[0.8, 1.25]"),
    ],
)  # fmt: skip
def test_a_direction_that_contradicts_itself_is_refused(
    definitions: Definitions, file: str, old: str, new: str, remedy: str
) -> None:
    problem = only(definitions.change(file, old, new).problems(), "direction")
    assert problem.file == file
    assert remedy in problem.remedy


@pytest.mark.parametrize(
    ("file", "old", "new"),
    [
        pytest.param("9.yaml", "difference: board - workforce", "difference: workforce - board", id="gap turned round"),
        pytest.param("9.yaml", "difference: board - workforce", "difference: apples", id="gap of nothing"),
        pytest.param("9.yaml", "adverse_below: 0", "adverse_below: 5", id="gap judged at 5"),
        pytest.param("rdr.yaml", "ratio: bme / white", "ratio: white / bme", id="disparity ratio turned round"),
        pytest.param("3.yaml", "ratio: bme / white", "ratio: white / white", id="a group over itself"),
        pytest.param("3.yaml", "ratio: bme / white", "ratio: bme / unknown", id="over the unknown"),
        pytest.param("5.yaml", "adverse_above: 0", "adverse_above: 0\nadverse_below: 0", id="adverse on both sides"),
        pytest.param("1.yaml", "direction: none", "direction: sideways", id="a direction that is none"),
    ],
)
def test_a_direction_that_nobody_can_mean_is_refused(definitions: Definitions, file: str, old: str, new: str) -> None:
    problems = definitions.change(file, old, new).problems()
    assert [problem.file for problem in problems] == [file]


@pytest.mark.parametrize(
    ("file", "old", "new", "known"),
    [
        pytest.param("standard.yaml", "bands: ['6', '7']", "bands: ['6', 'seven']", "7", id="band of a tier"),
        pytest.param("standard.yaml", "block: clinical}", "block: clincal}", "clinical", id="block of a tier"),
        pytest.param(
            "standard.yaml", "[voting, non-voting]", "[voting, nonvoting]", "non-voting", id="part of a split"
        ),
        pytest.param("2.yaml", "[grade, source]", "[grade, membership]", "source", id="breakdown its items lack"),
    ],
)
def test_a_name_that_would_count_nothing_is_refused(
    definitions: Definitions, file: str, old: str, new: str, known: str
) -> None:
    problems = definitions.change(file, old, new).problems()
    assert {problem.file for problem in problems} == {file}
    assert any(known in problem.remedy for problem in problems)


@pytest.mark.parametrize(
    ("file", "old", "new", "marks"),
    [
        pytest.param("2.yaml", "event: appointed", "event: apointed", ["event:"], id="item"),
        pytest.param("2.yaml", "id: wres-2", "id: wres-3", ["id:"], id="id"),
        pytest.param("3.yaml", "bme / white", "white / bme", ["ratio:", "adverse_above:", "event_is:"], id="direction"),
        pytest.param("3.yaml", "[0.8, 1.25]", "[1.1, 1.25]", ["non_adverse:"], id="band"),
        pytest.param(
            "standard.yaml", "within: staff", "within: stuff", ["within:", "  trained:"], id="item of an item"
        ),
    ],
)
def test_what_makes_no_sense_is_said_on_its_own_line(
    definitions: Definitions, file: str, old: str, new: str, marks: list[str]
) -> None:
    definitions.write(file, "\n\n" + (definitions.folder / file).read_text(encoding="utf-8"))
    problems = definitions.change(file, old, new).problems()
    assert len(problems) == 1
    lines = [definitions.line(file, mark) for mark in marks]
    assert problems[0].row
    assert min(lines) <= problems[0].row <= max(lines)


def test_contradictions_in_several_files_are_said_at_once(definitions: Definitions) -> None:
    definitions.change("3.yaml", "ratio: bme / white", "ratio: white / bme")
    definitions.change("2.yaml", "event: appointed", "event: apointed")
    definitions.change("standard.yaml", "within: staff", "within: stuff")
    found = {(problem.id, problem.file) for problem in definitions.problems()}
    assert found >= {("direction", "3.yaml"), ("unknown-item", "2.yaml"), ("unknown-item", "standard.yaml")}
