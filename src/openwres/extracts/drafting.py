"""Drafts `decisions.yaml`: what is decided already, and an open question for each value that no list knows."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from openwres.extracts.decisions import Decision, Decisions

_HEAD = """# Local decisions about these extracts. Fill in `means`, with a reason, your name and the date (2026-04-20); what is left
# empty stays undecided. Then run `openwres check` again. Next year start from this file: check --init --from THIS FILE.
format: 1
"""


_MOST = 24


@dataclass(frozen=True)
class Undecided:
    """A value that no list knows: where it stands, in how many rows, what it may mean; empty where it must not be shown."""

    kind: str
    column: str
    value: str
    rows: int
    options: tuple[str, ...]
    places: tuple[str, ...] = ()


def draft(decisions: Decisions, undecided: Iterable[Undecided]) -> str:
    """The text of the file: every decision that stands, then what is open, by kind and column."""
    lines = [_HEAD]
    open_questions = _merged(undecided)
    columns = {*decisions.values, *((one.kind, one.column) for one in open_questions)}
    if columns:
        lines.append("values:")
    for kind in sorted({kind for kind, _ in columns}):
        lines.append(f"  {kind}:")
        for column in sorted(column for of, column in columns if of == kind):
            asked = [one for one in open_questions if (one.kind, one.column) == (kind, column)]
            lines += _column(column, decisions.values.get((kind, column), {}).values(), asked)
    lines += _headers(decisions) + _options(decisions)
    return "\n".join(lines).rstrip() + "\n"


def _merged(undecided: Iterable[Undecided]) -> list[Undecided]:
    """One question for each value of a column, whatever files hold it; the commonest first."""
    found: dict[tuple[str, str, str], Undecided] = {}
    for one in undecided:
        key = (one.kind, one.column, one.value)
        before = found.get(key)
        rows, places = (before.rows, before.places) if before else (0, ())
        found[key] = Undecided(*key, rows + one.rows, one.options, (*places, *one.places))
    return sorted(found.values(), key=lambda one: (one.kind, one.column, -one.rows, one.value))


def _column(column: str, decided: Iterable[Decision], asked: Sequence[Undecided]) -> list[str]:
    lines = [f"    {column}:"]
    hidden = [one for one in asked if not one.value]
    shown = [one for one in asked if one.value]
    if shown or hidden:
        options = (shown or hidden)[0].options
        lines.append(f"      # means one of: {', '.join(_shortened(options))}")
    for decision in decided:
        lines += _entry([("value", decision.subject), ("means", decision.said or decision.means), *_signed(decision)])
    for one in shown:
        lines += _entry(
            [("value", one.value), ("rows", str(one.rows)), ("means", ""), ("reason", ""), ("person", ""), ("date", "")]
        )
    for one in hidden:
        rows = "One row has a value" if one.rows == 1 else f"{one.rows:,} rows have values"
        lines.append(
            f"      # {rows} not written here: few rows have it, and it may be a name. Look at {'; '.join(one.places[:10])},"
        )
        lines.append(
            '      # and add an entry for each; or one with the value "*", which stands for every value that is not named.'
        )
    return lines if len(lines) > 1 else []


def _shortened(options: Sequence[str]) -> list[str]:
    """The options; of very many the first and an example of the others."""
    return [*options[:_MOST], f"or another such as {options[-1]}"] if len(options) > _MOST else list(options)


def _signed(decision: Decision) -> list[tuple[str, str]]:
    return [("reason", decision.reason), ("person", decision.person), ("date", decision.date)]


def _entry(pairs: Sequence[tuple[str, str]]) -> list[str]:
    return [f"      {'-' if n == 0 else ' '} {key}: {_scalar(text)}".rstrip() for n, (key, text) in enumerate(pairs)]


def _scalar(text: str) -> str:
    """Text as YAML reads it back, in quotes; nothing for nothing."""
    return json.dumps(text, ensure_ascii=False) if text else ""


def _headers(decisions: Decisions) -> list[str]:
    lines = ["columns:"] if decisions.headers else []
    for kind, of in decisions.headers.items():
        lines.append(f"  {kind}:")
        for column, decision in of.items():
            inner = ", ".join(
                f"{key}: {_scalar(text)}" for key, text in [("header", decision.subject), *_signed(decision)]
            )
            lines.append(f"    {column}: {{{inner}}}")
    return lines


def _options(decisions: Decisions) -> list[str]:
    lines = ["options:"] if decisions.options else []
    for name, decision in decisions.options.items():
        inner = ", ".join(f"{key}: {_scalar(text)}" for key, text in [("choice", decision.means), *_signed(decision)])
        lines.append(f"  {name}: {{{inner}}}")
    return lines
