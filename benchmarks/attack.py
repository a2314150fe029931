"""What an attack costs, and what it finds in a nation that was protected table by table.

    python benchmarks/attack.py COUNTS.parquet REGISTER [--organisations N]

COUNTS are the tallies of one year, REGISTER a folder with `memberships.csv`.
"""

from __future__ import annotations

import argparse
import resource
import time
from pathlib import Path

import polars as pl
from naive_protection import nation_counts, protected

from openwres.disclosure.attack import Knowledge, attack
from openwres.standards import load_standard

WIDTH = 5


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("counts", type=Path)
    parser.add_argument("register", type=Path)
    parser.add_argument("--organisations", type=int, default=0, help="only the first N")
    given = parser.parse_args()
    tallies = pl.read_parquet(given.counts)
    codes = sorted(tallies["organisation"].unique())[: given.organisations or None]
    tallies = tallies.filter(pl.col("organisation").is_in(codes))
    members = pl.read_csv(given.register / "memberships.csv", infer_schema=False)
    members = members.select("organisation", "area_type", "area").filter(pl.col("organisation").is_in(codes))
    edition = load_standard("wres").edition(tallies["year"].max())  # type: ignore[arg-type]
    release = protected(nation_counts(tallies, edition, members))
    start = time.process_time()
    found = attack(release, edition, members, Knowledge(WIDTH))
    seconds, memory = time.process_time() - start, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    hidden, exposed, known = (found.summary[name] for name in ("hidden", "exposed", "known"))
    print(f"{len(codes)} organisations, {len(release):,} counts, {hidden:,} hidden")
    print(f"exposed {exposed:,} ({exposed / hidden:.0%}), known exactly {known:,} ({known / hidden:.0%})")
    print(f"{seconds:.0f} s of one processor, {memory:,} MiB at most")


if __name__ == "__main__":
    main()
