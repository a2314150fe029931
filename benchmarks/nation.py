"""Seconds and peak memory of making a nation-year, each year by itself, on one thread where the libraries allow it.

    POLARS_MAX_THREADS=1 python benchmarks/nation.py [ORGANISATIONS] [FOLDER]

Prints for each year of 2024 to 2026 the rows made, the seconds to make, to count and to write them, and at the end the
greatest memory of the process.
"""

from __future__ import annotations

import resource
import sys
import tempfile
import time
from pathlib import Path

from openwres.synthetic import make_plan, nation
from openwres.synthetic.nation import write_plan, write_year

YEARS = range(2024, 2027)


def main(organisations: int, folder: Path) -> None:
    """Make and write the years one after the other."""
    plan = make_plan(1, organisations, YEARS, changes=organisations >= 100)
    write_plan(plan, folder)
    start = time.perf_counter()
    for made in nation(plan):
        ready = time.perf_counter()
        write_year(made, folder)
        written = time.perf_counter()
        rows = ", ".join(f"{kind} {table.height:,}" for kind, table in made.records.items())
        print(
            f"{made.year}: made in {ready - start:.1f} s, written in {written - ready:.1f} s: {rows}; tallies {made.counts.height:,}"
        )
        start = time.perf_counter()
    print(f"greatest memory {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:,.0f} MiB")


if __name__ == "__main__":
    number = int(sys.argv[1]) if len(sys.argv) > 1 else 215
    if len(sys.argv) > 2:
        main(number, Path(sys.argv[2]))
    else:
        with tempfile.TemporaryDirectory() as home:
            main(number, Path(home))
