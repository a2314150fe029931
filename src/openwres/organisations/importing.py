"""A register made from official trust files of several dates and the small files beside them.

Each file is read and checked in `trust_file` and `side_files`; here they are put together.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from itertools import pairwise
from pathlib import Path

from openwres.contracts.exceptions import UsageError
from openwres.contracts.problems import Problem, in_order
from openwres.organisations.codes import iso_date
from openwres.organisations.history import memberships_over_time
from openwres.organisations.model import Area, Membership, Organisation, Register, Source, register_of
from openwres.organisations.side_files import SideFiles, listed, read_side_files
from openwres.organisations.tables import ProblemList
from openwres.organisations.trust_file import Trust, TrustFile, nhs_areas, read_trust_file


def parse_source(text: str) -> tuple[date, Path]:
    """The date and the path in `2026-07-08=etr.csv`; raises UsageError for anything else."""
    day, _, path = text.partition("=")
    try:
        as_at = iso_date(day)
    except ValueError:
        as_at = None
    if as_at is None or not path.strip():
        raise UsageError(
            f"{text!r} does not name a file and its date. The date says when the file was published, which the file "
            "itself does not. Write the date, an equals sign and the file: 2026-07-08=etr.csv",
        )
    return as_at, Path(path.strip())


def import_ods(
    sources: Sequence[tuple[date, Path]],
    types: Path | None = None,
    successors: Path | None = None,
    names: Path | None = None,
) -> tuple[Register, list[Problem]]:
    """The register that these files make, and what a reader should know about it (notes, in order).

    `sources` are official trust files, each with the date it speaks for, in any order. A
    membership runs from the first file that shows it to the first later one that shows another:
    dates of observation. Names and dates of an organisation are those of the newest file that has it.
    Raises InputError with every problem where any file has one that blocks, UsageError where the
    question makes no sense (no file, two of one date).
    """
    _check_dates(sources)
    problems = ProblemList()
    read = [read_trust_file(as_at, path, problems) for as_at, path in sorted(sources)]
    trust_files = [file for file in read if file is not None]
    newest = {code: trust for file in trust_files for code, trust in file.trusts.items()}
    side = read_side_files(types, successors, names, newest, problems)
    problems.raise_blocks("The import")
    register = _register(trust_files, newest, side)
    _tell(register, trust_files, side, problems)
    return register, in_order(problems.found)


def _check_dates(sources: Sequence[tuple[date, Path]]) -> None:
    if not sources:
        raise UsageError("There is no official file to import. Name at least one with its date: 2026-07-08=etr.csv")
    days = sorted(as_at for as_at, _ in sources)
    twice = next((day for day, following in pairwise(days) if day == following), None)
    if twice is not None:
        raise UsageError(
            f"Two files are dated {twice}, and which of them holds cannot be told. "
            "Give each file the date on which it was published.",
        )


def _register(trust_files: Sequence[TrustFile], newest: dict[str, Trust], side: SideFiles) -> Register:
    organisations = [
        Organisation(code, trust.name, side.types.get(code, ""), trust.opened, trust.closed)
        for code, trust in newest.items()
    ]
    memberships = memberships_over_time(
        [(file.as_at, {code: trust.areas for code, trust in file.trusts.items()}) for file in trust_files],
    )
    sources = [Source(file.file, file.as_at, file.sha256) for file in trust_files]
    areas = _areas(organisations, memberships, side)
    return register_of(organisations, memberships, areas, side.successions, [*sources, *side.sources])


def _areas(organisations: Sequence[Organisation], memberships: Sequence[Membership], side: SideFiles) -> list[Area]:
    used = {(m.area_type, m.area) for m in memberships} | {("type", o.type) for o in organisations if o.type}
    names = {(area.area_type, area.area): area.name for area in nhs_areas()} | side.names
    return [Area(kind, area, names[kind, area]) for kind, area in used if (kind, area) in names]


def _tell(register: Register, trust_files: Sequence[TrustFile], side: SideFiles, problems: ProblemList) -> None:
    _tell_same_files(trust_files, problems)
    _tell_vanished(register, trust_files, problems)
    newest = trust_files[-1]
    nowhere = register.unassigned(newest.as_at)["nation"]
    if nowhere:
        sentence = (
            f"Of {listed(nowhere)} the files do not say in which nation they are; they are in no nation's figures."
        )
        problems.note("nation-unknown", sentence, "Nothing, or correct the region in the file.", rows=len(nowhere))
    unnamed = sorted({m.area for m in register.memberships if (m.area_type, m.area) not in register.names})
    if unnamed:
        sentence = f"These areas have no name and are shown by their code: {listed(unnamed)}."
        remedy = "Give a file of names with the columns area_type, area, name."
        problems.note("area-without-name", sentence, remedy, rows=len(unnamed))
    unused = sorted(area for kind, area in side.names if (kind, area) not in register.names)
    if unused:
        sentence = f"Left out: names of areas to which no organisation belongs: {listed(unused)}."
        problems.note("area-unused", sentence, "Nothing, or correct the codes of the areas.", rows=len(unused))


def _tell_same_files(trust_files: Sequence[TrustFile], problems: ProblemList) -> None:
    first: dict[str, TrustFile] = {}
    for file in trust_files:
        same = first.setdefault(file.sha256, file)
        if same is not file:
            sentence = f"The file of {file.as_at} is the same as that of {same.as_at}, so nothing changed between them."
            problems.note("same-file", sentence, "Check that each date has its own file.", file.file)


def _tell_vanished(register: Register, trust_files: Sequence[TrustFile], problems: ProblemList) -> None:
    for organisation in register.organisations:
        last = max(index for index, file in enumerate(trust_files) if organisation.code in file.trusts)
        if organisation.closed is None and last + 1 < len(trust_files):
            later = trust_files[last + 1]
            problems.note(
                "organisation-vanished",
                f"{organisation.code} ({organisation.name}) is in the file of {trust_files[last].as_at} without a date "
                f"of closing and no longer in that of {later.as_at}; it is kept as open.",
                "Add a newer official file that has its date of closing, or write it into the register.",
                later.file,
            )
