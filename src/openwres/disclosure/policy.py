"""Policies: files that say what a release publishes, what it must show, and what is small enough to hide.

They are read as strictly as standards, each mistake with its file, line and remedy. What follows from a policy for
given counts is asked in `cells` and `primary`.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from importlib.resources import files
from itertools import takewhile
from pathlib import Path

from openwres.contracts.exceptions import DefinitionError, UsageError
from openwres.contracts.problems import in_order
from openwres.standards import Edition, load_standard
from openwres.standards.loader import names_of_standards
from openwres.standards.tree import Notes, Section, Tree, read_tree, suggestion

_HOME = Path(str(files("openwres.disclosure"))) / "policies"
_NAME = re.compile(r"[a-z0-9-]+")
WHOLE = "whole"
AUDIENCES = ("public", "organisation", "reviewer")
OFFICIAL, ALWAYS, BREAKDOWN, NEVER = "official", "always", "breakdown", "never"


@dataclass(frozen=True)
class Entry:
    """Counts that are published alike, of organisations and areas of these types. An empty list fits every word; `shown` says which thresholds hold for them.

    `always` knows no threshold, `official` only those of bases and of everyone, `breakdown` all of them; `never` is not published.
    """

    items: tuple[str, ...]
    breakdowns: tuple[str, ...]
    classifications: tuple[str, ...]
    categories: tuple[str, ...]
    groups: tuple[str, ...]
    areas: tuple[str, ...]
    shown: str
    weight: float

    def fits(self, area_type: str, item: str, breakdown: str, category: str, classification: str, group: str) -> bool:
        """Whether this entry is of that count."""
        asked = (self.items, item), (self.breakdowns, breakdown or WHOLE), (self.classifications, classification)
        own = (self.categories, category), (self.groups, group), (self.areas, area_type)
        return all(not words or word in words for words, word in (*asked, *own))

    def holds(self, item: str, breakdown: str, classification: str) -> bool:
        """Whether any count of that table can fit this entry."""
        asked = (self.items, item), (self.breakdowns, breakdown or WHOLE), (self.classifications, classification)
        return all(not words or word in words for words, word in asked)


@dataclass(frozen=True)
class Merge:
    """Rows of a breakdown that are shown as one where one of them would be hidden."""

    breakdown: str
    rows: tuple[str, ...]
    into: str


@dataclass(frozen=True)
class FewEvents:
    """Indicators whose official counts an organisation does not show on up to so many events of a side."""

    indicators: tuple[str, ...] = ()
    up_to: int = 0


@dataclass(frozen=True)
class RatioMinimum:
    """A ratio of fewer events on a side, or of a smaller base, is suppressed although its counts may be shown."""

    events: int = 0
    base: int = 0


@dataclass(frozen=True)
class Policy:
    """What a release publishes for whom. `protects` is false where nothing is hidden; then `marking` says so on all output."""

    name: str
    title: str
    standard: str
    audience: str
    marking: str
    protects: bool
    width: int
    people_below: int
    base_below: int
    everyone: bool
    few_events: FewEvents
    ratio_minimum: RatioMinimum
    entries: tuple[Entry, ...]
    area_weights: Mapping[str, float]
    merges: tuple[Merge, ...]
    digest: str
    text: str = field(repr=False, default="")

    def publishes(self, item: str, breakdown: str, classification: str) -> bool:
        """Whether there are counts of that item, breakdown (empty for the whole) and classification in a release."""
        if not self.entries:
            return True
        holding = [entry for entry in self.entries if entry.holds(item, breakdown, classification)]
        before = takewhile(lambda e: e.shown != NEVER or e.categories or e.groups or e.areas, holding)
        return any(entry.shown != NEVER for entry in before)

    def entry(
        self, area_type: str, item: str, breakdown: str, category: str, classification: str, group: str
    ) -> Entry | None:
        """The entry that decides on a count of an organisation or area; nothing where it is not published."""
        if not self.entries:
            return _EVERYTHING
        fitting = (e for e in self.entries if e.fits(area_type, item, breakdown, category, classification, group))
        found = next(fitting, None)
        return None if found is None or found.shown == NEVER else found


_EVERYTHING = Entry((), (), (), (), (), (), ALWAYS, 1.0)


def names_of_policies() -> list[str]:
    """The names of the policies that come with the program."""
    return sorted(path.stem for path in _HOME.glob("*.yaml"))


def load_policy(name: str) -> Policy:
    """The policy of that name, or the one in the file of that path.

    Raises UsageError where there is none and DefinitionError, with every problem, where its file is wrong.
    """
    path = _HOME / f"{name}.yaml" if name in names_of_policies() else Path(name)
    try:
        there = path.suffix == ".yaml" and path.is_file()
    except (OSError, ValueError):
        there = False
    if not there:
        known = suggestion(name, names_of_policies())
        raise UsageError(f"There is no policy `{name[:60]}` and no file of that name that ends in .yaml. {known}")
    return _read(path)


def _read(path: Path) -> Policy:
    notes = Notes(path.name)
    tree = read_tree(path, notes) or Tree(1, {})
    section = Section(tree, notes, path.name)
    policy = _policy(section, path)
    section.done()
    if policy.standard and not notes.problems:
        _Check(policy, section).all()
    problems = in_order(notes.problems)
    if problems:
        lines = "\n".join(f"  {p.file}, line {p.row}: {p.sentence} {p.remedy}" for p in problems)
        raise DefinitionError(f"The policy in {path.name} cannot be used:\n{lines}", problems)
    return policy


def _policy(section: Section, path: Path) -> Policy:
    section.choice("format", ("1",))
    text = path.read_text(encoding="utf-8-sig", errors="replace") if section.entries else ""
    policy = Policy(
        name=_name(section, path), title=section.text("title"), standard=_standard(section),
        audience=section.choice("audience", AUDIENCES), marking=section.text("marking", ""),
        protects=section.flag("protects", True), width=_number(section, "width"),
        people_below=_number(section, "people_below"), base_below=_number(section, "base_below"),
        everyone=section.choice("everyone", ("hide", "show"), "show") == "hide",
        few_events=_few_events(section), ratio_minimum=_ratio_minimum(section),
        entries=tuple(_entry(entry) for entry in section.items("publish", required=False)),
        area_weights=_weights(section), merges=tuple(_merge(entry) for entry in section.items("merge", required=False)),
        digest=hashlib.sha256(text.replace("\r\n", "\n").encode()).hexdigest(), text=text,
    )  # fmt: skip
    section.text("owner")
    section.parsed("reviewed", date.fromisoformat, "a date such as 2026-11-01")
    if not section.texts("sources", required=True):
        section.wrong("sources", "The policy names no source.", "Add where its rules are written.", "source-missing")
    _whole(policy, section)
    return policy


def _whole(policy: Policy, section: Section) -> None:
    """What a policy needs to be one: something that hides, or a marking that says that nothing is hidden."""
    if policy.protects and not (policy.width and policy.entries):
        sentence = "The policy hides nothing: it needs `width` and `publish`."
        section.wrong(
            "width", sentence, "Write `width: 5` and `publish: [...]`, or `protects: false` with a `marking`."
        )
    if not policy.protects and (policy.audience == "public" or not policy.marking):
        sentence = "A policy that hides nothing is for nobody outside, and says so."
        section.wrong("protects", sentence, "Write `audience: organisation` and `marking: Not for publication`.")


def _name(section: Section, path: Path) -> str:
    name = section.text("id")
    if name and (name != path.stem or not _NAME.fullmatch(name)):
        section.wrong("id", f"The policy is called `{name}`.", f"Call it `{path.stem}`, as its file.", "id-mismatch")
    return name


def _standard(section: Section) -> str:
    return section.choice("standard", names_of_standards(), "")


def _number(section: Section, key: str) -> int:
    """A whole number that is not negative; 0 where it is left out."""
    number = section.parsed(key, int, "a whole number", 0) or 0
    if number < 0:
        section.wrong(key, f"`{key}` is below zero.", "Write a whole number from 0.")
    return max(number, 0)


def _few_events(section: Section) -> FewEvents:
    inner = section.section("few_events", required=False)
    if not section.has("few_events"):
        return FewEvents()
    found = FewEvents(inner.texts("indicators", required=True), _number(inner, "up_to"))
    inner.done()
    return found


def _ratio_minimum(section: Section) -> RatioMinimum:
    inner = section.section("ratio_minimum", required=False)
    found = RatioMinimum(_number(inner, "events"), _number(inner, "base"))
    inner.done()
    return found


def _entry(section: Section) -> Entry:
    shown = section.choice("shown", (OFFICIAL, ALWAYS, BREAKDOWN, NEVER), BREAKDOWN)
    items, breakdowns, classifications = (section.texts(key) for key in ("items", "breakdowns", "classifications"))
    categories, groups = section.texts("categories"), section.texts("groups")
    areas, weight = section.texts("areas"), _weight(section, "weight")
    entry = Entry(items, breakdowns, classifications, categories, groups, areas, shown, weight)
    section.done()
    return entry


def _weight(section: Section, key: str) -> float:
    weight = section.parsed(key, float, "a number", 1.0)
    if weight is None or not 0 < weight < 1e6:
        section.wrong(key, f"`{key}` must be above 0.", "Write a weight such as 10.")
        return 1.0
    return weight


def _weights(section: Section) -> dict[str, float]:
    inner = section.section("area_weights", required=False)
    found = {area_type: _weight(inner, area_type) for area_type in inner.entries}
    inner.done()
    return found


def _merge(section: Section) -> Merge:
    merge = Merge(section.text("breakdown"), section.texts("rows", required=True), section.text("into"))
    if len(merge.rows) < 2:
        section.wrong("rows", "A merge is of two rows or more.", "Write `rows: [one, two]`.")
    section.done()
    return merge


class _Check:
    """Whether the words of a policy are words of its standard."""

    def __init__(self, policy: Policy, section: Section) -> None:
        self.policy, self.section = policy, section
        editions = load_standard(policy.standard).editions
        self.edition: Edition = editions[max(editions)]
        self.indicators = {indicator.name for edition in editions.values() for indicator in edition.indicators}

    def all(self) -> None:
        e, p = self.edition, self.policy
        self._known("indicator", p.few_events.indicators, sorted(self.indicators), self.section, "few_events")
        merged = {merge.into for merge in p.merges}
        for merge, place in zip(p.merges, self._places("merge"), strict=True):
            self._known("breakdown", (merge.breakdown,), e.breakdowns, place, "breakdown")
            self._known("category", merge.rows, self._categories((merge.breakdown,)), place, "rows")
        for entry, place in zip(p.entries, self._places("publish"), strict=True):
            self._known("item", entry.items, e.items, place, "items")
            self._known("breakdown", entry.breakdowns, [WHOLE, *e.breakdowns], place, "breakdowns")
            self._known("classification", entry.classifications, e.classifications, place, "classifications")
            known = [*self._categories(entry.breakdowns or tuple(e.breakdowns)), *merged]
            self._known("category", entry.categories, known, place, "categories")
            groups = {g for c in entry.classifications or e.classifications for g in self._groups(c)}
            self._known("group", entry.groups, ["all", *groups], place, "groups")

    def _groups(self, classification: str) -> Sequence[str]:
        found = self.edition.classifications.get(classification)
        return list(found.groups) if found else []

    def _categories(self, breakdowns: Sequence[str]) -> list[str]:
        known = self.edition.breakdowns
        return [category for code in breakdowns if code in known for category in known[code].categories]

    def _places(self, key: str) -> list[Section]:
        return self.section.items(key, required=False)

    def _known(
        self, what: str, words: Sequence[str], options: Mapping[str, object] | Sequence[str], place: Section, key: str
    ) -> None:
        for word in words:
            if word not in options:
                sentence = f"{place.name} names the {what} `{word}`, which the standard does not have."
                place.wrong(key, sentence, suggestion(word, options), f"unknown-{what}")
