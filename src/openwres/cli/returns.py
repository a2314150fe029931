"""The command `return`: its workbook out and in, its checks, and many of them collected."""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import Any

from openwres.cli.return_check import add_return_check
from openwres.cli.return_collect import add_return_collect
from openwres.cli.return_map import add_return_map
from openwres.cli.return_template import add_return_template
from openwres.cli.return_workbook import add_return_compare, add_return_entry, add_return_new, add_return_read


def add_return(commands: Any, command: Callable[..., Any]) -> None:
    """Add `return` and what is under it to the parser."""
    group = commands.add_parser(
        "return",
        help="the return: a workbook out and in, its checks, many of them collected",
        description="The return of an organisation, and many of them.",
    )
    group.set_defaults(run=lambda given: (given.parser.print_help(sys.stderr), 2)[1], parser=group)
    inner = group.add_subparsers(title="commands", metavar="COMMAND")
    for add in (
        add_return_new,
        add_return_read,
        add_return_check,
        add_return_compare,
        add_return_entry,
        add_return_collect,
        add_return_map,
        add_return_template,
    ):
        add(inner, command)
