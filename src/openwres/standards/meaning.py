"""Asks whether a standard's definitions make sense together: names that exist, directions that agree, sources that stand.

What is noted here is shape-correct and still wrong; how files are read is in `loader`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from openwres.standards.model import Edition, Indicator, Item
from openwres.standards.tree import Notes, suggestion


def check_edition(edition: Edition, notes: Notes, by_file: Mapping[str, Notes]) -> None:
    """Note every contradiction of one year's edition, in the file that can mend it."""
    _check_head(edition, notes)
    for item in edition.items.values():
        _check_item(edition, item, notes)
    for indicator in edition.indicators:
        _Check(edition, indicator, by_file.get(indicator.file, notes)).all()


def _add(notes: Notes, problem_id: str, sentence: str, remedy: str) -> None:
    """Note once: the same mistake holds in every year of an edition."""
    if not any(p.sentence == sentence and p.id == problem_id for p in notes.problems):
        notes.add(problem_id, 1, sentence, remedy)


def _known(notes: Notes, what: str, word: str, options: Iterable[str], place: str) -> bool:
    options = list(options)
    if word in options:
        return True
    _add(
        notes,
        f"unknown-{what}",
        f"{place} names the {what} `{word}`, which is not declared.",
        suggestion(word, options),
    )
    return False


def _check_head(edition: Edition, notes: Notes) -> None:
    if _known(notes, "classification", edition.main, edition.classifications, "`main`"):
        groups = edition.classifications[edition.main].groups
        for word in (edition.focus, edition.reference, edition.unknown):
            _known(notes, "group", word, groups, "The standard")
    for breakdown in edition.breakdowns.values():
        rows = edition.breakdowns[breakdown.of].categories if breakdown.of in edition.breakdowns else {}
        for category in breakdown.categories.values():
            for row in category.rows:
                _known(notes, "category", row, rows, f"`{category.code}` of `{breakdown.code}`")


def _check_item(edition: Edition, item: Item, notes: Notes) -> None:
    for breakdown in item.breakdowns:
        _known(notes, "breakdown", breakdown, edition.breakdowns, f"Item `{item.code}`")
    if item.within:
        _known(notes, "item", item.within, edition.items, f"Item `{item.code}`")
    if item.unit == "resident" and not item.sum:
        _add(notes, "sum-missing", f"Item `{item.code}` counts residents but sums no column.", "Add `sum: people`.")


class _Check:
    """The questions asked of one indicator."""

    def __init__(self, edition: Edition, indicator: Indicator, notes: Notes) -> None:
        self.edition, self.indicator, self.notes = edition, indicator, notes

    def all(self) -> None:
        self.names()
        self.direction()
        self.bases()
        if not self.indicator.sources:
            self.add("source-missing", "names no source", "Add where the definition is written.")
        if self.indicator.id != f"{self.edition.standard}-{self.indicator.name}":
            self.add(
                "id-mismatch",
                f"is called `{self.indicator.id}`",
                f"Call it `{self.edition.standard}-{self.indicator.name}`, as its file.",
            )
        if self.indicator.kind == "survey_percentage" and not self.indicator.questions:
            self.add("questions-missing", "asks no question", "Add `questions: [...]`.")

    def add(self, problem_id: str, what: str, remedy: str) -> None:
        _add(self.notes, problem_id, f"Indicator `{self.indicator.name}` {what}.", remedy)

    def names(self) -> None:
        place, i, e = f"Indicator `{self.indicator.name}`", self.indicator, self.edition
        for item in i.items:
            _known(self.notes, "item", item, e.items, place)
        for breakdown in i.breakdowns:
            _known(self.notes, "breakdown", breakdown, e.breakdowns, place)
        for rule in i.coherence:
            for item in (rule.smaller, rule.larger):
                _known(self.notes, "item", item, e.items, f"{place}, coherence")
        categories = {c for b in i.breakdowns if b in e.breakdowns for c in e.breakdowns[b].categories}
        for category in [*i.compared, *(c for scale in i.scales.values() for step in scale.values() for c in step)]:
            _known(self.notes, "category", category, categories, place)
        if i.over and e.main in e.classifications:
            for group in (i.over, i.under):
                _known(self.notes, "group", group, e.classifications[e.main].groups, place)

    def direction(self) -> None:
        """A ratio, a gap and the side that is adverse must tell the same story about the focus group."""
        i, e = self.indicator, self.edition
        if i.kind in ("relative_likelihood", "disparity_ratio") and i.adverse_limit != 1:
            self.add("direction", "is a ratio whose neutral value is not 1", "Write `adverse_above: 1`.")
        if i.kind == "survey_percentage" and i.adverse_limit != 0:
            self.add(
                "direction", "has a gap whose neutral value is not 0", "Write `adverse_above: 0` or `adverse_below: 0`."
            )
        if i.non_adverse and not i.non_adverse[0] < 1 < i.non_adverse[1]:
            self.add("direction", "has a non-adverse band without 1 in it", "Write `non_adverse: [0.8, 1.25]`.")
        if i.event_is and {i.over, i.under} == {e.focus, e.reference} and i.adverse_side != self._adverse_side():
            self.add(
                "direction",
                f"contradicts itself: the event is {i.event_is}, {i.over} stands before {i.under}, and the adverse side is {i.adverse_side}",
                f"Turn the groups round or write `adverse_{self._adverse_side()}`.",
            )

    def _adverse_side(self) -> str:
        """More of an unwelcome event for the focus group is adverse to it, and less of a welcome one."""
        focus_first = self.indicator.over == self.edition.focus
        return "above" if focus_first == (self.indicator.event_is == "unwelcome") else "below"

    def bases(self) -> None:
        i = self.indicator
        declared = {
            basis for item in i.items if item in self.edition.items for basis in self.edition.items[item].bases if basis
        }
        for basis in i.bases:
            if basis and basis not in declared:
                self.add("unknown-basis", f"uses the basis `{basis}`", suggestion(basis, declared))
        if declared and i.bases == ("",):
            self.add("basis-missing", "does not say which basis it uses", f"Add `basis: {sorted(declared)[0]}`.")
