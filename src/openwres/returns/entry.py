"""The sheet for a person who keys a return into the national form: its numbers in order, with sums to check them by.

It holds unprotected counts and is a page to print, not to publish.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import escape
from itertools import groupby

import polars as pl

from openwres.returns.filling import fill
from openwres.returns.formulas import Result
from openwres.returns.keys import ALL
from openwres.returns.layout import Cell, Column, Layout, Row

LETTERS = "ABCDEFGHJKLMNPQRTUVWXYZ"  # 23, a prime: a digit that is wrong or two that changed places change the letter
_STYLE = (
    "body{font:15px/1.4 Arial,sans-serif;max-width:60rem;margin:1rem auto;padding:0 1rem;color:#212b32}"
    "table{border-collapse:collapse;width:100%;margin:0 0 1rem}caption{text-align:left;font-weight:bold;padding:.3rem 0}"
    "th,td{border:1px solid #768692;padding:.2rem .4rem;text-align:left;vertical-align:top}"
    "td.n,th.n{text-align:right}tfoot td{font-weight:bold}"
    "@media print{table{break-inside:avoid}}"
)


@dataclass(frozen=True)
class Block:
    """One indicator: the rows to key with what stands under each group, the sum of their numbers, and its letter."""

    indicator: str
    rows: tuple[tuple[Row, tuple[Result | None, ...]], ...]
    total: str
    letter: str


def blocks_of(layout: Layout, tallies: pl.DataFrame) -> list[Block]:
    """The blocks of the form that have anything to key, for the year of the layout."""
    filled, year = fill(layout, tallies), layout.edition.year
    blocks = []
    for name, rows in groupby(layout.rows, key=lambda row: row.indicator):
        shown = [
            (
                row,
                tuple(
                    filled.content(Cell(row.key, Column(year, g))) if row.keeps(g) else None for g in _groups(layout)
                ),
            )
            for row in rows
            if row.holds
        ]
        numbers = [content for _, contents in shown for content in contents]
        blocks.append(Block(name, tuple(shown), f"{_sum(numbers):,.10g}", letter_of(numbers)))
    return [block for block in blocks if block.rows]


def _groups(layout: Layout) -> tuple[str, ...]:
    return (*layout.groups, ALL)


def _sum(contents: Sequence[Result | None]) -> float:
    return sum(content for content in contents if isinstance(content, int | float))


def letter_of(contents: Sequence[Result | None]) -> str:
    """The check letter of numbers in order: each in thousandths, times 1 to 22 by its place, added up, in 23 letters."""
    numbers = [(place % 22 + 1, content) for place, content in enumerate(contents) if isinstance(content, int | float)]
    weighted = sum(weight * round(1000 * content) for weight, content in numbers)
    return LETTERS[weighted % len(LETTERS)]


def entry_html(layout: Layout, organisation: str, tallies: pl.DataFrame) -> str:
    """The sheet as a page of its own, block by block."""
    blocks = blocks_of(layout, tallies)
    title = escape(f"{layout.edition.label} return of {organisation}: entry sheet")
    everything = [content for block in blocks for _, contents in block.rows for content in contents]
    parts = [
        f'<!doctype html><html lang="en-GB"><head><meta charset="utf-8"><title>{title}</title><style>{_STYLE}</style></head><body>',
        f"<main><h1>{title}</h1><p>Not for publication. Key the numbers block by block, add up what the form "
        "shows, and compare the sum.</p>",
        *(_table(layout, block) for block in blocks),
        f"<p><strong>Everything: {_sum(everything):,.10g}, check letter {letter_of(everything)}.</strong></p></main></body></html>",
    ]
    return "\n".join(parts) + "\n"


def _table(layout: Layout, block: Block) -> str:
    title = layout.edition.indicator(block.indicator).title
    heads = "".join(f'<th scope="col" class="n">{escape(head)}</th>' for head in _heads(layout))
    rows = "\n".join(_row(row, contents) for row, contents in block.rows)
    width = len(_groups(layout)) + 1
    return (
        f"<table><caption>Indicator {escape(block.indicator)}. {escape(title)}</caption>"
        f'<thead><tr><th scope="col">Data item</th>{heads}</tr></thead><tbody>\n{rows}\n</tbody>'
        f'<tfoot><tr><td colspan="{width}">Sum of the block: {block.total}, check letter {block.letter}</td></tr></tfoot></table>'
    )


def _heads(layout: Layout) -> Iterator[str]:
    for group in layout.groups:
        yield layout.edition.group_label(layout.edition.main, group)
    yield "Total, where it is keyed"


def _row(row: Row, contents: Sequence[Result | None]) -> str:
    section = f"{row.section}: " if row.section and row.section not in row.label else ""
    cells = "".join(f'<td class="n">{escape(_told(content))}</td>' for content in contents)
    return f'<tr><th scope="row">{escape(section + row.label)}, {escape(row.measure)}</th>{cells}</tr>'


def _told(content: Result | None) -> str:
    if content is None:
        return ""
    return content if isinstance(content, str) else f"{content:,.10g}"
