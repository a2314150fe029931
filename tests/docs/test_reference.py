"""The reference agrees with the program: generated pages, commands, problems, words."""

from __future__ import annotations

import argparse
import ast
import csv
import re
from collections.abc import Iterator

import pytest

from docs.generate import REFERENCE, pages
from openwres.cli import build_parser
from openwres.figures.published import names_of_published, published_sources
from tests.docs.pages import PAGES, ROOT

SOURCE = ROOT / "src" / "openwres"

# Generated pages.


@pytest.mark.parametrize("name", pages())
def test_generated_page_is_current(name: str) -> None:
    assert (REFERENCE / name).read_text(encoding="utf-8") == pages()[name], "run: python docs/generate.py"


def test_every_published_value_and_every_one_that_was_left_out_is_on_its_page() -> None:
    with (REFERENCE / "published-left-out.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    page = (REFERENCE / "published-figures.md").read_text(encoding="utf-8")
    shown, _, left_out = page.partition("\n## Left out\n")
    assert shown.count("](http") == sum(
        published_sources(name)["sources"].list.len().sum() for name in names_of_published()
    )
    lines = [line for line in left_out.splitlines() if line.startswith("| ") and "](http" in line]
    assert len(lines) == len(rows) > 100
    for row in rows:
        assert row["source"] in left_out
        assert f"### {row['reason'].replace('-', ' ').capitalize()}\n" in left_out, row["reason"]


# Commands and options.


def parsers(parser: argparse.ArgumentParser) -> Iterator[argparse.ArgumentParser]:
    """A parser and those of its commands."""
    yield parser
    for action in parser._actions:
        if isinstance(action, argparse._SubParsersAction):
            for inner in action.choices.values():
                yield from parsers(inner)


def options(parser: argparse.ArgumentParser) -> set[str]:
    return {option for action in parser._actions for option in action.option_strings if option.startswith("--")}


def command_line() -> str:
    return (REFERENCE / "command-line.md").read_text(encoding="utf-8")


def test_every_command_and_option_is_described() -> None:
    page = command_line()
    for parser in parsers(build_parser()):
        assert parser.prog in page or parser.prog.rpartition(" ")[2] in page, parser.prog
        usage = page[page.find(f"`{parser.prog} ") :].partition("`")[2].partition("`")[0]
        for option in options(parser) - {"--help", "--version"}:
            assert re.search(rf"{option}\b", usage), f"{parser.prog} {option}"


def test_no_option_is_made_up() -> None:
    known = {option for parser in parsers(build_parser()) for option in options(parser)}
    assert set(re.findall(r"--[a-z][a-z-]+", command_line())) <= known


# Problems.

_ID = re.compile(r"[a-z]+(?:-[a-z0-9]+)*")
_MAKERS = re.compile(
    r"_?Rule|Contradiction|_told|block|note|_?add|_placed|_?rows_with|\w*(?:problem|wrong)\w*", re.IGNORECASE
)


def problem_ids() -> dict[str, set[str]]:
    """Every id of a problem in the source, with the severities that stand beside it."""
    found: dict[str, set[str]] = {}
    for path in sorted(SOURCE.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            for problem_id, severities in _ids(node):
                found.setdefault(problem_id, set()).update(severities)
    return found


def _ids(node: ast.AST) -> Iterator[tuple[str, set[str]]]:
    if isinstance(node, ast.Call):
        maker = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
        severities = {
            part.attr.lower()
            for part in ast.walk(node)
            if isinstance(part, ast.Attribute) and getattr(part.value, "id", "") == "Severity" and part.attr.isupper()
        } | ({maker} & {"block", "note"})
        if _MAKERS.fullmatch(maker):
            given = [(number, argument) for number, argument in enumerate(node.args[:4])]
            given += [(0, keyword.value) for keyword in node.keywords if keyword.arg == "id"]
            for number, argument in given:
                # One word is an id only where the id stands first; elsewhere it names a column.
                yield from ((word, severities) for word in _words(argument) if "-" in word or number == 0)
        if maker == "_known" and len(node.args) > 1:  # _known(..., "item", ...) notes `unknown-item`
            yield from ((f"unknown-{word}", severities) for word in _words(node.args[1]))
    elif isinstance(node, ast.Assign) and getattr(node.targets[0], "id", "") == "problem_id":
        yield from ((word, set()) for word in _words(node.value))
    elif isinstance(node, ast.arguments):
        for named, default in zip(node.args[::-1], node.defaults[::-1], strict=False):
            if named.arg == "problem_id":
                yield from ((word, set()) for word in _words(default))


def _words(node: ast.AST) -> Iterator[str]:
    """The text of a constant, or of both sides of a choice."""
    if isinstance(node, ast.IfExp):
        yield from _words(node.body)
        yield from _words(node.orelse)
    elif isinstance(node, ast.Constant) and isinstance(node.value, str) and _ID.fullmatch(node.value):
        yield node.value


_NO_PROBLEMS = {
    "choice",
    "choices",
    "classifications",
    "codes",
    "columns",
    "date",
    "definition",
    "editions",
    "from",
    "further",
    "grade_scale",
    "id",
    "labels",
    "ladders",
    "means",
    "non_adverse",
    "patterns",
    "protects",
    "range",
    "rows",
    "rule",
    "sources",
    "standard",
    "value",
    "width",
    "words",
    "years",
}
"""Keys of definition files, which stand first where their reader notes a problem."""


def documented() -> dict[str, set[str]]:
    """Ids and severities in the tables of the page."""
    page = (REFERENCE / "problems.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| (`[^|]+`) \| ([^|]+) \|", page, re.MULTILINE)
    return {
        problem_id: set(re.findall(r"block|confirm|note", severities))
        for ids, severities in rows
        for problem_id in re.findall(r"`([^`]+)`", ids)
    }


def test_every_problem_is_described() -> None:
    found = {word: severities for word, severities in problem_ids().items() if word not in _NO_PROBLEMS}
    described = documented()
    assert sorted(found.keys() - described.keys()) == [], "in the source and not in problems.md"
    assert sorted(described.keys() - found.keys()) == [], "in problems.md and not in the source"
    wrong = {word: severities for word, severities in found.items() if not severities <= described[word]}
    assert not wrong, "severities in the source that problems.md does not name"


# Words.


def glossary() -> list[str]:
    return re.findall(r"^\| ([a-z ]+) \|", (ROOT / "GLOSSARY.md").read_text(encoding="utf-8"), re.MULTILINE)[1:]


def test_every_word_of_the_glossary_is_used() -> None:
    files = [*SOURCE.rglob("*.py"), *SOURCE.rglob("*.yaml"), *(page for page in PAGES if page.name != "GLOSSARY.md")]
    everything = "\n".join(path.read_text(encoding="utf-8") for path in files).lower()
    assert glossary()
    assert [word for word in glossary() if not re.search(rf"\b{word}", everything)] == []


def test_glossary_says_each_word_once() -> None:
    assert len(set(glossary())) == len(glossary())
