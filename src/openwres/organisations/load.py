"""A register loaded from its folder, or from one CSV file in the simple form that any sector can bring.

What the parts of a register must satisfy together is checked in `coherence`.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from openwres.organisations.codes import area_code, is_area_type, iso_date, slug
from openwres.organisations.coherence import check_memberships, check_spelling, check_successions
from openwres.organisations.layout import AREAS, COLUMNS, FORMAT, MANIFEST, MEMBERSHIPS, ORGANISATIONS, SUCCESSORS
from openwres.organisations.model import Area, Membership, Organisation, Register, Source, Succession, register_of
from openwres.organisations.tables import (
    ProblemList,
    Row,
    Table,
    code_in,
    date_in,
    only_once,
    quoted,
    read_bytes,
    read_table,
)

_PLAIN_COLUMNS = frozenset({"code", "name", "type", "opened", "closed"})
_AREA_COLUMNS = frozenset({"icb", "region", "nation"})
_PREFIX = "area:"
_ODS_HINT = " The official trust file is not a register: import it first, see openwres organisations import."


def load_register(path: Path) -> Register:
    """The register in a folder, or in one CSV file; raises InputError with every problem where it is malformed."""
    problems = ProblemList()
    draft = _Draft(problems)
    sources = _read_folder(path, draft) if path.is_dir() else _read_single(path, draft)
    check_spelling(draft.spellings, problems)
    problems.raise_blocks(f"The register {path.name}")
    organisations = [organisation for _, _, organisation in draft.organisations]
    memberships = [membership for _, membership in draft.memberships]
    areas = [Area(area_type, area, name) for (area_type, area), name in draft.names.items()]
    return register_of(organisations, memberships, areas, [link for _, link in draft.successions], sources)


@dataclass(slots=True)
class _Draft:
    """What has been read so far, each item with its row for the checks to point at."""

    problems: ProblemList
    organisations: list[tuple[Row, str, Organisation]] = field(default_factory=list)
    memberships: list[tuple[Row, Membership]] = field(default_factory=list)
    successions: list[tuple[Row, Succession]] = field(default_factory=list)
    names: dict[tuple[str, str], str] = field(default_factory=dict)
    spellings: list[tuple[Row, str, str]] = field(default_factory=list)

    def area(self, row: Row, column: str, area_type: str) -> str:
        """The code of the area in a cell, whose text is its name where it is not a code; empty for a blank."""
        text = row[column]
        code = area_code(area_type, text)
        if text and not code:
            sentence = f"No code can be made of {quoted(text)}: it has no plain letter or digit."
            remedy = "Write a code, and its name in the table of areas."
            self.problems.block("area-form", sentence, remedy, row.file, row.number, column)
        if code and code != text:
            self.names.setdefault((area_type, code), text)
        if code:
            self.spellings.append((row, area_type, code))
        return code

    def organisation(self, row: Row) -> str | None:
        """Read the organisation in a row; its code, or None where the code is not one."""
        code = code_in(row, "code", self.problems)
        if not row["name"]:
            self.problems.block(
                "name-missing", "The organisation has no name.", "Write its name.", row.file, row.number, "name"
            )
        opened, closed = (date_in(row, column, self.problems) for column in ("opened", "closed"))
        if opened and closed and closed < opened:
            sentence = f"It closed on {closed}, before it opened on {opened}."
            self.problems.block("closed-before-opened", sentence, "Correct the dates.", row.file, row.number, "closed")
        kind = self.area(row, "type", "type")
        if code is not None:
            self.organisations.append((row, code, Organisation(code, row["name"], kind, opened, closed)))
        return code


def _read_single(path: Path, draft: _Draft) -> list[Source]:
    table = read_table(path, ("code", "name"), draft.problems, _known_column, _ODS_HINT)
    if table is None:
        return []
    area_columns = _area_columns(table, draft.problems)
    for row in table.rows:
        code = draft.organisation(row)
        for column, area_type in area_columns.items():
            area = draft.area(row, column, area_type)
            if code and area:
                draft.memberships.append((row, Membership(code, area_type, area)))
    only_once(draft.organisations, "code", draft.problems)
    return [Source(table.file, None, table.sha256)]


def _known_column(name: str) -> bool:
    return name in _PLAIN_COLUMNS or name in _AREA_COLUMNS or name.startswith(_PREFIX)


def _area_columns(table: Table, problems: ProblemList) -> dict[str, str]:
    found: dict[str, str] = {}
    for column in table.columns:
        area_type = slug(column.removeprefix(_PREFIX))
        if column in _AREA_COLUMNS:
            found[column] = column
        elif column.startswith(_PREFIX) and (not area_type or area_type in _AREA_COLUMNS | {"type"}):
            remedy = f"Name the column {area_type!r}." if area_type else "Write the area type after the colon."
            sentence = f"{quoted(column)} is not an area type of your own."
            problems.block("column-unknown", sentence, remedy, table.file, 1, column)
        elif column.startswith(_PREFIX):
            found[column] = area_type
    return found


def _read_folder(folder: Path, draft: _Draft) -> list[Source]:
    tables = {name: read_table(folder / name, columns, draft.problems) for name, columns in COLUMNS.items()}
    _read_areas(tables[AREAS], draft)
    organisations = tables[ORGANISATIONS]
    for row in organisations.rows if organisations else ():
        draft.organisation(row)
    _read_memberships(tables[MEMBERSHIPS], draft)
    _read_successors(tables[SUCCESSORS], draft)
    only_once(draft.organisations, "code", draft.problems)
    if organisations is not None:
        # Without its organisations, every line of the other tables would be reported as unknown.
        known = {code for _, code, _ in draft.organisations}
        check_memberships(draft.memberships, known, draft.problems)
        check_successions(draft.successions, known, draft.problems)
    return _read_manifest(folder / MANIFEST, draft.problems)


def _read_areas(table: Table | None, draft: _Draft) -> None:
    named: list[tuple[Row, str, str]] = []
    for row in table.rows if table else ():
        area_type = _area_type(row, draft.problems)
        area = draft.area(row, "area", area_type)
        if not area or not row["name"]:
            draft.problems.block(
                "area-incomplete", "An area needs its code and its name.", "Fill both cells.", row.file, row.number
            )
        named.append((row, f"{area_type} {area}", row["name"]))
        draft.names[area_type, area] = row["name"]
    only_once(named, "area", draft.problems)


def _read_memberships(table: Table | None, draft: _Draft) -> None:
    for row in table.rows if table else ():
        code = code_in(row, "organisation", draft.problems)
        area_type = _area_type(row, draft.problems)
        area = draft.area(row, "area", area_type)
        if not row["area"]:
            remedy = "Name the area, or take the row out: what is not known has no row."
            draft.problems.block("area-missing", "The row names no area.", remedy, row.file, row.number, "area")
        if area_type == "type":
            remedy = "Write the type in organisations.csv; an organisation has one."
            draft.problems.block("type-in-memberships", "A type is not a membership.", remedy, row.file, row.number)
        start, end = (date_in(row, column, draft.problems) for column in ("from", "to"))
        if code and area:
            draft.memberships.append((row, Membership(code, area_type, area, start, end)))


def _read_successors(table: Table | None, draft: _Draft) -> None:
    for row in table.rows if table else ():
        link = succession_in(row, draft.problems)
        if link is not None:
            draft.successions.append((row, link))


def succession_in(row: Row, problems: ProblemList) -> Succession | None:
    """The succession in a row with predecessor, successor, date; None with the reason among the problems."""
    predecessor = code_in(row, "predecessor", problems)
    successor = code_in(row, "successor", problems)
    day = date_in(row, "date", problems)
    if not row["date"]:
        remedy = "Write the date from which the successor continues it."
        problems.block("date-missing", "The succession has no date.", remedy, row.file, row.number, "date")
    if predecessor is None or successor is None or day is None:
        return None
    return Succession(predecessor, successor, day)


def _area_type(row: Row, problems: ProblemList) -> str:
    if not is_area_type(row["area_type"]):
        sentence = f"{quoted(row['area_type'])} is not an area type: small letters, digits, hyphens."
        problems.block("area-type-form", sentence, "Write it as icb or region.", row.file, row.number, "area_type")
    return row["area_type"]


def _read_manifest(path: Path, problems: ProblemList) -> list[Source]:
    data = read_bytes(path, problems)
    if data is None:
        return []
    try:
        manifest = json.loads(data.decode("utf-8-sig"))
        return _sources(manifest)
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        problems.block(
            "manifest",
            f"The file is not the manifest of a register of format {FORMAT}: {error}.",
            f'Write at least {{"format": {FORMAT}, "sources": []}}, or import the register again.',
            path.name,
        )
        return []


def _sources(manifest: Any) -> list[Source]:
    # A `true` would pass for 1 if it were only compared.
    if not isinstance(manifest, dict) or type(manifest.get("format")) is not int or manifest["format"] != FORMAT:
        raise ValueError(f"its format is not {FORMAT}")
    return [_source(entry) for entry in _entries(manifest)]


def _entries(manifest: dict[str, Any]) -> Sequence[Any]:
    entries = manifest.get("sources", [])
    if not isinstance(entries, list):
        raise ValueError("its sources are not a list")
    return entries


def _source(entry: Any) -> Source:
    file, as_at, sha256 = entry["file"], entry["as_at"], entry["sha256"]
    if not all(isinstance(value, str) for value in (file, as_at or "", sha256)):
        raise ValueError("a source has a file, a date as_at and a sha256 in text")
    return Source(file, iso_date(as_at or ""), sha256)
