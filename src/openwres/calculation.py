"""The main job: from what a user names to problems, tallies, figures and a scorecard, in one pass and written whole.

Each step is done by the room that knows it; this module only joins them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from openwres.contracts.codes import ORGANISATION_CODE
from openwres.contracts.exceptions import InputError, UsageError
from openwres.contracts.problems import Problem, Severity, blocks, in_order
from openwres.standards import Edition, load_standard

if TYPE_CHECKING:
    import polars as pl

    from openwres.extracts.decisions import Decisions
    from openwres.extracts.drafting import Undecided
    from openwres.figures.areas import Areas
    from openwres.organisations import Register

VERSION = "0.1.0"
WRITTEN = (
    *(f"{table}.{ending}" for table in ("tallies", "figures") for ending in ("csv", "parquet", "json")),
    "problems.json", "run.json", "scorecard.html", "scorecards",
)  # fmt: skip


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


@dataclass(frozen=True)
class Calculation(Check):
    """What `calculate` gives: tallies and figures as Polars frames, and what they rest on.

    `last_year` holds the figures of the year before where a history was given; `names` the names of organisations.
    """

    tallies: pl.DataFrame
    figures: pl.DataFrame
    last_year: pl.DataFrame | None
    organisations: tuple[str, ...]
    names: Mapping[str, str]
    run: Mapping[str, Any] = field(default_factory=dict)

    def write(self, folder: str | Path) -> Path:
        """Write everything into a folder, whole or not at all; OutputError where it holds other files."""
        from openwres.files.output import whole_folder, write_json, write_table
        from openwres.reports.scorecard import write_scorecards

        target = Path(folder).absolute()
        with whole_folder(target, WRITTEN) as fresh:
            write_table(self.tallies, fresh, "tallies")
            write_table(self.figures, fresh, "figures")
            write_json(fresh / "problems.json", {"problems": [problem.as_dict() for problem in self.problems]})
            write_json(fresh / "run.json", dict(self.run))
            write_scorecards(
                fresh, self.edition, self.figures, self.last_year, self.organisations, self.names, self.problems
            )
        return target

    def _repr_html_(self) -> str:
        from openwres.reports.scorecard import scorecard_html

        parts = [
            scorecard_html(self.edition, self.figures, self.last_year, code, self.names.get(code, ""), self.problems)
            for code in self.organisations[:1]
        ]
        return "".join(parts)


def check(
    given: str | Path,
    *,
    year: int | None = None,
    standard: str = "wres",
    organisation: str | None = None,
    register: str | Path | None = None,
    decisions: str | Path | None = None,
) -> Check:
    """Every problem in a folder of extracts, one extract, or a file of tallies. Without a year, the newest edition.

    Local decisions are those of the file `decisions`, else of `decisions.yaml` beside the extracts.
    """
    edition = _edition(standard, year)
    decided = _path(decisions) if decisions is not None else None
    _, found = _tallies(_path(given), edition, organisation, _register(register), decided)
    return found


def calculate(
    given: str | Path,
    *,
    year: int,
    standard: str = "wres",
    organisation: str | None = None,
    register: str | Path | None = None,
    history: str | Path | None = None,
    decisions: str | Path | None = None,
) -> Calculation:
    """Tallies and figures of one year. Raises InputError, with every problem, where something blocks."""
    edition, known = _edition(standard, year), _register(register)
    decided = _path(decisions) if decisions is not None else None
    tallies, found = _tallies(_path(given), edition, organisation, known, decided)
    if found.blocked or tallies is None:
        raise InputError(_summary(found.problems), found.problems)
    edition = found.edition
    before, notes = _history(history, standard, edition)
    last = load_standard(standard).editions.get(year - 1)
    return _calculated(tallies, before, edition, last, known, found, notes)


def _calculated(
    tallies: pl.DataFrame,
    before: pl.DataFrame | None,
    edition: Edition,
    last: Edition | None,
    known: Register | None,
    found: Check,
    notes: Sequence[Problem],
) -> Calculation:
    import polars as pl

    from openwres.figures import calculate_figures

    earlier = tallies.filter(pl.col("year") == edition.year - 1)
    of_year = tallies.filter(pl.col("year") == edition.year)
    if before is not None:
        earlier = pl.concat(
            [before.join(earlier.select("organisation").unique(), on="organisation", how="anti"), earlier]
        )
    areas, geography = areas_of(known, edition)
    figures = calculate_figures(pl.concat([of_year, earlier]), edition, areas)
    last_year = None
    if len(earlier) and last:
        last_year = calculate_figures(earlier, last)
    organisations = tuple(sorted(of_year["organisation"].unique()))
    names = {code: o.name for code in organisations if known and (o := known.organisation(code))}
    problems = tuple(in_order([*found.problems, *notes, *_scope_notes(known, geography, edition)]))
    run = _run(edition, found, geography, organisations)
    return Calculation(
        edition, problems, found.read, of_year, figures, last_year, organisations, names, run,
        decisions=found.decisions, undecided=found.undecided,
    )  # fmt: skip


def _edition(standard: str, year: int | None) -> Edition:
    loaded = load_standard(standard)
    return loaded.edition(year if year is not None else max(loaded.editions))


def _path(given: str | Path) -> Path:
    path = Path(given)
    try:
        known = bool(str(given).strip()) and (path.is_file() or path.is_dir())
    except (OSError, ValueError):
        known = False
    if not known:
        shown = str(given) if len(str(given)) <= 300 else f"{str(given)[:300]}..."
        raise UsageError(f"There is no file or folder {shown}. Check the path; quote it where it has spaces.")
    return path.absolute()


def _register(register: str | Path | None) -> Register | None:
    if register is None:
        return None
    from openwres.organisations import load_register

    return load_register(_path(register))


def _tallies(
    given: Path, edition: Edition, organisation: str | None, known: Register | None, decided: Path | None
) -> tuple[pl.DataFrame | None, Check]:
    """Tallies of the input, whatever it is, and everything that is wrong with it."""
    if organisation and not ORGANISATION_CODE.fullmatch(organisation.upper()):
        raise UsageError(f"`{organisation}` is not an organisation's code. Give the ODS code, such as RXX.")
    if _is_return(given):
        tallies, found = _from_return(given, edition, organisation)
    elif _is_tallies(given):
        tallies, found = _from_tallies(given, edition, organisation)
    else:
        tallies, found = _from_extracts(given, edition, organisation, decided)
    problems = list(found.problems)
    if tallies is not None:
        problems += _unknown_organisations(_first_rows(tallies, edition), known, edition, given)
        tallies = tallies.drop("row", strict=False)
    return tallies, replace(found, problems=tuple(in_order(problems)))


def _first_rows(tallies: pl.DataFrame, edition: Edition) -> dict[str, int | None]:
    """The organisations of the year, each with the row on which a file of tallies first names it."""
    of_year = tallies.filter(tallies["year"] == edition.year)
    if "row" not in of_year.columns:
        return dict.fromkeys(sorted(set(of_year["organisation"])))
    first = of_year.sort("row").unique("organisation", keep="first", maintain_order=True)
    return dict(zip(first["organisation"], first["row"], strict=True))


def tallies_of(given: str | Path, edition: Edition, organisation: str) -> tuple[pl.DataFrame, tuple[Problem, ...]]:
    """What an input gives of an edition's year and the year before, with what is to be noted; InputError where it blocks."""
    tallies, found = _tallies(_path(given), edition, organisation, None, None)
    if found.blocked or tallies is None:
        raise InputError(f"{Path(given).name} cannot be used. {_summary(found.problems)}", found.problems)
    return tallies, tuple(problem for problem in found.problems if problem.id != "no-register")


