"""Every command explains itself, and a word that is not known gets exit code 2 and a way on."""

from __future__ import annotations

import argparse
from collections.abc import Iterator, Mapping

import pytest

from openwres.calculation import VERSION
from openwres.cli import build_parser
from tests.cli.commands import run


def commands(words: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    """Every command and group of commands, as the words that name it."""
    yield words
    parser = build_parser()
    for word in words:
        parser = next(a.choices[word] for a in parser._actions if isinstance(a.choices, dict))
    for action in parser._actions:
        if isinstance(action.choices, dict):
            for name in action.choices:
                yield from commands((*words, name))


ALL = list(commands())


def test_the_commands_are_those_that_are_promised() -> None:
    promised = {"check", "calculate", "ratio", "standards", "organisations", "demo"}
    assert promised <= {words[0] for words in ALL if words}
    assert {("standards", name) for name in ("list", "show", "diff", "check", "published")} | {
        ("organisations", "import")
    } <= set(ALL)


@pytest.mark.parametrize("name", sorted({words[0] for words in ALL if words}))
def test_a_command_that_is_made_alone_is_the_same_as_among_all(name: str) -> None:
    def commands_of(parser: argparse.ArgumentParser) -> Mapping[str, argparse.ArgumentParser]:
        return next(action.choices for action in parser._actions if isinstance(action.choices, dict))

    alone, among_all = commands_of(build_parser(name)), commands_of(build_parser())
    assert list(alone) == [name]
    assert alone[name].format_help() == among_all[name].format_help()


@pytest.mark.parametrize("words", ALL, ids=" ".join)
def test_help_is_printed_and_says_how_to_use_it(capsys: pytest.CaptureFixture[str], words: tuple[str, ...]) -> None:
    answer = run(capsys, *words, "--help")
    assert (answer.code, answer.err) == (0, "")
    assert answer.out.startswith(f"usage: {' '.join(['openwres', *words])}")
    assert "-h, --help" in answer.out


@pytest.mark.parametrize(
    "words", [(), ("standards",), ("organisations",)], ids=["openwres", "standards", "organisations"]
)
def test_a_command_that_lacks_its_command_shows_help(
    capsys: pytest.CaptureFixture[str], words: tuple[str, ...]
) -> None:
    answer = run(capsys, *words)
    assert (answer.code, answer.out) == (2, "")
    assert "commands:" in answer.err


def test_the_version(capsys: pytest.CaptureFixture[str]) -> None:
    answer = run(capsys, "--version")
    assert (answer.code, answer.out) == (0, f"openwres {VERSION}\n")


@pytest.mark.parametrize(
    ("words", "meant"),
    [
        (["check", "x", "--yaer", "2026"], "--year"),
        (["check", "x", "--yaer=2026"], "--year"),
        (["calculate", "x", "--year", "2026", "--out", "y", "--organization", "RXX"], "--organisation"),
        (["calculate", "x", "--year", "2026", "--out", "y", "--histroy", "z"], "--history"),
        (["ratio", "--white", "1/2", "--bme", "1/2", "--jsn"], "--json"),
        (["standards", "list", "--jsonn"], "--json"),
        (["--versoin"], "--version"),
    ],
)  # fmt: skip
def test_a_wrong_flag_gets_a_suggestion(capsys: pytest.CaptureFixture[str], words: list[str], meant: str) -> None:
    answer = run(capsys, *words)
    assert (answer.code, answer.out) == (2, "")
    assert f"Did you mean {meant}?" in answer.err
    assert "--help" in answer.err


def test_a_flag_is_not_guessed_from_its_beginning(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(capsys, "check", "x", "--ye", "2026").code == 2


@pytest.mark.parametrize("words", [["chek"], ["standards", "lst"], ["organisations", "imprt"]], ids=" ".join)
def test_an_unknown_command_names_the_known_ones(capsys: pytest.CaptureFixture[str], words: list[str]) -> None:
    answer = run(capsys, *words)
    assert (answer.code, answer.out) == (2, "")
    assert words[-1] in answer.err
    assert {"chek": "check", "lst": "list", "imprt": "import"}[words[-1]] in answer.err


def test_an_unknown_command_gets_a_suggestion(capsys: pytest.CaptureFixture[str]) -> None:
    assert "Did you mean check?" in run(capsys, "chek").err


@pytest.mark.parametrize(
    ("words", "missing"),
    [(["check"], "INPUT"), (["calculate", "x"], "--year"), (["calculate", "x", "--year", "2026"], "--out"), (["ratio"], "--white"),
     (["standards", "show"], "NAME"), (["standards", "diff", "wres"], "YEAR"), (["organisations", "import"], "DATE=FILE")],
)  # fmt: skip
def test_what_is_missing_is_named(capsys: pytest.CaptureFixture[str], words: list[str], missing: str) -> None:
    answer = run(capsys, *words)
    assert (answer.code, answer.out) == (2, "")
    assert missing in answer.err
