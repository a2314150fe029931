"""A run that is killed leaves nothing behind: no temporary folder, no process."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from openwres.files.scratch import scratch_folder
from tests.files.made_workbooks import packed, row_xml, sheet_xml, xlsx_parts

POSIX = pytest.mark.skipif(os.name == "nt", reason="needs signals")
PATIENCE = 20.0

WRITES = """
import sys, time
from pathlib import Path
from openwres.files.scratch import scratch_folder
with scratch_folder() as folder:
    (folder / "inner").mkdir()
    (folder / "inner" / "sheet.csv").write_text("Zebedee" * 1000)
    print(folder, flush=True)
    time.sleep(60)
"""

READS = """
import sys, time
from pathlib import Path
from openwres.files.scratch import scratch_folder
from openwres.files.workbooks import open_workbook
with scratch_folder() as folder, open_workbook(Path(sys.argv[1]), folder) as book:
    book.write(book.sheets[0], 1, [0])
    print(book._process._process.pid, folder, flush=True)
    {then}
"""


def started(code: str, temporary: Path, *words: str) -> subprocess.Popen[str]:
    there = os.environ | {name: str(temporary) for name in ("TMPDIR", "TEMP", "TMP")}
    there |= {"PYTHONPATH": os.pathsep.join(path for path in sys.path if path)}
    return subprocess.Popen(
        [sys.executable, "-c", code, *words], env=there, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    )


def line_of(process: subprocess.Popen[str]) -> str:
    assert process.stdout
    return process.stdout.readline().strip()


def ended(process: subprocess.Popen[str]) -> None:
    process.wait()
    assert process.stdout
    process.stdout.close()


def soon(true: Callable[[], bool]) -> bool:
    end = time.monotonic() + PATIENCE
    while not (found := true()) and time.monotonic() < end:
        time.sleep(0.02)
    return found


def alive(process: int) -> bool:
    """Whether it runs; one that ended and that nobody has waited for does not."""
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    state = Path(f"/proc/{process}/stat")
    return not (state.exists() and state.read_text().rpartition(")")[2].split()[0] == "Z")


@POSIX
@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGTERM, signal.SIGINT])
def test_the_folder_of_a_killed_run_is_removed(tmp_path: Path, how: signal.Signals) -> None:
    process = started(WRITES, tmp_path)
    folder = Path(line_of(process))
    assert (folder / "inner" / "sheet.csv").exists()
    process.send_signal(how)
    ended(process)
    assert soon(lambda: not list(tmp_path.iterdir()))


@POSIX
def test_an_interrupt_from_the_keyboard_leaves_the_janitor_at_work(tmp_path: Path) -> None:
    """It reaches the whole group of processes, and the run itself dies of it at once."""
    process = subprocess.Popen(
        [sys.executable, "-c", WRITES], env=os.environ | {"TMPDIR": str(tmp_path), "PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
        stdout=subprocess.PIPE, text=True, start_new_session=True,
    )  # fmt: skip
    assert line_of(process)
    os.killpg(process.pid, signal.SIGKILL)
    ended(process)
    assert soon(lambda: not list(tmp_path.iterdir()))


@POSIX
def test_the_reading_process_ends_with_the_run(tmp_path: Path) -> None:
    temporary = tmp_path / "temporary"
    temporary.mkdir()
    book = packed(tmp_path / "a.xlsx", xlsx_parts({"Staff": sheet_xml(row_xml(1, ["a"]) + row_xml(2, ["b"]))}))
    process = started(READS.format(then="time.sleep(60)"), temporary, str(book))
    child = int(line_of(process).split()[0])
    assert alive(child)
    process.kill()
    ended(process)
    assert soon(lambda: not alive(child))
    assert soon(lambda: not list(temporary.iterdir()))


@POSIX
def test_the_reading_process_ends_with_the_run_while_it_reads(tmp_path: Path) -> None:
    rows = "".join(row_xml(n, ["x", 1.0] * 10) for n in range(1, 60_001))
    book = packed(tmp_path / "a.xlsx", xlsx_parts({"Staff": sheet_xml(rows)}))
    code = (
        "import sys, time; from pathlib import Path; from openwres.files.workbook_process import WorkbookProcess\n"
        "process = WorkbookProcess(); process.send({'do': 'open', 'path': sys.argv[1]})\n"
        "print(process._process.pid, flush=True); time.sleep(60)"
    )
    process = started(code, tmp_path, str(book))
    child = int(line_of(process))
    time.sleep(0.2)  # it reads now
    process.kill()
    ended(process)
    assert soon(lambda: not alive(child))


@POSIX
def test_no_process_is_left_after_a_run_that_ends_well(tmp_path: Path) -> None:
    book = packed(tmp_path / "a.xlsx", xlsx_parts({"Staff": sheet_xml(row_xml(1, ["a"]) + row_xml(2, ["b"]))}))
    process = started(READS.format(then="pass"), tmp_path, str(book))
    child = int(line_of(process).split()[0])
    ended(process)
    assert process.returncode == 0
    assert not alive(child)
    assert [path.name for path in tmp_path.iterdir()] == ["a.xlsx"]


def test_what_other_runs_left_is_removed_at_the_next_start(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    dead = subprocess.run(
        [sys.executable, "-c", "import os; print(os.getpid())"], capture_output=True, text=True, check=True
    )
    left, living, other = (tmp_path / f"openwres-{name}-x" for name in (dead.stdout.strip(), os.getpid(), "notes"))
    for folder in (left, living, other):
        folder.mkdir()
    with scratch_folder():
        assert left.exists() == (os.name == "nt")
    assert living.exists()
    assert other.exists()


def test_a_folder_is_gone_when_its_block_ends_in_an_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    with pytest.raises(FileNotFoundError), scratch_folder() as folder:
        (folder / "missing" / "a").write_text("x", encoding="utf-8")
    assert list(tmp_path.iterdir()) == []
