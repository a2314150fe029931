"""The second job: from a store of several years to findings, each kind a table of its own, written whole.

What is found is the business of `findings`; this module reads, joins and writes.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

from openwres.contracts.exceptions import UsageError
from openwres.standards import Edition, load_standard

if TYPE_CHECKING:
    import polars as pl

    from openwres.contracts.problems import Problem
    from openwres.findings.history import Asked, History
    from openwres.organisations import Register

FINDERS: dict[str, str] = {
    "peers": "openwres.findings.peers",
    "places": "openwres.findings.places",
    "spread": "openwres.findings.spread",
    "band-shares": "openwres.findings.band_shares",
    "funnels": "openwres.findings.funnels",
    "trends": "openwres.findings.trends",
    "hard-nuts": "openwres.findings.hard_nuts",
    "improvers": "openwres.findings.improvers",
    "careers": "openwres.findings.careers",
    "projection": "openwres.findings.projection",
    "goals": "openwres.findings.goals",
    "strata": "openwres.findings.strata",
    "composition": "openwres.findings.composition",
    "drivers": "openwres.findings.drivers",
    "right-for-all": "openwres.findings.right_for_all",
    "characteristics": "openwres.findings.characteristics",
}
"""The kinds of findings, in the order in which they are told, each with the module that finds it."""


@dataclass(frozen=True)
class Comparison:
    """What was found: one table for each kind of finding."""

    edition: Edition
    years: tuple[int, ...]
    findings: Mapping[str, pl.DataFrame]

    def write(self, folder: str | Path) -> Path:
        """Write every table into a folder, whole or not at all; OutputError where it holds other files."""
        from openwres.files.output import whole_folder, write_table

        target = Path(folder).absolute()
        names = [f"{name}.{ending}" for name in FINDERS for ending in ("csv", "parquet", "json")]
        with whole_folder(target, names) as fresh:
            for name, table in self.findings.items():
                write_table(table, fresh, name)
        return target

    def sentences(self, organisation: str = "") -> Sequence[tuple[str, str]]:
        """The kind and the sentence of every finding that has one, of one organisation where it is named."""
        return [
            (name, row["sentence"])
            for name, table in self.findings.items()
            for row in table.iter_rows(named=True)
            if row["sentence"] and (not organisation or row.get("area") == organisation)
        ]


def find(
    store: str | Path,
    *,
    year: int | None = None,
    standard: str = "wres",
    register: str | Path | None = None,
    kinds: Sequence[str] = (),
    asked: Asked | None = None,
) -> Comparison:
    """Findings of a store up to a year (its newest one where none is named). UsageError for a kind that is not known."""
    from openwres.findings.history import Asked
    from openwres.organisations import load_register

    unknown = [kind for kind in kinds if kind not in FINDERS]
    if unknown:
        raise UsageError(f"There is no kind of finding `{unknown[0]}`. Ask for one of {', '.join(FINDERS)}.")
    known = load_register(Path(register)) if register is not None else None
    history = read_store(Path(store), standard, year, known)
    found = {
        name: import_module(home).find(history, asked or Asked())
        for name, home in FINDERS.items()
        if not kinds or name in kinds
    }
    return Comparison(history.newest, history.years, found)


def read_store(store: Path, standard: str, year: int | None, register: Register | None) -> History:
    """The history that a store holds: tallies of every year up to the one named, and their figures."""
    import polars as pl

    from openwres.figures import calculate_figures
    from openwres.findings.history import History
    from openwres.scope import areas_of
    from openwres.tallies.stores import read_stored_year, stored_years

    loaded = load_standard(standard)
    years = [known for known in stored_years(store, loaded) if year is None or known <= year]
    if year is not None and year not in years:
        raise UsageError(f"{store.name} holds nothing of {standard.upper()} {year}. Name one of its years.")
    tallies, figures = [], []
    for known in years:
        edition = loaded.edition(known)
        tallies.append(read_stored_year(store, edition))
        areas, _ = areas_of(register, edition)
        figures.append(calculate_figures(pl.concat(tallies[-2:]), edition, areas, receipts=False))
    editions = {known: loaded.edition(known) for known in years}
    return History(pl.concat(figures), pl.concat(tallies), editions, register)


def read_store_of(store: Path, standard: str, year: int, register: Register | None, organisation: str) -> History:
    """The history of one organisation, and of the others what comparing it in the newest year takes.

    Its own figures are of the main classification, of every year up to the one named, with breakdowns in the newest; those of
    others are of whole organisations, without intervals. UsageError where the store holds nothing of the organisation in that year.
    """
    import polars as pl

    from openwres.figures import calculate_figures
    from openwres.findings.history import History
    from openwres.tallies.stores import read_stored_wholes, read_stored_year, stored_years

    loaded = load_standard(standard)
    editions = {known: loaded.edition(known) for known in stored_years(store, loaded) if known <= year}
    own = [read_stored_year(store, edition, {organisation}) for edition in editions.values()]
    if year not in editions or own[-1].is_empty():
        raise UsageError(
            f"{store.name} holds nothing of {organisation} in {standard.upper()} {year}. Name an organisation and year of it."
        )
    newest = editions[year]
    mixes = _mixes(newest)
    others = read_stored_wholes(store, newest, mixes).filter(pl.col("organisation") != organisation)
    figures = [calculate_figures(others, newest, plain=True, publishes=_only({"", *mixes}, newest))]
    for at, edition in enumerate(editions.values()):
        calculated = _newest_of if edition.year == year else _course_of
        figures.append(calculated(pl.concat(own[max(0, at - 1) : at + 1]), edition))
    return History(pl.concat(figures), pl.concat([*own, others]), editions, register)


def read_store_of_each(
    store: Path, standard: str, year: int, register: Register | None
) -> tuple[History, dict[str, Sequence[Problem]]]:
    """The history of all organisations at once, of each what `read_store_of` gives of it, and whose files have which problems.

    Organisations whose files have a problem in any year are not in the history; counts of earlier years are those of moves.
    UsageError where the store holds nothing of the year.
    """
    import polars as pl

    from openwres.contracts.tables import TALLY_SCHEMA
    from openwres.findings.history import History
    from openwres.tallies.stores import read_stored_sound, stored_years

    loaded = load_standard(standard)
    editions = {known: loaded.edition(known) for known in stored_years(store, loaded) if known <= year}
    if year not in editions:
        raise UsageError(f"{store.name} holds nothing of {standard.upper()} {year}. Name one of its years.")
    counts, figures = [], []
    wrong: dict[str, Sequence[Problem]] = {}
    last = pl.DataFrame(schema=TALLY_SCHEMA)
    for edition in editions.values():
        newest = edition.year == year
        this, its = read_stored_sound(store, edition, main=not newest)
        figures.append((_newest_of if newest else _course_of)(pl.concat([last, this]), edition))
        counts.append(this if newest else _moves(this, edition))
        last, wrong = _of_main(this, edition), wrong | its
    sound = ~pl.col("organisation").is_in(sorted(wrong)), ~pl.col("area").is_in(sorted(wrong))
    return History(pl.concat(figures).filter(sound[1]), pl.concat(counts).filter(sound[0]), editions, register), wrong


def _moves(tallies: pl.DataFrame, edition: Edition) -> pl.DataFrame:
    """The counts of who moved up, left and joined, which are the counts that a report asks for of earlier years."""
    return tallies.filter(tallies["item"].is_in([code for code, item in edition.items.items() if item.flow]))


def read_input_of(
    given: Path, standard: str, year: int, register: Path | None, organisation: str, store: Path | None
) -> History:
    """The history of one organisation from its extracts, tallies, return or results, with the earlier years that a store keeps.

    Where none is named it is that of every organisation in the input.

    Raises InputError, with every problem, where something in the input blocks.
    """
    import polars as pl

    from openwres.calculation import calculate
    from openwres.findings.history import History
    from openwres.organisations import load_register
    from openwres.tallies.stores import is_store, read_stored_year, stored_years

    loaded = load_standard(standard)
    earlier = (
        [known for known in stored_years(store, loaded) if known < year] if store and is_store(store, loaded) else []
    )
    result = calculate(
        given, year=year, standard=standard, organisation=organisation or None, register=register, history=store
    )
    own = {organisation} if organisation else set(result.organisations)
    counts = [read_stored_year(store, loaded.edition(known), own) for known in earlier if store]
    figures = [result.figures]
    if result.last_year is not None and not earlier:
        figures.append(result.last_year)
    for at, known in enumerate(earlier):
        figures.append(_course_of(pl.concat(counts[max(0, at - 1) : at + 1]), loaded.edition(known)))
    there = pl.concat(figures)
    editions = {known: loaded.edition(known) for known in there["year"].unique().sort()} | {year: result.edition}
    known_register = load_register(register) if register else None
    return History(there, pl.concat([*counts, result.tallies]), editions, known_register)


def _newest_of(tallies: pl.DataFrame, edition: Edition) -> pl.DataFrame:
    """The figures of the main classification, with every breakdown and their receipts."""
    from openwres.figures import calculate_figures

    return calculate_figures(_of_main(tallies, edition), edition)


def _course_of(tallies: pl.DataFrame, edition: Edition) -> pl.DataFrame:
    """The figures that a course over the years is made of: no grades, no receipts, and the main classification alone."""
    import polars as pl

    from openwres.figures import calculate_figures

    kept = {"", *_mixes(edition), *(b for i in edition.indicators if i.compared for b in i.breakdowns)}
    return calculate_figures(
        _of_main(tallies, edition).filter(pl.col("breakdown").is_in(sorted(kept))),
        edition,
        receipts=False,
        beside=False,
        publishes=_only(kept, edition),
    )


def _only(breakdowns: set[str], edition: Edition) -> Callable[[str, str, str], bool]:
    """Figures by these breakdowns in the main classification, and no others."""
    return lambda _, breakdown, classification: classification == edition.main and breakdown in breakdowns


def _of_main(tallies: pl.DataFrame, edition: Edition) -> pl.DataFrame:
    return tallies.filter(tallies["classification"] == edition.main)


def _mixes(edition: Edition) -> set[str]:
    """The breakdowns by which the mix of an organisation's people is told: peers may be those of a like mix."""
    return {
        code
        for i in edition.indicators
        if i.kind == "composition"
        for code in i.breakdowns
        if edition.breakdowns[code].of
    }
