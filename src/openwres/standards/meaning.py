"""Asks whether a standard's definitions make sense together: names that exist, directions that agree, sources that stand.

What is noted here is shape-correct and still wrong; how files are read is in `loader`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from openwres.standards.model import SCORE, YES_NO, Edition, Indicator, Item
from openwres.standards.tree import Notes, suggestion


def check_edition(edition: Edition, notes: Notes, by_file: Mapping[str, Notes]) -> None:
    """Note every contradiction of one year's edition, in the file that can mend it."""
    _check_head(edition, notes)
    for item in edition.items.values():
        _check_item(edition, item, notes)
    for indicator in edition.indicators:
        _Check(edition, indicator, by_file.get(indicator.file, notes)).all()


_UNITS = {"score": SCORE, "yes_no": YES_NO}


def _add(notes: Notes, problem_id: str, sentence: str, remedy: str, key: str = "") -> None:
    """Note once, at the line of a key: the same mistake holds in every year of an edition."""
    if not any(p.sentence == sentence and p.id == problem_id for p in notes.problems):
        notes.add(problem_id, notes.lines.get(key, notes.lines.get("editions", 1)), sentence, remedy)


def _known(notes: Notes, what: str, word: str, options: Iterable[str], place: str, key: str) -> bool:
    options = list(options)
    if word in options:
        return True
    sentence = f"{place} names the {what} `{word}`, which is not declared."
    _add(notes, f"unknown-{what}", sentence, suggestion(word, options), key)
    return False


def _check_head(edition: Edition, notes: Notes) -> None:
    if _known(notes, "classification", edition.main, edition.classifications, "`main`", "main"):
        groups = edition.classifications[edition.main].groups
        for key in ("focus", "reference", "unknown"):
            _known(notes, "group", getattr(edition, key), groups, "The standard", key)
    owner: dict[str, str] = {}
    for breakdown in edition.breakdowns.values():
        for code in breakdown.categories:
            if owner.setdefault(code, breakdown.code) != breakdown.code:
                sentence = f"`{code}` is a category of `{owner[code]}` and of `{breakdown.code}`."
                _add(notes, "category-twice", sentence, "Call one of them otherwise.", f"breakdowns/{breakdown.code}")
        for code in (code for split in breakdown.splits for code in split):
            _known(
                notes,
                "category",
                code,
                breakdown.categories,
                f"`splits` of `{breakdown.code}`",
                f"breakdowns/{breakdown.code}",
            )
        rows = edition.breakdowns[breakdown.of].categories if breakdown.of in edition.breakdowns else {}
        for category in breakdown.categories.values():
            for row in category.rows:
                _known(
                    notes,
                    "category",
                    row,
                    rows,
                    f"`{category.code}` of `{breakdown.code}`",
                    f"breakdowns/{breakdown.code}",
                )


def _check_item(edition: Edition, item: Item, notes: Notes) -> None:
    for breakdown in item.breakdowns:
        _known(notes, "breakdown", breakdown, edition.breakdowns, f"Item `{item.code}`", f"items/{item.code}")
    if item.within:
        _known(notes, "item", item.within, edition.items, f"Item `{item.code}`", f"items/{item.code}/within")
    if item.flow:
        _check_flow(edition, item, notes)
    elif not item.kind and (item.where or item.employed or item.within or item.date or item.sum):
        sentence = f"Item `{item.code}` asks something of records and says nothing of where they are."
        _add(notes, "from-missing", sentence, "Add `from: ...`, or take the conditions out.", f"items/{item.code}")
    if item.unit == "resident" and not item.sum:
        _add(
            notes,
            "sum-missing",
            f"Item `{item.code}` counts residents but sums no column.",
            "Add `sum: people`.",
            f"items/{item.code}",
        )


def _check_flow(edition: Edition, item: Item, notes: Notes) -> None:
    """People are followed from one staff list to the next, and whether they rose is said by the ladders of the grades."""
    if item.kind or not item.within or item.unit != "person":
        sentence = f"Item `{item.code}` is a flow and does not say of which people."
        _add(
            notes,
            "flow-of-nobody",
            sentence,
            "Write `unit: person` and `within: staff`, and no `from`.",
            f"items/{item.code}",
        )
    if not edition.grade_scale or not edition.grade_scale.ladders:
        sentence = f"Item `{item.code}` is a flow, and no grade stands above another."
        _add(notes, "flow-without-ladders", sentence, "Add `ladders` to the grade scale.", f"items/{item.code}")


