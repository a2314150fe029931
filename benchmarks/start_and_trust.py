"""How long the command line takes, as ratios to an empty `python -c "import duckdb"` in the same run.

    python benchmarks/start_and_trust.py [RUNS]

Each command is run in turn with the empty one, after a warm-up; the median of the ratios pair by pair is printed, by the
clock and of processor time, which depends less on what else the machine does.
Both run without PYTHONDONTWRITEBYTECODE, whatever it is here: Python then keeps its bytecode, as it does for users.
"""

from __future__ import annotations

import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from trust import write_trust

EMPTY = [sys.executable, "-c", "import duckdb"]
OPENWRES = [sys.executable, "-m", "openwres"]
ENVIRONMENT = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}


def spent(words: list[str]) -> tuple[float, float]:
    """Seconds on the clock and of the processor that a whole process takes, its own children included."""
    start, before = time.perf_counter(), resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(words, check=True, capture_output=True, env=ENVIRONMENT)
    end, after = time.perf_counter(), resource.getrusage(resource.RUSAGE_CHILDREN)
    return end - start, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def ratios(words: list[str], runs: int) -> tuple[list[float], list[float]]:
    """Ratios to the empty command, pair by pair, after one pair that does not count: by the clock, and of processor time."""
    pairs = [(spent(words), spent(EMPTY)) for _ in range(runs + 1)][1:]
    return [one[0] / empty[0] for one, empty in pairs], [one[1] / empty[1] for one, empty in pairs]


def in_short(found: list[float]) -> str:
    """The median, and the least and greatest."""
    return f"{statistics.median(found):5.2f}  ({min(found):.2f} to {max(found):.2f})"


def main(runs: int) -> None:
    """Print the median, least and greatest ratio of each command."""
    with tempfile.TemporaryDirectory() as folder:
        write_trust(Path(folder) / "trust")
        calculate = [*OPENWRES, "calculate", f"{folder}/trust", "--organisation", "ZZ1", "--year", "2026"]
        commands = {
            "--help": [*OPENWRES, "--help"],
            "ratio": [*OPENWRES, "ratio", "--white", "180/1000", "--bme", "90/800"],
            "calculate, one trust": [*calculate, "--out", f"{folder}/out"],
        }
        for name, words in commands.items():
            clock, processor = ratios(words, runs)
            print(f"{name:<22} {in_short(clock)}, of processor time {in_short(processor)}")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 9)
