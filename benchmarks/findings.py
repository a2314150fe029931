"""What all statistics of a nation cost beside counting it: intervals and all that stands beside figures, and every finding.

    python benchmarks/findings.py [--nation FOLDER] [--scale X] [--years N]

Takes an invented nation made before, or makes one of 215 organisations (`--scale` makes them smaller), counts its last years as
`cost.py` does, calculates their figures with and without statistics, looks for every kind of finding in all years together,
and prints seconds and their ratio to counting. Counting shrinks with the organisations and statistics do not, so the ratio means
something at scale 1 alone. What the rows mean is told in docs/explanation/cost.md.
"""

from __future__ import annotations

import argparse
import tempfile
import time
from collections.abc import Callable, Iterable, Sequence
from functools import partial
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple, TypeVar

import polars as pl
from cost import LAST, measured

from openwres.comparison import FINDERS
from openwres.figures import calculate_figures
from openwres.findings.history import Asked, History
from openwres.organisations import load_register
from openwres.scope import areas_of
from openwres.standards import load_standard

if TYPE_CHECKING:
    from openwres.organisations import Register

WANTED = 1 / 3
T = TypeVar("T")


class Spent(NamedTuple):
    """Seconds on the clock and of the processor; the latter depend less on what else the machine does."""

    seconds: float
    work: float

    def less(self, other: Spent) -> Spent:
        return Spent(self.seconds - other.seconds, self.work - other.work)


def total(these: Iterable[Spent]) -> Spent:
    """The sum."""
    seconds, work = zip(*these, strict=True)
    return Spent(sum(seconds), sum(work))


def timed(job: Callable[[], T]) -> tuple[Spent, T]:
    """What a job spends, and what comes out of it."""
    begun, worked = time.perf_counter(), time.process_time()
    found = job()
    return Spent(time.perf_counter() - begun, time.process_time() - worked), found


def count(records: Path, years: Sequence[int], kept: Path) -> tuple[Spent, dict[int, pl.DataFrame]]:
    """What counting the years spends, each in a process of its own, and their tallies."""
    told = [measured("ours", records / str(year), year, kept / f"{year}.parquet") for year in years]
    spent = total(Spent(each["seconds"], each["work"]) for each in told)
    return spent, {year: pl.read_parquet(kept / f"{year}.parquet") for year in years}


def calculate(
    tallies: dict[int, pl.DataFrame], register: Register, *, plain: bool = False, receipts: bool = False
) -> pl.DataFrame:
    """The figures of every year with roll-ups, as the command `findings` makes them of a store."""
    standard, found = load_standard("wres"), []
    for year, own in tallies.items():
        edition = standard.edition(year)
        both = pl.concat([tallies[before] for before in (year - 1,) if before in tallies] + [own])
        found.append(calculate_figures(both, edition, areas_of(register, edition)[0], plain=plain, receipts=receipts))
    return pl.concat(found)


def look(history: History) -> dict[str, tuple[Spent, pl.DataFrame]]:
    """What every kind of finding spends, and its table; one after the other, as the command does it: what kinds share, the first pays."""
    return {kind: timed(partial(_find, home, history)) for kind, home in FINDERS.items()}


def _find(home: str, history: History) -> pl.DataFrame:
    found: pl.DataFrame = import_module(home).find(history, Asked())
    return found


def measure(nation: Path, number: int) -> None:
    """Count, calculate, look, print."""
    years = sorted(int(folder.name) for folder in (nation / "records").iterdir())[-number:]
    register = load_register(nation / "register")
    with tempfile.TemporaryDirectory() as name:
        counting, tallies = count(nation / "records", years, Path(name))
    calculate({years[-1]: tallies[years[-1]]}, register)  # what is imported and read once
    without, _ = timed(lambda: calculate(tallies, register, plain=True))
    figuring, figures = timed(lambda: calculate(tallies, register))
    receipted, _ = timed(lambda: calculate(tallies, register, receipts=True))
    editions = {year: load_standard("wres").edition(year) for year in years}
    found = look(History(figures, pl.concat(tallies.values()), editions, register))
    organisations = tallies[years[-1]]["organisation"].n_unique()
    print(f"\n{organisations} organisations, {years[0]} to {years[-1]}, {figures.height:,} figures.\n")
    print("| what | rows | spent | ratio to counting | of processor time | wanted |\n|---|---|---|---|---|---|")
    row("counting", sum(each.height for each in tallies.values()), counting, counting)
    row("figures without statistics", None, without, counting)
    row("receipts of figures", None, receipted.less(figuring), counting)
    row("statistics of figures", None, figuring.less(without), counting)
    for kind, (spent, table) in found.items():
        row(f"findings: {kind}", table.height, spent, counting)
    finding = total(spent for spent, _ in found.values())
    row("all statistics", None, total([figuring.less(without), finding]), counting, f"{WANTED:.2f}")


def row(name: str, rows: int | None, spent: Spent, counting: Spent, wanted: str = "") -> None:
    """One line of the table."""
    said = "" if rows is None else f"{rows:,}"
    ratios = f"{spent.seconds / counting.seconds:.3f} | {spent.work / counting.work:.3f}"
    print(
        f"| {name} | {said} | {spent.seconds:.1f} s ({spent.work:.1f} s of processor) | {ratios} | {wanted} |",
        flush=True,
    )


def main() -> None:
    """Take or make a nation, and measure."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--nation", type=Path, help="a nation made before, by openwres.synthetic.make_nation")
    parser.add_argument("--scale", type=float, default=1.0, help="size of the organisations of a new nation")
    parser.add_argument("--years", type=int, default=5, help="how many years, the last ones (default: 5)")
    asked = parser.parse_args()
    if asked.nation:
        measure(asked.nation, asked.years)
        return
    from openwres.synthetic import make_nation

    with tempfile.TemporaryDirectory() as name:
        nation, years = Path(name) / "nation", range(LAST + 1 - asked.years, LAST + 1)
        make_nation(nation, organisations=215, years=years, scale=asked.scale, told=print)
        measure(nation, asked.years)


if __name__ == "__main__":
    main()
