"""Makes the example data beside it, all invented, from `making/plan.toml`.

    python examples/make_examples.py [FOLDER]

Needs XlsxWriter beside the standard library. Everything is drawn from fixed seeds: the same bytes come out each time.
"""

from __future__ import annotations

import sys
from pathlib import Path

from making.organisations import write_history, write_register, write_tallies
from making.source_systems import write_source_systems
from making.trust import write_trust


def main(folder: Path) -> None:
    """Write every example under the folder."""
    write_trust(folder / "example-trust")
    write_source_systems(folder / "esr-and-trac")
    write_tallies(folder / "many")
    write_history(folder / "history")
    write_register(folder / "register")


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).resolve().parent)
