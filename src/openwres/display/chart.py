"""What a chart is: a drawing with the words and the table that stand beside it. How charts are drawn is said in `charts`.

A drawing is SVG text, complete in itself. Its colours and patterns can be told apart in black and white.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import polars as pl


@dataclass(frozen=True)
class Chart:
    """A drawing of so many points (1/72 inch), with its text alternative and its table.

    `description` says in one or two sentences what a reader sees in the drawing, numbers included: it is the alternative
    text in every format. `table` holds the numbers that are drawn, in the order in which they are drawn; its column names
    are words for readers.
    """

    svg: str
    width: float
    height: float
    description: str
    table: pl.DataFrame
