"""No mistake of a user ends in a traceback: exit code 1 or 2, a sentence, and what to try."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.commands import SOURCES, run
from tests.extracts.folders import CODE, folder
from tests.extracts.whole import EVERYTHING
from tests.standards.definitions import Definitions

Said = pytest.CaptureFixture[str]
ESCAPES = "the operating system's error escapes"


@pytest.mark.parametrize(
    ("options", "code", "words"),
    [
        (["--year", "abc"], 2, "abc"),
        (["--year", "2062"], 2, "2016 to 2026"),
        (["--year", "0"], 2, "2016 to 2026"),
        (["--year", "-5"], 2, "2016 to 2026"),
        (["--standard", "nonsense"], 2, "There is no standard `nonsense`"),
        (["--standard", "wrs"], 2, "Did you mean `wres`?"),
        (["--organisation", "Ward 5"], 2, "is not an organisation's code"),
        (["--organisation", "O'Brien\"; DROP TABLE staff"], 2, "is not an organisation's code"),
        (["--register", "nowhere.json"], 2, "nowhere.json"),
    ],
)  # fmt: skip
def test_a_wrong_option(capsys: Said, extracts: Path, options: list[str], code: int, words: str) -> None:
    answer = run(capsys, "check", extracts, *options)
    assert answer.code == code
    assert words in answer.err + answer.out


@pytest.mark.parametrize("given", ["nowhere", "no such folder/at all", "tallies.csv"])
def test_an_input_that_is_not_there(capsys: Said, tmp_path: Path, given: str) -> None:
    answer = run(capsys, "check", tmp_path / given)
    assert (answer.code, answer.out) == (2, "")
    assert given in answer.err
    assert "Check the path" in answer.err


def test_a_standard_that_names_what_no_extract_has(capsys: Said, tmp_path: Path) -> None:
    given = folder(tmp_path / "ZZ9", **EVERYTHING)
    own = Definitions.copy(tmp_path)
    own.change("standard.yaml", "date: appointed_on", "date: apointed_on")
    own.change("standard.yaml", "{mandatory: ['false']", "{mandatry: ['fasle']")
    own.change("standard.yaml", "sum: people", "sum: peeple")
    answer = run(capsys, "check", given, "--standard", own.folder)
    assert answer.code == 1
    assert [word for word in ("apointed_on", "mandatry", "peeple") if word not in answer.out + answer.err] == []


def test_a_standard_that_asks_for_a_code_that_nobody_has(capsys: Said, tmp_path: Path) -> None:
    given = folder(tmp_path / "ZZ9", learning=EVERYTHING["learning"])
    own = Definitions.copy(tmp_path).change("standard.yaml", "mandatory: ['false']", "mandatory: ['fasle']")
    answer = run(capsys, "check", given, "--standard", own.folder)
    assert answer.code == 1
    assert "fasle" in answer.out + answer.err


def test_an_empty_folder(capsys: Said, tmp_path: Path) -> None:
    answer = run(capsys, "check", tmp_path)
    assert answer.code == 1
    assert "no extract" in answer.out


def test_a_picture_is_no_extract(capsys: Said, tmp_path: Path) -> None:
    (tmp_path / "photo.png").write_bytes(b"\x89PNG\r\n\x1a\n\x00\x00")
    assert run(capsys, "check", tmp_path / "photo.png").code == 1


@pytest.mark.skipif(os.name == "nt", reason="no such file there")
def test_what_is_neither_file_nor_folder(capsys: Said) -> None:
    assert run(capsys, "check", "/dev/null").code in (1, 2)


@pytest.mark.parametrize("option", ["input", "--standard", "--register"])
def test_a_name_that_is_too_long(capsys: Said, extracts: Path, option: str) -> None:
    words = [extracts, option, "x" * 5000] if option.startswith("-") else ["x" * 5000]
    assert run(capsys, "check", *words).code in (1, 2)


def test_an_empty_input_is_not_the_current_folder(
    capsys: Said, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert run(capsys, "check", "").code == 2


@pytest.mark.parametrize(
    "content",
    ["", '{"format": 1', "[]", "code;name\n\x00", "{}"],
    ids=["empty", "cut off", "a list", "not text", "nothing in it"],
)
def test_a_register_that_is_malformed(capsys: Said, tmp_path: Path, extracts: Path, content: str) -> None:
    (tmp_path / "register.json").write_text(content, encoding="utf-8")
    for given in (tmp_path / "register.json", tmp_path):
        answer = run(capsys, "check", extracts, "--register", given)
        assert answer.code in (1, 2)
        assert f"register {given.name} has" in answer.err or "register.json" in answer.err


@pytest.mark.parametrize(
    "history",
    ["", "year,organisation\n", "not a table", "\x00\x01", "year,organisation,item,group,count\n2025,ZZ9,x,y,z\n"],
)
def test_a_history_that_cannot_be_used(capsys: Said, tmp_path: Path, tallies: Path, history: str) -> None:
    earlier = tmp_path / "earlier"
    earlier.mkdir()
    if history:
        (earlier / "tallies.csv").write_text(history, encoding="utf-8")
    answer = run(capsys, "calculate", tallies, "--year", "2026", "--out", tmp_path / "out", "--history", earlier)
    assert answer.code == 1
    assert "history" in answer.err or "tallies.csv" in answer.err
    assert not (tmp_path / "out").exists()


def out_of(capsys: Said, tallies: Path, out: Path) -> tuple[int, str]:
    answer = run(capsys, "calculate", tallies, "--year", "2026", "--out", out)
    return answer.code, answer.err


def test_a_file_where_the_results_should_go(capsys: Said, tmp_path: Path, tallies: Path) -> None:
    (tmp_path / "out").write_text("mine", encoding="utf-8")
    code, said = out_of(capsys, tallies, tmp_path / "out")
    assert (code, (tmp_path / "out").read_text(encoding="utf-8")) == (1, "mine")
    assert "is a file" in said


def test_a_folder_of_others_where_the_results_should_go(capsys: Said, tmp_path: Path, tallies: Path) -> None:
    (tmp_path / "thesis.docx").write_text("mine", encoding="utf-8")
    code, said = out_of(capsys, tallies, tmp_path)
    assert (code, [path.name for path in tmp_path.iterdir()]) == (1, ["thesis.docx"])
    assert "thesis.docx" in said


@pytest.mark.parametrize("place", ["file/results", "x" * 300])
def test_a_place_where_no_results_can_go(capsys: Said, tmp_path: Path, tallies: Path, place: str) -> None:
    (tmp_path / "file").write_text("mine", encoding="utf-8")
    code, said = out_of(capsys, tallies, tmp_path / place)
    assert code == 1
    assert "--out" in said


def test_a_table_without_the_unknown(capsys: Said, tmp_path: Path) -> None:
    given = tmp_path / "tallies.csv"
    given.write_text(
        "year,organisation,item,group,count\n2026,ZZ9,staff,white,10\n2026,ZZ9,staff,bme,5\n", encoding="utf-8"
    )
    assert out_of(capsys, given, tmp_path / "out")[0] == 0


# Each runs before the program takes the place of this small one; 24 gives up a right of the superuser for good.
WITHOUT_RIGHTS = "import ctypes; [ctypes.CDLL(None).prctl(24, right, 0, 0, 0) for right in (1, 2)]"
NO_ROOM = "import resource; resource.setrlimit(resource.RLIMIT_FSIZE, (4096, 4096))"


def started(before: str, *words: object) -> subprocess.CompletedProcess[str]:
    """Run the program as one who may pass over no file's rights, or on a disk without room for more than 4 kB."""
    script = (
        f"import os, sys; {before}; os.execv(sys.executable, [sys.executable, '-B', '-m', 'openwres', *sys.argv[1:]])"
    )
    return subprocess.run(
        [sys.executable, "-c", script, *map(str, words)], capture_output=True, encoding="utf-8", check=False,
        env=os.environ | {"PYTHONPATH": str(SOURCES)},
    )  # fmt: skip


@pytest.mark.skipif(sys.platform != "linux", reason="the superuser keeps every right there")
@pytest.mark.parametrize("where", ["input", "out"])
def test_a_folder_or_file_without_permission(tmp_path: Path, tallies: Path, where: str) -> None:
    locked = tmp_path / "locked"
    locked.mkdir()
    (locked / "staff.csv").write_text("person,ethnicity,grade\nP1,A,clinical-5\n", encoding="utf-8")
    words: list[object] = ["check", locked, "--organisation", CODE]
    if where == "out":
        words = ["calculate", tallies, "--year", "2026", "--out", locked / "results"]
    locked.chmod(0)
    try:
        done = started(WITHOUT_RIGHTS, *words)
    finally:
        locked.chmod(0o700)
    assert "Traceback" not in done.stderr
    assert done.returncode == 1


@pytest.mark.skipif(os.name == "nt", reason="no such limit there")
def test_a_full_disk(tmp_path: Path, tallies: Path) -> None:
    done = started(NO_ROOM, "calculate", tallies, "--year", "2026", "--out", tmp_path / "results")
    assert list(tmp_path.iterdir()) == []
    assert "Traceback" not in done.stderr
    assert done.returncode == 1
