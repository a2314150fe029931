"""A register told in plain lines: how many organisations, where, and what is not known of them.

The problems themselves are printed by whoever asked.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from openwres.contracts.problems import Problem, Severity
from openwres.organisations.model import Organisation, Register
from openwres.organisations.side_files import listed


def summary(register: Register, problems: Sequence[Problem] = ()) -> list[str]:
    """Plain lines for a person: counts, regions at the newest date, and what is missing."""
    day = register.newest
    still = [o for o in register.organisations if (o.open_on(day) if day else o.closed is None)]
    on = f"on {day}" if day else "(no closing date)"
    lines = [f"{_many(len(register.organisations), 'organisation')}, {len(still)} of them open {on}."]
    lines += _regions(register, still)
    lines += _missing(register, still)
    lines += _successors(register)
    if problems:
        counts = Counter(problem.severity for problem in problems)
        lines.append(
            "Problems: " + ", ".join(_many(counts[kind], str(kind)) for kind in Severity if counts[kind]) + "."
        )
    return lines


def _regions(register: Register, still: Sequence[Organisation]) -> list[str]:
    codes = {organisation.code for organisation in still}
    held = [(area, code) for code, kind, area in _areas_now(register) if kind == "region" and code in codes]
    counts = Counter(area for area, _ in held)
    lines = [f"  {_named(register, area)}: {counts[area]}" for area in sorted(counts)]
    outside = sorted(codes - {code for _, code in held})
    return [*lines, f"  not assigned to a region: {len(outside)} ({listed(outside)})"] if lines and outside else lines


def _named(register: Register, area: str) -> str:
    name = register.area_name("region", area)
    return area if name == area else f"{name} ({area})"


def _areas_now(register: Register) -> list[tuple[str, str, str]]:
    day = register.newest
    if day:
        return register.areas_at(day)
    return [(m.organisation, m.area_type, m.area) for m in register.memberships if m.end is None]


def _missing(register: Register, still: Sequence[Organisation]) -> list[str]:
    held = {(code, kind) for code, kind, _ in _areas_now(register)}
    kinds = {"type": "a type", "icb": "an ICB", "nation": "a nation"}
    lines = []
    for kind, words in kinds.items():
        lacking = [o.code for o in still if not (o.type if kind == "type" else (o.code, kind) in held)]
        if lacking and kind in register.area_types:
            lines.append(f"Open and without {words}: {len(lacking)} ({listed(lacking)}).")
    return lines


def _successors(register: Register) -> list[str]:
    closed = [o.code for o in register.organisations if o.closed]
    alone = [code for code in closed if not register.successions_of(code)]
    split = [code for code in closed if len(register.successions_of(code)) > 1]
    lines = [f"Closed and without a known successor: {len(alone)} of {len(closed)}."] if alone else []
    return [*lines, f"Split between successors: {len(split)} ({listed(split)})."] if split else lines


def _many(count: int, word: str) -> str:
    return f"{count} {word}" if count == 1 else f"{count} {word}s"
