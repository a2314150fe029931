"""How often the methods are right: coverage of intervals, false alarms of verdicts, what is found of what was planted.

    python benchmarks/simulate.py [NAME ...] [--quick] [--write]

Runs the modules of benchmarks/simulations (all of them where none is named) from fixed seeds and prints a table of each;
`--write` puts them into docs/reference/simulations.md: the whole page, or the sections of those that are named. `--quick` makes
fewer runs, for a look; it is never written.
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


def with_sections(page: str, sections: list[str]) -> str:
    """The page with these sections in place of those of the same title; an exit where one is not there yet."""
    parts = page.rstrip().split("\n\n## ")
    titles = [part.partition("\n")[0] for part in parts]
    for section in sections:
        title = section.removeprefix("## ").partition("\n")[0]
        if title not in titles:
            sys.exit(f"{PAGE.name} has no section {title!r} yet: write the whole page.")
        parts[titles.index(title)] = section.removeprefix("## ")
    return "\n\n## ".join(parts) + "\n"


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"which: {', '.join(names())} (default: all)")
    parser.add_argument("--quick", action="store_true", help="fewer runs")
    parser.add_argument("--write", action="store_true", help="write docs/reference/simulations.md")
    given = parser.parse_args()
    if unknown := sorted(set(given.names) - set(names())):
        parser.error(f"there is no simulation {unknown[0]}; there are {', '.join(names())}")
    if given.write and given.quick:
        parser.error("the page is written from simulations at full length only")
    sections = [section(name, given.quick) for name in given.names or names()]
    page = "\n\n".join([_HEAD.rstrip(), *sections]) + "\n"
    print(page)
    if given.write:
        whole = with_sections(PAGE.read_text(encoding="utf-8"), sections) if given.names else page
        PAGE.write_text(whole, encoding="utf-8")


if __name__ == "__main__":
    main()
