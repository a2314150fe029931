"""The command `return map`: the maps that come with the program, and a draft of another."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from pathlib import Path
from typing import Any

_EPILOG = """Without --init the maps that come with the program are listed. A draft names the columns that groups head and the rows
with numbers; what it does not recognise stands behind #. Go through it before it is used.

examples:
  openwres return map
  openwres return map --init theirs.xlsx --year 2026 --out theirs.yaml"""


def add_return_map(commands: Any, command: Callable[..., Any]) -> None:
    """Add `map` to the commands of `return`."""
    parser = command(commands, "map", "list maps of other layouts, or draft one from a file", _map, _EPILOG)
    parser.add_argument("--init", metavar="FILE", help="a workbook or CSV file in the layout to be mapped")
    parser.add_argument("--year", type=int, metavar="YEAR", help="with --init: the year of that file")
    parser.add_argument("--standard", default="wres", metavar="NAME", help="with --init: its standard (default: wres)")
    parser.add_argument("--out", metavar="MAP", help="with --init: the file to write; an earlier one is kept beside it")


def _map(given: argparse.Namespace) -> int:
    from openwres.contracts.exceptions import UsageError
    from openwres.files.output import replace_text
    from openwres.returns.maps.map_file import known_maps, load_map

    if given.init:
        if not (given.year and given.out):
            raise UsageError("A draft needs the year of the file and a place: name --year and --out.")
        replace_text(Path(given.out), _draft(given))
        print(f"Wrote {given.out}. Go through every line, then read a return with --map {given.out}.")
        return 0
    for name in known_maps():
        known = load_map(name)
        print(f"{name}  {known.title} ({known.standard.id}, {known.first} to {known.last})")
    return 0


def _draft(given: argparse.Namespace) -> str:
    from openwres.cli.return_check import path_of
    from openwres.contracts.exceptions import InputError
    from openwres.files.scratch import scratch_folder
    from openwres.returns.layout import layout_of
    from openwres.returns.maps.drafting import draft_map
    from openwres.returns.sheets import read_sheets
    from openwres.standards import load_standard

    path, standard = path_of(given.init), load_standard(given.standard)
    with scratch_folder() as scratch:
        sheets, problems = read_sheets(path, scratch)
    if not sheets:
        raise InputError(f"{path.name} cannot be read.", problems)
    text = draft_map(sheets, layout_of(standard.edition(given.year)))
    if "columns:" not in text:
        raise InputError(f"No row of {path.name} has the groups of {standard.id} as headings. Write the map by hand.")
    return text
