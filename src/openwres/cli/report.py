"""The command `report`: documents that people read, each kind a command of its own."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from openwres.cli.groups import add_group
from openwres.cli.report_board import add_report_board
from openwres.cli.report_evidence import add_report_evidence
from openwres.cli.report_national import add_report_national
from openwres.cli.report_summary import add_report_summary


def add_report(commands: Any, command: Callable[..., Any]) -> None:
    """Add `report` and what is under it to the parser."""
    inner = add_group(
        commands,
        "report",
        "documents that people read: the board report, the summary for the website",
        "Documents that people read.",
    )
    for add in (add_report_board, add_report_evidence, add_report_national, add_report_summary):
        add(inner, command)
