"""How far a long command is, on standard error: a bar on a terminal, elsewhere a line for each tenth."""

from __future__ import annotations

import sys
import time
from typing import TextIO

_WIDTH = 30
_TENTHS = 10


class Progress:
    """What is done of what is to be done; `what` names the things in the plural."""

    def __init__(self, what: str, stream: TextIO | None = None) -> None:
        self.what, self.stream = what, stream or sys.stderr
        self._begun, self._shown, self._width = 0.0, -1, 0

    def __call__(self, done: int, of: int) -> None:
        """Say that so many of so many are done; the first call begins to count the time."""
        if not done:
            self._begun = time.monotonic()
        if of:
            (self._bar if self.stream.isatty() else self._line)(done, of)

    def end(self) -> None:
        """Leave the bar as it stands; what is written next begins a line of its own."""
        if self._width:
            print(file=self.stream, flush=True)
            self._width = 0

    def _bar(self, done: int, of: int) -> None:
        full = _WIDTH * done // of
        text = f"[{'#' * full}{'-' * (_WIDTH - full)}] {done} of {of} {self.what}{self._left(done, of)}"
        print(f"\r{text:<{self._width}}", end="", file=self.stream, flush=True)
        self._width = len(text)

    def _left(self, done: int, of: int) -> str:
        """How long the rest will take at the pace so far."""
        if not 0 < done < of:
            return ""
        seconds = (time.monotonic() - self._begun) / done * (of - done)
        return f", about {seconds / 60:.0f} min left" if seconds >= 90 else f", about {seconds:.0f} s left"

    def _line(self, done: int, of: int) -> None:
        tenth = _TENTHS * done // of
        if tenth > self._shown:
            self._shown = tenth
            print(f"{done} of {of} {self.what}", file=self.stream, flush=True)
