"""What the text of one cell of a return says: a number, a state in words, nothing, or something that cannot be.

Cells are read as people fill them in: `1,234`, `<5`, `n/a`, `not collected`. Which row a cell is of decides what may stand.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from openwres.contracts.tables import State
from openwres.returns.formulas import REASONS

COUNT, VALUE, BASE, ANSWER = "count", "value", "base", "answer"
"""What a cell of a return holds: a count, a percentage or score, the answers behind one, yes or no."""

_NOTHING = frozenset(("", *REASONS))
_MISSING = frozenset(
    ("-", "--", "n/a", "na", "n.a.", "not applicable", "not known", "unknown", "none", "null", "tbc", "x")
)
_STATES = {"suppressed": State.SUPPRESSED, "missing": State.MISSING, "not collected": State.NOT_COLLECTED}
_HIDDEN = re.compile(r"<\s?=?\s?\d+|\*+|\[c\]")
_ERROR = re.compile(r"#(DIV/0!|N/A|NAME\?|NULL!|NUM!|REF!|VALUE!|SPILL!|CALC!|GETTING_DATA)", re.IGNORECASE)
_NUMBER = re.compile(r"[-+]?(\d{1,3}(,\d{3})+|\d+)?(\.\d+)?(e[-+]?\d+)?", re.IGNORECASE)
_DATE = re.compile(r"\d{4}-\d\d-\d\d([ T].*)?|\d{1,2}[/.]\d{1,2}[/.]\d{2,4}|\d+:\d\d(:\d\d)?")
_DASHES = str.maketrans("−–—‒\u00a0", "---- ")
_CODED = re.compile(r"[\d\s.,:/%<>=+#*-]{1,20}")


class Wanted(NamedTuple):
    """What a cell should hold: which part of a tally, whether it is a percentage, and the most that it can be."""

    holds: str
    percent: bool = False
    most: float | None = None


@dataclass(frozen=True)
class Said:
    """What a cell says. `problem` is the id of what is wrong with it, `note` of what was read and is worth telling."""

    number: float | None = None
    state: State | None = None
    reason: str = ""
    problem: str = ""
    note: str = ""

    @property
    def nothing(self) -> bool:
        return self == Said()


@lru_cache(maxsize=1 << 14)
def say(text: str, wanted: Wanted) -> Said:
    """What a cell says that should hold what is wanted."""
    plain = " ".join(text.translate(_DASHES).split())
    lower = plain.lower()
    if lower in _NOTHING:
        return Said()
    if lower in _MISSING:
        return Said(state=State.MISSING, reason="blank", note="cell-missing")
    word, _, reason = plain.partition(": ")
    if word.lower() in _STATES:
        return Said(state=_STATES[word.lower()], reason=reason)
    if _HIDDEN.fullmatch(lower):
        return Said(state=State.SUPPRESSED, reason="hidden_in_source", note="cell-hidden")
    if wanted.holds == ANSWER:
        return _answer(word.lower(), reason)
    return _number(plain, wanted)


def _answer(word: str, reason: str) -> Said:
    if word in ("yes", "no", "true", "false", "1", "0"):
        return Said(number=1.0 if word in ("yes", "true", "1") else 0.0, reason=reason)
    return Said(problem="cell-not-an-answer")


def _number(plain: str, wanted: Wanted) -> Said:
    if _ERROR.fullmatch(plain):
        return Said(problem="cell-error")
    if _DATE.fullmatch(plain):
        return Said(problem="cell-date")
    percent = plain.endswith("%") and wanted.percent
    digits = plain.removesuffix("%").strip() if percent else plain
    if not any(sign.isdigit() for sign in digits) or not _NUMBER.fullmatch(digits):
        return Said(problem="cell-not-a-number")
    number = float(digits.replace(",", ""))
    if not math.isfinite(number):
        return Said(problem="cell-not-a-number")
    return _bounded(number, wanted, "cell-as-text" if percent or "," in digits or digits.startswith("+") else "")


def _bounded(number: float, wanted: Wanted, note: str) -> Said:
    if number < 0:
        return Said(problem="cell-negative")
    if wanted.holds in (COUNT, BASE) and (number != int(number) or number >= 2**53):
        return Said(problem="cell-not-whole")
    if wanted.most is not None and number > wanted.most:
        return Said(problem="cell-too-large")
    return Said(number=number, note=note)


def quoted(text: str) -> str:
    """The text in quotation marks where it is digits and signs; anything else could be somebody's words."""
    return f"`{text}`" if _CODED.fullmatch(text) else "The text"
