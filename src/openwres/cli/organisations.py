"""The command `organisations`: the register, made from the official files."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable
from typing import Any

from openwres.cli.groups import add_group
from openwres.cli.printing import print_problems


def add_organisations(commands: Any, command: Callable[..., Any]) -> None:
    """Add `organisations` to the parser."""
    inner = add_group(commands, "organisations", "the register of organisations", "The register of organisations.")
    epilog = """example:
  openwres organisations import 2026-07-08=etr.csv --types types.csv --out register"""
    parser = command(inner, "import", "build a register from the official ODS files", _import, epilog)
    parser.add_argument(
        "sources",
        nargs="+",
        metavar="DATE=FILE",
        help="an ODS trust file (etr.csv) and the day it is of; several make a history",
    )
    parser.add_argument("--types", metavar="FILE", help="CSV of code,type")
    parser.add_argument("--successors", metavar="FILE", help="CSV of predecessor,successor,date")
    parser.add_argument("--names", metavar="FILE", help="CSV of area_type,area,name")
    parser.add_argument("--out", required=True, metavar="DIR", help="folder for the register")


def _import(given: argparse.Namespace) -> int:
    from pathlib import Path

    from openwres.organisations import import_ods, parse_source, summary, write_register

    side = {name: Path(value) if (value := getattr(given, name)) else None for name in ("types", "successors", "names")}
    register, problems = import_ods([parse_source(word) for word in given.sources], **side)
    write_register(register, Path(given.out))
    print_problems(problems, sys.stdout)
    print("\n".join(summary(register, problems)))
    print(f"Written to {given.out}")
    return 0
