"""Reads a standard from its folder of files and resolves its editions, one frozen object for each year.

Shape is read here, with every problem noted at its line; whether the definitions make sense is asked in `meaning`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from functools import lru_cache
from importlib.resources import files
from pathlib import Path

from openwres.contracts.exceptions import DefinitionError, UsageError
from openwres.contracts.problems import in_order
from openwres.standards import indicators, meaning
from openwres.standards.codes import Classification, CodeList, cross
from openwres.standards.codes_loader import read_code_list
from openwres.standards.grades import GradeScale
from openwres.standards.grades_loader import read_grade_scale
from openwres.standards.model import (
    FLOWS,
    SCORE,
    YES_NO,
    Basis,
    Breakdown,
    Category,
    Edition,
    Indicator,
    Item,
    Standard,
    Where,
)  # fmt: skip
from openwres.standards.options import Option, read_options
from openwres.standards.tree import Notes, Section, Tree, read_tree, suggestion

HOME = Path(str(files("openwres.standards")))
SHARED = ("classifications", "grades")
_MONTHS = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
]
UNITS = ("person", "application", "respondent", "resident", SCORE, YES_NO)
_PERCENT = (0.0, 100.0)


def names_of_standards() -> list[str]:
    """The identifiers of the standards that come with the program."""
    return sorted(path.parent.name for path in HOME.glob("*/standard.yaml"))


def folder_of(name: str) -> Path:
    """The folder of the standard of that identifier, else that path."""
    return HOME / name if name in names_of_standards() else Path(name)


def load_standard(name: str) -> Standard:
    """The standard of that identifier, or the one in the folder of that path.

    Raises UsageError where there is none and DefinitionError, with every problem, where its files are wrong.
    """
    folder = folder_of(name)
    try:
        there = bool(name.strip()) and (folder / "standard.yaml").is_file()
    except (OSError, ValueError):
        there = False
    if not there:
        known = names_of_standards()
        raise UsageError(
            f"There is no standard `{name[:60]}` and no folder of that name with a standard.yaml. {suggestion(name, known)}"
        )
    parts = folder, *(shared_home(folder) / part for part in SHARED)
    files = {str(path): path.stat().st_mtime_ns for part in parts for path in part.glob("*.yaml")}
    return _loaded(folder, tuple(sorted(files.items())))


def shared_home(folder: Path) -> Path:
    """Where the code lists and grades lie that a standard's folder shares with others: beside it, as in a release, or here."""
    return folder.parent if all((folder.parent / part).is_dir() for part in SHARED) else HOME


@lru_cache(maxsize=16)
def _loaded(folder: Path, _: tuple[tuple[str, int], ...]) -> Standard:
    """A standard as long as its files do not change."""
    return _Loading(folder).standard()


