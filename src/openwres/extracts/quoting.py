"""Text as SQL literals and names, in the one way that every statement uses.

Parameters would do the same, but the engine loads numpy (and pandas, where it is installed) to pass the first one on,
which costs more than all the counting of a small trust.
"""

from __future__ import annotations

from collections.abc import Iterable


def literal(text: str) -> str:
    """A string literal that means exactly this text; doubling the quote is the only escape that the engine knows."""
    return "'" + text.replace("'", "''") + "'"


def literals(texts: Iterable[str]) -> str:
    """String literals with commas between them."""
    return ", ".join(map(literal, texts))


def name(text: str) -> str:
    """A quoted name of a column."""
    return '"' + text.replace('"', '""') + '"'
