"""The command `return`: its workbook out and in, its checks, and many of them collected."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from openwres.cli.groups import add_group
from openwres.cli.return_check import add_return_check
from openwres.cli.return_collect import add_return_collect
from openwres.cli.return_map import add_return_map
from openwres.cli.return_template import add_return_template
from openwres.cli.return_workbook import add_return_compare, add_return_entry, add_return_new, add_return_read


def add_return(commands: Any, command: Callable[..., Any]) -> None:
    """Add `return` and what is under it to the parser."""
    inner = add_group(
        commands,
        "return",
        "the return: a workbook out and in, its checks, many of them collected",
        "The return of an organisation, and many of them.",
    )
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
