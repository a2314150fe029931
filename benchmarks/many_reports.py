"""What one board report costs as a process, and what those of a nation cost: in all, for each report and page, and how it grows.

    python benchmarks/many_reports.py STORE --register REGISTER [--year YEAR] [--parts one nation organisations years charts]

STORE keeps the tallies of many organisations and years, as `openwres demo` makes one. Part `one` writes the four formats of one
organisation and sets the process against a bare `python -c "import openwres"`; `nation` writes the PDF of every organisation;
`organisations` and `years` do the same with a quarter and a half of them, and with one and three of the years. Seconds are those
of the clock; processor time depends less on what else the machine does. Memory is the most that all processes of a run held
together, looked at ten times a second; where the system does not tell it is 0. Part `charts` asks what there would be to gain if charts
were kept from one report to the next.
"""

from __future__ import annotations

import argparse
import csv
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple

import openwres

PROGRAM = (sys.executable, "-m", "openwres")
FOUR = ("pdf", "docx", "html", "xlsx")
PARTS = ("one", "nation", "organisations", "years", "charts")
_DRAWN = 40


class Spent(NamedTuple):
    """Seconds on the clock, of the processor, and the most memory in MiB, of a command with all its processes."""

    seconds: float
    work: float
    memory: float


def spent(*words: object) -> Spent:
    """What a command spends; the benchmark ends where the command fails."""
    there = os.environ | {"PYTHONPATH": str(Path(openwres.__file__).parents[1])}
    there.pop("PYTHONDONTWRITEBYTECODE", None)
    before, begun = os.times(), time.perf_counter()
    running = subprocess.Popen(
        [str(word) for word in words], env=there, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True
    )
    watch = Watch(running.pid)
    _, said = running.communicate()
    seconds, after = time.perf_counter() - begun, os.times()
    if running.returncode:
        raise SystemExit(said)
    work = after.children_user + after.children_system - before.children_user - before.children_system
    return Spent(seconds, work, watch.end())


class Watch:
    """Looks at the memory of a process and of those that it started, until it is ended."""

    def __init__(self, process: int) -> None:
        self.process, self.most, self._ended = process, 0.0, threading.Event()
        self._thread = threading.Thread(target=self._look)
        self._thread.start()

    def _look(self) -> None:
        while not self._ended.wait(0.1):
            self.most = max(self.most, sum(map(memory_of, family(self.process))))

    def end(self) -> float:
        """The most memory in MiB."""
        self._ended.set()
        self._thread.join()
        return self.most


def family(process: int) -> list[int]:
    """A process and those that it started, and so on; it alone where the system does not tell."""
    found = [process]
    for one in found:
        for told in Path(f"/proc/{one}/task").glob("*/children"):
            found += map(int, _text(told).split())
    return found


def memory_of(process: int) -> float:
    """The memory of a process in MiB, what it shares with others counted in parts."""
    told = [line.split()[1] for line in _text(Path(f"/proc/{process}/smaps_rollup")).splitlines() if line[:4] == "Pss:"]
    return sum(map(int, told)) / 1024


def _text(path: Path) -> str:
    try:
        return path.read_text()
    except OSError:
        return ""


class Nation(NamedTuple):
    """A store with its register, and the newest year."""

    store: Path
    register: Path
    year: int

    @property
    def codes(self) -> list[str]:
        """The organisations of the newest year."""
        return sorted(path.stem for path in (self.store / "tallies" / "wres" / str(self.year)).glob("*.parquet"))

    @property
    def years(self) -> list[int]:
        """Its years."""
        return sorted(int(folder.name) for folder in (self.store / "tallies" / "wres").iterdir())

    def part(self, home: Path, codes: list[str], years: list[int]) -> Nation:
        """A store of some of its organisations and years."""
        for year in years:
            folder = home / "tallies" / "wres" / str(year)
            folder.mkdir(parents=True)
            for path in (self.store / "tallies" / "wres" / str(year)).glob("*.parquet"):
                if path.stem in codes:
                    shutil.copy(path, folder)
        return self._replace(store=home)

    def words(self) -> tuple[object, ...]:
        """The words of a command that makes reports of it."""
        policy = ("--policy", "own-organisation", "--as-at", f"{self.year}-11-01", "--register", self.register)
        return (*PROGRAM, "report", "board", self.store, "--year", self.year, *policy)


