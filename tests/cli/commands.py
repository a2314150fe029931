"""Runs the command line as a user does: in this process, where a crash is seen, or as a program of its own."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

import openwres
from openwres.cli import main

SOURCES = Path(openwres.__file__).parents[1]


@dataclass(frozen=True)
class Answer:
    """What a command said and with which exit code."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)


def run(capsys: pytest.CaptureFixture[str], *words: object) -> Answer:
    """Run a command here; an exception that would be a traceback fails the test."""
    capsys.readouterr()
    try:
        code = main([str(word) for word in words])
    except SystemExit as left:
        code = left.code if isinstance(left.code, int) else 1
    said = capsys.readouterr()
    assert "Traceback" not in said.out + said.err
    return Answer(code, said.out, said.err)


def program(*words: object, **environment: str) -> subprocess.Popen[str]:
    """Start a command as a program of its own, its output in pipes."""
    there = os.environ | {"PYTHONPATH": str(SOURCES), "PYTHONIOENCODING": "utf-8"} | environment
    return subprocess.Popen(
        [sys.executable, "-m", "openwres", *map(str, words)],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, stdin=subprocess.DEVNULL, env=there, encoding="utf-8",
    )  # fmt: skip


def finish(running: subprocess.Popen[str]) -> Answer:
    with running:
        out, err = running.communicate(timeout=60)
    return Answer(running.returncode, out, err)
