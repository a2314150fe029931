"""Results that show themselves in a notebook."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from openwres.contracts.problems import Problem


def problems_html(problems: Sequence[Problem]) -> str:
    """Problems as a table."""
    if not problems:
        return "<p>No problems.</p>"
    head = "".join(f"<th>{name}</th>" for name in ("Severity", "Where", "What", "What to do"))
    rows = "".join(
        f"<tr><td>{p.severity}</td><td>{escape(p.place)}</td><td>{escape(p.sentence)}</td><td>{escape(p.remedy)}</td></tr>"
        for p in problems
    )
    return f"<table><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>"
