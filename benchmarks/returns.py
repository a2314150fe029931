"""How long many return workbooks take to be read and checked, as a ratio to merely opening them; and how long writing one takes.

    python benchmarks/returns.py [--organisations N] [--rounds N] [--books FOLDER]

The returns of an invented nation, each with the year and the year before, are written as workbooks (into FOLDER, where
they stay for the next run). Then, in turn, round by round:

- bare: the reader library alone, in this process, without any care: every book opened, every cell of every sheet made
  a Python object, and all of it thrown away;
- reading: from files to tallies, figures as typed and problems, with every check of untrusted files, in child processes
  that are started anew in each round;
- checking: every rule, with last year, these returns being one another's peers.

Ratios are medians of rounds, with their range; processor time counts child processes too (0 on Windows). What loads once
for each process (libraries, definition files) is loaded before the first round. Writing is a process from start to end:
`openwres return new` with the tallies of one organisation, beside `python -c pass` and `import polars` in turn.
"""

from __future__ import annotations

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path

import polars as pl
import python_calamine

from openwres.contracts.problems import blocks
from openwres.returns.checks import check_returns
from openwres.returns.files import read_many
from openwres.returns.keyed import versions_of
from openwres.returns.layout import layout_of
from openwres.returns.model import ReturnVersion
from openwres.returns.workbook import write_workbook
from openwres.standards import load_standard
from openwres.synthetic import make_plan, nation

SEED, YEARS = 11, (2025, 2026)
LAST, EDITION = (load_standard("wres").edition(year) for year in YEARS)
Spent = tuple[float, float]


def write_books(folder: Path, organisations: int) -> None:
    """A workbook for each organisation, and last year's tallies of all as `before.parquet`."""
    before, now = nation(make_plan(SEED, organisations, YEARS, changes=False))
    last = {version.organisation: version for version in _returns(before.returns, YEARS[0])}
    layout = layout_of(EDITION)
    for version in _returns(now.returns, YEARS[1]):
        code = version.organisation
        both = pl.concat([version.tallies, last[code].tallies] if code in last else [version.tallies])
        write_workbook(replace(version, tallies=both), layout, folder / f"{code}.xlsx", f"Organisation {code}")
    pl.concat([version.tallies for version in last.values()]).write_parquet(folder / "before.parquet")


def _returns(rows: pl.DataFrame, year: int) -> list[ReturnVersion]:
    return versions_of(rows, load_standard("wres").edition(year))[0]


def bare(books: Sequence[Path]) -> None:
    """Every cell of every book by the reader library alone."""
    for path in books:
        book = python_calamine.CalamineWorkbook.from_path(path)
        for name in book.sheet_names:
            book.get_sheet_by_name(name).to_python()


def reading(books: Sequence[Path]) -> list[ReturnVersion]:
    """From files to versions; a book that cannot be read ends the run."""
    versions = []
    for found, problems in read_many(books, EDITION):
        if blocks(problems):
            raise SystemExit(problems[0].sentence)
        versions += found
    return versions


def spent(run: Callable[[], object]) -> Spent:
    """Seconds of the clock and of the processor, child processes included."""
    clock, processor = time.perf_counter(), _processor()
    run()
    return time.perf_counter() - clock, _processor() - processor


def _processor() -> float:
    return sum(os.times()[:4])


def rounds(books: Sequence[Path], before: pl.DataFrame, number: int) -> dict[str, list[Spent]]:
    """What each step spent, round by round; one round beforehand does not count."""
    versions = reading(books)
    took: dict[str, list[Spent]] = {"bare": [], "reading": [], "checking": []}
    for _ in range(number + 1):
        took["bare"].append(spent(lambda: bare(books)))
        took["reading"].append(spent(lambda: reading(books)))
        took["checking"].append(spent(lambda: check_returns(versions, EDITION, before, last_edition=LAST)))
    return {name: its[1:] for name, its in took.items()}


def show_rounds(took: dict[str, list[Spent]], books: int) -> None:
    """The table of reading and checking."""
    took["reading and checking"] = [
        (a[0] + b[0], a[1] + b[1]) for a, b in zip(took["reading"], took["checking"], strict=True)
    ]
    print(
        f"\n{books} return workbooks\n\n| what | seconds | ratio to bare | of processor time | ms a return |\n|---|---|---|---|---|"
    )
    for name, its in took.items():
        seconds = statistics.median(clock for clock, _ in its)
        clock, processor = (_ratio([(a[n], b[n]) for a, b in zip(its, took["bare"], strict=True)]) for n in (0, 1))
        print(f"| {name} | {seconds:.2f} | {clock} | {processor} | {1000 * seconds / books:.1f} |")


def _ratio(pairs: Sequence[Spent]) -> str:
    ratios = [one / other for one, other in pairs if other]
    return f"{statistics.median(ratios):.2f} ({min(ratios):.2f} to {max(ratios):.2f})" if ratios else ""


def writing(folder: Path, before: pl.DataFrame, number: int) -> dict[str, list[Spent]]:
    """What whole processes spend: `return new` from tallies, and what any process costs."""
    code = before["organisation"][0]
    before.filter(organisation=code).write_parquet(folder / "one.parquet")
    words = ["return", "new", "--organisation", code, "--year", str(YEARS[0]), "--from", str(folder / "one.parquet")]
    commands = {
        "python -c pass": ["-c", "pass"],
        "import polars": ["-c", "import polars"],
        "return new": ["-m", "openwres", *words, "--out", str(folder / "one.xlsx")],
    }
    took: dict[str, list[Spent]] = {name: [] for name in commands}
    for _ in range(number + 1):
        for name, command in commands.items():
            took[name].append(
                spent(partial(subprocess.run, [sys.executable, *command], check=True, capture_output=True))
            )
            (folder / "one.xlsx").unlink(missing_ok=True)
    return {name: its[1:] for name, its in took.items()}


def show_writing(took: dict[str, list[Spent]]) -> None:
    """The table of writing one."""
    print(
        "\n| process | seconds | of processor | ratio to `import polars` | of processor time |\n|---|---|---|---|---|"
    )
    for name, its in took.items():
        clock, processor = (
            _ratio([(a[n], b[n]) for a, b in zip(its, took["import polars"], strict=True)]) for n in (0, 1)
        )
        seconds, busy = ([one[n] for one in its] for n in (0, 1))
        told = f"{statistics.median(seconds):.2f} ({min(seconds):.2f} to {max(seconds):.2f})"
        print(f"| {name} | {told} | {statistics.median(busy):.2f} | {clock} | {processor} |")


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--organisations", type=int, default=215, metavar="N")
    parser.add_argument("--rounds", type=int, default=7, metavar="N")
    parser.add_argument("--books", type=Path, metavar="FOLDER", help="where the workbooks stay")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as made:
        folder = given.books or Path(made)
        folder.mkdir(parents=True, exist_ok=True)
        if not (folder / "before.parquet").is_file():
            write_books(folder, given.organisations)
        books, before = sorted(folder.glob("*.xlsx")), pl.read_parquet(folder / "before.parquet")
        print(f"{os.cpu_count()} processors")
        show_rounds(rounds(books, before, given.rounds), len(books))
        show_writing(writing(Path(made), before, given.rounds))


if __name__ == "__main__":
    main()
