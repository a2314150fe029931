"""What a user names as input, whatever it is: extracts, tallies, a return, read to tallies and everything wrong with them.

How each is read is the business of the rooms; what is made of tallies is that of `calculation`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from importlib import import_module
from pathlib import Path
from threading import Thread
from typing import TYPE_CHECKING, Any

from openwres.contracts.codes import ORGANISATION_CODE
from openwres.contracts.exceptions import InputError, UsageError
from openwres.contracts.problems import Problem, Severity, blocks, in_order
from openwres.scope import first_rows, unknown_organisations
from openwres.standards import Edition

if TYPE_CHECKING:
    import polars as pl

    from openwres.extracts.decisions import Decisions
    from openwres.extracts.drafting import Undecided
    from openwres.organisations import Register
    from openwres.returns.maps.map_file import LayoutMap
    from openwres.returns.model import ReturnVersion


@dataclass(frozen=True)
class Check:
    """What `check` finds: every problem, and a report of what was read and how its columns were matched."""

    edition: Edition
    problems: tuple[Problem, ...]
    read: tuple[dict[str, Any], ...]
    decisions: Decisions | None = field(default=None, kw_only=True)
    undecided: tuple[Undecided, ...] = field(default=(), kw_only=True)

    @property
    def blocked(self) -> bool:
        """Whether something must be put right before anything is counted."""
        return blocks(self.problems)

    def draft(self) -> str:
        """The text of a `decisions.yaml`: what is decided, and a place for each value that no list knows."""
        from openwres.extracts.decisions import Decisions
        from openwres.extracts.drafting import draft

        return draft(self.decisions or Decisions(), self.undecided)

    def _repr_html_(self) -> str:
        from openwres.reports.notebook import problems_html

        return problems_html(self.problems)


def path_of(given: str | Path) -> Path:
    """The file or folder that a user names, absolute; UsageError where there is none."""
    path = Path(given)
    try:
        known = bool(str(given).strip()) and (path.is_file() or path.is_dir())
    except (OSError, ValueError):
        known = False
    if not known:
        shown = str(given) if len(str(given)) <= 300 else f"{str(given)[:300]}..."
        raise UsageError(f"There is no file or folder {shown}. Check the path; quote it where it has spaces.")
    return path.absolute()


def read_input(
    given: Path,
    edition: Edition,
    organisation: str | None,
    known: Register | None,
    decided: Path | None,
    previous: tuple[Path, Edition] | None = None,
    memory: str | None = None,
    layout: LayoutMap | None = None,
) -> tuple[pl.DataFrame | None, Check]:
    """Tallies of the input, whatever it is, and everything that is wrong with it.

    With a map `layout`, a workbook or CSV file that is nothing of ours is a return in the layout of the map.
    """
    if organisation and not ORGANISATION_CODE.fullmatch(organisation.upper()):
        raise UsageError(f"`{organisation}` is not an organisation's code. Give the ODS code, such as RXX.")
    one = _return_in(given)
    if previous and (layout or one or _is_tallies(given)):
        raise UsageError("Tallies hold no people to follow. Leave --previous out, or give this year's extracts.")
    if one:
        tallies, found = _from_return(one, given, edition, organisation)
    elif _is_tallies(given):
        tallies, found = _from_tallies(given, edition, organisation)
    elif _is_named_cells(given):
        tallies, found = _from_named_cells(given, edition, organisation)
    elif layout and given.is_file():
        tallies, found = _from_layout(given, edition, organisation, layout)
    else:
        tallies, found = _from_extracts(given, edition, organisation, decided, previous, memory)
    problems = list(found.problems)
    if tallies is not None:
        problems += unknown_organisations(first_rows(tallies, edition), known, edition, given)
        tallies = tallies.drop("row", strict=False)
    return tallies, replace(found, problems=tuple(in_order(problems)))


def tallies_of(
    given: str | Path, edition: Edition, organisation: str, layout: LayoutMap | None = None
) -> tuple[pl.DataFrame, tuple[Problem, ...]]:
    """What an input gives of an edition's year and the year before, with what is to be noted; InputError where it blocks.

    What a store holds of the edition's year is what a return is given to begin with: its source is `prefilled`.
    """
    path = path_of(given)
    if path.is_dir() and (path / "tallies" / edition.standard).is_dir():
        return _from_store(path, edition, organisation), ()
    tallies, found = read_input(path_of(given), edition, organisation, None, None, layout=layout)
    if found.blocked or tallies is None:
        raise InputError(f"{Path(given).name} cannot be used. {summary(found.problems)}", found.problems)
    return tallies, tuple(problem for problem in found.problems if problem.id != "no-register")


def _from_store(store: Path, edition: Edition, organisation: str) -> pl.DataFrame:
    import polars as pl

    from openwres.contracts.tables import Source
    from openwres.standards import load_standard
    from openwres.tallies.stores import read_stored_year

    last = load_standard(edition.standard).editions.get(edition.year - 1)
    now = read_stored_year(store, edition, [organisation]).with_columns(source=pl.lit(str(Source.PREFILLED)))
    before = [read_stored_year(store, last, [organisation])] if last else []
    return pl.concat([now, *(table.select(now.columns) for table in before)])


Reading = tuple["pl.DataFrame | None", "Check"]


def _is_tallies(given: Path) -> bool:
    """Whether a file is a table of tallies, by its header; a folder never is."""
    if given.is_dir() or given.suffix.lower() not in (".csv", ".parquet"):
        return False
    from openwres.tallies.reading import is_tally_file

    return is_tally_file(given)


def _return_in(given: Path) -> tuple[ReturnVersion | None, list[Problem]] | None:
    """What a return workbook or document holds; None where the input is neither, as a folder never is."""
    if given.is_dir() or given.suffix.lower() not in (".xlsx", ".xlsm", ".ods", ".xls", ".json"):
        return None
    from openwres.returns.documents import is_document, read_document
    from openwres.returns.reading import read_if_return

    if given.suffix.lower() == ".json":
        return read_document(given) if is_document(given) else None
    return read_if_return(given)


def _is_named_cells(given: Path) -> bool:
    """Whether a CSV file has returns as named cells."""
    if given.is_dir() or given.suffix.lower() != ".csv":
        return False
    from openwres.returns.keyed import is_keyed

    return is_keyed(given)


def _from_return(
    one: tuple[ReturnVersion | None, list[Problem]], given: Path, edition: Edition, organisation: str | None
) -> Reading:
    from openwres.returns.reading import tallies_as_asked
    from openwres.tallies.coherence import check_tallies
    from openwres.tallies.reading import file_report

    tallies, problems = tallies_as_asked(one, given.name, edition, organisation)
    if tallies is not None:
        problems = [*problems, *check_tallies(tallies, edition, given.name)]
    return tallies, Check(edition, tuple(problems), (file_report(given),))


def _from_named_cells(given: Path, edition: Edition, organisation: str | None) -> Reading:
    import polars as pl

    from openwres.returns.files import read_returns
    from openwres.tallies.coherence import check_tallies
    from openwres.tallies.reading import file_report

    versions, problems = read_returns(given, edition)
    own = [
        one.tallies for one in versions if organisation in (None, "") or one.organisation == str(organisation).upper()
    ]
    check = Check(edition, (), (file_report(given),))
    if not own:
        return None, replace(check, problems=(*problems, _not_there(organisation or "anybody", given)))
    tallies = pl.concat(own)
    return tallies, replace(check, problems=(*problems, *check_tallies(tallies, edition, given.name)))


def _from_layout(given: Path, edition: Edition, organisation: str | None, layout: LayoutMap) -> Reading:
    from openwres.files.scratch import scratch_folder
    from openwres.returns.maps.applying import read_mapped
    from openwres.tallies.coherence import check_tallies
    from openwres.tallies.reading import file_report

    with scratch_folder() as scratch:
        version, problems = read_mapped(given, layout, scratch, edition.year, organisation or "")
    if version is None:
        return None, Check(edition, tuple(problems), (file_report(given),))
    problems = [*problems, *check_tallies(version.tallies, edition, given.name)]
    return version.tallies, Check(edition, tuple(problems), (file_report(given),))


def _from_tallies(given: Path, edition: Edition, organisation: str | None) -> Reading:
    import polars as pl

    from openwres.tallies.coherence import check_tallies
    from openwres.tallies.reading import file_report, read_tallies

    tallies, problems = read_tallies(given, edition)
    if organisation:
        tallies = tallies.filter(pl.col("organisation") == organisation.upper())
        if tallies.is_empty():
            problems.append(_not_there(organisation, given))
    problems += check_tallies(tallies, edition, given.name)
    return tallies, Check(edition, tuple(problems), (file_report(given),))


def _not_there(organisation: str, given: Path) -> Problem:
    return Problem(
        "nothing-to-read",
        Severity.BLOCK,
        f"The file holds no tallies of {organisation}.",
        "Check the code, or leave --organisation out.",
        given.name,
        column="organisation",
    )


def _from_extracts(
    given: Path,
    edition: Edition,
    organisation: str | None,
    decided: Path | None,
    previous: tuple[Path, Edition] | None,
    memory: str | None,
) -> Reading:
    from openwres.extracts import read_extracts
    from openwres.files.scratch import scratch_folder
    from openwres.tallies.engine import connect, size_of

    # What comes after the records loads while the engine reads them, which it does outside Python's lock.
    Thread(target=import_module, args=("polars",)).start()
    code = organisation.upper() if organisation else None
    with scratch_folder() as scratch, connect(scratch, size_of(given), memory) as con:
        extracts = read_extracts(con, given, edition, code, scratch, decided)
        problems, edition = list(extracts.problems), extracts.edition
        followed = None
        if previous:
            from openwres.tallies.previous import keep_previous

            followed, wrong = keep_previous(*previous, extracts, code, decided or given / "decisions.yaml", scratch)
            problems += wrong
        found = Check(edition, (), extracts.read, decisions=extracts.decisions, undecided=extracts.undecided)
        if blocks(problems):
            return None, replace(found, problems=tuple(problems))
        from openwres.tallies.coherence import check_tallies
        from openwres.tallies.counting import count_records

        tallies = count_records(con, edition, extracts)
        if followed:
            from openwres.tallies.flows import with_flows

            tallies, wrong = with_flows(con, edition, extracts, followed, tallies)
            problems += wrong
    if tallies.is_empty():
        problems.append(_nothing_counted(edition))
    if code:
        tallies = tallies.filter(tallies["organisation"] == code)
    return tallies, replace(found, problems=(*problems, *check_tallies(tallies, edition)))


def _nothing_counted(edition: Edition) -> Problem:
    sentence = f"Nothing of {edition.label} can be counted from these files."
    remedy = "Add the extracts that the indicators need; the staff list comes first."
    return Problem("nothing-to-count", Severity.BLOCK, sentence, remedy)


def summary(problems: Sequence[Problem]) -> str:
    """How many problems stop the work, in a sentence."""
    stopping = [problem for problem in problems if blocks([problem])]
    number = "one problem" if len(stopping) == 1 else f"{len(stopping)} problems"
    return f"Nothing was counted: {number} must be put right first."
