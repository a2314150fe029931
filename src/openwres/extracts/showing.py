"""Decides which value of a coded column may be told: one that many rows have, or that is made of known words.

A cell may hold a person's name where a code should stand. What might be one is not repeated in problems and drafts;
its row is, and the user can look there.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cached_property

from openwres.extracts.kinds import kinds
from openwres.standards.model import Edition

ENOUGH_ROWS = 5
_DIGITS = 4  # more of them may be a date of birth or a number that stands for somebody
_LONGEST = 60
_WORD = re.compile(r"[^\W_]+")
# Words of pay and posts that no list of ours happens to hold.
_PLAIN = frozenset(
    [
        "a",
        "ad",
        "and",
        "any",
        "as",
        "at",
        "by",
        "code",
        "contract",
        "default",
        "department",
        "for",
        "from",
        "grade",
        "hoc",
        "hourly",
        "in",
        "job",
        "level",
        "loc",
        "local",
        "n",
        "null",
        "of",
        "on",
        "or",
        "other",
        "pay",
        "payscale",
        "per",
        "point",
        "post",
        "rate",
        "role",
        "salary",
        "scale",
        "spine",
        "spot",
        "spr",
        "staff",
        "step",
        "team",
        "temp",
        "test",
        "the",
        "to",
        "trust",
        "type",
        "unit",
        "unknown",
        "value",
        "ward",
        "with",
        "year",
    ]
)


class Showing:
    """What may be shown of values that an edition's lists do not know."""

    def __init__(self, edition: Edition) -> None:
        self.edition = edition

    def shown(self, text: str, rows: int) -> bool:
        """Whether a value may be told: enough rows have it, or each of its words is a known one or short with a digit.

        A letter beside words and no digit may be an initial: `J White` is not told.
        """
        words = _WORD.findall(text)
        digits = sum(map(str.isdigit, text))
        initial = not digits and len(words) > 1 and any(len(word) == 1 for word in words)
        return rows >= ENOUGH_ROWS or (digits <= _DIGITS and not initial and all(map(self._harmless, words)))

    def quoted(self, text: str, rows: int) -> str:
        """The value in quotes, or words in its place."""
        return (
            f"`{text[:_LONGEST]}`" if self.shown(text, rows) else "A value (not shown here, because few rows have it)"
        )

    def _harmless(self, word: str) -> bool:
        coded = len(word) <= _DIGITS and any(map(str.isdigit, word))
        return len(word) == 1 or coded or word.lower() in self._known

    @cached_property
    def _known(self) -> frozenset[str]:
        return _PLAIN | {word.lower() for text in self._texts() for word in _WORD.findall(text)}

    def _texts(self) -> Iterator[str]:
        """Every label, alias and code of the edition's lists and of the kinds of extract."""
        for code_list in self.edition.code_lists.values():
            for code in code_list.codes.values():
                yield from (code.code, code.label, *code.aliases)
        scale = self.edition.grade_scale
        if scale:
            for band in scale.bands.values():
                yield from (band.code, band.label, *band.aliases)
            yield from (*scale.staff_groups, *scale.filler, *scale.medical_words, *scale.rows)
        for kind in kinds().values():
            yield from _pairs(kind.answers)
            for column in kind.columns.values():
                yield from (column.name, *column.aliases)
                yield from _pairs(column.values)


def _pairs(values: dict[str, tuple[str, ...]] | Iterable[str]) -> Iterator[str]:
    if isinstance(values, dict):
        for code, labels in values.items():
            yield from (code, *labels)
