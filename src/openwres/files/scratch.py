"""The one private folder for temporary files of a run, and the removal of what killed runs left."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

_NAME = "openwres-"


@contextmanager
def scratch_folder() -> Iterator[Path]:
    """A folder that only this user can read; it and all in it is gone afterwards."""
    _sweep()
    with tempfile.TemporaryDirectory(prefix=f"{_NAME}{os.getpid()}-", ignore_cleanup_errors=True) as folder:
        yield Path(folder)


def _sweep() -> None:
    """Remove the folders of runs that are no more. Windows has no harmless way to ask whether a process lives."""
    if os.name == "nt":
        return
    for folder in Path(tempfile.gettempdir()).glob(f"{_NAME}*-*"):
        process = folder.name.removeprefix(_NAME).split("-")[0]
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
