"""What the labels of a table of counts mean: which item a column counts, which group or grade a row is, which question.

All words come from the standard's items, classifications, grades and questions; nothing here knows a year or a system.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from openwres.extracts.belonging import as_code
from openwres.extracts.headers import Asked
from openwres.extracts.showing import Showing
from openwres.standards.codes import normalised
from openwres.standards.model import Edition, Indicator, Item
from openwres.standards.tree import suggestion

_SHARES = re.compile(r"%|\bper ?cent|\bproportion|\brate\b|\blikelihood|\bratio")
_OTHERS = re.compile(r"\bbenchmark|\bmedian|\baverage|\bcomparator|\bnational|\bprevious|\blast year|\bbest|\bworst")
_BASES = frozenset(("base", "n", "responses", "respondents", "number", "count", "bases"))
_FILLER = frozenset(
    (
        "staff",
        "group",
        "groups",
        "your",
        "org",
        "organisation",
        "trust",
        "ethnicity",
        "respondents",
        "people",
        "employees",
    )
)
_GRADES = frozenset(
    ("row labels", "band", "pay band", "grade", "afc band", "pay scale", "pay grade", "bands", "grades")
)
_STAFF_GROUPS = frozenset(("staff group", "staffgroup", "staff type"))
_QUESTIONS = frozenset(
    ("question", "indicator", "question number", "measure", "wres indicator", "survey question", "metric")
)
_YEARS = frozenset(("year", "survey year"))
TOTALS = frozenset(
    ("total", "totals", "grand total", "sum", "all", "overall", "overall total", "all staff", "total staff")
)


@dataclass(frozen=True)
class Down:
    """What stands down the side: `groups`, `grade`, `question` or `organisation`; where, and which columns hold totals."""

    what: str
    at: int
    header: str
    staff_group: int | None = None
    year: int | None = None
    totals: Mapping[int, str] = field(default_factory=dict)

    @property
    def places(self) -> list[int]:
        """The columns that are read."""
        return [at for at in (self.at, self.staff_group, self.year, *self.totals) if at is not None]


@dataclass(frozen=True)
class Across:
    """What one column holds: counts of an item or category, a group of people, or an answer's percentage or base."""

    header: str
    title: str
    item: str = ""
    basis: str = ""
    breakdown: str = ""
    category: str = ""
    groups: Mapping[str, str] = field(default_factory=dict)
    measure: str = "count"


@dataclass(frozen=True)
class Side:
    """What the label of one row means; `asked` is false where nobody asked for it: another question, another year."""

    item: str = ""
    basis: str = ""
    breakdown: str = ""
    category: str = ""
    groups: Mapping[str, str] = field(default_factory=dict)
    organisation: str = ""
    asked: bool = True


