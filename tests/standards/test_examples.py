"""The worked examples inside the definitions: they pass, and one that does not is reported where it stands."""

from __future__ import annotations

import pytest

from openwres.figures.examples import run_examples
from openwres.standards import load_standard, names_of_standards
from tests.standards.definitions import Definitions, only


@pytest.mark.parametrize("name", names_of_standards())
def test_every_example_of_a_shipped_standard_passes(name: str) -> None:
    assert run_examples(load_standard(name)) == []


@pytest.mark.parametrize("name", names_of_standards())
def test_every_indicator_has_an_example(name: str) -> None:
    standard = load_standard(name)
    newest = standard.edition(max(standard.editions))
    assert [indicator.name for indicator in newest.indicators if not indicator.examples] == []


def test_an_example_that_fails_is_reported_where_it_stands(definitions: Definitions) -> None:
    definitions.keep("2.yaml").change("2.yaml", "relative_likelihood: 1.60", "relative_likelihood: 1.70")
    problem = only(definitions.failing_examples(), "example-fails")
    assert (problem.file, problem.row) == ("2.yaml", definitions.line("2.yaml", "- name: an adverse ratio"))
    assert "an adverse ratio" in problem.sentence
    assert "1.70" in problem.sentence


def test_every_failing_example_is_reported(definitions: Definitions) -> None:
    definitions.keep("2.yaml", "5.yaml", "9.yaml")
    definitions.change("2.yaml", "reason: no_bme_shortlisted", "reason: no_bme_shortlistd")
    definitions.change("5.yaml", "expect: {gap: 5.0}", "expect: {gap: 6.0}")
    definitions.change("9.yaml", "state: missing", "state: value")
    found = [(problem.id, problem.file) for problem in definitions.failing_examples()]
    assert found == [("example-fails", "2.yaml"), ("example-fails", "5.yaml"), ("example-fails", "9.yaml")]


def test_a_definition_turned_round_fails_its_example(definitions: Definitions) -> None:
    definitions.keep("2.yaml").change("2.yaml", "ratio: white / bme", "ratio: bme / white")
    definitions.change("2.yaml", "event_is: welcome", "event_is: unwelcome")
    assert {problem.file for problem in definitions.failing_examples()} == {"2.yaml"}


@pytest.mark.parametrize(
    ("old", "new"),
    [
        pytest.param("given: {shortlisted:", "given: {shortlsted:", id="unknown item"),
        pytest.param("{white: 1000,", "{white: many,", id="a count in words"),
        pytest.param("{white: 1000,", "{white: 10.5,", id="half a person"),
        pytest.param("relative_likelihood: 1.60", "relative_likelihood: lots", id="a result in words"),
        pytest.param("- name: an adverse ratio", "- name: an adverse ratio\n    year: 2050", id="a year without edition"),
    ],
)  # fmt: skip
def test_an_example_that_cannot_be_run_is_reported(definitions: Definitions, old: str, new: str) -> None:
    problems = definitions.keep("2.yaml").change("2.yaml", old, new).problems() or definitions.failing_examples()
    assert {problem.file for problem in problems} == {"2.yaml"}
    assert all(problem.row and problem.remedy for problem in problems)


@pytest.mark.parametrize(
    ("file", "old", "new"),
    [
        pytest.param("1.yaml", "staff/clinical-8a: {white: 9", "staff/clinical-88: {white: 9", id="unknown category"),
        pytest.param("2.yaml", "expect: {relative_likelihood: 1.60}", "expect: {}", id="nothing expected"),
    ],
)
def test_an_example_that_means_nothing_is_reported(definitions: Definitions, file: str, old: str, new: str) -> None:
    problems = definitions.keep(file).change(file, old, new).problems() or definitions.failing_examples()
    assert {problem.file for problem in problems} == {file}