Reading = tuple["pl.DataFrame | None", "Check"]


def _is_tallies(given: Path) -> bool:
    """Whether a file is a table of tallies, by its header; a folder never is."""
    if given.is_dir() or given.suffix.lower() not in (".csv", ".parquet"):
        return False
    from openwres.tallies.reading import is_tally_file

    return is_tally_file(given)


def _is_return(given: Path) -> bool:
    """Whether a workbook is a return; a folder never is."""
    if given.is_dir() or given.suffix.lower() not in (".xlsx", ".xlsm", ".ods", ".xls"):
        return False
    from openwres.returns.reading import return_year

    return return_year(given) is not None


def _from_return(given: Path, edition: Edition, organisation: str | None) -> Reading:
    from openwres.returns.reading import read_return_of
    from openwres.tallies.coherence import check_tallies
    from openwres.tallies.reading import file_report

    tallies, problems = read_return_of(given, edition, organisation)
    if tallies is not None:
        problems = [*problems, *check_tallies(tallies, edition, given.name)]
    return tallies, Check(edition, tuple(problems), (file_report(given),))


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


def _from_extracts(given: Path, edition: Edition, organisation: str | None, decided: Path | None) -> Reading:
    from openwres.extracts import read_extracts
    from openwres.files.scratch import scratch_folder
    from openwres.tallies.engine import connect, size_of

    code = organisation.upper() if organisation else None
    with scratch_folder() as scratch, connect(scratch, size_of(given)) as con:
        extracts = read_extracts(con, given, edition, code, scratch, decided)
        problems, edition = list(extracts.problems), extracts.edition
        found = Check(edition, (), extracts.read, decisions=extracts.decisions, undecided=extracts.undecided)
        if blocks(problems):
            return None, replace(found, problems=tuple(problems))
        from openwres.tallies.coherence import check_tallies
        from openwres.tallies.counting import count_records

        tallies = count_records(con, edition, extracts)
    if tallies.is_empty():
        problems.append(_nothing_counted(edition))
    if code:
        tallies = tallies.filter(tallies["organisation"] == code)
    return tallies, replace(found, problems=(*problems, *check_tallies(tallies, edition)))


