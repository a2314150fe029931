"""What adds up to what, and what can never exceed what, among published counts: the system that hides or gives away.

Derived from the edition alone; whether the counts agree with it is asked here too, and where they do not, it stops.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import polars as pl

from openwres.disclosure.areas import of_areas, stop
from openwres.disclosure.policy import Policy
from openwres.figures.areas import ORGANISATION
from openwres.figures.counts import ALL
from openwres.figures.released import RATES, entering
from openwres.standards.codes import Classification
from openwres.standards.model import Edition

Key = tuple[str, str, str, str, str, str]  # item, basis, breakdown, category, classification, group
UNCOVERED = ["area_type", "area", "event", "population"]
ITEM_KEY = ["item", "basis", "breakdown", "category", "classification", "group"]
_LINK = {
    "link": pl.UInt32,
    "role": pl.Int64,
    "parts": pl.UInt32,
    "exact": pl.Boolean,
    **dict.fromkeys(ITEM_KEY, pl.String),
}


@dataclass(frozen=True)
class Link:
    """`whole` is the sum of `parts`; or at least it, where not `exact`; `times` is what the whole counts for."""

    whole: Key
    parts: tuple[Key, ...]
    exact: bool = True
    times: int = 1


def links(keys: Iterable[Key], edition: Edition, policy: Policy) -> list[Link]:
    """Every relation among counts of one organisation with these keys, in which two of them at least take part."""
    known = _Known(set(keys), edition)
    found = [*known.groups(), *known.trees(), *known.rows(), *known.larger(), *known.parts_of()]
    found += [*known.merges(policy), *known.rates(), *known.windows()]
    return [link for link in found if link.parts]


class _Known:
    """The keys that there are, and what the edition says of them."""

    def __init__(self, keys: set[Key], edition: Edition) -> None:
        self.keys, self.edition = keys, edition
        self.tables = sorted({key[:5] for key in keys})

    def there(self, keys: Iterable[Key]) -> tuple[Key, ...]:
        return tuple(key for key in keys if key in self.keys)

    def groups(self) -> Iterator[Link]:
        """The groups of a classification add up to all."""
        for table in self.tables:
            classification = self.edition.classifications[table[4]]
            yield Link((*table, ALL), tuple((*table, group) for group in classification.groups))

    def trees(self) -> Iterator[Link]:
        """A group of one classification is the sum of those of a finer one; everybody is in each of them."""
        e = self.edition
        for item, basis, breakdown, category, name in self.tables:
            for other in e.classifications.values():
                place = (item, basis, breakdown, category)
                if other.id != name and (*place, name, ALL) in self.keys and (*place, other.id, ALL) in self.keys:
                    if name == e.main:
                        yield Link((*place, name, ALL), ((*place, other.id, ALL),))
                    for group, finer in _finer(e.classifications[name], other).items():
                        yield Link((*place, name, group), tuple((*place, other.id, its) for its in finer))

    def rows(self) -> Iterator[Link]:
        """Categories of a breakdown add up to the whole, for those who have one."""
        e = self.edition
        for item, basis, code, name, group in sorted({(k[0], k[1], k[2], k[4], k[5]) for k in self.keys if k[2]}):
            breakdown = e.breakdowns[code]
            if not breakdown.partial:
                every = tuple(c.code for c in breakdown.categories.values() if not c.part_of)
                for split in breakdown.splits or (every,):
                    parts = tuple((item, basis, code, category, name, group) for category in split)
                    yield Link((item, basis, "", "", name, group), parts)

    def larger(self) -> Iterator[Link]:
        """A tier is the sum of its rows."""
        for item, basis, code, category, name, group in sorted(self.keys):
            of = self.edition.breakdowns[code].of if code else ""
            if of and category in self.edition.breakdowns[code].categories:
                rows = self.edition.breakdowns[code].categories[category].rows
                parts = tuple((item, basis, of, row, name, group) for row in rows)
                if set(parts) & self.keys:
                    yield Link((item, basis, code, category, name, group), parts)

    def parts_of(self) -> Iterator[Link]:
        """A row that is part of another one never exceeds it."""
        for item, basis, code, category, name, group in sorted(self.keys):
            found = self.edition.breakdowns[code].categories.get(category) if code else None
            if found and found.part_of:
                yield Link(
                    (item, basis, code, found.part_of, name, group),
                    ((item, basis, code, category, name, group),),
                    exact=False,
                )

    def merges(self, policy: Policy) -> Iterator[Link]:
        """A merged row is the sum of its rows."""
        for merge in policy.merges:
            for item, basis, code, category, name, group in sorted(self.keys):
                if category == merge.into:
                    whole = (item, basis, code, category, name, group)
                    yield Link(whole, tuple((item, basis, code, row, name, group) for row in merge.rows))

    def rates(self) -> Iterator[Link]:
        """Those to whom something happened are among those to whom it could; over several years once in each."""
        e = self.edition
        for event, population in _pairs(e):
            for key in sorted(key for key in self.keys if key[0] == event):
                basis = key[1] if key[1] in e.items[population].bases else ""
                whole = (population, basis, *key[2:])
                if whole in self.keys:
                    yield Link(whole, (key,), exact=False, times=e.items[event].bases[key[1]].years)

    def windows(self) -> Iterator[Link]:
        """What happened in one year happened in the years that end with it."""
        for key in sorted(self.keys):
            bases = self.edition.items[key[0]].bases
            for other, basis in bases.items():
                if (
                    key[1] in bases
                    and basis.years > bases[key[1]].years
                    and (longer := (key[0], other, *key[2:])) in self.keys
                ):
                    yield Link(longer, (key,), exact=False)


def _pairs(edition: Edition) -> list[tuple[str, str]]:
    """Every event with its population."""
    pairs = {(i.event, i.population) for i in edition.indicators if i.kind in RATES}
    return sorted(pairs | {(i.code, i.within) for i in edition.items.values() if i.within and not i.flow})


def uncovered(counts: pl.DataFrame, edition: Edition) -> pl.DataFrame:
    """`area_type`, `area`, `event` and `population` where in any row more had the event than could have it.

    A definition may say so of a leaver, or of an appointment whose shortlisting fell in another year. The row is not told.
    """
    found = [pl.DataFrame(schema=dict.fromkeys(UNCOVERED, pl.String))]
    row = ["area_type", "area", "indicator", "breakdown", "category", "classification", "group"]
    for event, population in _pairs(edition):
        own, others = edition.items[event].bases, edition.items[population].bases
        for basis, its in own.items():
            some = counts.filter(item=event, basis=basis).select(*row, "count")
            every = counts.filter(item=population, basis=basis if basis in others else "")
            both = some.join(every.select(*row, most=pl.col("count") * its.years), on=row)
            more = both.filter(pl.col("count") > pl.col("most")).select("area_type", "area").unique()
            found.append(more.with_columns(event=pl.lit(event), population=pl.lit(population)))
    return pl.concat(found).unique().sort(UNCOVERED)


def _finer(coarse: Classification, fine: Classification) -> dict[str, list[str]]:
    """The groups of the finer classification that make up each group of the coarser one; nothing where they do not."""
    if coarse.id in fine.parts:
        place = fine.parts.index(coarse.id)
        return {group: [its for its in fine.groups if its.split("*")[place] == group] for group in coarse.groups}
    if not coarse.column or coarse.column != fine.column or len(fine.groups) < len(coarse.groups):
        return {}
    owners: dict[str, set[str]] = {}
    for code, group in fine.of_code.items():
        owners.setdefault(group, set()).add(coarse.of_code.get(code, ""))
    if any(len(its) > 1 or "" in its for its in owners.values()):
        return {}
    found: dict[str, list[str]] = {}
    for group in fine.groups:
        for owner in owners.get(group, ()):
            found.setdefault(owner, []).append(group)
    return found


def table_of(found: Sequence[Link]) -> pl.DataFrame:
    """Links as a table: one row for each key that takes part, `role` is how often it counts, negative for parts."""
    rows: list[tuple[object, ...]] = []
    for n, link in enumerate(found):
        rows.append((n, link.times, len(link.parts), link.exact, *link.whole))
        rows += [(n, -1, len(link.parts), link.exact, *part) for part in link.parts]
    return pl.DataFrame(rows, schema=_LINK, orient="row")


def equations(
    cells: pl.DataFrame, inside: pl.DataFrame, edition: Edition, policy: Policy, *, strict: bool = True
) -> pl.DataFrame:
    """The relations as rows of `equation`, `cell`, `coefficient`: each adds up to nothing, or to `spare` where that is given.

    Those with `spare` say that a sum may be less than its whole; those `across` that areas are sums of organisations.
    `cells` has `cell`, the key of a count, `count` and `value`; `inside` is what `membership` gives. ProtectionError where
    counts do not add up; where it is not `strict`, what they would have to add up to is left out.
    """
    own = _of_organisations(cells, edition, policy, strict=strict)
    return pl.concat([own, of_areas(cells, inside, own["equation"].n_unique(), strict=strict)])


def membership(counts: pl.DataFrame, edition: Edition, members: pl.DataFrame) -> pl.DataFrame:
    """Which organisation enters which area's totals, by indicator and by the breakdown and classification of a count."""
    own = counts.filter(pl.col("area_type") == ORGANISATION).select(
        pl.col("area").alias("organisation"), *ITEM_KEY, "count", "state"
    )
    return entering(own, edition).join(members.select("organisation", "area_type", "area"), on="organisation")


