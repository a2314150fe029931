"""The main job: from what a user names to problems, tallies, figures and a scorecard, in one pass and written whole.

Each step is done by the room that knows it; this module only joins them.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from openwres.contracts.exceptions import InputError
from openwres.contracts.problems import Problem, Severity, in_order
from openwres.inputs import Check, path_of, read_input, summary
from openwres.scope import areas_of, scope_notes
from openwres.standards import Edition, load_standard

if TYPE_CHECKING:
    import polars as pl

    from openwres.findings.history import Past
    from openwres.organisations import Register
    from openwres.returns.maps.map_file import LayoutMap

VERSION = "0.1.0"
WRITTEN = (
    *(f"{table}.{ending}" for table in ("tallies", "figures", "trends") for ending in ("csv", "parquet", "json")),
    "problems.json", "run.json", "scorecard.html", "scorecards",
)  # fmt: skip


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
    store: Path | None = None

    @cached_property
    def past(self) -> Past | None:
        """The years of its organisations that a store given as history holds; None where it has fewer than two earlier ones.

        Worked out when first asked for: it reads those years and takes their figures, of these organisations alone.
        """
        if self.store is None:
            return None
        from openwres.past import own_past

        return own_past(self.store, self.edition, self.tallies, self.figures)

    @property
    def trends(self) -> pl.DataFrame | None:
        """Trends of its organisations over those years; None where there is no past."""
        return self.past.trends if self.past else None

    def write(self, folder: str | Path) -> Path:
        """Write everything into a folder, whole or not at all; OutputError where it holds other files."""
        from openwres.files.output import whole_folder, write_json, write_table
        from openwres.reports.scorecard import write_scorecards

        target = Path(folder).absolute()
        with whole_folder(target, WRITTEN) as fresh:
            write_table(self.tallies, fresh, "tallies")
            write_table(self.figures, fresh, "figures")
            if self.trends is not None:
                write_table(self.trends, fresh, "trends")
            write_json(fresh / "problems.json", {"problems": [problem.as_dict() for problem in self.problems]})
            write_json(fresh / "run.json", dict(self.run))
            write_scorecards(
                fresh,
                self.edition,
                self.figures,
                self.last_year,
                self.organisations,
                self.names,
                self.problems,
                self.past,
            )
        return target

    def _repr_html_(self) -> str:
        from openwres.reports.scorecard import scorecard_html

        parts = [
            scorecard_html(
                self.edition, self.figures, self.last_year, code, self.names.get(code, ""), self.problems, self.past
            )
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
    memory: str | None = None,
) -> Check:
    """Every problem in a folder of extracts, one extract, or a file of tallies. Without a year, the newest edition.

    Local decisions are those of the file `decisions`, else of `decisions.yaml` beside the extracts. Records take no more
    than `memory`, such as 2GB.
    """
    edition = _edition(standard, year)
    decided = path_of(decisions) if decisions is not None else None
    _, found = read_input(path_of(given), edition, organisation, _register(register), decided, memory=memory)
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
    previous: str | Path | None = None,
    characteristics: Sequence[str] = (),
    memory: str | None = None,
    layout: str | Path | None = None,
) -> Calculation:
    """Tallies and figures of one year. Raises InputError, with every problem, where something blocks.

    `previous` names last year's extracts, of which the staff list is read, to count who moved up, left and joined.
    `characteristics` are further classifications to count by, such as `disability`.
    `layout` is the map of a return in somebody else's layout: a file, or the name of one that comes with the program.
    """
    edition, known = _edition(standard, year).by(characteristics), _register(register)
    decided = path_of(decisions) if decisions is not None else None
    before = (path_of(previous), _edition(standard, year - 1).by(characteristics)) if previous is not None else None
    tallies, found = read_input(path_of(given), edition, organisation, known, decided, before, memory, _map(layout))
    if found.blocked or tallies is None:
        raise InputError(summary(found.problems), found.problems)
    edition = found.edition
    organisations = set(tallies.filter(tallies["year"] == edition.year)["organisation"])
    earlier, notes = _history(history, standard, edition, organisations)
    last = load_standard(standard).editions.get(year - 1)
    done = _calculated(tallies, earlier, edition, last, known, found, notes)
    return replace(done, store=path_of(history)) if earlier is not None and history is not None else done


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
    problems = tuple(in_order([*found.problems, *notes, *scope_notes(known, geography, edition)]))
    run = _run(edition, found, geography, organisations)
    return Calculation(
        edition, problems, found.read, of_year, figures, last_year, organisations, names, run,
        decisions=found.decisions, undecided=found.undecided,
    )  # fmt: skip


def _edition(standard: str, year: int | None) -> Edition:
    loaded = load_standard(standard)
    return loaded.edition(year if year is not None else max(loaded.editions))


def _register(register: str | Path | None) -> Register | None:
    if register is None:
        return None
    from openwres.organisations import load_register

    return load_register(path_of(register))


def _map(layout: str | Path | None) -> LayoutMap | None:
    if layout is None:
        return None
    from openwres.returns.maps.map_file import load_map

    return load_map(layout)


def _history(
    history: str | Path | None, standard: str, edition: Edition, organisations: Collection[str]
) -> tuple[pl.DataFrame | None, list[Problem]]:
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
    return read_history(path_of(history), edition, organisations), []


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
