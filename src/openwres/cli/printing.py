"""What commands print: problems, what was read, the headlines, JSON.

Which of it a command prints, and with which exit code, is its own business.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from openwres.calculation import Calculation
    from openwres.contracts.problems import Problem

_SHOWN = 200


def print_json(value: dict[str, Any]) -> None:
    """A document with its format number."""
    print(json.dumps({"format": 1, **value}, indent=1, ensure_ascii=False, default=str))


def counted(problems: Sequence[Problem]) -> str:
    """How many problems of each severity, in words."""
    words = (
        ("block", "problem that blocks", "problems that block"),
        ("part", "problem that stops a part", "problems that stop a part"),
        ("confirm", "to confirm", "to confirm"),
        ("note", "note", "notes"),
    )
    kinds = ["part" if p.stops else str(p.severity) for p in problems]
    counts = [(kinds.count(kind), one, many) for kind, one, many in words]
    said = [f"{count} {one if count == 1 else many}" for count, one, many in counts if count]
    return ", ".join(said if counts[0][0] else ["nothing blocks", *said])


def print_problems(problems: Sequence[Problem], stream: Any) -> None:
    """Every problem as a person reads it: severity, place, sentence, remedy."""
    for problem in problems[:_SHOWN]:
        place = f"{problem.place}: " if problem.place else ""
        print(f"{problem.severity:<8}{place}{problem.sentence}\n        {problem.remedy}", file=stream)
    if len(problems) > _SHOWN:
        print(f"... and {len(problems) - _SHOWN} more; --json prints them all.", file=stream)


def print_read(read: Iterable[dict[str, Any]]) -> None:
    """Table by table what was read, and under which headers its columns were found."""
    for entry in read:
        for table in entry["tables"]:
            sheet = f" ({table['sheet']})" if table.get("sheet") else ""
            matched = ", ".join(
                name if name == header.lower() else f"{name} = {header}"
                for name, header in table.get("matched", {}).items()
            )
            ignored = f"; not read: {', '.join(table['ignored'])}" if table.get("ignored") else ""
            print(f"read    {entry['file']}{sheet} as {_what(table)}" + (f": {matched}{ignored}" if matched else ""))


def _what(table: dict[str, Any]) -> str:
    """What a table was read as: its kind, its system, where its header stands."""
    words = [table["kind"]]
    words += ["(counts)"] if table.get("crosstab") else []
    words += [f"({table['system']})"] if table.get("system") else []
    words += [f"with its header in row {table['header_row']}"] if table.get("header_row", 1) > 1 else []
    words += [f"guessing {', '.join(table['guessed'])}"] if table.get("guessed") else []
    return " ".join(words)


def print_headlines(result: Calculation) -> None:
    """A line for each indicator of each organisation, of twenty at most."""
    from openwres.reports.headlines import headlines

    width = max(len(indicator.name) for indicator in result.edition.indicators if not indicator.supplementary) + 2
    for code in result.organisations[:20]:
        print(f"\n{result.edition.label}  {code}  {result.names.get(code, '')}".rstrip())
        for headline in headlines(result.edition, result.figures, result.last_year, code):
            if not headline.indicator.supplementary:
                measure = headline.measures[0]
                detail = measure.why or "; ".join((*measure.counts, *([measure.interval] if measure.interval else [])))
                print(
                    f"  {headline.indicator.name:<{width}}{measure.value:<9} {measure.label}"
                    + (f" ({detail})" if detail else "")
                )
    if len(result.organisations) > 20:
        print(f"\n... and {len(result.organisations) - 20} more organisations in the results.")
