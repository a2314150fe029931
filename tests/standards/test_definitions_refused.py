"""A definition that is wrong in shape is refused, with file, line and what to do."""

from __future__ import annotations

import pytest

from openwres.contracts.exceptions import DefinitionError, UsageError
from openwres.standards import load_standard
from tests.standards.definitions import Definitions, only

SOURCES = "sources: [WRES technical guidance, 'ethnicity-facts-figures: success of shortlisted NHS job applicants']"
LAST_SOURCE = ", source: 'Nine indicator titles in use since 2019'"


def test_the_untouched_copy_loads(definitions: Definitions) -> None:
    assert definitions.problems() == []


@pytest.mark.parametrize(
    ("file", "old", "new", "problem_id", "marked", "remedy"),
    [
        ("2.yaml", "non_adverse:", "non_advers:", "unknown-key", "non_advers:", "Did you mean `non_adverse`?"),
        ("2.yaml", "event: appointed", "event: appointed\nowners: me", "unknown-key", "owners:", "`owner`"),
        ("standard.yaml", "focus: bme", "focus: bme\nfocuss: bme", "unknown-key", "focuss:", "Did you mean `focus`?"),
        ("2.yaml", f"{SOURCES}\n", "", "key-missing", "id: wres-2", "sources"),
        ("2.yaml", LAST_SOURCE, "", "key-missing", "from: 2019", "source"),
        ("2.yaml", "from: 2019", "from: 2020", "edition-gap", "from: 2016", "every year"),
        ("2.yaml", "from: 2019", "from: 2018", "edition-overlap", "from: 2018, to: 2026", "before the other begins"),
        ("2.yaml", "from: 2019, to: 2026", "from: 2026, to: 2019", "edition-backwards", "to: 2019", "earlier year"),
        ("2.yaml", "to: 2026", "to: 2028", "edition-outside", "from: 2016", "within the standard's years"),
        ("2.yaml", "event: appointed", "event: appointed\nevent: hired", "key-twice", "event: hired", "Keep one"),
        ("2.yaml", "event: appointed", "event: [appointed", "not-yaml", "population:", "Mend the line"),
        ("3.yaml", "[0.8, 1.25]", "[1.25, 0.8]", "wrong-value", "[1.25, 0.8]", "lower limit first"),
        ("3.yaml", "ratio: bme / white", "ratio: bme", "wrong-value", "ratio: bme", "white / bme"),
        ("2.yaml", "kind: relative_likelihood", "kind: relative_likelyhood", "wrong-value", "kind:", "Did you mean"),
        ("2.yaml", "reviewed: 2026-11-01", "reviewed: soon", "wrong-value", "reviewed:", "a date such as 2026-11-01"),
        ("2.yaml", "rule: appointed <= shortlisted", "rule: appointed", "wrong-value", "rule:", "appointed <="),
        ("standard.yaml", "snapshot: 31 March", "snapshot: 31 February", "wrong-value", "snapshot:", "31 March"),
        ("standard.yaml", "from: 2016, to: 2026", "from: 2026, to: 2016", "wrong-value", "years:", "from: 2016"),
        ("standard.yaml", "ethnic-5,", "ethnic-6,", "wrong-value", "ethnic-6,", "Did you mean `ethnic-16`?"),
        ("standard.yaml", "unit: application", "unit: aplication", "wrong-value", "aplication", "`application`"),
    ],
)  # fmt: skip
def test_a_wrong_shape_is_refused(
    definitions: Definitions, file: str, old: str, new: str, problem_id: str, marked: str, remedy: str
) -> None:
    problem = only(definitions.change(file, old, new).problems(), problem_id)
    assert problem.file == file
    assert problem.row == definitions.line(file, marked)
    assert remedy in problem.remedy


def test_a_standard_without_a_source_is_refused(definitions: Definitions) -> None:
    text = (definitions.folder / "standard.yaml").read_text(encoding="utf-8")
    definitions.write("standard.yaml", text.partition("\nsources:")[0] + "\n")
    problem = only(definitions.problems(), "key-missing")
    assert "sources" in problem.sentence


