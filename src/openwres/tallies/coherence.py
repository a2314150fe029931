"""Whether counts can be true together: rules that follow from the definitions, asked of whole tables at once.

Parts may not exceed their whole, rows add up to it, people who had an event are among those who could.
"""

from __future__ import annotations

from collections.abc import Iterator

import polars as pl

from openwres.contracts.problems import Problem, Severity
from openwres.contracts.tables import State
from openwres.standards.model import Breakdown, Coherence, Edition

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
        for breakdown in self.edition.breakdowns.values():
            yield from self._parts(breakdown)
            for split in breakdown.splits or ([*(c.code for c in breakdown.categories.values() if not c.part_of)],):
                yield from self._sums(breakdown, list(split))
        seen: set[tuple[str, str]] = set()
        for indicator in self.edition.indicators:
            for rule in indicator.coherence:
                if (rule.smaller, rule.larger) not in seen:
                    seen.add((rule.smaller, rule.larger))
                    yield from self._among(rule)

    def _groups(self) -> Iterator[Problem]:
        """The groups of a classification add up to `all` where that is given."""
        keys = [name for name in (*_PLACE, "breakdown", "category") if name != "group"]
        for name, classification in self.edition.classifications.items():
            of_this = self.values.filter(pl.col("classification") == name)
            parts = of_this.filter(pl.col("group") != "all").group_by(keys).agg(total=pl.col("count").sum(), n=pl.len())
            whole = of_this.filter(pl.col("group") == "all").join(
                parts.filter(pl.col("n") == len(classification.groups)), on=keys
            )
            wrong = whole.filter(pl.col("total") != pl.col("count"))
            yield from self._problems(
                wrong,
                "groups-do-not-add-up",
                Severity.BLOCK,
                "the groups add up to {total:,} and `all` says {count:,}",
                "Mend the group or the total that is wrong.",
            )

    def _parts(self, breakdown: Breakdown) -> Iterator[Problem]:
        """A row that is part of another one never exceeds it."""
        of_this = self.values.filter(pl.col("breakdown") == breakdown.code)
        for category in breakdown.categories.values():
            if category.part_of:
                part = of_this.filter(pl.col("category") == category.code)
                whole = of_this.filter(pl.col("category") == category.part_of).select(*_PLACE, total="count")
                wrong = part.join(whole, on=_PLACE).filter(pl.col("count") > pl.col("total"))
                larger = breakdown.categories[category.part_of].title
                yield from self._problems(
                    wrong,
                    "part-exceeds-whole",
                    Severity.BLOCK,
                    "{count:,} in " + category.title + ", but only {total:,} in " + larger + ", of which they are part",
                    "Mend the count that is wrong.",
                )

    def _sums(self, breakdown: Breakdown, categories: list[str]) -> Iterator[Problem]:
        """Rows that are all there add up to the whole: never more, and not less where everybody stands in a row."""
        of_this = self.values.filter(pl.col("breakdown") == breakdown.code, pl.col("category").is_in(categories))
        summed = (
            of_this.group_by(_PLACE).agg(total=pl.col("count").sum(), n=pl.len()).filter(pl.col("n") == len(categories))
        )
        both = (
            self.values.filter(pl.col("breakdown") == "")
            .join(summed, on=_PLACE)
            .filter(pl.col("total") != pl.col("count"))
        )
        stocks = [item.code for item in self.edition.items.values() if item.at]
        said = "the rows by " + breakdown.title.lower() + " add up to {total:,} and the whole is {count:,}"
        over = (pl.col("total") > pl.col("count")) | pl.col("item").is_in(stocks)
        yield from self._problems(
            both.filter(over), "rows-do-not-add-up", Severity.BLOCK, said, "Mend the row or the whole that is wrong."
        )
        yield from self._problems(
            both.filter(~over),
            "rows-incomplete",
            Severity.NOTE,
            said,
            "Nothing to do if some have no " + breakdown.title.lower() + ".",
        )

    def _among(self, rule: Coherence) -> Iterator[Problem]:
        """Those who had an event are among those who could have it."""
        items = self.edition.items
        keys = ["organisation", "year", "classification", "group", "breakdown", "category"]
        keys += ["basis"] if set(items[rule.larger].bases) == set(items[rule.smaller].bases) else []
        larger = self.values.filter(pl.col("item") == rule.larger).select(*keys, total="count")
        years = pl.col("basis").replace_strict(
            {name: basis.years for name, basis in items[rule.smaller].bases.items()}, default=1, return_dtype=pl.Int64
        )
        both = (
            self.values.filter(pl.col("item") == rule.smaller)
            .join(larger, on=keys)
            .with_columns(total=pl.col("total") * years)
        )
        wrong = both.filter(pl.col("count") > pl.col("total"))
        said = "{count:,} " + items[rule.smaller].title + ", but only {total:,} " + items[rule.larger].title
        e = self.edition
        compared = (
            (pl.col("breakdown") == "")
            & (pl.col("classification") == e.main)
            & pl.col("group").is_in([e.focus, e.reference, "all"])
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
        ordered = wrong.sort("organisation", "year", "classification", "category", "group")
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
