"""A version of a return as plain data: tallies, what they were pre-filled with, what was typed, why checks were overridden.

How a version is written and read is in `workbook` and its neighbours, how it is checked in `checks`.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

import polars as pl

from openwres.contracts.tables import TALLY_KEY, TALLY_SCHEMA

TYPED_SCHEMA: dict[str, type[pl.DataType]] = {
    "year": pl.Int32,
    "indicator": pl.String,
    "statistic": pl.String,
    "breakdown": pl.String,
    "category": pl.String,
    "classification": pl.String,
    "group": pl.String,
    "basis": pl.String,
    "cell": pl.String,
    "sheet": pl.String,
    "place": pl.String,
}
"""A figure that somebody typed, under the key of the figure it claims to be: the text of its cell and where it stands.

It is checked against the counts and never kept as a figure.
"""

PLACES_SCHEMA: dict[str, type[pl.DataType]] = {
    **{name: TALLY_SCHEMA[name] for name in TALLY_KEY},
    "cell": pl.String,
    "sheet": pl.String,
    "place": pl.String,
}
"""Where each tally of a return was read: the text of its cell, its sheet and its place there, such as `D12`."""


@dataclass(frozen=True)
class Explanation:
    """Why a problem to confirm may stand: the problem's id and the key that it names, who says so, when (a date as text)."""

    problem: str
    about: str
    reason: str
    person: str
    date: str


@dataclass(frozen=True)
class ReturnVersion:
    """One version of a return. It never changes; a correction is another version with the next number.

    `tallies` are what the organisation gives, `prefilled` what it was given to begin with, both in the schema of tallies;
    `typed` and `places` as above; `details` are the words of the report template (lead, contact, sign-off, addresses).
    """

    standard: str
    year: int
    organisation: str
    tallies: pl.DataFrame
    id: str = ""
    number: int = 1
    prefilled: pl.DataFrame = field(default_factory=lambda: pl.DataFrame(schema=TALLY_SCHEMA))
    typed: pl.DataFrame = field(default_factory=lambda: pl.DataFrame(schema=TYPED_SCHEMA))
    places: pl.DataFrame = field(default_factory=lambda: pl.DataFrame(schema=PLACES_SCHEMA))
    explanations: tuple[Explanation, ...] = ()
    details: Mapping[str, str] = field(default_factory=dict)

    @cached_property
    def digest(self) -> str:
        """SHA-256 of what a signature is for: tallies, typed figures, explanations, details; the same in any order."""
        parts = [self.standard, str(self.year), self.organisation, *_lines(self.tallies), *_lines(self.typed)]
        parts += sorted(repr(explanation) for explanation in self.explanations)
        parts += [f"{name}={words}" for name, words in sorted(self.details.items())]
        return hashlib.sha256("\x1f".join(parts).encode()).hexdigest()


def _lines(table: pl.DataFrame) -> list[str]:
    return sorted(table.write_csv(include_header=False).splitlines())
