"""A nation, year by year: people carry on from one year to the next, and each year gives records, counts and truth.

`nation` makes it in memory, one year at a time; `make_nation` writes it to a folder, whole or not at all.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path as FilePath
from typing import Any

import numpy as np
import polars as pl

from openwres.files.output import whole_folder, write_json
from openwres.organisations import register_files
from openwres.standards import load_standard
from openwres.synthetic.answers import Board, census, first_board, make_survey, next_board
from openwres.synthetic.applications import make_applications
from openwres.synthetic.counts import count_lot
from openwres.synthetic.events import Cases, joined_cases, make_cases, make_learning
from openwres.synthetic.mess import errors, plant, spoilt
from openwres.synthetic.paths import Path, make_paths, truth_of, years_of
from openwres.synthetic.people import People, Window, first_people, next_year
from openwres.synthetic.plan import Plan, make_plan
from openwres.synthetic.return_errors import returns_of
from openwres.synthetic.source_systems import write_source_systems
from openwres.synthetic.tables import Lot, Records, tables

STANDARD = "wres"
WRITTEN = ("register", "records", "counts", "truth.json", "truth.parquet", "returns", "exports")
_MANY = 100
Told = Callable[[str], None]


@dataclass(frozen=True)
class Year:
    """One year of a nation: records by kind of extract, returns as they are typed, the counts and the truth behind them."""

    year: int
    records: Records
    returns: pl.DataFrame
    counts: pl.DataFrame
    truth: pl.DataFrame


@dataclass(frozen=True)
class Truth:
    """What was planted in a nation: its plan, the truth of every organisation and year, and the errors in its data."""

    plan: Plan
    table: pl.DataFrame
    errors: pl.DataFrame


def nation(plan: Plan) -> Iterator[Year]:
    """The years of a plan in order; each is made when it is asked for."""
    paths, edition_of = make_paths(plan), load_standard(STANDARD).edition
    for window, lot in lots(plan, paths):
        counts, year = count_lot(lot, plan, window), window.year
        records = tables(lot, plan, window, edition_of(year))
        yield Year(year, records, returns_of(counts, year), counts, truth_of(plan, paths, year))


def lots(plan: Plan, paths: Mapping[str, Path]) -> Iterator[tuple[Window, Lot]]:
    """The arrays of each year; the year before the first only leaves its people and its cases."""
    people, board, residents = first_people(plan), first_board(plan), census(plan)
    log = make_cases(people, plan, Window(years_of(plan)[0]), paths["3"].rates(0))
    for at, year in enumerate(plan.years, start=1):
        window = Window(year)
        people = next_year(people, plan, year, np.unique(log.identity))
        board = next_board(board, plan, year)
        cases = make_cases(people, plan, window, paths["3"].rates(at))
        lot = _lot(people, board, plan, window, paths, at, _two_years(people, log, cases), residents)
        yield window, lot
        log = cases


def _two_years(people: People, before: Cases, now: Cases) -> Cases:
    """The case log as it stands: the people of a closed organisation took theirs with them."""
    return joined_cases(before.take(np.isin(before.identity, people.identity)), now)


def _lot(
    people: People, board: Board, plan: Plan, window: Window, paths: Mapping[str, Path], at: int, log: Cases,
    residents: Any,
) -> Lot:  # fmt: skip
    return Lot(
        people,
        make_applications(people, plan, window, paths["2"].rates(at)),
        log,
        make_learning(people, plan, window, paths["4"].rates(at)),
        make_survey(people, plan, window, paths, at),
        board,
        residents,
    )


def make_nation(
    folder: str | FilePath,
    *,
    organisations: int = 24,
    years: Sequence[int] = range(2022, 2027),
    seed: int = 1,
    scale: float = 1.0,
    changes: bool | None = None,
    mess: Sequence[str] = (),
    exports: Sequence[str] = (),
    told: Told = lambda _: None,
) -> Truth:
    """Write a nation to a folder, whole or not at all, and give the truth about it.

    `scale` makes organisations smaller or larger; `changes` lets some merge, open and close (by default where there
    are a hundred or more). `mess` names kinds of error that some make (see `mess.errors`), or is `("all",)`;
    `exports` are codes of organisations whose records are written as their source systems export them as well. `told`
    hears what is being done.
    """
    plan = make_plan(
        seed, organisations, years, changes=organisations >= _MANY if changes is None else changes, scale=scale
    )
    planted = plant(plan, sorted(errors()) if tuple(mess) == ("all",) else mess)
    truths, done = [], []
    with whole_folder(FilePath(folder).absolute(), WRITTEN) as fresh:
        write_plan(plan, fresh)
        for sound in nation(plan):
            made, errors_of_year = spoilt(sound, planted, plan)
            done.append(errors_of_year)
            told(f"{made.year}: {len(made.records['staff']):,} posts")
            write_year(made, fresh)
            write_exports(made, exports, fresh)
            truths.append(made.truth)
        truth = Truth(plan, pl.concat(truths), pl.concat(done))
        write_truth(truth, fresh)
    return truth


def write_plan(plan: Plan, folder: FilePath) -> None:
    """The register of a plan in its own folder."""
    (folder / "register").mkdir()
    for name, content in register_files(plan.register).items():
        (folder / "register" / name).write_bytes(content)


def write_year(made: Year, folder: FilePath) -> None:
    """The records and the counts of a year."""
    home = folder / "records" / str(made.year)
    home.mkdir(parents=True)
    for kind, table in made.records.items():
        table.write_parquet(home / f"{kind}.parquet", compression="zstd", compression_level=1)
    (folder / "counts").mkdir(exist_ok=True)
    made.counts.write_parquet(folder / "counts" / f"{made.year}.parquet", compression="zstd")
    (folder / "returns").mkdir(exist_ok=True)
    made.returns.write_csv(folder / "returns" / f"{made.year}.csv")


def write_exports(made: Year, organisations: Sequence[str], folder: FilePath) -> None:
    """The exports of some organisations, each in a folder of its own."""
    for code in organisations:
        write_source_systems(made.records, code, folder / "exports" / str(made.year) / code)


def write_truth(truth: Truth, folder: FilePath) -> None:
    """The truth as a table, and as JSON with what makes the same nation again."""
    plan = truth.plan
    truth.table.write_parquet(folder / "truth.parquet")
    write_json(folder / "truth.json", {
        "seed": plan.seed, "years": list(plan.years), "organisations": len(plan),
        "errors": truth.errors.to_dicts(), "truth": truth.table.to_dicts(),
    })  # fmt: skip
