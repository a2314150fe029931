"""How long the command line takes, as ratios to an empty `python -c "import duckdb"` in the same run.

    python benchmarks/start_and_trust.py [RUNS]

Each command is run in turn with the empty one, after a warm-up; the median of the ratios pair by pair is printed.
Both run without PYTHONDONTWRITEBYTECODE, whatever it is here: Python then keeps its bytecode, as it does for users.
"""

from __future__ import annotations

import os
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


def seconds(words: list[str]) -> float:
    """Wall time of a whole process."""
    start = time.perf_counter()
    subprocess.run(words, check=True, capture_output=True, env=ENVIRONMENT)
    return time.perf_counter() - start


def ratios(words: list[str], runs: int) -> list[float]:
    """Ratios to the empty command, pair by pair, after one pair that does not count."""
    pairs = [(seconds(words), seconds(EMPTY)) for _ in range(runs + 1)]
    return [one / empty for one, empty in pairs[1:]]


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
            found = ratios(words, runs)
            print(f"{name:<22} {statistics.median(found):5.2f}  ({min(found):.2f} to {max(found):.2f})")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 9)
