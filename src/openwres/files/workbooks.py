"""Workbooks in: each sheet as a delimited file, read by a child process with limits.

A hostile workbook can exhaust or abort the process that reads it, so this one never does.
"""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

from openwres.files.delimited import UnreadableFileError

WALL_SECONDS = 300
_CHILD = Path(__file__).with_name("workbook_child.py")


def sheets(path: Path, scratch: Path) -> list[tuple[str, Path, int]]:
    """Name, CSV file and number of empty rows at the top of each visible sheet that holds anything. Raises UnreadableFileError."""
    folder = scratch / f"{len(list(scratch.iterdir()))}-sheets"
    folder.mkdir()
    try:
        done = subprocess.run(
            [sys.executable, "-P", str(_CHILD), str(path), str(folder)],
            capture_output=True, timeout=WALL_SECONDS, check=False, stdin=subprocess.DEVNULL,
        )  # fmt: skip
    except subprocess.TimeoutExpired:
        raise UnreadableFileError(
            f"Reading the workbook took more than {WALL_SECONDS} seconds.", "Save the sheet as CSV."
        ) from None
    if done.returncode != 0:
        raise UnreadableFileError(
            "The workbook cannot be read: it is damaged, protected by a password or too large.",
            "Save the sheet as CSV, or remove the password.",
        )
    found = json.loads(done.stdout)
    if not found:
        raise UnreadableFileError("No visible sheet of the workbook holds anything.", "Export it again.")
    return [(sheet["name"], folder / sheet["file"], sheet["skipped"]) for sheet in found]