@pytest.mark.parametrize("sources", ["sources: []", "sources:", "sources: ['', ' ']"])
def test_an_indicator_whose_sources_say_nothing_is_refused(definitions: Definitions, sources: str) -> None:
    problems = definitions.change("2.yaml", SOURCES, sources).problems()
    assert {problem.file for problem in problems} == {"2.yaml"}
    assert any(problem.row == definitions.line("2.yaml", "sources:") for problem in problems)


def test_an_indicator_without_editions_is_refused(definitions: Definitions) -> None:
    text = (definitions.folder / "2.yaml").read_text(encoding="utf-8")
    head, _, rest = text.partition("editions:")
    definitions.write("2.yaml", f"{head}editions: []\nowner:{rest.partition('owner:')[2]}")
    problems = definitions.problems()
    assert [problem.file for problem in problems] == ["2.yaml"]


def test_a_misspelt_key_of_an_edition_is_suggested(definitions: Definitions) -> None:
    problem = only(definitions.change("2.yaml", "verified: false", "veryfied: false").problems(), "unknown-key")
    assert "`verified`" in problem.remedy


@pytest.mark.parametrize(
    ("old", "new"),
    [
        pytest.param("from: 2016", "from: twenty", id="a year in words"),
        pytest.param("to: 2026", "to: 20260", id="a digit too many"),
    ],
)
def test_a_wrong_year_is_said_in_a_sentence_that_can_be_read(definitions: Definitions, old: str, new: str) -> None:
    problems = definitions.change("2.yaml", old, new).problems()
    assert problems
    assert all(len(problem.sentence) < 300 for problem in problems)


def test_everything_wrong_is_said_at_once_with_its_place(definitions: Definitions) -> None:
    definitions.change("2.yaml", "non_adverse:", "non_advers:").change("2.yaml", LAST_SOURCE, "")
    definitions.change("3.yaml", "from: 2022", "from: 2021").change("5.yaml", "questions:", "question:")
    definitions.change("standard.yaml", "focus: bme", "focus: bme\nfocuss: bme")
    with pytest.raises(DefinitionError) as caught:
        load_standard(str(definitions.folder))
    found = {(problem.id, problem.file) for problem in caught.value.problems}
    assert found >= {
        ("unknown-key", "2.yaml"),
        ("key-missing", "2.yaml"),
        ("edition-overlap", "3.yaml"),
        ("unknown-key", "5.yaml"),
        ("unknown-key", "standard.yaml"),
    }
    for problem in caught.value.problems:
        assert f"{problem.file}, line {problem.row}: {problem.sentence} {problem.remedy}" in str(caught.value)


def test_a_wrong_shape_does_not_hide_a_contradiction_elsewhere(definitions: Definitions) -> None:
    definitions.change("2.yaml", "non_adverse:", "non_advers:").change("5.yaml", "gap: bme - white", "gap: white - bme")
    assert {problem.file for problem in definitions.problems()} == {"2.yaml", "5.yaml"}


def test_a_wrong_head_does_not_hide_a_wrong_indicator(definitions: Definitions) -> None:
    definitions.change("standard.yaml", "title: Workforce", "titel: Workforce")
    definitions.change("2.yaml", "non_adverse:", "non_advers:")
    assert {problem.file for problem in definitions.problems()} == {"standard.yaml", "2.yaml"}


def test_a_contradiction_is_not_said_of_a_file_that_has_a_wrong_shape(definitions: Definitions) -> None:
    definitions.change("5.yaml", "gap: bme - white", "gap: white - bme").change("5.yaml", "questions:", "question:")
    assert {problem.id for problem in definitions.problems()} == {"unknown-key"}


def test_years_that_run_backwards_are_said_alone(definitions: Definitions) -> None:
    definitions.change("standard.yaml", "years: {from: 2016, to: 2026}", "years: {from: 2026, to: 2016}")
    definitions.change("2.yaml", "non_adverse:", "non_advers:")
    assert {problem.file for problem in definitions.problems()} == {"standard.yaml"}


def test_a_standard_that_is_not_there_is_a_wrong_question() -> None:
    with pytest.raises(UsageError, match="Did you mean `wres`"):
        load_standard("wrs")
    with pytest.raises(UsageError, match="2016 to 2026"):
        load_standard("wres").edition(2062)