class Meanings:
    """The words of one edition, as labels of tables."""

    def __init__(self, asked: Asked, edition: Edition) -> None:
        self.asked, self.edition = asked, edition
        main = edition.classifications[edition.main]
        self.column = main.column
        self.code_list = edition.code_lists[main.column]
        self._showing = Showing(edition)  # where a label is not known, a name may stand
        self._items = self._item_names()
        self._group_words = self._words_of_groups()
        self._grades = _GRADES | {*map(normalised, edition.columns.get("staff", {}).get("grade", ()))}
        self._of_groups, self._of_organisations = self._names_of(self.column), self._names_of("organisation")

    def _names_of(self, column: str) -> frozenset[str]:
        """Every header that means a column in some kind of extract."""
        return frozenset(
            n for kind in self.asked.kinds.values() if column in kind.columns for n in kind.columns[column].names
        )

    def header(self, cells: Sequence[str]) -> tuple[Down, dict[int, Across]] | None:
        """What a row means as the header of counts, or nothing."""
        names = [normalised(cell) for cell in cells]
        if sum(map(bool, names)) < 2:
            return None
        return self._by_group(cells, names) or self._by_row(cells, names) or self._by_organisation(cells, names)

    def starts_other_block(self, cells: Sequence[str]) -> bool:
        """Whether a row is the header of counts by something that the main classification does not read."""
        names = [normalised(cell) for cell in cells if cell]
        items = sum(1 for name in names if name in self._items)
        return len(names) > 1 and items > 0 and names[0] not in self._items

    def continues(self, down: Down, cells: Sequence[str]) -> bool:
        """Whether a row after a blank one goes on with the table above: a total, a heading between grades, a known label."""
        label = cells[down.at].strip() if down.at < len(cells) else ""
        if normalised(label or next(filter(None, cells), "")) in TOTALS:
            return True
        heading = down.what == "grade" and sum(map(bool, cells)) == 1
        return heading or self.side(down, label, cells, "") is not None

    # Headers

    def _by_group(self, cells: Sequence[str], names: Sequence[str]) -> tuple[Down, dict[int, Across]] | None:
        """Groups down the side, items across: a recruitment system's equality report."""
        places = [
            at for at, name in enumerate(names) if name in self._of_groups or name.removesuffix("s") in self._of_groups
        ]
        across = {at: self._items[name] for at, name in enumerate(names) if name in self._items and at not in places}
        if len(places) != 1 or not across:
            return None
        named = {
            at: Across(cells[at], found.title, found.item, found.basis, found.breakdown, found.category)
            for at, found in across.items()
        }
        return Down("groups", places[0], cells[places[0]]), named

    def _by_row(self, cells: Sequence[str], names: Sequence[str]) -> tuple[Down, dict[int, Across]] | None:
        """Groups across; grades or questions down the side."""
        what, places = "grade", [at for at, name in enumerate(names) if name in self._grades]
        if not places:
            what, places = "question", [at for at, name in enumerate(names) if name in _QUESTIONS]
        across = {
            at: found
            for at, name in enumerate(names)
            if at not in places and (found := self._group_across(cells[at], what))
        }
        if len(places) != 1 or len(across) < 2 or (what == "grade" and self.edition.grade_scale is None):
            return None
        staff_group = next((at for at, name in enumerate(names) if name in _STAFF_GROUPS), None)
        totals = {at: cells[at] for at, name in enumerate(names) if name in (*TOTALS, "headcount") and at not in across}
        return Down(what, places[0], cells[places[0]], staff_group, None, totals), across

    def _by_organisation(self, cells: Sequence[str], names: Sequence[str]) -> tuple[Down, dict[int, Across]] | None:
        """Organisations down the side; questions with groups across: a survey workbook of many organisations."""
        places = [at for at, name in enumerate(names) if name in self._of_organisations]
        across = {at: found for at, cell in enumerate(cells) if (found := self._answer_across(cell))}
        if len(places) != 1 or len(across) < 2:
            return None
        year = next((at for at, name in enumerate(names) if name in _YEARS), None)
        return Down("organisation", places[0], cells[places[0]], None, year), across

    def _group_across(self, cell: str, what: str) -> Across | None:
        """A group of people as a column: its counts beside grades, its percentage or base beside questions."""
        text = cell.lower()
        if _OTHERS.search(text) or (what == "grade" and _SHARES.search(text)):
            return None
        words = [word for word in normalised(re.sub(r"[%*]", " ", text)).split() if word not in _FILLER]
        base = bool(_BASES & set(words))
        groups = self.groups_of(
            " ".join(
                word for word in words if word not in _BASES and word not in ("percent", "per", "cent", "percentage")
            )
        )
        if not groups:
            return None
        measure = "count" if what == "grade" else "base" if base else "percentage"
        return Across(
            cell, groups.get(self.edition.main, "") + (" base" if base else ""), "", "", "", "", groups, measure
        )

    def _answer_across(self, cell: str) -> Across | None:
        """`q14a White %` or `Q14a - BME - base`: a question, a group and what of it."""
        question, _, rest = normalised(cell).partition(" ")
        indicator = self._indicator(question)
        found = self._group_across(rest, "question") if indicator and rest else None
        if indicator is None or found is None:
            return None
        return Across(
            cell, f"{question} {found.title}", indicator.event, indicator.bases[0], "", "", found.groups, found.measure
        )

    # Rows

    def side(self, down: Down, label: str, cells: Sequence[str], section: str) -> Side | None:
        """What the label of a row means, or nothing where no list knows it."""
        if down.what == "groups":
            groups = self.groups_of(label, blank=True)
            return Side(groups=groups) if groups else None
        if down.what == "grade":
            return self._grade(
                label,
                cells[down.staff_group] if down.staff_group is not None and down.staff_group < len(cells) else section,
            )
        if down.what == "question":
            indicator = self._indicator(label)
            return Side(indicator.event, indicator.bases[0]) if indicator else Side(asked=False)
        return self._organisation(down, label, cells)

    def unknown(self, down: Down, label: str) -> tuple[str, str]:
        """What is said of a label that no list knows, and what to do."""
        if down.what == "organisation":
            return "The row does not begin with the code of an organisation.", "Write the ODS code, such as RXX."
        if down.what == "grade":
            return (
                f"{self._showing.quoted(label, 1)} gives no grade row.",
                "Name the band and the staff group, or a grade row such as clinical-5.",
            )
        said = f"{self._showing.quoted(label, 1)} is not known here." if label else "The row has counts and no label."
        return said, suggestion(label, self.code_list.in_use)

    def _grade(self, label: str, staff_group: str) -> Side | None:
        scale = self.edition.grade_scale
        row = scale.row(label, staff_group) if scale else None
        graded = [b.code for b in self.edition.breakdowns.values() if b.column == "grade_row"]
        staff = [item for item in self.edition.items.values() if item.kind == "staff"]
        places = ((item.code, code) for item in staff for code in item.breakdowns if code in graded)
        item, breakdown = next(places, ("", ""))
        return Side(item, "", breakdown, row) if row and item else None

    def _organisation(self, down: Down, label: str, cells: Sequence[str]) -> Side | None:
        """An organisation's row, or nothing to count where it is of another year's survey; nothing where it has no code."""
        year = cells[down.year].strip() if down.year is not None and down.year < len(cells) else ""
        if year and year != str(self.edition.year - 1):
            return Side(asked=False)
        code = as_code(label)
        return Side(organisation=code) if code else None

    def _indicator(self, text: str) -> Indicator | None:
        words = text.lower().replace(".", " ").replace("/", " ").replace(":", " ").split()
        for indicator in self.edition.indicators:
            named = (
                words[-1:] == [indicator.name]
                or words == [indicator.id]
                or words[:2] in (["indicator", indicator.name], ["metric", indicator.name])
            )
            if indicator.questions and (named or set(indicator.questions) & set(words)):
                return indicator
        return None

    def groups_of(self, label: str, blank: bool = False) -> dict[str, str]:
        """The group in each classification that a label tells: a code tells all, a broad group only the broad ones."""
        found = self._group_words.get(normalised(label))
        if found:
            return found
        coded = self.code_list.code(label)
        if coded.how == "unmapped" or (coded.how == "blank" and not blank):
            return {}
        return dict(self.code_list.codes[coded.code].groups)

    # Words

    def _item_names(self) -> dict[str, Across]:
        """Every name of an item's column, and of a category where the item has one that stands by itself."""
        found: dict[str, Across] = {}
        for item in (item for item in self.edition.items.values() if item.counted):
            basis = self._basis(item)
            for name in (item.code, item.title, *item.names):
                found.setdefault(normalised(name), Across("", item.code, item.code, basis))
            for code in item.breakdowns:
                breakdown = self.edition.breakdowns[code]
                if breakdown.column or breakdown.of:
                    continue
                for category in breakdown.categories.values():
                    for name in (category.code, category.title, f"{category.title} members"):
                        found.setdefault(
                            normalised(name),
                            Across("", f"{item.code} {category.code}", item.code, basis, code, category.code),
                        )
        return found

    def _basis(self, item: Item) -> str:
        """The basis on which a table counts an item: that of the first indicator that asks for it."""
        asked = (basis for i in self.edition.indicators if i.event == item.code for basis in i.bases)
        return next((basis for basis in asked if basis in item.bases), next(iter(item.bases)))

    def _words_of_groups(self) -> dict[str, dict[str, str]]:
        """Broad groups by their labels: what they are in each classification that is no finer than theirs."""
        survey = self.asked.kinds["survey"].groups if "survey" in self.asked.kinds else {}
        found: dict[str, dict[str, str]] = {}
        for name, classification in self.code_list.classifications.items():
            for group, label in classification.groups.items():
                members = [code for code in self.code_list.codes.values() if code.groups.get(name) == group]
                told = {
                    other: next(iter(groups))
                    for other in self.code_list.classifications
                    if len(groups := {code.groups[other] for code in members}) == 1
                }
                words = {label, group, *(survey.get(group, ()) if name == self.edition.main else ())}
                for word in words:
                    found.setdefault(normalised(word), told)
        return found
