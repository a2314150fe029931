"""The small files a user may give beside the official one: types, successors and names of areas.

What they say of organisations that the official file does not have is left out, and told.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from openwres.organisations.codes import area_code, is_area_type, slug
from openwres.organisations.coherence import check_circles
from openwres.organisations.load import succession_in
from openwres.organisations.model import Source, Succession
from openwres.organisations.tables import ProblemList, Row, Table, code_in, only_once, quoted, read_table


@dataclass(slots=True)
class SideFiles:
    """What the side files say: type codes by organisation, names by (area type, area), successions, and the files."""

    types: dict[str, str] = field(default_factory=dict)
    names: dict[tuple[str, str], str] = field(default_factory=dict)
    successions: list[Succession] = field(default_factory=list)
    sources: list[Source] = field(default_factory=list)


def read_side_files(
    types: Path | None, successors: Path | None, names: Path | None, known: Collection[str], problems: ProblemList
) -> SideFiles:
    """Read those that are given; `known` are the organisations of the register."""
    side = SideFiles()
    if types is not None:
        _read_types(_table(types, ("code", "type"), side, problems), side, known, problems)
    if successors is not None:
        columns = ("predecessor", "successor", "date")
        _read_successors(_table(successors, columns, side, problems), side, known, problems)
    if names is not None:
        _read_names(_table(names, ("area_type", "area", "name"), side, problems), side, problems)
    return side


def _table(path: Path, columns: Sequence[str], side: SideFiles, problems: ProblemList) -> Sequence[Row]:
    table: Table | None = read_table(path, columns, problems)
    if table is None:
        return ()
    side.sources.append(Source(table.file, None, table.sha256))
    return table.rows


def _read_types(rows: Sequence[Row], side: SideFiles, known: Collection[str], problems: ProblemList) -> None:
    read = [(row, code, row["type"]) for row in rows if (code := code_in(row, "code", problems))]
    found = only_once(read, "code", problems)
    for code, text in found.items():
        if text and code in known:
            side.types[code] = slug(text)
            side.names.setdefault(("type", slug(text)), text)
    for row, _, text in read:
        if text and not slug(text):
            sentence = f"No code can be made of {quoted(text)}: it has no plain letter or digit."
            problems.block("area-form", sentence, "Write the type in plain letters.", row.file, row.number, "type")
    _tell_unknown(rows, [code for code in found if code not in known], "type", problems)


def _read_successors(rows: Sequence[Row], side: SideFiles, known: Collection[str], problems: ProblemList) -> None:
    read = [(row, link) for row in rows if (link := succession_in(row, problems)) is not None]
    pairs = [(row, f"{link.predecessor} to {link.successor}", link) for row, link in read]
    inside = [link for link in only_once(pairs, "predecessor", problems).values() if _within(link, known)]
    check_circles(read, problems)
    side.successions.extend(inside)
    outside = {code for _, link in read for code in (link.predecessor, link.successor) if code not in known}
    _tell_unknown(rows, sorted(outside), "succession", problems)


def _within(link: Succession, known: Collection[str]) -> bool:
    return link.predecessor in known and link.successor in known


def _read_names(rows: Sequence[Row], side: SideFiles, problems: ProblemList) -> None:
    read: list[tuple[Row, str, tuple[str, str, str]]] = []
    for row in rows:
        area_type, area = row["area_type"], area_code(row["area_type"], row["area"])
        if not is_area_type(area_type) or not area or not row["name"]:
            sentence = "An area needs its type (icb, region, type, nation), its code and its name."
            problems.block("area-incomplete", sentence, "Fill the three cells.", row.file, row.number)
            continue
        read.append((row, f"{area_type} {area}", (area_type, area, row["name"])))
    for area_type, area, name in only_once(read, "area", problems).values():
        side.names[area_type, area] = name


def _tell_unknown(rows: Sequence[Row], codes: Sequence[str], what: str, problems: ProblemList) -> None:
    if not codes:
        return
    sentence = f"Left out: each {what} of {listed(codes)}, which the official files do not have."
    remedy = "Nothing, where they are no trusts; otherwise correct the codes, or add an official file that has them."
    problems.note("organisation-unknown", sentence, remedy, rows[0].file, rows=len(codes))


def listed(codes: Sequence[str], most: int = 10) -> str:
    """The codes for a sentence, the first `most` of them and how many more."""
    more = len(codes) - most
    return ", ".join(codes[:most]) + (f" and {more} more" if more > 0 else "")