class _Loading:
    """One reading of a standard's folder; the notes of all its files end in one error."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.home = folder, shared_home(folder)
        self.notes: list[Notes] = []

    def _tree(self, path: Path) -> tuple[Section, Notes]:
        notes = Notes(path.name)
        self.notes.append(notes)
        tree = read_tree(path, notes) or Tree(1, {})
        notes.lines = tree.lines_of_keys()
        return Section(tree, notes, path.name), notes

    def _stop_on_problems(self) -> None:
        problems = in_order(problem for notes in self.notes for problem in notes.problems)
        if problems:
            lines = "\n".join(f"  {p.file}, line {p.row}: {p.sentence} {p.remedy}" for p in problems)
            raise DefinitionError(f"The standard in {self.folder.name} cannot be used:\n{lines}", problems)

    def standard(self) -> Standard:
        section, notes = self._tree(self.folder / "standard.yaml")
        head = _Head(section)
        if not head.years:  # without its years no file of an indicator can be told right from wrong
            self._stop_on_problems()
        shared = self._shared(section)
        of_standard = list(self.notes)
        resolved = self._indicator_files(head.years)
        section.done()
        if any(each.problems for each in of_standard):  # what indicators name cannot be looked up
            self._stop_on_problems()
        wrong = {each.file for each in self.notes if each.problems}
        editions = {year: head.edition(year, shared, [i[year] for i in resolved if year in i]) for year in head.years}
        for edition in editions.values():
            sound = tuple(i for i in edition.indicators if i.file not in wrong)
            meaning.check_edition(replace(edition, indicators=sound), notes, {n.file: n for n in self.notes})
        self._stop_on_problems()
        return Standard(head.id, head.title, editions)

    def _shared(self, section: Section) -> _Shared:
        lists = self._code_lists(section)
        scale = self._grade_scale(section)
        breakdowns = _breakdowns(section, scale)
        items = {code: _item(code, s) for code, s in section.sections("items").items()}
        wanted = section.texts("classifications", required=True)
        columns = {
            kind: {name: s.texts(name) for name in s.entries}
            for kind, s in section.sections("columns", required=False).items()
        }
        further = section.texts("further")
        for name in (name for name in further if name in wanted):
            section.wrong("further", f"`{name}` is counted already.", "Name it under one of the two.", "wrong-value")
        found = _with_labels(section, _classifications(section, (*wanted, *further), lists))
        return _Shared(lists, found, further, scale, breakdowns, items, columns, read_options(section))

    def _code_lists(self, section: Section) -> dict[str, CodeList]:
        lists = {}
        for path in sorted((self.home / "classifications").glob("*.yaml")):
            listed, _ = self._tree(path)
            code_list = read_code_list(listed)
            lists[code_list.column] = code_list
        for name, own in section.sections("code_lists", required=False).items():
            code_list = read_code_list(own, name)
            lists[code_list.column] = code_list
        return lists

    def _grade_scale(self, section: Section) -> GradeScale | None:
        tree = section.tree_of("grade_scale")
        if tree is None:
            return None
        if isinstance(tree.data, dict):
            return read_grade_scale(Section(tree, section.notes, "`grade_scale`"))
        path = self.home / "grades" / f"{tree.data}.yaml"
        if not path.is_file():
            known = [p.stem for p in (self.home / "grades").glob("*.yaml")]
            section.wrong("grade_scale", f"There is no grade scale `{tree.data}`.", suggestion(str(tree.data), known))
            return None
        return read_grade_scale(self._tree(path)[0])

    def _indicator_files(self, years: range) -> list[dict[int, Indicator]]:
        paths = [p for p in self.folder.glob("*.yaml") if p.name != "standard.yaml" and p.is_file()]
        resolved = []
        for path in sorted(paths, key=lambda p: _place(p.stem)):
            section, _ = self._tree(path)
            resolved.append(indicators.resolve(section, path, years))
        return resolved


class _Head:
    """The keys of a standard's file that concern the whole of it."""

    def __init__(self, section: Section) -> None:
        section.choice("format", ("1",), "1")
        self.id = section.text("id")
        self.title = section.text("title")
        self.scope = section.text("scope", "")
        self.owner = section.text("owner")
        section.parsed("reviewed", date.fromisoformat, "a date such as 2026-11-01")
        years = section.section("years")
        first, last = years.parsed("from", int, "a year") or 1, years.parsed("to", int, "a year") or 0
        years.done()
        self.years = range(first, last + 1)
        if not self.years:
            section.wrong(
                "years", "The years run from a later to an earlier one.", "Write `years: {from: 2016, to: 2026}`."
            )
        self.snapshot = section.parsed("snapshot", _day_and_month, "a day and month such as 31 March") or (3, 31)
        self.main, self.focus = section.text("main"), section.text("focus")
        self.reference, self.unknown = section.text("reference"), section.text("unknown", "unknown")
        if not section.texts("sources", required=True):
            section.wrong(
                "sources", "The standard names no source.", "Add where its rules are written.", "source-missing"
            )

    def edition(self, year: int, shared: _Shared, found: list[Indicator]) -> Edition:
        month, day = self.snapshot
        snapshot, before = date(year, month, day), date(year - 1, month, day)
        return Edition(
            self.id, self.title, year, snapshot, date.fromordinal(before.toordinal() + 1), self.scope, self.owner,
            self.main, self.focus, self.reference, self.unknown,
            shared.classifications, shared.code_lists, shared.grade_scale, shared.breakdowns, shared.items,
            tuple(found), shared.columns, shared.options, further=shared.further,
        )  # fmt: skip


class _Shared:
    """What all editions of a standard share."""

    def __init__(
        self,
        code_lists: dict[str, CodeList],
        classifications: dict[str, Classification],
        further: tuple[str, ...],
        grade_scale: GradeScale | None,
        breakdowns: dict[str, Breakdown],
        items: dict[str, Item],
        columns: dict[str, dict[str, tuple[str, ...]]],
        options: dict[str, Option],
    ) -> None:
        self.code_lists, self.classifications, self.further = code_lists, classifications, further
        self.grade_scale = grade_scale
        self.breakdowns, self.items, self.columns, self.options = breakdowns, items, columns, options


def _place(name: str) -> tuple[bool, int, int, str]:
    """Where an indicator stands among the others: by its number, then by what follows it; names without one last."""
    rest = name.lstrip("0123456789")
    number = name.removesuffix(rest)
    return not number, int(number or 0), 0 if number else len(rest), rest


def _day_and_month(text: str) -> tuple[int, int]:
    number, name = text.split()
    day = date(2001, _MONTHS.index(name) + 1, int(number))
    return day.month, day.day


