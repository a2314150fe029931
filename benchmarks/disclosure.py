"""What protection keeps, and what it leaves to be found, beside published ways to protect the same tables.

    python benchmarks/disclosure.py COUNTS.parquet REGISTER [--organisations N] [--only WORD]

COUNTS are the tallies of one year, REGISTER a register of organisations; the first N organisations by region and ICB are taken,
1 for one organisation without its areas. All ways have the same counts, the same official values that must be shown and
the same rule of which counts are too small.

kept      counts shown exactly as they are
lost      the weight of the others, by the policy, as a share of all
official  official values shown exactly as they are
error     people by which counts are off, of all people counted, where the middle of what is possible is taken for each
small     of the counts that a rule hides: how many an attacker knows to the person, and to less than the policy's width
hidden    the same of everything that is hidden
safe      with --made-safe: what is lost once ours has hidden as much more, and merged rows, as makes it safe
"""

from __future__ import annotations

import argparse
import resource
import time
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import polars as pl
from other_protections import METHODS, Shown, Tables, Way

from openwres.contracts.tables import COUNT_KEY, COUNT_SCHEMA
from openwres.disclosure.attack import Knowledge, attack
from openwres.disclosure.cells import published
from openwres.disclosure.policy import BREAKDOWN, Policy, load_policy
from openwres.disclosure.primary import sensitive
from openwres.disclosure.protect import NARROW, Protected, protect
from openwres.figures.areas import ORGANISATION, Areas
from openwres.figures.released import area_counts, organisation_counts
from openwres.organisations import load_register
from openwres.releases.figures import figures_of, official_values
from openwres.releases.gate import knowledge_of
from openwres.standards import load_standard

OURS = "ours"
_FIGURE = ["area_type", "area", "indicator", "statistic", "group", "basis"]


@dataclass(frozen=True)
class Measured:
    """One line of the table."""

    kept: float
    lost: float
    official: float
    error: float
    small: int
    small_known: int
    small_exposed: int
    hidden: int
    known: int
    exposed: int

    def __str__(self) -> str:
        shares = f"{self.kept:7.1%} {self.lost:7.1%} {self.official:8.1%} {self.error:7.2%}"
        return f"{shares}  {self.small_known:6,} {self.small_exposed:6,} of {self.small:6,}  {self.known:6,} {self.exposed:6,} of {self.hidden:6,}"


def tables_of(tallies: pl.DataFrame, register: Path, organisations: int, policy: Policy) -> Tables:
    """The counts that the policy publishes of the first organisations, before anything is hidden."""
    edition = load_standard("wres").edition(tallies["year"].max())  # type: ignore[arg-type]
    known = load_register(register)
    rows = [row for row in known.areas_at(edition.snapshot) if row[1] != "type"]
    place = {code: [area for its, kind, area in rows if its == code and kind in ("region", "icb")] for code, *_ in rows}
    there = set(tallies["organisation"].unique())
    codes = sorted(there & set(place), key=lambda code: (sorted(place[code], reverse=True), code))[:organisations]
    areas = Areas.of([row for row in rows if row[0] in codes], codes)
    own = organisation_counts(tallies.filter(pl.col("organisation").is_in(codes)), edition)
    counts = pl.concat([own, area_counts(own, edition, areas)]) if organisations > 1 else own
    shown = published(counts, edition, policy)
    cells = shown.with_columns(rule=sensitive(shown, edition, policy)).with_row_index("cell")
    cells = cells.with_columns(
        pl.col("cell").cast(pl.Int64),
        weight=pl.col("weight") * (1 + (1 + pl.col("count").fill_null(0)).log10()),
        open=(pl.col("area_type") == ORGANISATION) & (pl.col("shown") != BREAKDOWN) & (pl.col("rule") == ""),
    )
    return Tables(cells, edition, policy, areas.members)


def in_schema(counts: pl.DataFrame) -> pl.DataFrame:
    return counts.select([pl.col(name).cast(kind) for name, kind in COUNT_SCHEMA.items()]).sort(COUNT_KEY)


def as_shown(tables: Tables, shown: Shown) -> pl.DataFrame:
    """The counts as that way publishes them."""
    gone = pl.Series(shown.hidden)
    count = tables.cells["count"] if shown.numbers is None else shown.numbers
    return in_schema(
        tables.cells.with_columns(
            count=pl.when(~gone).then(count), value=pl.when(~gone).then("value"), base=pl.when(~gone).then("base"),
            state=pl.when(gone).then(pl.lit("suppressed")).otherwise("state"),
            reason=pl.when(gone).then(pl.lit("disclosive")).otherwise("reason"),
        )
    )  # fmt: skip


def ours(tables: Tables) -> tuple[Shown, Protected]:
    """What the program hides; rows that it leaves out, such as merged ones, are hidden."""
    found = protect(in_schema(tables.cells), tables.edition, tables.policy, tables.members)
    after = found.counts.filter(pl.col("state") != "suppressed").select(*COUNT_KEY, seen=pl.lit(value=True))
    there = tables.cells.join(after, on=COUNT_KEY, how="left", maintain_order="left")
    return Shown(np.array(there["seen"].is_null())), found


