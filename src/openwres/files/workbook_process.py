"""The child process that reads workbooks, seen from the parent: started, asked, and always ended.

What is asked and what the answers mean is known in `workbooks`; the child itself is `workbook_child`.
"""

from __future__ import annotations

import contextlib
import importlib.util
import json
import math
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import IO, Any, cast

from openwres.files.archives import damaged
from openwres.files.delimited import UnreadableFileError

WALL_SECONDS = 300.0
_LONGEST_LINE = 128 << 20
_CHILD = Path(__file__).with_name("workbook_child.py")
_PACKAGE = Path(__file__).parents[2]
_SAVE = "Save the sheet alone as CSV."
_WHY = {
    "password": ("The workbook is protected by a password.", "Save it without a password."),
    "memory": ("Reading the workbook needs more memory than one file may have.", _SAVE),
    "text": ("The sheets hold more text than is read of them.", _SAVE),
    "sheets": ("The workbook has more than 1,000 sheets.", "Save those that are needed as a workbook of their own."),
    "system": ("The workbook cannot be opened or its sheets cannot be written: the disk may be full.", "Make room, and try again."),
    "time": ("Reading the workbook takes too long.", _SAVE),
}  # fmt: skip
_SIGNALS = {-6: "memory", -9: "memory", -24: "time", -25: "system"}  # abort, kill, processor time, size of a file


class WorkbookProcess:
    """A running child. Every method raises UnreadableFileError where the child says or shows that it cannot go on."""

    def __init__(self) -> None:
        library = importlib.util.find_spec("python_calamine")
        if library is None or not library.origin:
            raise ModuleNotFoundError("python_calamine is not installed")
        self._timed_out, self._until, self._closed = False, math.inf, threading.Event()
        self._process: subprocess.Popen[bytes] = subprocess.Popen(
            [sys.executable, "-I", "-S", str(_CHILD), str(Path(library.origin).parents[1]), str(_PACKAGE)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        )
        self._to = cast(IO[bytes], self._process.stdin)
        self._from = cast(IO[bytes], self._process.stdout)
        threading.Thread(target=self._watch, daemon=True).start()

    def alive(self) -> bool:
        return self._process.poll() is None

    def answer(self) -> dict[str, Any]:
        """The next line of the child."""
        self._until = time.monotonic() + WALL_SECONDS
        try:
            return self._line()
        finally:
            self._until = math.inf

    def send(self, request: dict[str, Any]) -> None:
        """Ask for something; answers come in the same order."""
        with contextlib.suppress(OSError):  # where it is gone, the answer says why
            self._to.write(json.dumps(request).encode() + b"\n")
            self._to.flush()

    def ask(self, request: dict[str, Any]) -> dict[str, Any]:
        """The answer to a request."""
        self.send(request)
        return self.answer()

    def close(self) -> None:
        """End the child, whatever it is doing."""
        self._closed.set()
        self._process.kill()
        for pipe in (self._to, self._from):
            with contextlib.suppress(OSError):  # what stood in the pipe found no reader
                pipe.close()
        self._process.wait()

    def _watch(self) -> None:
        """Stop the child when an answer is late."""
        while not self._closed.wait(min(WALL_SECONDS, 1.0)):
            if time.monotonic() > self._until:
                self._timed_out = True
                self._process.kill()
                return

    def _line(self) -> dict[str, Any]:
        line = self._from.readline(_LONGEST_LINE)
        if not line.endswith(b"\n"):
            raise self._why(self._ended())
        found: dict[str, Any] = json.loads(line)
        if "error" in found:
            raise self._why(found["error"])
        return found

    def _ended(self) -> str:
        self._process.kill()
        code = self._process.wait()
        return "time" if self._timed_out else _SIGNALS.get(code, "damaged")

    def _why(self, word: str) -> UnreadableFileError:
        return UnreadableFileError(*_WHY[word]) if word in _WHY else damaged()
