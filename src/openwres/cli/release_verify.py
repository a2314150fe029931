"""The command `release verify`: releases as anybody can verify them who has a copy."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from openwres.releases.verify import Verified

_EPILOG = """RELEASES is a folder of releases, or one of them; the releases that one rests on must lie beside it. Nothing else is needed:
not the data, not the store. It checks the checksums, the definitions and that all numbers hold each other, and then attacks
what is hidden. Exit code 1 where something blocks, else 0.

examples:
  openwres release verify releases
  openwres release verify releases/wres-2026.1 --json"""


def add_release_verify(commands: Any, command: Callable[..., Any]) -> None:
    """Add `verify` to the commands of `release`."""
    parser = command(commands, "verify", "verify releases, and attack what they hide", _verify, _EPILOG)
    parser.add_argument("releases", metavar="RELEASES", help="a folder of releases, or one of them")
    parser.add_argument("--json", action="store_true", help="print JSON")


def _verify(given: argparse.Namespace) -> int:
    import sys

    from openwres.cli.return_check import path_of
    from openwres.releases.verify import releases_under, verify

    found = [
        verify(folder, lambda said: print(said, file=sys.stderr)) for folder in releases_under(path_of(given.releases))
    ]
    (_print_json if given.json else _print)(found)
    return 0 if all(one.sound for one in found) else 1


def _print_json(found: Sequence[Verified]) -> None:
    from openwres.cli.printing import print_json

    print_json({
        "releases": [
            {"release": one.name, "sound": one.sound, "attack": dict(one.attack), "without_row": dict(one.rowless),
             "problems": [p.as_dict() for p in one.problems]}
            for one in found
        ]
    })  # fmt: skip


def _print(found: Sequence[Verified]) -> None:
    import sys

    from openwres.cli.printing import counted, print_problems

    for one in found:
        print_problems(one.problems, sys.stdout)
        print(f"{one.name}: {'sound' if one.sound else 'not sound'}; {counted(one.problems)}." + _attacked(one))


def _attacked(one: Verified) -> str:
    """What the attack came to, in words."""
    if not one.attack:
        return " What it hides was not attacked."
    hidden, exposed, known = (one.attack[name] for name in ("hidden", "exposed", "known"))
    said = f" {hidden:,} hidden counts attacked: {exposed:,} exposed, {known:,} of them known exactly."
    hidden, exposed, known = (one.rowless.get(name, 0) for name in ("hidden", "exposed", "known"))
    more = (
        f" Of {hidden:,} counts that have no row, what must be shown tells {known:,}, and {exposed - known:,} nearly."
    )
    return said + (more if hidden else "")