def with_more(tables: Tables, shown: Shown) -> Protected:
    """What a way hides, with as much more as makes it safe: as if it had been hidden in a release before."""
    hidden = pl.Series(shown.hidden)
    before = tables.cells.with_columns(state=pl.when(hidden).then(pl.lit("suppressed")).otherwise(pl.lit("missing")))
    return protect(in_schema(tables.cells), tables.edition, tables.policy, tables.members, [in_schema(before)])


def measured(tables: Tables, shown: Shown, counts: pl.DataFrame, true: pl.DataFrame) -> Measured:
    """What one way keeps, and what the attack finds behind it."""
    told = knowledge_of(tables.policy)
    knowledge = Knowledge(
        1 if shown.rounding else told.width, told.merges, told.spans, shown.rounding, small=shown.small
    )
    found = attack(counts, tables.edition, tables.members, knowledge).ranges
    cells = tables.cells.with_columns(seen=counts_as(tables, counts, "count"), state=counts_as(tables, counts, "state"))
    cells = cells.join(found.select(*COUNT_KEY, "lower", "upper"), on=COUNT_KEY, how="left", maintain_order="left")
    cells = cells.filter(pl.col("count").is_not_null())
    exact = (pl.col("state") == "value") & (pl.col("seen") == pl.col("count")) & bool(not shown.rounding)
    if shown.rounding:
        exact = pl.col("seen") == pl.col("count")
    guess = pl.coalesce("seen", (pl.col("lower") + pl.col("upper")) / 2)
    wide = (pl.col("upper") + 1e-4).floor() - (pl.col("lower") - 1e-4).ceil()
    uncertain, rule = pl.col("lower").is_not_null(), pl.col("rule") != ""
    row = cells.select(
        kept=exact.fill_null(value=False).mean(),
        lost=pl.col("weight").filter(~exact.fill_null(value=False)).sum() / pl.col("weight").sum(),
        error=(guess - pl.col("count")).abs().sum() / pl.col("count").sum(),
        small=rule.sum(), small_known=(rule & (wide <= 0)).sum(),
        small_exposed=(rule & (wide < tables.policy.width)).sum(),
        hidden=uncertain.sum(), known=(uncertain & (wide <= 0)).sum(), exposed=(uncertain & (wide < tables.policy.width)).sum(),
    ).row(0, named=True)  # fmt: skip
    return Measured(official=official_kept(tables, counts, true), **row)


def counts_as(tables: Tables, counts: pl.DataFrame, column: str) -> pl.Series:
    """A column of published counts in the order of the cells."""
    named = counts.select(*COUNT_KEY, its=column)
    return tables.cells.join(named, on=COUNT_KEY, how="left", maintain_order="left")["its"]


def official_kept(tables: Tables, counts: pl.DataFrame, true: pl.DataFrame) -> float:
    """The share of official values that are there and read as they are."""
    seen = officials(counts, tables)
    both = true.join(seen.select(*_FIGURE, its="value"), on=_FIGURE, how="left")
    return float((both["value"] - both["its"]).abs().le(1e-9).fill_null(value=False).mean())  # type: ignore[arg-type]


def officials(counts: pl.DataFrame, tables: Tables) -> pl.DataFrame:
    figures = figures_of(counts, tables.edition, tables.members, tables.policy)
    return official_values(figures, tables.edition).filter(pl.col("value").is_not_null())


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("counts", type=Path)
    parser.add_argument("register", type=Path)
    parser.add_argument("--organisations", type=int, default=12)
    parser.add_argument("--only", default="", help="only ways with this word in their name")
    parser.add_argument("--made-safe", action="store_true", help="also what each loses once it is made safe")
    given = parser.parse_args()
    policy = load_policy("wres-public")
    tables = tables_of(pl.read_parquet(given.counts), given.register, given.organisations, policy)
    counted = tables.cells.filter(pl.col("count").is_not_null())
    size, small = tables.members["organisation"].n_unique(), int(tables.primary.sum())
    print(f"{size} organisations, {len(counted):,} counts, {small:,} too small")
    numbers = f"{'small: known, exposed':>24}  {'hidden: known, exposed':>24}{'safe' if given.made_safe else '':>7}"
    print(f"{'':44}{'kept':>7} {'lost':>7} {'official':>8} {'error':>7}  {numbers}", flush=True)
    true = officials(in_schema(tables.cells), tables)
    for name, way in {OURS: None, **METHODS}.items():
        if given.only in name:
            report(name, way, tables, true, made_safe=given.made_safe)


def report(name: str, way: Way | None, tables: Tables, true: pl.DataFrame, *, made_safe: bool) -> None:
    """Print the line of one way; nothing for it is ours."""
    start = time.process_time()
    shown, found = (way(tables), None) if way else ours(tables)
    seconds = time.process_time() - start
    line = measured(tables, shown, as_shown(tables, shown), true)
    safe = f"{(found or with_more(tables, shown)).lost:7.1%}" if made_safe else ""
    print(f"{name:44}{line}{safe}  {seconds:6.0f} s", flush=True)
    if found:
        narrow = int((found.review["why"] == NARROW).sum())
        print(
            f"  of them {narrow:,} to which totals that must be shown leave less than the width, and which have no row"
        )
        print(f"  organisations by themselves lose {found.alone:.3%}, and no choice loses less than {found.bound:.3%}")


if __name__ == "__main__":
    main()
    print(f"{resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024:,} MiB at most")