class _Check:
    """The questions asked of one indicator."""

    def __init__(self, edition: Edition, indicator: Indicator, notes: Notes) -> None:
        self.edition, self.indicator, self.notes = edition, indicator, notes

    def all(self) -> None:
        self.names()
        self.units()
        self.direction()
        self.bases()
        i, name = self.indicator, f"{self.edition.standard}-{self.indicator.name}"
        if not i.sources:
            self.add("source-missing", "names no source", "Add where the definition is written.", "sources")
        if i.id != name:
            self.add("id-mismatch", f"is called `{i.id}`", f"Call it `{name}`, as its file.", "id")
        if i.kind == "survey_percentage" and not i.questions:
            self.add("questions-missing", "asks no question", "Add `questions: [...]`.", "kind")

    def add(self, problem_id: str, what: str, remedy: str, key: str) -> None:
        _add(self.notes, problem_id, f"Indicator `{self.indicator.name}` {what}.", remedy, key)

    def names(self) -> None:
        """Every item, breakdown, category and group that it names is declared."""
        i, e = self.indicator, self.edition
        asked: list[tuple[str, str, Iterable[str], str]] = []
        asked += [("item", item, e.items, "population" if item == i.population else "event") for item in i.items]
        counted = {
            code
            for item in (i.event or i.population, i.population)
            if item in e.items
            for code in e.items[item].breakdowns
        }
        counted &= set(e.items[i.event].breakdowns) if i.event in e.items else counted
        asked += [("breakdown", code, sorted(counted), "breakdowns") for code in i.breakdowns]
        asked += [("item", item, e.items, "coherence") for rule in i.coherence for item in (rule.smaller, rule.larger)]
        categories = {c: c for b in i.breakdowns if b in e.breakdowns for c in e.breakdowns[b].categories}
        asked += [("category", category, categories, "compared") for category in i.compared]
        steps = [codes for scale in i.scales.values() for codes in scale.values()]
        asked += [("category", category, categories, "scales") for codes in steps for category in codes]
        if e.main in e.classifications:
            groups, key = e.classifications[e.main].groups, _sides_key(i)
            asked += [("group", group, groups, key) for group in (i.over, i.under) if group]
        for what, word, options, key in asked:
            _known(self.notes, what, word, options, f"Indicator `{i.name}`", key)

    def units(self) -> None:
        """A score is made of scores, an answer of a yes or no, everything else of counts."""
        for code in self.indicator.items:
            item = self.edition.items.get(code)
            wanted = _UNITS.get(self.indicator.kind, "")
            if item and (item.unit != wanted if wanted else not item.counted):
                what = f"of kind `{self.indicator.kind}` cannot be made of `{code}`, whose unit is {item.unit}"
                remedy = f"Name an item of the unit {wanted}." if wanted else "Name an item that is counted."
                self.add("wrong-unit", what, remedy, "kind")

    def direction(self) -> None:
        """A ratio, a gap and the side that is adverse must tell the same story about the focus group."""
        i, e = self.indicator, self.edition
        key = f"adverse_{i.adverse_side}"
        if i.kind in ("relative_likelihood", "disparity_ratio") and i.adverse_limit != 1:
            remedy = f"Write `adverse_{i.adverse_side or 'above'}: 1`."
            self.add("direction", "is a ratio whose neutral value is not 1", remedy, key)
        if i.kind in ("survey_percentage", "score") and i.under and i.adverse_limit != 0:
            remedy = "Write `adverse_above: 0` or `adverse_below: 0`."
            self.add("direction", "has a gap whose neutral value is not 0", remedy, key)
        if i.over and not i.under and i.adverse_side:
            self.add("direction", "compares one group with nobody, so no side is adverse", f"Remove `{key}`.", key)
        if i.non_adverse and not i.non_adverse[0] < 1 < i.non_adverse[1]:
            remedy = "Write `non_adverse: [0.8, 1.25]`."
            self.add("direction", "has a non-adverse band without 1 in it", remedy, "non_adverse")
        self._sides()
        side = "above" if (i.over == e.focus) == (i.event_is == "unwelcome") else "below"
        if i.event_is and i.adverse_side and {i.over, i.under} == {e.focus, e.reference} and i.adverse_side != side:
            # More of an unwelcome event for the focus group is adverse to it, and less of a welcome one.
            what = (
                f"the event is {i.event_is}, {i.over} stands before {i.under}, and the adverse side is {i.adverse_side}"
            )
            self.add(
                "direction", f"contradicts itself: {what}", f"Turn the groups round or write `adverse_{side}`.", key
            )

    def _sides(self) -> None:
        """Which group stands where, for the kinds whose reading depends on it."""
        i, e = self.indicator, self.edition
        key = _sides_key(i)
        if i.under and {i.over, i.under} != {e.focus, e.reference}:
            self.add("direction", f"compares {i.over} with {i.under}", f"Compare {e.focus} with {e.reference}.", key)
        elif i.kind == "disparity_ratio" and i.over != e.focus:
            remedy = f"Write `ratio: {e.focus} / {e.reference}`: adverse is above 1."
            self.add("direction", f"puts {i.over} over {i.under}", remedy, key)
        if i.kind == "representation_gap" and (i.adverse_limit != 0 or i.adverse_side != "below"):
            remedy = "Write `adverse_below: 0`."
            self.add("direction", "has a difference whose neutral value is not 0", remedy, "adverse_below")

    def bases(self) -> None:
        i, items = self.indicator, self.edition.items
        declared = {basis for item in i.items if item in items for basis in items[item].bases if basis}
        for basis in i.bases:
            if basis and basis not in declared:
                self.add("unknown-basis", f"uses the basis `{basis}`", suggestion(basis, declared), "basis")
        if declared and i.bases == ("",):
            remedy = f"Add `basis: {sorted(declared)[0]}`."
            self.add("basis-missing", "does not say which basis it uses", remedy, "event")


def _sides_key(i: Indicator) -> str:
    """The key that names the sides of an indicator."""
    if not i.under:
        return "only"
    return "gap" if i.kind in ("survey_percentage", "score") else "ratio"
