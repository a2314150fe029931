"""What it costs to protect a nation-year and to attack it, and how much of it is shown.

    python benchmarks/whole_nation.py COUNTS REGISTER [--year Y] [--organisations N] [--workers N] [--earlier N]

COUNTS is a folder with the tallies of each year as YEAR.parquet, REGISTER the register of the nation.
With `--earlier N` the year is protected and attacked once more after so many years had been released (its own counts under
older dates), so that what older years add is seen.
"""

from __future__ import annotations

import argparse
import resource
import time
from pathlib import Path

import polars as pl

from openwres.disclosure.attack import attack
from openwres.disclosure.policy import Policy, load_policy
from openwres.disclosure.protect import Protected, protect
from openwres.figures.areas import Areas
from openwres.figures.released import area_counts, organisation_counts
from openwres.organisations import load_register
from openwres.releases.gate import knowledge_of
from openwres.standards import load_standard
from openwres.standards.model import Edition

_KINDS = ["area_type", "breakdown", "classification"]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("counts", type=Path)
    parser.add_argument("register", type=Path)
    parser.add_argument("--year", type=int, default=2026)
    parser.add_argument("--organisations", type=int, default=0, help="only the first N")
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--earlier", type=int, default=0)
    given = parser.parse_args()
    edition, policy = load_standard("wres").edition(given.year), load_policy("wres-public")
    counts, members = unprotected(given.counts, given.register, edition, policy, given.organisations)
    clock = _Clock()
    older: list[pl.DataFrame] = []
    for more in (0, given.earlier) if given.earlier else (0,):
        found = protect(counts, edition, policy, members, older, print, workers=given.workers)
        clock.said(f"protected after {len(older)} earlier years")
        attacked = attack(found.counts, edition, members, knowledge_of(policy), older)
        clock.said(f"attacked after {len(older)} earlier years: {attacked.summary}")
        if not more:
            report(found, edition)
            years = range(given.year - given.earlier, given.year)
            older = [found.counts.with_columns(year=pl.lit(year, pl.Int32)) for year in years]


def unprotected(
    tallies: Path, register: Path, edition: Edition, policy: Policy, first: int
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """The counts of organisations and areas that a release is made of, and who belongs where."""
    years = [tallies / f"{year}.parquet" for year in (edition.year, edition.year - 1)]
    read = pl.concat([pl.read_parquet(path) for path in years if path.is_file()])
    codes = sorted(read.filter(year=edition.year)["organisation"].unique())[: first or None]
    read = read.filter(pl.col("organisation").is_in(codes))
    known = load_register(register)
    belongs = [row for row in known.areas_at(known.geography_date(edition.snapshot)) if row[0] in set(codes)]
    areas = Areas.of(belongs, codes)
    own = organisation_counts(read, edition)
    every = pl.concat([own, area_counts(own, edition, areas)])
    tables = every.select("item", "breakdown", "classification").unique()
    shown = pl.DataFrame(
        [table for table in tables.iter_rows() if policy.publishes(*table)], schema=tables.schema, orient="row"
    )
    return every.join(shown, on=tables.columns, how="semi"), areas.members


class _Clock:
    """Time on the wall, processor time of this process and its children, and memory since it was last asked."""

    def __init__(self) -> None:
        self.wall, self.processor = time.perf_counter(), _processor()

    def said(self, what: str) -> None:
        """Print what was spent since it was last asked, and the largest memory of any process so far."""
        wall, processor = time.perf_counter(), _processor()
        peaks = [resource.getrusage(of).ru_maxrss // 1024 for of in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
        memory = f"{peaks[0]:,} MiB at most, {peaks[1]:,} MiB in each worker"
        print(f"{what}: {wall - self.wall:.0f} s, {processor - self.processor:.0f} s of processors, {memory}")
        self.wall, self.processor = wall, processor


def _processor() -> float:
    used = [resource.getrusage(of) for of in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(one.ru_utime + one.ru_stime for one in used)


def report(found: Protected, edition: Edition) -> None:
    """Print how many counts are hidden of each kind, and the share of official values shown."""
    hidden = (pl.col("state") == "suppressed").sum().alias("hidden")
    rows = found.counts.group_by(_KINDS).agg(hidden, pl.len()).sort(_KINDS)
    for kind in found.counts.group_by("area_type").agg(hidden, pl.len()).sort("area_type").iter_rows():
        print(f"{kind[0]}: {kind[1]:,} of {kind[2]:,} hidden")
    for area_type, breakdown, classification, gone, of in rows.filter(pl.col("hidden") > 0).iter_rows():
        print(f"  {area_type} {breakdown or 'whole'} {classification}: {gone:,} of {of:,}")
    own = pl.col("area_type") == "organisation"
    official = own & (pl.col("breakdown") == "") & (pl.col("classification") == edition.main)
    shown = found.counts.filter(official).select((pl.col("state") != "suppressed").mean()).item()
    print(f"{shown:.1%} of the official counts of organisations are shown; {found.lost:.2%} of information lost")
    print(f"{found.alone:.2%} is lost by organisations alone, of which {found.bound:.2%} is the least possible")


if __name__ == "__main__":
    main()
