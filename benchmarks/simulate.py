"""How often the methods are right: coverage of intervals, false alarms of verdicts, what is found of what was planted.

    python benchmarks/simulate.py [NAME ...] [--quick] [--write]

Runs the modules of benchmarks/simulations (all of them where none is named) from fixed seeds and prints a table of each;
`--write` puts them into docs/reference/simulations.md. `--quick` makes fewer runs, for a look; it is never written.
"""

from __future__ import annotations

import argparse
import sys
import time
from importlib import import_module
from pathlib import Path
from typing import Any

HOME = Path(__file__).resolve().parent
PAGE = HOME.parent / "docs" / "reference" / "simulations.md"
_HEAD = """# Simulations

How often the methods are right, by simulation or by enumeration, from fixed seeds. Made by
`python benchmarks/simulate.py --write`; what the methods are stands in [Methods](methods.md).
"""


def names() -> list[str]:
    """The simulations that there are."""
    return sorted(path.stem for path in (HOME / "simulations").glob("[a-z]*.py"))


def section(name: str, quick: bool) -> str:
    """One simulation as a section of the page: its title, what it asks, its tables."""
    module: Any = import_module(f"simulations.{name}")
    begun = time.monotonic()
    tables = [f"{caption}\n\n{markdown(rows)}" for caption, rows in module.run(quick)]
    print(f"{name}: {time.monotonic() - begun:.0f} s", file=sys.stderr)
    return "\n\n".join([f"## {module.TITLE}", module.ASKS, *tables])


def markdown(rows: list[dict[str, object]]) -> str:
    """Rows of equal keys as a table."""
    head: list[object] = [*rows[0]]
    lines: list[list[object]] = [head, ["---"] * len(head), *([*row.values()] for row in rows)]
    return "\n".join("| " + " | ".join(str(cell) for cell in line) + " |" for line in lines)


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"which: {', '.join(names())} (default: all)")
    parser.add_argument("--quick", action="store_true", help="fewer runs")
    parser.add_argument("--write", action="store_true", help="write docs/reference/simulations.md")
    given = parser.parse_args()
    if unknown := sorted(set(given.names) - set(names())):
        parser.error(f"there is no simulation {unknown[0]}; there are {', '.join(names())}")
    if given.write and (given.quick or given.names):
        parser.error("the page is written from all simulations at full length only")
    sections = [section(name, given.quick) for name in given.names or names()]
    page = "\n\n".join([_HEAD.rstrip(), *sections]) + "\n"
    print(page)
    if given.write:
        PAGE.write_text(page, encoding="utf-8")


if __name__ == "__main__":
    main()