def _nothing_counted(edition: Edition) -> Problem:
    sentence = f"Nothing of {edition.label} can be counted from these files."
    remedy = "Add the extracts that the indicators need; the staff list comes first."
    return Problem("nothing-to-count", Severity.BLOCK, sentence, remedy)


def _unknown_organisations(
    codes: Mapping[str, int | None], known: Register | None, edition: Edition, given: Path
) -> list[Problem]:
    """Codes that the register does not know block; without a register nothing can be said, which is noted."""
    if known is not None:
        found = [
            (problem, row) for code, row in codes.items() for problem in known.problems_with(code, edition.snapshot)
        ]
        return [replace(problem, file=given.name, row=row, column="organisation") for problem, row in found]
    if not codes:
        return []
    return [
        Problem(
            "no-register", Severity.NOTE, "No register was given, so organisation codes were not checked and no areas are added up.",
            "Name one with --register; `openwres organisations import` makes it.",
        )
    ]  # fmt: skip


def _history(history: str | Path | None, standard: str, edition: Edition) -> tuple[pl.DataFrame | None, list[Problem]]:
    if history is None:
        return None, []
    from openwres.tallies.reading import read_history

    if edition.year - 1 not in load_standard(standard).editions:
        note = Problem(
            "history-unused",
            Severity.NOTE,
            f"{edition.label} is the first edition, so the history was not used.",
            "Leave --history out.",
        )
        return None, [note]
    return read_history(_path(history), edition), []


def areas_of(known: Register | None, edition: Edition) -> tuple[Areas | None, date | None]:
    """Areas as at the snapshot, or at the nearest date that the register covers."""
    if known is None:
        return None, None
    from openwres.figures.areas import Areas

    day = known.geography_date(edition.snapshot)
    in_scope = [organisation.code for organisation in known.open_at(edition.snapshot)]
    return Areas.of(known.areas_at(day), in_scope), day


def _scope_notes(known: Register | None, geography: date | None, edition: Edition) -> list[Problem]:
    if known is None or geography is None or geography == edition.snapshot:
        return []
    sentence = f"Areas are those of {geography.isoformat()}, the nearest date that the register covers."
    return [
        Problem("geography", Severity.NOTE, sentence, "Import a register file of the snapshot's time to change that.")
    ]


def _run(edition: Edition, found: Check, geography: date | None, organisations: Sequence[str]) -> dict[str, Any]:
    """The log of the run. It stays with its user: hashes of input files are never published."""
    return {
        "openwres": VERSION,
        "standard": edition.standard,
        "year": edition.year,
        "snapshot": edition.snapshot.isoformat(),
        "geography": geography.isoformat() if geography else None,
        "organisations": list(organisations),
        "indicators": {
            i.name: {"edition": i.edition, "verified": i.verified, "definition": i.digest} for i in edition.indicators
        },
        "decisions": found.decisions.all() if found.decisions else [],
        "read": list(found.read),
    }


def _summary(problems: Sequence[Problem]) -> str:
    stopping = [problem for problem in problems if blocks([problem])]
    number = "one problem" if len(stopping) == 1 else f"{len(stopping)} problems"
    return f"Nothing was counted: {number} must be put right first."
