"""Whether counts can be true together: rules that follow from the definitions, asked of whole tables at once.

Parts may not exceed their whole, rows add up to it, people who had an event are among those who could.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import product

import polars as pl

from openwres.contracts.problems import Problem, Severity
from openwres.contracts.tables import State
from openwres.standards.model import Breakdown, Coherence, Edition

ALL = "all"
_PLACE = ["organisation", "year", "item", "classification", "group", "basis"]
_ORDER = ("organisation", "year", "classification", "category", "group", "item", "breakdown", "basis")
_SHOWN = 25


@dataclass(frozen=True)
class Contradiction:
    """Rows that break one rule: the key of a tally with its `count` and the `total` that it contradicts.

    `said` is the sentence, with the columns of a row in braces.
    """

    id: str
    severity: Severity
    said: str
    remedy: str
    rows: pl.DataFrame

    def in_order(self) -> pl.DataFrame:
        """The rows in the order of their keys."""
        return self.rows.sort(*_ORDER)


def check_tallies(tallies: pl.DataFrame, edition: Edition, file: str = "") -> list[Problem]:
    """Every contradiction among the tallies; `row` of the table, where it has one, says where."""
    rows = tallies if "row" in tallies.columns else tallies.with_columns(row=pl.lit(None, pl.Int64))
    return [problem for found in contradictions(rows, edition) for problem in _problems(found, edition, file)]


def contradictions(tallies: pl.DataFrame, edition: Edition) -> Iterator[Contradiction]:
    """The same as tables: every rule that is broken, with the rows that break it."""
    values = tallies.filter(pl.col("state") == str(State.VALUE), pl.col("count").is_not_null())
    return _Checking(values, edition).all()


def _problems(found: Contradiction, edition: Edition, file: str) -> Iterator[Problem]:
    """One problem for each row, and one that counts the rest where there are very many."""
    ordered = found.in_order()
    for row in ordered.head(_SHOWN).iter_rows(named=True):
        group = edition.group_label(row["classification"], row["group"])
        where = f", {row['category']}" if row["category"] else ""
        sentence = f"{row['organisation']} {row['year']}{where}, {group}: {found.said.format(**row)}."
        yield Problem(found.id, found.severity, sentence, found.remedy, file, "", row["row"], "count", 1)
    if len(ordered) > _SHOWN:
        more = len(ordered) - _SHOWN
        sentence = f"{more:,} more of the same kind."
        yield Problem(found.id, found.severity, sentence, found.remedy, file, rows=more)


class _Checking:
    """The questions asked of one table of values."""

    def __init__(self, values: pl.DataFrame, edition: Edition) -> None:
        self.values, self.edition = values, edition

    def all(self) -> Iterator[Contradiction]:
        yield from self._groups()
        yield from self._parts()
        yield from self._sums()
        yield from self._larger()
        yield from self._among()
        yield from self._windows()

    def _groups(self) -> Iterator[Contradiction]:
        """The groups of a classification add up to `all` where that is given."""
        keys = [name for name in (*_PLACE, "breakdown", "category") if name != "group"]
        sizes = {name: len(classification.groups) for name, classification in self.edition.classifications.items()}
        size = pl.col("classification").replace_strict(sizes, default=None, return_dtype=pl.UInt32)
        parts = self.values.filter(pl.col("group") != ALL).group_by(keys).agg(total=pl.col("count").sum(), n=pl.len())
        whole = self.values.filter(pl.col("group") == ALL).join(parts.filter(pl.col("n") == size), on=keys)
        for wrong in _apart(whole.filter(pl.col("total") != pl.col("count")), "classification"):
            said = "the groups add up to {total:,} and `all` says {count:,}"
            remedy = "Mend the group or the total that is wrong."
            yield Contradiction("groups-do-not-add-up", Severity.BLOCK, said, remedy, wrong)

    def _parts(self) -> Iterator[Contradiction]:
        """A row that is part of another one never exceeds it."""
        schema = dict.fromkeys(("breakdown", "category", "part_of", "title", "larger"), pl.String)
        rows = [
            (
                breakdown.code,
                category.code,
                category.part_of,
                category.title,
                breakdown.categories[category.part_of].title,
            )
            for breakdown in self.edition.breakdowns.values()
            for category in breakdown.categories.values()
            if category.part_of
        ]
        part = self.values.join(pl.DataFrame(rows, schema=schema, orient="row"), on=["breakdown", "category"])
        whole = self.values.select(*_PLACE, "breakdown", part_of="category", total="count")
        both = part.join(whole, on=[*_PLACE, "breakdown", "part_of"])
        for wrong in _apart(both.filter(pl.col("count") > pl.col("total")), "breakdown", "category"):
            said = "{count:,} in {title}, but only {total:,} in {larger}, of which they are part"
            remedy = "Mend the count that is wrong."
            yield Contradiction("part-exceeds-whole", Severity.BLOCK, said, remedy, wrong)

    def _sums(self) -> Iterator[Contradiction]:
        """Rows add up to the whole: never to more, and not to less where all are there and everybody stands in one."""
        schema = {"split": pl.Int32, "by": pl.String, "parts": pl.UInt32, "breakdown": pl.String, "category": pl.String}
        rows = [
            (n, breakdown.title.lower(), len(categories), breakdown.code, category)
            for n, (breakdown, categories) in enumerate(self._splits())
            for category in categories
        ]
        of_rows = self.values.join(pl.DataFrame(rows, schema=schema, orient="row"), on=["breakdown", "category"])
        summed = of_rows.group_by(*_PLACE, "split", "by", "parts").agg(total=pl.col("count").sum(), n=pl.len())
        both = self.values.filter(pl.col("breakdown") == "").join(summed, on=_PLACE)
        both = both.filter((pl.col("n") == pl.col("parts")) | (pl.col("total") > pl.col("count")))
        stocks = [item.code for item in self.edition.items.values() if item.at]
        over = (pl.col("total") > pl.col("count")) | pl.col("item").is_in(stocks)
        said = "the rows by {by} add up to {total:,} and the whole is {count:,}"
        for wrong in _apart(both.filter(pl.col("total") != pl.col("count")), "split"):
            remedy = "Mend the row or the whole that is wrong."
            yield Contradiction("rows-do-not-add-up", Severity.BLOCK, said, remedy, wrong.filter(over))
            remedy = f"Nothing to do if some have no {wrong['by'][0]}."
            yield Contradiction("rows-incomplete", Severity.NOTE, said, remedy, wrong.filter(~over))

    def _splits(self) -> Iterator[tuple[Breakdown, Sequence[str]]]:
        """Every set of rows of a breakdown that adds up to the whole."""
        for breakdown in (b for b in self.edition.breakdowns.values() if not b.partial):
            every = [c.code for c in breakdown.categories.values() if not c.part_of]
            yield from ((breakdown, split) for split in breakdown.splits or (every,))

    def _larger(self) -> Iterator[Contradiction]:
        """Rows that are all there add up to the larger row that is made of them, such as a tier."""
        schema = {"breakdown": pl.String, "category": pl.String, "larger": pl.String, "its": pl.String, "n": pl.UInt32}
        rows = [
            (breakdown.of, row, breakdown.code, category.code, len(category.rows))
            for breakdown in self.edition.breakdowns.values()
            for category in (breakdown.categories.values() if breakdown.of else ())
            for row in category.rows
        ]
        of_rows = self.values.join(pl.DataFrame(rows, schema=schema, orient="row"), on=["breakdown", "category"])
        of_rows = of_rows.drop("breakdown", "category").rename({"larger": "breakdown", "its": "category"})
        summed = of_rows.group_by(*_PLACE, "breakdown", "category", "n").agg(
            total=pl.col("count").sum(), there=pl.len()
        )
        both = self.values.join(summed.filter(pl.col("there") == pl.col("n")), on=[*_PLACE, "breakdown", "category"])
        for wrong in _apart(both.filter(pl.col("total") != pl.col("count")), "breakdown"):
            said = "its rows add up to {total:,} and it says {count:,}"
            remedy = "Mend the row that is wrong."
            yield Contradiction("rows-do-not-add-up", Severity.BLOCK, said, remedy, wrong)

    def _windows(self) -> Iterator[Contradiction]:
        """What happened in one year happened in the two that end with it."""
        schema = {"item": pl.String, "basis": pl.String, "longer": pl.String}
        rows = [
            (item.code, one, other)
            for item in self.edition.items.values()
            for one, other in product(item.bases, repeat=2)
            if item.bases[one].years < item.bases[other].years
        ]
        keys = [name for name in (*_PLACE, "breakdown", "category") if name != "basis"]
        shorter = self.values.join(pl.DataFrame(rows, schema=schema, orient="row"), on=["item", "basis"])
        longer = self.values.select(*keys, longer="basis", total="count")
        both = shorter.join(longer, on=[*keys, "longer"])
        for wrong in _apart(both.filter(pl.col("count") > pl.col("total")), "item"):
            said = "{count:,} in the year, but only {total:,} in two years that hold it"
            remedy = "Mend the count that is wrong; the two-year basis is the total of both years and not their mean."
            yield Contradiction("impossible-count", Severity.BLOCK, said, remedy, wrong)

    def _among(self) -> Iterator[Contradiction]:
        """Those who had an event are among those who could have it."""
        rules = self._rules()
        both = self._compared(rules)
        for wrong in _apart(both.filter(pl.col("count") > pl.col("total")), "rule"):
            yield from self._exceeding(wrong, rules[wrong["rule"][0]])

    def _rules(self) -> list[Coherence]:
        """What the indicators say of their items, and for every other event that it is among its population."""
        found: dict[tuple[str, str], Coherence] = {}
        for rule in (rule for indicator in self.edition.indicators for rule in indicator.coherence):
            found.setdefault((rule.smaller, rule.larger), rule)
        for pair in _pairs(self.edition):
            found.setdefault(pair, _derived(self.edition, *pair))
        return list(found.values())

    def _compared(self, rules: Sequence[Coherence]) -> pl.DataFrame:
        """The counts of the smaller item of each rule, with the `total` that they may not exceed.

        Where both items are counted in the same bases, like is compared with like. Over several years people may count
        once a year.
        """
        items = self.edition.items
        words = dict.fromkeys(("item", "larger", "basis"), pl.String)
        schema = {"rule": pl.Int32, **words, "years": pl.Int64, "larger_basis": pl.String}
        rows = []
        for n, rule in enumerate(rules):
            own, others = items[rule.smaller].bases, items[rule.larger].bases
            for name, basis in own.items():
                beside = [name] if set(own) == set(others) else others
                rows += [(n, rule.smaller, rule.larger, name, basis.years, other) for other in beside]
        rules_of = pl.DataFrame(rows, schema=schema, orient="row")
        smaller = self.values.join(rules_of, on=["item", "basis"])
        keys = ["organisation", "year", "classification", "group", "breakdown", "category"]
        larger = self.values.select(*keys, larger="item", larger_basis="basis", total="count")
        both = smaller.join(larger, on=[*keys, "larger", "larger_basis"])
        return both.with_columns(total=pl.col("total") * pl.col("years"))

    def _exceeding(self, wrong: pl.DataFrame, rule: Coherence) -> Iterator[Contradiction]:
        """What breaks a rule: of the whole organisation and the groups that an indicator compares, and elsewhere."""
        e = self.edition
        said = "{count:,} " + e.items[rule.smaller].title + ", but only {total:,} " + e.items[rule.larger].title
        compared = (
            (pl.col("breakdown") == "")
            & (pl.col("classification") == e.main)
            & pl.col("group").is_in([e.focus, e.reference, ALL])
        )
        for rows, severity in ((wrong.filter(compared), rule.severity), (wrong.filter(~compared), rule.elsewhere)):
            problem_id = "impossible-count" if severity == "block" else "unlikely-count"
            remedy = (
                f"Mend the count that is wrong: {rule.why}."
                if severity == "block"
                else f"Confirm that it is right: {rule.why}."
            )
            yield Contradiction(problem_id, Severity(severity), said, remedy, rows)


def _pairs(edition: Edition) -> Iterator[tuple[str, str]]:
    """Every item with the one that its people are among: the event of a rate and its population, and what is `within`."""
    for indicator in edition.indicators:
        if indicator.kind in ("relative_likelihood", "survey_percentage") and indicator.event and indicator.population:
            yield indicator.event, indicator.population
    # Who is followed from a year before may be gone, or counted in another grade or group by now.
    yield from ((item.code, item.within) for item in edition.items.values() if item.within and not item.flow)


def _derived(edition: Edition, smaller: str, larger: str) -> Coherence:
    """The rule for a pair of which no indicator says one: certain where it is so by counting, else to confirm."""
    certain = edition.items[smaller].within == larger or edition.items[larger].unit == "respondent"
    why = f"{edition.items[smaller].title} are among {edition.items[larger].title}"
    return Coherence(smaller, larger, "block" if certain else "confirm", "block" if certain else "note", why)


def _apart(rows: pl.DataFrame, *by: str) -> Iterator[pl.DataFrame]:
    """The rows of each rule apart; mostly there are none at all."""
    if not rows.is_empty():
        yield from rows.partition_by(by, maintain_order=True)
