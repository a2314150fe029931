"""How one report of many is made, from what all of them share and what is its own. No file is written here."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

from openwres.contracts.exceptions import OpenWRESError, UsageError
from openwres.findings.history import History

if TYPE_CHECKING:
    import polars as pl

    from openwres.organisations import Register
    from openwres.reports.board import Settings
    from openwres.reports.board.among import Among
    from openwres.standards.model import Edition


@dataclass(frozen=True)
class Shared:
    """What all reports of a run have in common; a process that makes some of them is given it once.

    The catalogue of a language is read again by each process: it cannot be handed over.
    """

    editions: Mapping[int, Edition]
    register: Register | None
    among: Among
    settings: Settings
    catalogue: Path | None
    formats: tuple[str, ...]


@dataclass(frozen=True)
class Own:
    """The figures and counts of one organisation."""

    organisation: str
    figures: pl.DataFrame
    tallies: pl.DataFrame


@dataclass(frozen=True)
class Report:
    """What came out: the content of each file by its ending, or the problem that there is."""

    organisation: str
    files: Mapping[str, bytes] = field(default_factory=dict)
    pages: int = 0
    problem: str = ""


def settled(shared: Shared) -> Shared:
    """The same with the language that its settings name, read in this process."""
    from openwres.display.language import read_language

    language = read_language(shared.settings.language.tag, shared.catalogue)
    return replace(shared, settings=replace(shared.settings, language=language))


def make(shared: Shared, own: Own) -> Report:
    """The report of one organisation in every format. Whatever goes wrong is its problem alone."""
    try:
        return _made(shared, own)
    except OpenWRESError as error:
        return Report(own.organisation, problem=str(error))
    except Exception as error:
        said = f"{type(error).__name__}: {error}".splitlines()[0]
        return Report(
            own.organisation, problem=f"This report could not be made, which is a fault of the program ({said})."
        )


def _made(shared: Shared, own: Own) -> Report:
    from openwres.reports.board import board_report
    from openwres.reports.formats import write
    from openwres.reports.formats.pdf import pages_of
    from openwres.reports.formats.typesetting import forget

    if own.figures.is_empty():
        newest = shared.editions[max(shared.editions)]
        raise UsageError(f"There are no figures of {own.organisation} in {newest.label}.")
    history = History(own.figures, own.tallies, shared.editions, shared.register)
    document = board_report(history, own.organisation, shared.settings, shared.among)
    files = {ending: write(document, ending) for ending in shared.formats}
    if {"pdf", "docx"} & files.keys():
        forget()
    return Report(own.organisation, files, pages_of(files["pdf"]) if "pdf" in files else 0)