def _where(section: Section, key: str = "where") -> Where:
    inner = section.section(key, required=False)
    return {column: inner.texts(column) for column in inner.entries}


def _item(code: str, section: Section) -> Item:
    bases = {}
    for name, basis in section.sections("bases", required=False).items():
        bases[name] = Basis(basis.parsed("years", int, "a number of years", 1) or 1, _where(basis))
        basis.done()
    unit = section.choice("unit", UNITS)
    item = Item(
        code=code,
        title=section.text("title"),
        kind=section.choice("from", ("staff", "applicants", "cases", "learning", "survey", "board", "population"), ""),
        unit=unit,
        at=section.choice("at", ("snapshot",), ""),
        date=section.text("date", ""),
        where=_where(section),
        employed=_where(section, "employed"),
        within=section.text("within", ""),
        undated=section.choice("undated", ("count", "leave-out"), "leave-out") == "count",
        sum=section.text("sum", ""),
        bases=bases or {"": Basis()},
        breakdowns=section.texts("breakdowns"),
        names=section.texts("names"),
        flow=section.choice("flow", FLOWS, ""),
        verified=section.flag("verified", True),
        range=_range(section) if unit == SCORE else (0.0, 1.0) if unit == YES_NO else _PERCENT,
    )
    section.choice("window", ("year",), "")
    section.done()
    return item


def _range(section: Section) -> tuple[float, float]:
    """The lowest and the highest value that a score can have."""
    try:
        low, high = (float(text) for text in section.texts("range", required=True))
    except ValueError:
        section.wrong("range", "A score needs its lowest and its highest value.", "Write `range: [0, 10]`.")
        return _PERCENT
    if low >= high:
        section.wrong("range", f"The range from {low:g} to {high:g} is empty.", "Put the lowest value first.")
    return low, high


def _breakdowns(section: Section, scale: GradeScale | None) -> dict[str, Breakdown]:
    found = {}
    for code, entry in section.sections("breakdowns", required=False).items():
        title, of, column = entry.text("title"), entry.text("of", ""), entry.text("column", "")
        if entry.choice("from", ("grade_scale",), "") and scale:
            categories = {
                r.code: Category(r.code, r.label, (), {r.flag: ("true",)} if r.flag else {}, r.part_of)
                for r in scale.rows.values()
            }
            column = "grade_row"
        else:
            categories = {name: _category(name, s, scale) for name, s in entry.sections("categories").items()}
        tree = entry.tree_of("splits")
        parts = tree.data if tree and isinstance(tree.data, list) else []
        splits = tuple(tuple(str(name) for name in part.plain()) for part in parts)
        found[code] = Breakdown(code, title, categories, column, of, splits, entry.flag("partial", False))
        entry.done()
    return found


def _category(code: str, section: Section, scale: GradeScale | None) -> Category:
    title, where, rows = section.text("title"), _where(section), section.texts("rows")
    bands, block = section.texts("bands"), section.text("block", "")
    for key, given, known in (
        ("bands", bands, scale.bands if scale else {}),
        ("block", (block,) if block else (), {r.block for r in scale.rows.values()} if scale else ()),
    ):
        for word in given:
            if word not in known:
                section.wrong(key, f"`{word}` is no {key.rstrip('s')} of the grade scale.", suggestion(word, known))
    if bands and scale:
        rows += tuple(
            r.code for r in scale.rows.values() if block in ("", r.block) and r.band in bands and not r.part_of
        )
    section.done()
    return Category(code, title, rows, where)


def _classifications(
    section: Section, wanted: tuple[str, ...], lists: Mapping[str, CodeList]
) -> dict[str, Classification]:
    known = {name: c for code_list in lists.values() for name, c in code_list.classifications.items()}
    found: dict[str, Classification] = {}
    for name in wanted:
        missing = [part for part in name.split("*") if part not in known]
        if missing:
            section.wrong(
                "classifications", f"There is no classification `{missing[0]}`.", suggestion(missing[0], known)
            )
        elif "*" in name:
            first, second = name.split("*", 1)
            found[name] = cross(known[first], known[second])
        else:
            found[name] = known[name]
    return found


def _with_labels(section: Section, found: dict[str, Classification]) -> dict[str, Classification]:
    """The classifications with the standard's own words for their groups."""
    for name, labels in section.sections("labels", required=False).items():
        if name not in found:
            section.wrong("labels", f"There is no classification `{name}`.", suggestion(name, found))
            continue
        groups = dict(found[name].groups)
        for group in labels.entries:
            if group not in groups:
                labels.wrong(group, f"`{name}` has no group `{group}`.", suggestion(group, groups))
            groups[group] = labels.text(group)
        found[name] = replace(found[name], groups=groups)
    return found
