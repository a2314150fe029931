"""`demo` makes a nation, calculates it, keeps a store, and leaves nothing behind where it is stopped."""

from __future__ import annotations

import io
import json
import os
import sys
from pathlib import Path

import polars as pl
import pytest

import openwres
from openwres.cli import demo
from tests.cli.commands import run


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> demo.Demo:
    folder = tmp_path_factory.mktemp("demo") / "nation"
    return demo.make_demo(folder, organisations=3, seed=5, scale=0.05, years=(2025, 2026))


def test_each_organisation_has_a_scorecard_with_last_year(made: demo.Demo) -> None:
    pages = sorted((made.folder / "results" / "2026" / "scorecards").glob("*.html"))
    assert [page.stem for page in pages] == ["Z0001", "Z0002", "Z0003"]
    assert "2025" in pages[0].read_text(encoding="utf-8")
    assert (made.folder / "results" / "2026" / "scorecard.html").is_file()


def test_tallies_are_those_of_the_generator_and_form_a_store(made: demo.Demo) -> None:
    own = pl.read_parquet(made.folder / "nation" / "counts" / "2025.parquet")
    stored = [pl.read_parquet(path) for path in sorted((made.folder / "tallies" / "wres" / "2025").iterdir())]
    tallies = pl.concat(stored).sort(own.columns[:9])
    further = pl.col("classification").is_in(demo.CHARACTERISTICS)
    assert tallies.filter(~further).equals(own)
    assert set(tallies.filter(further)["classification"]) == set(demo.CHARACTERISTICS)
    again = openwres.calculate(
        made.folder / "nation" / "records" / "2026", year=2026, register=made.folder / "nation" / "register",
        history=made.folder, characteristics=demo.CHARACTERISTICS,
    )  # fmt: skip
    assert again.figures.equals(pl.read_parquet(made.folder / "results" / "2026" / "figures.parquet"))


def test_it_says_what_to_look_at(made: demo.Demo) -> None:
    said = "\n".join(made.words())
    assert str(made.folder / "results" / "2026" / "scorecard.html") in said
    assert "invented" in said


def test_steps_go_to_standard_error_and_the_result_to_standard_output(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(demo, "YEARS", (2026,))
    monkeypatch.setattr(demo, "SMALL", 1)
    answer = run(capsys, "demo", "--out", tmp_path / "out", "--json")
    assert answer.code == 0
    assert json.loads(answer.out)["organisations"] == 1
    assert answer.err.splitlines()[0] == "making the nation"
    assert "\x1b" not in answer.err


def test_a_folder_with_other_files_is_left_alone(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    (tmp_path / "letter.txt").write_text("dear", encoding="utf-8")
    answer = run(capsys, "demo", "--out", tmp_path)
    assert answer.code == 1
    assert "letter.txt" in answer.err
    assert [path.name for path in tmp_path.iterdir()] == ["letter.txt"]


def test_an_interrupt_leaves_nothing(tmp_path: Path) -> None:
    def stop(said: str) -> None:
        if said.startswith("calculated"):
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        demo.make_demo(tmp_path / "out", organisations=1, scale=0.05, years=(2026,), told=stop)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(("words", "said"), [(("--organisations", "0"), "1 to"), (("--organisations", "999"), "1 to")])
def test_a_nation_that_cannot_be_is_told(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, words: tuple[str, ...], said: str
) -> None:
    answer = run(capsys, "demo", *words, "--out", tmp_path / "out")
    assert answer.code == 2
    assert said in answer.err


class Screen(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.mark.skipif(os.name == "nt", reason="old consoles of Windows get lines")
@pytest.mark.parametrize(("no_color", "changes"), [("", True), ("1", False)])
def test_a_terminal_gets_a_line_that_changes_unless_told_otherwise(
    monkeypatch: pytest.MonkeyPatch, no_color: str, changes: bool
) -> None:
    screen = Screen()
    monkeypatch.setattr(sys, "stderr", screen)
    monkeypatch.setenv("NO_COLOR", no_color)
    monkeypatch.setenv("TERM", "xterm")
    with demo._Progress() as progress:
        progress.say("made 2022")
    assert ("\x1b[K" in screen.getvalue()) == changes
    assert ("made 2022\n" in screen.getvalue()) != changes
