"""The commands about standards: list, show, diff, check, published."""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from openwres.cli.groups import add_group

Command = Callable[..., Any]


def add_standards(commands: Any, command: Command) -> None:
    """Add `standards` and its commands to the parser."""
    inner = add_group(commands, "standards", "the standards and their editions", "The standards and their editions.")
    listed = command(inner, "list", "list the standards", _list)
    shown = command(inner, "show", "show a standard, or one of its indicators, as it holds in a year", _show)
    shown.add_argument("standard", metavar="NAME", help="a standard (wres) or an indicator of it (wres/2)")
    shown.add_argument("--year", type=int, metavar="YEAR", help="reporting year (default: the newest)")
    changed = command(inner, "diff", "show what changed in a standard between two years", _diff)
    changed.add_argument("standard", metavar="NAME")
    changed.add_argument("before", type=int, metavar="YEAR")
    changed.add_argument("after", type=int, metavar="YEAR")
    checked = command(inner, "check", "check a standard's files: shape, meaning, and the examples inside them", _check)
    checked.add_argument(
        "standard",
        nargs="?",
        metavar="NAME",
        help="a standard or a folder of definition files (default: all that come with the program)",
    )
    published = command(inner, "published", "show what was published of a standard, with the sources", _published)
    published.add_argument("standard", metavar="NAME")
    published.add_argument("--year", type=int, metavar="YEAR", help="reporting year (default: all)")
    for parser in (listed, shown, changed, checked, published):
        parser.add_argument("--json", action="store_true", help="print JSON")


def _print(lines: list[str], value: dict[str, Any], as_json: bool) -> None:
    print(
        json.dumps({"format": 1, **value}, indent=1, ensure_ascii=False, default=str) if as_json else "\n".join(lines)
    )


def _list(given: argparse.Namespace) -> int:
    from openwres.standards import load_standard, names_of_standards

    rows = []
    for name in names_of_standards():
        standard = load_standard(name)
        newest = standard.edition(max(standard.editions))
        official = [i for i in newest.indicators if not i.supplementary]
        rows.append(
            {
                "standard": name,
                "title": standard.title,
                "from": min(standard.editions),
                "to": max(standard.editions),
                "indicators": len(official),
                "owner": newest.owner,
            }
        )
    lines = [
        f"{r['standard']:<10} {r['title']}, {r['from']} to {r['to']}, {r['indicators']} indicators, owner {r['owner']}"
        for r in rows
    ]
    _print(lines, {"standards": rows}, given.json)
    return 0


def _show(given: argparse.Namespace) -> int:
    from openwres.standards import load_standard
    from openwres.standards.describe import describe_edition, describe_indicator, find_indicator

    name, indicator = _parted(given.standard)
    standard = load_standard(name)
    edition = standard.edition(given.year or max(standard.editions))
    described = (
        describe_indicator(edition, find_indicator(edition, indicator))
        if indicator
        else describe_edition(edition, name)
    )
    _print(described.lines, described.data, given.json)
    return 0


def _parted(name: str) -> tuple[str, str]:
    """A standard and, after the last slash, an indicator of it; a path to a folder of definitions has slashes too."""
    if (Path(name) / "standard.yaml").is_file() or "/" not in name:
        return name, ""
    standard, _, indicator = name.rpartition("/")
    return standard, indicator


def _diff(given: argparse.Namespace) -> int:
    from openwres.standards import load_standard
    from openwres.standards.describe import changes

    standard = load_standard(given.standard)
    found = changes(standard.edition(given.before), standard.edition(given.after))
    lines = [f"{standard.title}: what changed from {given.before} to {given.after}", ""]
    for change in found:
        lines += [
            f"Indicator {change.indicator}  {change.what}",
            f"    {given.before}: {change.before}",
            f"    {given.after}: {change.after}",
        ]
    lines += [] if found else ["Nothing changed."]
    _print(
        lines,
        {"standard": standard.id, "before": given.before, "after": given.after, "changes": [vars(c) for c in found]},
        given.json,
    )
    return 0


def _check(given: argparse.Namespace) -> int:
    from openwres.figures.examples import run_examples
    from openwres.standards import load_standard, names_of_standards

    problems, counted = [], 0
    for name in [given.standard] if given.standard else names_of_standards():
        standard = load_standard(name)
        counted += sum(len(i.examples) for i in standard.edition(max(standard.editions)).indicators)
        problems += run_examples(standard)
    lines = [f"{p.severity:<8}{p.place}: {p.sentence}\n        {p.remedy}" for p in problems]
    lines.append(
        f"{counted} examples run, {len(problems)} fail."
        if problems
        else f"Definitions are sound; {counted} examples run and pass."
    )
    _print(lines, {"examples": counted, "problems": [p.as_dict() for p in problems]}, given.json)
    return 1 if problems else 0


def _published(given: argparse.Namespace) -> int:
    from openwres.figures.published import published_sources
    from openwres.organisations.trust_file import nhs_areas
    from openwres.standards import load_standard

    standard = load_standard(given.standard)
    years = {standard.edition(given.year).year} if given.year else set(standard.editions)
    rows = [row for row in published_sources(given.standard).iter_rows(named=True) if row["year"] in years]
    order = {i.name: n for n, i in enumerate(standard.edition(max(standard.editions)).indicators)}
    rows.sort(key=lambda row: (row["year"], order[row["indicator"]], row["area_type"]))
    names = {(area.area_type, area.area): area.name for area in nhs_areas()}
    lines = [f"{standard.title}: values as published, without their counts; not calculated by this program", ""]
    for row in rows:
        group = standard.edition(row["year"]).group_label(row["classification"], row["group"])
        lines += _published_lines(row, group, names[row["area_type"], row["area"]])
    lines += [] if rows else ["Nothing was found that prints a figure of this year."]
    _print(lines, {"standard": standard.id, "figures": rows}, given.json)
    return 0


def _published_lines(row: dict[str, Any], group: str, area: str) -> list[str]:
    """One published figure: what it is, its value, how it is known, what is doubtful, where it was printed."""
    what = " ".join(word for word in (row["statistic"], row["category"], group, row["basis"]) if word)
    also = " (another source)" if row["variant"].endswith("-also") else ""
    head = f"{row['year']}  {row['indicator']}  {area}, {what}: {row['value']:g}{also}  [{row['evidence']}]"
    return [head, *(f"    {line}" for line in (row["note"], *row["sources"]) if line)]
