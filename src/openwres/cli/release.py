"""The command `release`: protected releases, verified."""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import Any

from openwres.cli.release_verify import add_release_verify


def add_release(commands: Any, command: Callable[..., Any]) -> None:
    """Add `release` and what is under it to the parser."""
    group = commands.add_parser(
        "release", help="releases: verified", description="Releases of protected counts and figures."
    )
    group.set_defaults(run=lambda given: (given.parser.print_help(sys.stderr), 2)[1], parser=group)
    inner = group.add_subparsers(title="commands", metavar="COMMAND")
    for add in (add_release_verify,):
        add(inner, command)
