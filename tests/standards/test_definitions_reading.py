"""What YAML misreads stays text, and what is not YAML at all is a problem and never a crash."""

from __future__ import annotations

from pathlib import Path

import pytest

from openwres.contracts.exceptions import DefinitionError
from openwres.standards import load_standard
from openwres.standards.tree import Notes, read_tree
from tests.standards.definitions import Definitions, only


@pytest.mark.parametrize(
    "scalar", ["no", "yes", "on", "05", "0x1F", "12:30", "1_000", "null", "~", "1e3", "2026-11-01", "true", ".inf"]
)
def test_a_scalar_stays_the_text_it_was(tmp_path: Path, scalar: str) -> None:
    path = tmp_path / "some.yaml"
    path.write_text(f"key: {scalar}\nlist: [{scalar}]\n{scalar}: value\n", encoding="utf-8")
    notes = Notes(path.name)
    tree = read_tree(path, notes)
    assert tree is not None
    assert tree.plain() == {"key": scalar, "list": [scalar], scalar: "value"}
    assert notes.problems == []


def test_words_that_yaml_takes_for_values_reach_the_standard_as_words(definitions: Definitions) -> None:
    definitions.change("2.yaml", "owner: NHS England", "owner: no")
    definitions.change("3.yaml", "owner: NHS England", "owner: 05").change(
        "4.yaml", "owner: NHS England", "owner: 12:30"
    )
    edition = load_standard(str(definitions.folder)).edition(2026)
    assert [edition.indicator(name).owner for name in "234"] == ["no", "05", "12:30"]


@pytest.mark.parametrize("word", ["yes", "on", "True", "1"])
def test_a_flag_is_true_or_false_and_nothing_that_yaml_takes_for_it(definitions: Definitions, word: str) -> None:
    problem = only(
        definitions.change("rdr.yaml", "supplementary: true", f"supplementary: {word}").problems(), "wrong-value"
    )
    assert problem.row == definitions.line("rdr.yaml", "supplementary:")


@pytest.mark.parametrize(
    ("content", "problem_id"),
    [
        ("", "not-a-mapping"),
        ("- id: wres-2\n", "not-a-mapping"),
        ("just words\n", "not-a-mapping"),
        ("id: wres-2\n\ttitle: tab\n", "not-yaml"),
        ("id: 'wres-2\n", "not-yaml"),
        ("id: a\n---\nid: b\n", "not-yaml"),
        ("id: \x00\n", "not-yaml"),
        ("id: Zürich\n".encode("latin-1"), "not-utf8"),
    ],
)  # fmt: skip
def test_a_file_that_is_no_definition_is_reported(
    definitions: Definitions, content: str | bytes, problem_id: str
) -> None:
    problem = only(definitions.write("2.yaml", content).problems(), problem_id)
    assert problem.file == "2.yaml"


@pytest.mark.parametrize(
    "line",
    [
        pytest.param("owner: {{ owner }}", id="a template's placeholder"),
        pytest.param("[a, b]: c", id="a list as a key"),
        pytest.param("? {a: b}\n: c", id="a mapping as a key"),
    ],
)
def test_a_key_that_is_no_text_is_reported(definitions: Definitions, line: str) -> None:
    definitions.change("2.yaml", "reviewed:", f"{line}\nreviewed:")
    assert {problem.file for problem in definitions.problems()} == {"2.yaml"}


def test_an_alias_of_itself_is_reported(definitions: Definitions) -> None:
    definitions.change("2.yaml", "owner: NHS England", "owner: &a [*a]")
    assert {problem.file for problem in definitions.problems()} == {"2.yaml"}


def test_a_folder_named_like_a_definition_is_no_crash(definitions: Definitions) -> None:
    (definitions.folder / "drafts.yaml").mkdir()
    assert all(problem.file == "drafts.yaml" for problem in definitions.problems())


def test_a_snapshot_on_29_february_is_refused(definitions: Definitions) -> None:
    problem = only(
        definitions.change("standard.yaml", "snapshot: 31 March", "snapshot: 29 February").problems(), "wrong-value"
    )
    assert problem.row == definitions.line("standard.yaml", "snapshot:")


def test_a_byte_order_mark_changes_nothing(definitions: Definitions) -> None:
    text = (definitions.folder / "2.yaml").read_bytes()
    assert definitions.write("2.yaml", b"\xef\xbb\xbf" + text).problems() == []


def test_a_standard_changed_on_disk_is_read_anew(definitions: Definitions) -> None:
    assert definitions.problems() == []
    definitions.change("2.yaml", "ratio: white / bme", "ratio: bme / white")
    with pytest.raises(DefinitionError):
        load_standard(str(definitions.folder))
