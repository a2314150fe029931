"""Commands that hold commands, such as `return`: without a word more they print their help and end with 2."""

from __future__ import annotations

import sys
from typing import Any


def add_group(commands: Any, name: str, help_text: str, description: str) -> Any:
    """Add a group to the parser; what is added to what this returns are its commands."""
    group = commands.add_parser(name, help=help_text, description=description, allow_abbrev=False)
    group.set_defaults(run=lambda given: (given.parser.print_help(sys.stderr), 2)[1], parser=group)
    return group.add_subparsers(title="commands", metavar="COMMAND")
