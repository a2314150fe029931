"""Makes the example data beside it, all invented, from `making/plan.toml`.

    python examples/make_examples.py [FOLDER]

Needs XlsxWriter beside the standard library. Everything is drawn from fixed seeds: the same bytes come out each time.
"""

from __future__ import annotations

import sys
from pathlib import Path

from making.exports import write_exports
from making.mixed_trust import write_mixed_trust
from making.older_form import write_older_form
from making.organisations import write_history, write_register, write_tallies
from making.source_systems import write_source_systems
from making.trust import write_trust


def main(folder: Path, exports: Path) -> None:
    """Write every example under the folder, and those of single exports under a folder of theirs."""
    write_trust(folder / "example-trust")
    write_source_systems(folder / "esr-and-trac")
    write_mixed_trust(folder / "mixed-trust")
    write_older_form(folder / "older-form")
    write_tallies(folder / "many")
    write_history(folder / "history")
    write_register(folder / "register")
    write_exports(exports)


if __name__ == "__main__":
    home = Path(__file__).resolve().parent
    given = Path(sys.argv[1]) if len(sys.argv) > 1 else home
    main(given, (home.parent / "docs/examples" if given == home else given) / "source-systems")
