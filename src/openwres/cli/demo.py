"""The command `demo`: makes an invented nation, calculates every year of it as `calculate` does, and says what to look at."""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import polars as pl

    from openwres.calculation import Calculation

Told = Callable[[str], None]
STANDARD = "wres"
CHARACTERISTICS = ("sex", "disability")
SMALL, FULL = 24, 215
YEARS = range(2022, 2027)
WRITTEN = ("nation", "tallies", "results", "demo.json")
_EPILOG = """DIR gets nation (register, records, the generator's own counts, the truth), tallies (a store that --history takes)
and results of each year with a scorecard of each organisation, all or nothing. Everything in it is invented.

example:
  openwres demo --out nation-of-24"""


def add_demo(commands: Any, command: Callable[..., Any]) -> None:
    """Add `demo` to the parser."""
    parser = command(commands, "demo", "make an invented nation and calculate five years of it", _demo, _EPILOG)
    parser.add_argument(
        "--full", action="store_true", help=f"a whole nation: {FULL} organisations that merge, open and close"
    )
    parser.add_argument(
        "--organisations", type=int, metavar="N", help=f"how many organisations (default: {SMALL}; with --full {FULL})"
    )
    parser.add_argument("--out", default="openwres-demo", metavar="DIR", help="folder to make (default: openwres-demo)")
    parser.add_argument(
        "--seed", type=int, default=1, metavar="N", help="another seed makes another nation (default: 1)"
    )
    parser.add_argument("--json", action="store_true", help="print JSON")


@dataclass(frozen=True)
class Demo:
    """What was made, and where."""

    folder: Path
    years: tuple[int, ...]
    organisations: int
    tallies: int
    figures: int

    @property
    def newest(self) -> int:
        return self.years[-1]

    def words(self) -> list[str]:
        """What to look at, and what to do next."""
        nation, year = self.folder / "nation", self.newest
        return [
            f"An invented nation of {self.organisations} organisations, {self.years[0]} to {year}: "
            f"{self.tallies:,} tallies, {self.figures:,} figures.",
            f"Look at {self.folder / 'results' / str(year) / 'scorecard.html'}: every organisation, and a page for each.",
            f"What is true of them stands in {nation / 'truth.parquet'} and truth.json.",
            "Calculate a year yourself:",
            f"  openwres calculate {nation / 'records' / str(year)} --year {year} --register {nation / 'register'} "
            f"--history {self.folder} --out results",
            "Compare organisations and years:",
            f"  openwres findings {self.folder} --register {nation / 'register'} --out findings",
        ]


def make_demo(
    folder: str | Path, *, organisations: int = SMALL, seed: int = 1, changes: bool = False, scale: float = 1.0,
    years: Sequence[int] | None = None, told: Told = lambda _: None,
) -> Demo:  # fmt: skip
    """Make the nation in a folder and calculate its years, whole or not at all. `told` hears what is being done."""
    from openwres.files.output import whole_folder, write_json
    from openwres.synthetic import make_nation

    target, counted, years = Path(folder).absolute(), [0, 0], tuple(YEARS if years is None else years)
    with whole_folder(target, WRITTEN) as fresh:
        make_nation(
            fresh / "nation", organisations=organisations, years=years, seed=seed, changes=changes, scale=scale,
            told=lambda said: told(f"made {said}"),
        )  # fmt: skip
        for year in years:
            result = _calculated(fresh, year)
            _store(result.tallies, fresh, year)
            _write(result, fresh / "results" / str(year), newest=year == years[-1])
            counted = [counted[0] + len(result.tallies), counted[1] + len(result.figures)]
            told(f"calculated {year}: {len(result.organisations)} organisations, {len(result.figures):,} figures")
        write_json(fresh / "demo.json", {"seed": seed, "organisations": organisations, "years": list(years)})
    return Demo(target, years, organisations, *counted)


def _calculated(home: Path, year: int) -> Calculation:
    """A year of the nation, with the year before as its history and its staff list to follow people from."""
    from openwres.calculation import calculate

    nation = home / "nation"
    records, earlier = nation / "records", (home / "tallies" / STANDARD / str(year - 1)).is_dir()
    return calculate(
        records / str(year), year=year, register=nation / "register",
        history=home if earlier else None, previous=records / str(year - 1) if earlier else None,
        characteristics=CHARACTERISTICS,
    )  # fmt: skip


def _store(tallies: pl.DataFrame, home: Path, year: int) -> None:
    """Keep a year's tallies as a store does, a file for each organisation."""
    place = home / "tallies" / STANDARD / str(year)
    place.mkdir(parents=True)
    for (code,), own in tallies.partition_by("organisation", as_dict=True).items():
        own.write_parquet(place / f"{code}.parquet")


def _write(result: Calculation, folder: Path, newest: bool) -> None:
    """Figures and tallies, as Parquet alone because there are many; problems, the log and the scorecards.

    Only those of the newest year look back further than a year.
    """
    from openwres.files.output import write_json
    from openwres.reports.scorecard import write_scorecards

    folder.mkdir(parents=True)
    past = result.past if newest else None
    tables = {"tallies": result.tallies, "figures": result.figures} | ({"trends": past.trends} if past else {})
    for name, table in tables.items():
        table.write_parquet(folder / f"{name}.parquet", metadata={"format": "1"})
    write_json(folder / "problems.json", {"problems": [problem.as_dict() for problem in result.problems]})
    write_json(folder / "run.json", dict(result.run))
    write_scorecards(
        folder,
        result.edition,
        result.figures,
        result.last_year,
        result.organisations,
        result.names,
        result.problems,
        past,
    )


def _demo(given: argparse.Namespace) -> int:
    number = given.organisations if given.organisations is not None else FULL if given.full else SMALL
    with _Progress() as progress:
        made = make_demo(given.out, organisations=number, seed=given.seed, changes=given.full, told=progress.say)
    if given.json:
        value = {"format": 1, "out": str(made.folder), "years": list(made.years), "organisations": made.organisations}
        print(json.dumps(value | {"tallies": made.tallies, "figures": made.figures}, indent=1))
    else:
        print("\n".join(made.words()))
    return 0


class _Progress:
    """What is being done, on standard error: one line that changes in a terminal, a line for each step elsewhere."""

    def __init__(self) -> None:
        plain = os.environ.get("NO_COLOR") or os.environ.get("TERM") == "dumb" or os.name == "nt"
        self.changing = sys.stderr.isatty() and not plain

    def __enter__(self) -> _Progress:
        self.say("making the nation")
        return self

    def __exit__(self, *_: object) -> None:
        if self.changing:
            print("\r\x1b[K", end="", file=sys.stderr, flush=True)

    def say(self, said: str) -> None:
        if self.changing:
            print(f"\r\x1b[K{said} ...", end="", file=sys.stderr, flush=True)
        else:
            print(said, file=sys.stderr, flush=True)
