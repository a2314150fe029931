"""How a command ends: a pipe closed early, an interrupt, a kill; no traceback, and nothing left behind."""

from __future__ import annotations

import os
import signal
import tempfile
import threading
import time
from pathlib import Path

import pytest

import openwres.calculation
from openwres.tallies.engine import connect
from tests.cli.commands import finish, program, run
from tests.extracts.folders import cells, post, workbook

POSIX = pytest.mark.skipif(os.name == "nt", reason="signals and pipes are others there")


@POSIX
@pytest.mark.parametrize("command", ["check", "show", "help"])
def test_a_pipe_that_is_closed_early_is_no_mistake(spoilt: Path, command: str) -> None:
    words: dict[str, list[object]] = {
        "check": ["check", spoilt, "--json"],
        "show": ["standards", "show", "wres/3"],
        "help": ["--help"],
    }
    with program(*words[command]) as running:
        assert running.stdout
        assert running.stderr
        if command == "check":
            assert running.stdout.readline() == "{\n"
        running.stdout.close()
        said = running.stderr.read()
    assert said == ""


@pytest.fixture(scope="module")
def slow(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a workbook, whose reading in a process of its own leaves time to interrupt."""
    root = tmp_path_factory.mktemp("slow") / "ZZ9"
    root.mkdir()
    workbook(root / "staff.xlsx", {"Staff": cells([post(f"P{n}") for n in range(2000)])})
    return root


def ended_by(sent: signal.Signals, slow: Path, tmp_path: Path) -> tuple[int, str]:
    """Start a calculation, send it a signal while it reads, and give its exit code and what it said."""
    temporary = tmp_path / "temporary"
    temporary.mkdir()
    running = program("calculate", slow, "--year", "2026", "--out", tmp_path / "out", TMPDIR=str(temporary))
    until = time.monotonic() + 30
    while not list(temporary.glob("openwres-*")) and running.poll() is None and time.monotonic() < until:
        time.sleep(0.005)
    assert running.poll() is None  # else nothing was interrupted
    running.send_signal(sent)
    answer = finish(running)
    assert "Traceback" not in answer.err
    return answer.code, answer.err


@POSIX
def test_an_interrupt_gives_130_and_leaves_nothing(slow: Path, tmp_path: Path) -> None:
    assert ended_by(signal.SIGINT, slow, tmp_path) == (130, "Interrupted; nothing was written.\n")
    assert list((tmp_path / "temporary").iterdir()) == []
    assert not (tmp_path / "out").exists()


@POSIX
def test_a_polite_end_leaves_no_records(slow: Path, tmp_path: Path) -> None:
    ended_by(signal.SIGTERM, slow, tmp_path)
    assert list((tmp_path / "temporary").iterdir()) == []


@POSIX
def test_what_a_killed_run_left_is_gone_after_the_next(
    slow: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert ended_by(signal.SIGKILL, slow, tmp_path)[0] == -signal.SIGKILL
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "temporary"))
    openwres.check(slow, year=2026)
    assert list((tmp_path / "temporary").iterdir()) == []


@POSIX
def test_an_interrupt_within_a_query_gives_130(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, slow: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def counts_for_long(*_: object, **__: object) -> None:
        with connect(tmp_path) as con:
            threading.Timer(0.2, os.kill, (os.getpid(), signal.SIGINT)).start()
            con.execute("SELECT SUM(hash(range)) FROM range(100000000)").fetchall()

    monkeypatch.setattr(openwres.calculation, "check", counts_for_long)
    before = signal.signal(signal.SIGINT, signal.default_int_handler)  # a job in the background starts deaf to it
    try:
        answer = run(capsys, "check", slow)
    finally:
        signal.signal(signal.SIGINT, before)
    assert (answer.code, answer.err) == (130, "Interrupted; nothing was written.\n")
