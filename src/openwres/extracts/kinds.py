"""The seven kinds of extract, each a file that names its columns, their codes and their names in source systems."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property, lru_cache
from importlib.resources import files
from pathlib import Path

from openwres.contracts.exceptions import DefinitionError
from openwres.contracts.problems import Problem, Severity
from openwres.extracts.systems import systems
from openwres.standards.codes import Coded, normalised
from openwres.standards.model import Edition, Item
from openwres.standards.tree import Notes, Section, Tree, read_tree, suggestion

TYPES = (
    "organisation",
    "identifier",
    "code",
    "grade",
    "choice",
    "flag",
    "date",
    "number",
    "count",
    "question",
    "group",
    "answer",
    "label",
)
_FLAG = {
    "true": ("yes", "y", "true", "1", "t", "voting"),
    "false": ("no", "n", "false", "0", "f", "non voting", "nonvoting"),
}


@dataclass(frozen=True)
class Absent:
    """What is said when a column that matters is not there."""

    severity: Severity
    sentence: str
    remedy: str


@dataclass(frozen=True)
class Column:
    """One column of a kind: its type, whether it must be there, and the names it goes by."""

    name: str
    type: str
    required: bool
    meaning: str
    aliases: tuple[str, ...]
    values: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    blank: str | None = None
    absent: Absent | None = None
    unmapped: Severity = Severity.BLOCK

    @property
    def coded(self) -> bool:
        """Whether its values are few and known: everything but identifiers, dates and numbers."""
        return self.type not in ("identifier", "date", "number", "count")

    @cached_property
    def names(self) -> frozenset[str]:
        """Every normalised header that means this column."""
        return frozenset(normalised(name) for name in (self.name.replace("_", " "), *self.aliases))

    @cached_property
    def _codes(self) -> dict[str, str]:
        return {normalised(label): code for code, labels in self.values.items() for label in (code, *labels)}

    def code(self, raw: str) -> Coded:
        """The code of a raw value of a choice or flag column."""
        if not raw.strip():
            return Coded(self.blank or "", "blank")
        found = self._codes.get(normalised(raw))
        return Coded(found, "label") if found is not None else Coded(self.blank or "", "unmapped")


@dataclass(frozen=True)
class Kind:
    """One kind of extract.

    `needs` lists sets of columns of which one must be there, `identity` the columns that make a record the same one in
    two files, `decided_by` the column whose values can be decided where another is not there.
    """

    name: str
    title: str
    grain: str
    stems: tuple[str, ...]
    columns: Mapping[str, Column]
    needs: tuple[tuple[str, ...], ...]
    answers: Mapping[str, tuple[str, ...]]
    groups: Mapping[str, tuple[str, ...]]
    identity: tuple[str, ...] = ()
    decided_by: Mapping[str, str] = field(default_factory=dict)

    def is_decided(self, column: str, have: Collection[str]) -> bool:
        """Whether a column that is not there can be decided from one that is."""
        return column not in have and self.decided_by.get(column, "") in have


@lru_cache(maxsize=1)
def kinds() -> dict[str, Kind]:
    """The kinds by name, in the order in which they are read: staff first, because other kinds look people up there."""
    home = Path(str(files("openwres.extracts"))) / "kinds"
    order = ("staff", "applicants", "cases", "learning", "survey", "board", "population")
    return {name: _named_by_systems(_kind(home / f"{name}.yaml")) for name in order}


def _named_by_systems(kind: Kind) -> Kind:
    """The kind with the names and codes that source systems use beside its own."""
    columns, stems = dict(kind.columns), list(kind.stems)
    for system in systems().values():
        export = system.exports.get(kind.name)
        if export is None:
            continue
        stems += export.stems
        for name, aliases in export.columns.items():
            columns[name] = replace(columns[name], aliases=_joined(columns[name].aliases, aliases))
        for name, values in export.values.items():
            merged = {code: _joined(labels, values.get(code, ())) for code, labels in columns[name].values.items()}
            columns[name] = replace(columns[name], values=merged)
    return replace(kind, columns=columns, stems=_joined(stems, ()))


def _joined(first: Iterable[str], second: Iterable[str]) -> tuple[str, ...]:
    """Both lists, nothing twice whatever its case and punctuation."""
    return tuple({normalised(word): word for word in reversed([*first, *second])}.values())[::-1]


def kinds_of(edition: Edition) -> dict[str, Kind]:
    """The kinds as an edition needs them: with the code columns that its classifications read, its main one required."""
    parts = {part for c in edition.counted.values() for part in (c.parts or (c.id,))}
    read = {lst.column for lst in edition.code_lists.values() if parts & set(lst.classifications)}
    main = edition.classifications[edition.main].column
    dates = {item.kind: item.date for item in edition.items.values() if item.date}
    return {name: _with_dates(_with_codes(kind, read, main), dates.get(name, "")) for name, kind in kinds().items()}


def _with_dates(kind: Kind, day: str) -> Kind:
    """The kind needing the date by which an option counts its events, where that is a column of its own."""
    if kind.name != "cases" or day in ("", "entered_on"):
        return kind
    return replace(kind, needs=((day,),))


_DERIVED = {"cases": ("entered_on",), "applicants": ("offered",)}


def check_items(edition: Edition) -> None:
    """Raise DefinitionError where an item asks for a column that its kind of extract cannot have, or a code it cannot hold."""
    problems = [problem for item in edition.items.values() if item.kind for problem in _item_problems(item)]
    if problems:
        lines = "\n".join(f"  {p.sentence} {p.remedy}" for p in problems)
        raise DefinitionError(f"The items of {edition.label} cannot be counted:\n{lines}", problems)


def _item_problems(item: Item) -> Iterator[Problem]:
    columns = kinds()[item.kind].columns
    names = [*columns, *_DERIVED.get(item.kind, ()), *(("answer",) if item.kind == "survey" else ())]
    conditions = [
        (column, codes)
        for where in (item.where, *(b.where for b in item.bases.values()))
        for column, codes in where.items()
    ]
    for column in [
        *([item.date] if item.date else []),
        *([item.sum] if item.sum else []),
        *(name for name, _ in conditions),
    ]:
        if column not in names:
            sentence = f"Item `{item.code}` asks for `{column}`, which {item.kind} do not have."
            yield Problem("unknown-column", Severity.BLOCK, sentence, suggestion(column, names), "standard.yaml")
    for column, codes in conditions:
        known = {*columns[column].values, *filter(None, [columns[column].blank])} if column in columns else set()
        for code in codes:
            if known and code not in known:
                sentence = f"Item `{item.code}` asks for `{code}` in `{column}`, which never stands there."
                yield Problem("unknown-code", Severity.BLOCK, sentence, suggestion(code, known), "standard.yaml")


def _with_codes(kind: Kind, read: set[str], main: str) -> Kind:
    says_group = any(c.required and c.type == "code" for c in kind.columns.values())
    columns = {
        name: replace(column, required=says_group and name == main) if column.type == "code" else column
        for name, column in kind.columns.items()
        if column.type != "code" or name in read
    }
    return replace(kind, columns=columns)


def _kind(path: Path) -> Kind:
    notes = Notes(path.name)
    section = Section(read_tree(path, notes) or Tree(1, {}), notes, path.name)
    section.choice("format", ("1",))
    found = Kind(
        section.text("kind"), section.text("title"), section.text("grain"),
        tuple(normalised(stem) for stem in section.texts("stems", required=True)),
        {name: _column(name, entry) for name, entry in section.sections("columns").items()},
        tuple(_needs(entry) for entry in section.items("needs", required=False)),
        _values(section, "answers"),
        _values(section, "groups"),
        section.texts("identity"),
        {name: by for name, entry in section.sections("columns").items() if (by := entry.text("decided_by", ""))},
    )  # fmt: skip
    section.done()
    if notes.problems:
        raise DefinitionError(f"{path.name} cannot be used: {notes.problems[0].sentence}", notes.problems)
    return found


def _needs(entry: Section) -> tuple[str, ...]:
    entry.text("item")
    return entry.texts("any", required=True)


def _values(section: Section, key: str) -> dict[str, tuple[str, ...]]:
    inner = section.section(key, required=False)
    return {code: inner.texts(code) for code in inner.entries}


def _absent(entry: Section) -> Absent | None:
    if not entry.has("absent"):
        return None
    said = entry.section("absent")
    return Absent(Severity(said.choice("severity", [*Severity])), said.text("sentence"), said.text("remedy"))


def _column(name: str, entry: Section) -> Column:
    kind = entry.choice("type", TYPES)
    column = Column(
        name, kind, entry.flag("required", False), entry.text("meaning"), entry.texts("aliases"),
        _values(entry, "values") or (_FLAG if kind == "flag" else {}),
        entry.text("blank", "") or None, _absent(entry), Severity(entry.choice("unmapped", [*Severity], "block")),
    )  # fmt: skip
    entry.text("decided_by", "")
    entry.done()
    return column
