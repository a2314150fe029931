"""Guesses hidden counts against published digests: whoever publishes a digest of a number has published the number.

Which digests there are is found by the caller.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping, Set
from typing import Any

import polars as pl

from openwres.contracts.tables import COUNT_KEY

_ALGORITHMS = {32: "md5", 40: "sha1", 64: "sha256", 96: "sha384", 128: "sha512"}
_MOST, _LEAST = 2000, 20
_JOINS = (",", "|", "/", ":", "\x1f")
Form = tuple[str, str]  # what stands before a number and what after it


def guessed(hidden: pl.DataFrame, digests: Set[str]) -> list[dict[str, Any]]:
    """The hidden counts of which a digest is published, by their keys; nothing with a key where the number stands alone.

    `hidden` is a table of keys with `upper`, up to which a count can be; each is tried alone, and with its key as a row of
    a table or a document would write it.
    """
    tried = _Tried(digests)
    alone: list[dict[str, Any]] = [{}] if tried.finds(_alone(), _MOST) else []
    return alone + [
        {name: row[name] for name in COUNT_KEY}
        for row in hidden.iter_rows(named=True)
        if tried.finds(_with_key(row), min(_MOST, max(_LEAST, round(row["upper"]))))
    ]


class _Tried:
    """Digests to find; the algorithms are those whose digests are as long."""

    def __init__(self, digests: Set[str]) -> None:
        self.digests = {bytes.fromhex(digest) for digest in digests}
        self.algorithms = [name for size, name in _ALGORITHMS.items() if size in {len(digest) for digest in digests}]

    def finds(self, forms: Iterator[Form], most: int) -> bool:
        """Whether a number from 0 to `most`, written in one of the forms, has one of the digests."""
        return any(self._finds(name, form, most) for form in forms for name in self.algorithms)

    def _finds(self, algorithm: str, form: Form, most: int) -> bool:
        start, end = hashlib.new(algorithm, form[0].encode()), form[1]
        for number in range(most + 1):
            digest = start.copy()
            digest.update(f"{number}{end}".encode())
            if digest.digest() in self.digests:
                return True
        return False


def _alone() -> Iterator[Form]:
    yield from (("", ""), ("", "\n"), ("", ".0"), ('"', '"'), ('{"count": ', "}"), ('{"count":', "}"), ("count=", ""))


def _with_key(row: Mapping[str, Any]) -> Iterator[Form]:
    """The key and the number as lines of text, with and without what is empty, and as JSON, wide and narrow."""
    key = {name: row[name] for name in COUNT_KEY}
    for words in ([str(word) for word in key.values()], [str(word) for word in key.values() if word != ""]):
        yield from ((join.join(words) + join, "") for join in _JOINS)
    for narrow in (None, (",", ":")):
        text, _, end = json.dumps(key | {"count": "#"}, separators=narrow).partition('"#"')
        yield text, end
