"""Whether counts can be true together: rules that follow from the definitions, asked of whole tables at once.

Parts may not exceed their whole, rows add up to it, people who had an event are among those who could.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import polars as pl

from openwres.contracts.problems import Problem, Severity
from openwres.contracts.tables import State
from openwres.standards.model import Breakdown, Coherence, Edition

ALL = "all"
_PLACE = ["organisation", "year", "item", "classification", "group", "basis"]
_SHOWN = 25


def check_tallies(tallies: pl.DataFrame, edition: Edition, file: str = "") -> list[Problem]:
    """Every contradiction among the tallies; `row` of the table, where it has one, says where."""
    rows = tallies if "row" in tallies.columns else tallies.with_columns(row=pl.lit(None, pl.Int64))
    values = rows.filter(pl.col("state") == str(State.VALUE), pl.col("count").is_not_null())
    return list(_Checking(values, edition, file).all())


class _Checking:
    """The questions asked of one table of values."""

    def __init__(self, values: pl.DataFrame, edition: Edition, file: str) -> None:
        self.values, self.edition, self.file = values, edition, file

    def all(self) -> Iterator[Problem]:
        yield from self._groups()
        yield from self._parts()
        yield from self._sums()
        yield from self._among()

    def _groups(self) -> Iterator[Problem]:
        """The groups of a classification add up to `all` where that is given."""
        keys = [name for name in (*_PLACE, "breakdown", "category") if name != "group"]
        sizes = {name: len(classification.groups) for name, classification in self.edition.classifications.items()}
        size = pl.col("classification").replace_strict(sizes, default=None, return_dtype=pl.UInt32)
        parts = self.values.filter(pl.col("group") != ALL).group_by(keys).agg(total=pl.col("count").sum(), n=pl.len())
        whole = self.values.filter(pl.col("group") == ALL).join(parts.filter(pl.col("n") == size), on=keys)
        for wrong in _apart(whole.filter(pl.col("total") != pl.col("count")), "classification"):
            yield from self._problems(
                wrong,
                "groups-do-not-add-up",
                Severity.BLOCK,
                "the groups add up to {total:,} and `all` says {count:,}",
                "Mend the group or the total that is wrong.",
            )

    def _parts(self) -> Iterator[Problem]:
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
            yield from self._problems(
                wrong,
                "part-exceeds-whole",
                Severity.BLOCK,
                "{count:,} in {title}, but only {total:,} in {larger}, of which they are part",
                "Mend the count that is wrong.",
            )

    def _sums(self) -> Iterator[Problem]:
        """Rows that are all there add up to the whole: never more, and not less where everybody stands in a row."""
        schema = {"split": pl.Int32, "by": pl.String, "parts": pl.UInt32, "breakdown": pl.String, "category": pl.String}
        rows = [
            (n, breakdown.title.lower(), len(categories), breakdown.code, category)
            for n, (breakdown, categories) in enumerate(self._splits())
            for category in categories
        ]
        of_rows = self.values.join(pl.DataFrame(rows, schema=schema, orient="row"), on=["breakdown", "category"])
        summed = of_rows.group_by(*_PLACE, "split", "by", "parts").agg(total=pl.col("count").sum(), n=pl.len())
        summed = summed.filter(pl.col("n") == pl.col("parts"))
        both = self.values.filter(pl.col("breakdown") == "").join(summed, on=_PLACE)
        stocks = [item.code for item in self.edition.items.values() if item.at]
        over = (pl.col("total") > pl.col("count")) | pl.col("item").is_in(stocks)
        said = "the rows by {by} add up to {total:,} and the whole is {count:,}"
        for wrong in _apart(both.filter(pl.col("total") != pl.col("count")), "split"):
            remedy = "Mend the row or the whole that is wrong."
            yield from self._problems(wrong.filter(over), "rows-do-not-add-up", Severity.BLOCK, said, remedy)
            remedy = f"Nothing to do if some have no {wrong['by'][0]}."
            yield from self._problems(wrong.filter(~over), "rows-incomplete", Severity.NOTE, said, remedy)

    def _splits(self) -> Iterator[tuple[Breakdown, Sequence[str]]]:
        """Every set of rows of a breakdown that adds up to the whole."""
        for breakdown in (b for b in self.edition.breakdowns.values() if not b.partial):
            every = [c.code for c in breakdown.categories.values() if not c.part_of]
            yield from ((breakdown, split) for split in breakdown.splits or (every,))

    def _among(self) -> Iterator[Problem]:
        """Those who had an event are among those who could have it."""
        first: dict[tuple[str, str], Coherence] = {}
        for rule in (rule for indicator in self.edition.indicators for rule in indicator.coherence):
            first.setdefault((rule.smaller, rule.larger), rule)
        rules = list(first.values())
        both = self._compared(rules)
        for wrong in _apart(both.filter(pl.col("count") > pl.col("total")), "rule"):
            yield from self._exceeding(wrong, rules[wrong["rule"][0]])

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

    def _exceeding(self, wrong: pl.DataFrame, rule: Coherence) -> Iterator[Problem]:
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
            yield from self._problems(rows, problem_id, Severity(severity), said, remedy)

    def _problems(
        self, wrong: pl.DataFrame, problem_id: str, severity: Severity, said: str, remedy: str
    ) -> Iterator[Problem]:
        """One problem for each row, and one that counts the rest where there are very many."""
        ordered = wrong.sort(
            "organisation", "year", "classification", "category", "group", "item", "breakdown", "basis"
        )
        for row in ordered.head(_SHOWN).iter_rows(named=True):
            group = self.edition.group_label(row["classification"], row["group"])
            where = f", {row['category']}" if row["category"] else ""
            sentence = f"{row['organisation']} {row['year']}{where}, {group}: {said.format(**row)}."
            yield Problem(problem_id, severity, sentence, remedy, self.file, "", row["row"], "count", 1)
        if len(ordered) > _SHOWN:
            yield Problem(
                problem_id,
                severity,
                f"{len(ordered) - _SHOWN:,} more of the same kind.",
                remedy,
                self.file,
                rows=len(ordered) - _SHOWN,
            )


def _apart(rows: pl.DataFrame, *by: str) -> Iterator[pl.DataFrame]:
    """The rows of each rule apart; mostly there are none at all."""
    if not rows.is_empty():
        yield from rows.partition_by(by, maintain_order=True)
