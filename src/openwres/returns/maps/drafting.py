"""A map drafted from a file: the columns under the groups of a standard, the rows with numbers, and which cell each may be.

What it cannot tell it leaves as a comment; a person goes through it.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from openwres.returns.keys import ALL, keys_of
from openwres.returns.layout import Layout
from openwres.returns.maps.map_file import LAST, plain
from openwres.returns.sheets import Rows
from openwres.standards.model import Edition

_NUMBER = re.compile(r"[<]?[-+]?[\d.,]+%?")
_YEAR = re.compile(r"20\d\d")
_WORDS = {
    "all": ("total", "all", "all staff", "headcount"),
    "unknown": ("not known", "unknown or null", "not stated", "null"),
}
_LIKE = 0.75


class Line(NamedTuple):
    """A row with numbers: the section it stands under, its label, and the cell that it may be."""

    section: str
    label: str
    cell: str


@dataclass
class Table:
    """What one sheet seems to hold: headings of columns from the top with the group of each, and rows."""

    sheet: str
    columns: dict[int, tuple[tuple[str, ...], str]] = field(default_factory=dict)
    lines: list[Line] = field(default_factory=list)


def draft_map(sheets: Mapping[str, Rows], layout: Layout) -> str:
    """The text of a map of these sheets, without a table where no sheet has the groups as headings."""
    tables = [table for name, rows in sheets.items() if (table := _table(name, rows, layout)).columns]
    year = layout.edition.year
    head = ["# A draft: go through every line. What is behind # was not recognised.", "format: 1", "title: A layout",
            f"standard: {layout.edition.standard}", f"from: {year}", f"to: {year}", "# words:",
            "#   organisation: {beside: ...}", "#   year: {beside: ...}", "tables:"]  # fmt: skip
    return "\n".join([*head, *(line for table in tables for line in _written(table, layout))]) + "\n"


def _table(name: str, rows: Rows, layout: Layout) -> Table:
    groups, spellings, table = _groups(layout.edition), keys_of(layout.edition).spellings, Table(name)
    above: list[Sequence[str]] = []
    section = ""
    for row in rows:
        texts = [plain(cell) for cell in row]
        if sum(text in groups for text in texts) > 1:
            heads = [
                one for one in above[-3:] if sum(bool(cell.strip()) for cell in one) > 1 or any(map(_YEAR.search, one))
            ]
            table.columns |= _columns([*heads, row], groups)
        elif numbers := [
            place for place in table.columns if place < len(row) and _NUMBER.fullmatch(row[place].strip())
        ]:
            labels = [cell for place, cell in enumerate(row) if cell.strip() and place < min(numbers)]
            section = labels[0] if len(labels) > 1 else section
            if labels:
                table.lines.append(Line(section, labels[-1], _cell(layout, spellings, section, labels[-1])))
        elif any(texts):
            section = next(cell for cell in row if cell.strip())
        above.append(row)
    return table


def _groups(edition: Edition) -> Mapping[str, str]:
    """Groups by the words that head their columns."""
    known = {plain(label): code for code, label in edition.classifications[edition.main].groups.items()}
    more = {word: code for code, words in _WORDS.items() if code in (*known.values(), ALL) for word in words}
    return more | known | {code: code for code in known.values()}


def _columns(heads: Sequence[Sequence[str]], groups: Mapping[str, str]) -> dict[int, tuple[tuple[str, ...], str]]:
    """Positions with the words above them and their group; words spread to the right over blank cells."""
    spread = []
    for row in heads[:-1]:
        current, line = "", []
        for cell in row:
            current = cell.strip() or current
            line.append(current)
        spread.append(line)
    found = {}
    for place, cell in enumerate(heads[-1]):
        if plain(cell) in groups:
            words = [line[place] for line in spread if place < len(line) and line[place]]
            found[place] = ((*words, cell.strip()), groups[plain(cell)])
    fewest = min((len(words) for words, _ in found.values()), default=0)
    return {place: (words[-fewest:], group) for place, (words, group) in found.items()}


def _cell(layout: Layout, spellings: Mapping[str, object], section: str, label: str) -> str:
    """The row of our form whose words are likest; empty where none is like."""
    wanted, best = plain(f"{section} {label}"), ("", 0.0)
    numbered = next((found[1] for text in (label, section) if (found := re.match(r"\s*(\d+)", text))), "")
    named = [row for row in layout.rows if {row.key, f"{row.key}.{layout.edition.focus}"} & spellings.keys()]
    for row in [row for row in named if row.indicator == numbered] or named:
        names = (plain(row.label), plain(f"{row.section} {row.label}"), plain(f"{row.indicator} {row.label}"))
        like = max(
            difflib.SequenceMatcher(None, one, other).ratio() for one in (wanted, plain(label)) for other in names
        )
        if like > best[1]:
            best = (row.key, like)
    return best[0] if best[1] >= _LIKE else ""


def _written(table: Table, layout: Layout) -> Iterator[str]:
    yield f"  - sheet: {_quoted(table.sheet)}" if table.sheet else "  -"
    yield "    columns:"
    year = layout.edition.year
    for words, group in table.columns.values():
        headings = ", ".join(_quoted(_with_years(word, year)) for word in words)
        last = f", year: {LAST}" if any(str(year - 1) in word for word in words) else ""
        yield f"      - {{headings: [{headings}], group: {group}{last}}}"
    yield "    rows:"
    seen = set[str]()
    for section, label, cell in table.lines:
        under = f", under: {_quoted(section)}" if section and section != label else ""
        sure = cell and cell not in seen
        yield f"      {'' if sure else '# '}- {{label: {_quoted(label)}{under}, cell: {cell}}}"
        seen.add(cell)


def _with_years(word: str, year: int) -> str:
    return word.replace(str(year), "{year}").replace(str(year - 1), "{last year}")


def _quoted(text: str) -> str:
    """Text for YAML, in quotation marks; a bar would part spellings."""
    return '"' + " ".join(text.split()).replace("|", "/").replace("\\", "\\\\").replace('"', '\\"') + '"'