def _of_organisations(cells: pl.DataFrame, edition: Edition, policy: Policy, *, strict: bool) -> pl.DataFrame:
    own = cells.filter(pl.col("area_type") == ORGANISATION, pl.col("value").is_null(), pl.col("count").is_not_null())
    found = table_of(links(own.select(ITEM_KEY).unique().iter_rows(), edition, policy))
    rows = own.select("cell", "area", "count", *ITEM_KEY).join(found, on=ITEM_KEY)
    place = ["area", "link"]
    summed = rows.group_by(place).agg(
        spare=(pl.col("count") * pl.col("role")).sum(), whole=(pl.col("role") > 0).any(), item=pl.col("item").first(),
        there=(pl.col("role") < 0).sum(), parts=pl.col("parts").first(), exact=pl.col("exact").first(),
    ).filter("whole", pl.col("there") > 0).with_columns(exact=pl.col("exact") & (pl.col("there") == pl.col("parts")))  # fmt: skip
    stocks = [item.code for item in edition.items.values() if item.at]
    more = pl.col("spare") < 0
    less = (pl.col("spare") > 0) & pl.col("exact") & pl.col("item").is_in(stocks)
    wrong = summed.filter(less | (more & (pl.col("parts") > 1)))
    if len(wrong) and strict:
        stop(rows.join(wrong, on=place, how="semi").join(cells, on="cell"))
    holding = summed.join(wrong, on=place, how="anti").filter(pl.col("spare") >= 0)
    holding = holding.sort(place).with_row_index("equation")
    holding = holding.with_columns(
        spare=pl.when(pl.col("exact") & (pl.col("spare") == 0)).then(None).otherwise("spare")
    )
    return rows.join(holding, on=place).select(
        pl.col("equation").cast(pl.Int64), "cell", coefficient=pl.col("role").cast(pl.Float64), spare=pl.col("spare").cast(pl.Float64),
        across=pl.lit(value=False),
    ).sort("equation", "cell")  # fmt: skip
