"""A list of peers of somebody's own choice: organisations, each in a group where there is more than one.

Peers that follow from types, areas, size or likeness are found in `findings`.
"""

from __future__ import annotations

from pathlib import Path

from openwres.organisations.tables import ProblemList, code_in, only_once, read_table


def read_peer_list(path: Path) -> tuple[tuple[str, str], ...]:
    """Pairs of organisation and group from a CSV file with a column `organisation` and perhaps `group`, by organisation.

    Raises InputError with every problem: no such file or column, a cell that is no code, an organisation twice.
    """
    problems = ProblemList()
    table = read_table(path, ("organisation",), problems)
    rows = table.rows if table else ()
    read = [(row, code, row["group"]) for row in rows if (code := code_in(row, "organisation", problems))]
    listed = only_once(read, "organisation", problems)
    problems.raise_blocks(f"The list of peers {path.name}")
    return tuple(sorted(listed.items()))
