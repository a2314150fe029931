"""The one private folder for temporary files of a run, which is removed however the run ends."""

from __future__ import annotations

import os
import secrets
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

_NAME = "openwres-"
# No console and a group of its own, on Windows; the names are not there elsewhere.
_DETACHED = getattr(subprocess, "DETACHED_PROCESS", 0) | getattr(subprocess, "CREATE_NEW_PROCESS_GROUP", 0)

# Waits until nobody holds the other end of its input any more, and removes the folder. It tries for ten seconds,
# because other children of the run end at the same moment and may still be writing. What it tidies with is loaded only
# then: mostly nothing is left to do.
_JANITOR = """
import sys
sys.stdin.buffer.read()
import os, shutil, time
for _ in range(100):
    shutil.rmtree(sys.argv[1], ignore_errors=True)
    if not os.path.lexists(sys.argv[1]):
        break
    time.sleep(0.1)
"""


@contextmanager
def scratch_folder(within: Path | None = None) -> Iterator[Path]:
    """A folder that only this user can read; it and all in it is gone afterwards, also if this process is killed.

    It lies among temporary files, or hidden `within` a folder, from which what it holds can be moved without copying.
    """
    start = Path(tempfile.gettempdir()) / _NAME if within is None else within / f".{_NAME}"
    _sweep(start)
    folder = start.with_name(f"{start.name}{os.getpid()}-{secrets.token_hex(6)}")
    janitor = None
    try:  # made within, so that no signal can come between making it and having to remove it
        folder.mkdir(mode=0o700)
        janitor = _start_janitor(folder)
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)
        _dismiss(janitor, folder)


def _start_janitor(folder: Path) -> subprocess.Popen[bytes]:
    """A process that outlives this one, if only to tidy up; an interrupt from the keyboard does not reach it."""
    return subprocess.Popen(
        [sys.executable, "-I", "-S", "-c", _JANITOR, str(folder)],
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        cwd=folder.parent,  # not the user's folder, which could not be moved meanwhile on Windows
        start_new_session=True,
        creationflags=_DETACHED,
    )


def _dismiss(janitor: subprocess.Popen[bytes] | None, folder: Path) -> None:
    """Nothing is left for it to do, or it has its ten seconds for a file that another program holds open."""
    if janitor is None or janitor.stdin is None:
        return
    janitor.stdin.close()
    if not folder.exists():
        janitor.kill()
    janitor.wait()


def _sweep(start: Path) -> None:
    """Remove the folders of runs that are no more, whose names start so. Windows has no harmless way to ask whether a process lives."""
    if os.name == "nt":
        return
    for folder in start.parent.glob(f"{start.name}*-*"):
        process = folder.name.removeprefix(start.name).split("-")[0]
        if process.isdigit() and not _alive(int(process)):
            shutil.rmtree(folder, ignore_errors=True)


def _alive(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except OSError:
        return True  # another user's
    return True
