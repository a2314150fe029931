"""A folder of results appears whole or not at all, and nobody's files are lost for it."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from openwres.contracts.exceptions import OpenWRESError, OutputError
from openwres.files.output import whole_folder

KNOWN = ("figures.csv", "pages")


def write(folder: Path, text: str = "new") -> None:
    with whole_folder(folder, KNOWN) as fresh:
        (fresh / "figures.csv").write_text(text, encoding="utf-8")
        (fresh / "pages").mkdir()
        (fresh / "pages" / "one.html").write_text(text, encoding="utf-8")


def fail(folder: Path, error: type[BaseException]) -> None:
    with whole_folder(folder, KNOWN) as fresh:
        (fresh / "figures.csv").write_text("half", encoding="utf-8")
        raise error


def held(folder: Path) -> dict[str, str]:
    files = (path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_text(encoding="utf-8") for path in files}


def results(text: str, place: str = "results") -> dict[str, str]:
    return {f"{place}/figures.csv": text, f"{place}/pages/one.html": text}


def test_a_new_folder_and_the_folders_above_it_are_made(tmp_path: Path) -> None:
    write(tmp_path / "a" / "b" / "results")
    assert held(tmp_path) == results("new", "a/b/results")


def test_earlier_results_are_replaced_as_a_whole(tmp_path: Path) -> None:
    write(tmp_path / "results", "old")
    with whole_folder(tmp_path / "results", KNOWN) as fresh:
        (fresh / "figures.csv").write_text("new", encoding="utf-8")
    assert held(tmp_path) == {"results/figures.csv": "new"}


def test_an_empty_folder_is_used(tmp_path: Path) -> None:
    (tmp_path / "results").mkdir()
    write(tmp_path / "results")
    assert held(tmp_path) == results("new")


@pytest.mark.parametrize("earlier", [False, True])
@pytest.mark.parametrize("error", [ValueError, KeyboardInterrupt, SystemExit, OSError, MemoryError])
def test_what_fails_or_is_interrupted_leaves_everything_as_it_was(
    tmp_path: Path, error: type[BaseException], earlier: bool
) -> None:
    if earlier:
        write(tmp_path / "results", "old")
    with pytest.raises((error, OpenWRESError)):
        fail(tmp_path / "results", error)
    assert held(tmp_path) == (results("old") if earlier else {})
    assert [path.name for path in tmp_path.iterdir()] == (["results"] if earlier else [])


def test_nothing_stands_there_before_all_of_it_does(tmp_path: Path) -> None:
    with whole_folder(tmp_path / "results", KNOWN) as fresh:
        (fresh / "figures.csv").write_text("half", encoding="utf-8")
        assert not (tmp_path / "results").exists()


@pytest.mark.parametrize("stranger", ["my notes.docx", "figures.csv.bak", "data", ".git"])
def test_a_folder_with_other_files_is_refused_and_kept(tmp_path: Path, stranger: str) -> None:
    write(tmp_path / "results", "old")
    (tmp_path / "results" / stranger).write_text("mine", encoding="utf-8")
    with pytest.raises(OutputError, match="other files") as caught:
        write(tmp_path / "results")
    assert stranger in str(caught.value)
    assert "--out" in str(caught.value)
    assert held(tmp_path) == results("old") | {f"results/{stranger}": "mine"}
    assert len(list(tmp_path.iterdir())) == 1


def test_a_file_in_its_place_is_refused_and_kept(tmp_path: Path) -> None:
    (tmp_path / "results").write_text("mine", encoding="utf-8")
    with pytest.raises(OutputError, match="is a file"):
        write(tmp_path / "results")
    assert held(tmp_path) == {"results": "mine"}


@pytest.mark.parametrize("name", [".DS_Store", "Thumbs.db", "desktop.ini"])
def test_what_a_file_manager_leaves_is_nobodys_file(tmp_path: Path, name: str) -> None:
    write(tmp_path / "results", "old")
    (tmp_path / "results" / name).write_bytes(b"\x00")
    write(tmp_path / "results")
    assert held(tmp_path / "results")["figures.csv"] == "new"


def test_a_folder_below_a_file_is_an_error_of_output(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("mine", encoding="utf-8")
    with pytest.raises(OutputError):
        write(tmp_path / "file" / "results")


def test_a_place_that_cannot_be_written_is_an_error_of_output(tmp_path: Path) -> None:
    with pytest.raises(OutputError):
        write(tmp_path / ("x" * 300))


def test_an_interrupt_while_folders_change_places_keeps_the_earlier_results(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(tmp_path / "results", "old")
    rename, calls = Path.rename, []

    def interrupted(self: Path, target: Path) -> Path:
        calls.append(target)
        if len(calls) == 2:
            raise KeyboardInterrupt
        return rename(self, target)

    monkeypatch.setattr(Path, "rename", interrupted)
    with pytest.raises(KeyboardInterrupt):
        write(tmp_path / "results")
    assert held(tmp_path) in (results("old"), results("new"))


@pytest.mark.skipif(os.name == "nt", reason="making a link needs a privilege there")
@pytest.mark.parametrize("exists", [True, False])
def test_a_link_to_a_folder_is_followed(tmp_path: Path, exists: bool) -> None:
    if exists:
        (tmp_path / "elsewhere").mkdir()
    (tmp_path / "results").symlink_to(tmp_path / "elsewhere")
    write(tmp_path / "results")
    assert held(tmp_path / "elsewhere") == {"figures.csv": "new", "pages/one.html": "new"}
    assert sorted(path.name for path in tmp_path.iterdir()) == ["elsewhere", "results"]