def one(nation: Nation, rounds: int) -> None:
    """One report in four formats as a process, in turn with a bare start."""
    code = nation.codes[0]
    bare: list[Spent] = []
    whole: list[Spent] = []
    with tempfile.TemporaryDirectory() as name:
        for _ in range(rounds + 1):
            bare.append(spent(sys.executable, "-c", "import openwres"))
            whole.append(spent(*nation.words(), "--organisation", code, "--format", *FOUR, "--out", Path(name) / "out"))
    print(
        f"\nOne report of {len(nation.codes)} organisations and {len(nation.years)} years in four formats; {rounds} rounds.\n"
    )
    print("| process | seconds | of processor | MiB |\n|---|---|---|---|")
    for what, found in (('python -c "import openwres"', bare[1:]), ("report board", whole[1:])):
        print(f"| {what} | {_middle(found, 0)} | {_middle(found, 1)} | {max(one.memory for one in found):.0f} |")


def _middle(found: list[Spent], at: int) -> str:
    values = [one[at] for one in found]
    return f"{statistics.median(values):.2f} ({min(values):.2f} to {max(values):.2f})"


def row(nation: Nation, out: Path) -> None:
    """The PDF reports of a nation, as a line of the table."""
    found = spent(*nation.words(), "--all", "--format", "pdf", "--out", out)
    with (out / "index.csv").open(encoding="utf-8", newline="") as file:
        pages = [int(row["pages"]) for row in csv.DictReader(file)]
    per_page = f"{1000 * found.seconds / sum(pages):.1f} | {1000 * found.work / sum(pages):.1f}"
    print(
        f"| {len(pages)} | {len(nation.years)} | {sum(pages):,} | {found.seconds:.0f} | {found.work:.0f} "
        f"| {found.work / len(pages):.2f} | {per_page} | {found.memory:,.0f} |",
        flush=True,
    )


def growth(nation: Nation, parts: list[str]) -> None:
    """The nation, and parts of it."""
    codes, years = nation.codes, nation.years
    asked: dict[str, list[tuple[list[str], list[int]]]] = {
        "nation": [(codes, years)],
        "organisations": [(codes[: len(codes) // 4], years), (codes[: len(codes) // 2], years)],
        "years": [(codes[: len(codes) // 4], years[-1:]), (codes[: len(codes) // 4], years[-3:])],
    }
    print(
        "\n| organisations | years | pages | seconds | of processor | of processor a report | ms a page | of processor a page | MiB |\n"
        "|---|---|---|---|---|---|---|---|---|"
    )
    for some, its in (each for part in parts for each in asked.get(part, [])):
        with tempfile.TemporaryDirectory() as name:
            row(nation.part(Path(name) / "store", some, its), Path(name) / "out")


def charts(nation: Nation) -> None:
    """What drawing the charts of forty reports takes of making their documents, and how many of them are alike."""
    from openwres.comparison import read_store_of_each
    from openwres.findings.history import Asked, History
    from openwres.organisations import load_register
    from openwres.reports.board import Settings, board_report, pictures
    from openwres.reports.board.among import among
    from openwres.reports.document import Drawing

    drawing = Stopwatch()
    for name in ("composition", "dots", "funnel", "scorecard", "trend"):
        setattr(pictures, name, drawing.around(getattr(pictures, name)))
    whole, _ = read_store_of_each(nation.store, "wres", nation.year, load_register(nation.register))
    known, settings = among(whole, Asked()), Settings(date(nation.year, 11, 1), marking="Not for publication")
    found: Counter[str] = Counter()
    making, codes = Stopwatch(), nation.codes[:_DRAWN]
    for code in codes:
        figures, tallies = whole.figures.filter(area=code), whole.tallies.filter(organisation=code)
        own = History(figures, tallies, whole.editions, whole.register)
        made = making.around(board_report)(own, code, settings, known)
        found.update(block.chart.svg for block in made.blocks if isinstance(block, Drawing))
    print(f"\n{len(codes)} reports with {found.total()} charts, {len(found)} of them different.")
    print(
        f"Processor: {1000 * making.work / len(codes):.0f} ms a document, {1000 * drawing.work / len(codes):.0f} ms of it charts."
    )


class Stopwatch:
    """Adds up the processor time of what it is put around."""

    def __init__(self) -> None:
        self.work = 0.0

    def around(self, job: Callable[..., Any]) -> Callable[..., Any]:
        """The same job, timed."""

        def timed(*given: Any, **named: Any) -> Any:
            begun = time.process_time()
            found = job(*given, **named)
            self.work += time.process_time() - begun
            return found

        return timed


def main() -> None:
    """Measure the parts that are asked for."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("store", type=Path)
    parser.add_argument("--register", type=Path, required=True)
    parser.add_argument("--year", type=int, default=2026)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--parts", nargs="+", choices=PARTS, default=PARTS)
    given = parser.parse_args()
    nation = Nation(given.store.absolute(), given.register.absolute(), given.year)
    if "one" in given.parts:
        one(nation, given.rounds)
    if "charts" in given.parts:
        charts(nation)
    growth(nation, [part for part in given.parts if part not in ("one", "charts")])


if __name__ == "__main__":
    main()
