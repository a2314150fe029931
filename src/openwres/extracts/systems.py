"""Source systems: how each of them names what it exports, one file for each system.

The kinds of extract say what is read; a system only adds its own names for columns and values, and how to export them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from pathlib import Path

from openwres.contracts.exceptions import DefinitionError
from openwres.standards.codes import normalised
from openwres.standards.tree import Notes, Section, Tree, read_tree


@dataclass(frozen=True)
class Export:
    """What a system exports for one kind: what the file is called, how to get it, and its names of columns and values."""

    title: str
    how: str
    stems: tuple[str, ...]
    example: str
    columns: Mapping[str, tuple[str, ...]]
    values: Mapping[str, Mapping[str, tuple[str, ...]]]


@dataclass(frozen=True)
class System:
    """A source system, with its exports by kind of extract."""

    id: str
    title: str
    about: str
    verified: bool
    sources: tuple[str, ...]
    exports: Mapping[str, Export]
    tables: tuple[Export, ...]


@lru_cache(maxsize=1)
def systems() -> dict[str, System]:
    """Every source system, by its id."""
    home = Path(str(files("openwres.extracts"))) / "systems"
    return {path.stem: _system(path) for path in sorted(home.glob("*.yaml"))}


def system_of(kind: str, headers: Iterable[str]) -> str:
    """The title of the system whose names most of the headers are; nothing where none has more than two of them."""
    names = {normalised(header) for header in headers if header != header.lower()}  # in small letters they are ours
    scores = {
        system.title: len(names & {normalised(name) for of in export.columns.values() for name in of})
        for system in systems().values()
        if (export := system.exports.get(kind))
    }
    best = max(scores.values(), default=0)
    winners = [title for title, score in scores.items() if score == best]
    return winners[0] if best > 2 and len(winners) == 1 else ""


def _system(path: Path) -> System:
    notes = Notes(path.name)
    section = Section(read_tree(path, notes) or Tree(1, {}), notes, path.name)
    section.choice("format", ("1",))
    found = System(
        section.text("system"), section.text("title"), section.text("about"), section.flag("verified", False),
        section.texts("sources", required=True),
        {kind: _export(entry) for kind, entry in section.sections("records", required=False).items()},
        tuple(_export(entry) for entry in section.items("tables", required=False)),
    )  # fmt: skip
    section.done()
    if notes.problems:
        first = notes.problems[0]
        raise DefinitionError(f"{path.name}, line {first.row}: {first.sentence} {first.remedy}", notes.problems)
    return found


def _export(entry: Section) -> Export:
    columns = entry.section("columns", required=False)
    values = entry.sections("values", required=False)
    export = Export(
        entry.text("title"), entry.text("how"), entry.texts("stems"), entry.text("example", ""),
        {name: columns.texts(name) for name in columns.entries},
        {name: {code: of.texts(code) for code in of.entries} for name, of in values.items()},
    )  # fmt: skip
    entry.done()
    return export
