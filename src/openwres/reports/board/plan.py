"""Last year's action plan, from a file of its own."""

from __future__ import annotations

from pathlib import Path

from openwres.organisations.tables import ProblemList, read_table
from openwres.reports.board.settings import Action


def read_plan(path: Path) -> tuple[Action, ...]:
    """The actions of a CSV file with `indicator` and `action`, and perhaps `owner`, `due` and `progress`, in their order.

    Rows without an action are left out. Raises InputError with every problem.
    """
    problems = ProblemList()
    table = read_table(path, ("indicator", "action"), problems)
    rows = table.rows if table else ()
    problems.raise_blocks(f"The action plan in {path.name}")
    return tuple(
        Action(*(" ".join(row[name].split()) for name in ("indicator", "action", "owner", "due", "progress")))
        for row in rows
        if row["action"].strip()
    )
