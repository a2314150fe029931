"""Texts in CSV files that a spreadsheet would run as a formula: written behind an apostrophe, and read back without it.

Numbers with a sign stay as they are. In workbooks the writer marks texts as texts.
"""

from __future__ import annotations

import re

import polars as pl

_STARTS = "=+\\-@\t\r"
_NUMBER = r"^[-+]?[\s\d.,]*%?$"
_RUNS = re.compile(f"^'*[{_STARTS}]")


def guarded(text: str) -> str:
    """The text with an apostrophe in front where it begins as a formula does, or as such a text that has one."""
    return f"'{text}" if _RUNS.match(text) and not re.match(_NUMBER, text) else text


def unguarded(text: str) -> str:
    """The text as it was before it was guarded."""
    return text[1:] if text[:1] == "'" and _RUNS.match(text) else text


def guarded_column(name: str) -> pl.Expr:
    """A column of texts, guarded."""
    runs = pl.col(name).str.contains(_RUNS.pattern) & ~pl.col(name).str.contains(_NUMBER)
    return pl.when(runs).then(pl.format("'{}", pl.col(name))).otherwise(pl.col(name)).alias(name)


def unguarded_column(name: str) -> pl.Expr:
    """A column of texts as it was before it was guarded."""
    return pl.col(name).str.replace(f"^'('*[{_STARTS}])", "${1}")
