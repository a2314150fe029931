"""What the text of a cell of a return says, in whatever file it stands: a number, a state in words, nothing, or what cannot be.

Cells are read as people fill them in: `1,234`, `<5`, `n/a`, `not collected`. Figures that somebody typed are read with the
words around them, `1.6 times`, and with their decimals. What a number means is not judged here.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

import polars as pl

from openwres.contracts.problems import Problem, Severity
from openwres.contracts.tables import State
from openwres.returns.formulas import REASONS

COUNT, VALUE, BASE, ANSWER = "count", "value", "base", "answer"
"""What a cell of a return holds: a count, a percentage or score, the answers behind one, yes or no."""

_NOTHING = frozenset(("", *REASONS))
_MISSING = frozenset(
    ("-", "--", ".", "..", "n/a", "na", "n.a.", "not applicable", "not known", "unknown", "none", "null", "tbc", "x")
)
_STATES = {"suppressed": State.SUPPRESSED, "missing": State.MISSING, "not collected": State.NOT_COLLECTED}
_ANSWERS = {"yes": 1.0, "true": 1.0, "1": 1.0, "no": 0.0, "false": 0.0, "0": 0.0}
_HIDDEN = re.compile(r"<\s?=?\s?\d+|\*+|\[c\]")
_ERROR = re.compile(r"#(DIV/0!|N/A|NAME\?|NULL!|NUM!|REF!|VALUE!|SPILL!|CALC!|GETTING_DATA)", re.IGNORECASE)
_NUMBER = re.compile(r"[-+]?(\d{1,3}(,\d{3})+|\d+)?(\.\d+)?(e[-+]?\d+)?", re.IGNORECASE)
_DATE = re.compile(r"\d{4}-\d\d-\d\d([ T].*)?|\d{1,2}[/.]\d{1,2}[/.]\d{2,4}|\d+:\d\d(:\d\d)?")
_FIRST = re.compile(r"[-+]?\s?(?:\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?|\.\d+)")
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
    plain = _plain(text)
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
        number = _ANSWERS.get(word.lower())
        return Said(problem="cell-not-an-answer") if number is None else Said(number=number, reason=reason)
    return _number(plain, wanted)


def _plain(text: str) -> str:
    return " ".join(text.translate(_DASHES).split())


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


class Typed(NamedTuple):
    """What a figure as typed says: its number with its decimals, a percent sign, that it is kept back, that there is none."""

    number: float | None
    decimals: int
    percent: bool
    hidden: bool
    blank: bool


@lru_cache(maxsize=1 << 14)
def typed(text: str) -> Typed:
    """What the text of a figure says, with words around its number or without."""
    plain = _plain(text).lower()
    hidden = bool(_HIDDEN.fullmatch(plain))
    blank = plain in _NOTHING or plain in _MISSING or bool(_ERROR.fullmatch(plain))
    found = None if hidden or blank or _DATE.fullmatch(plain) else _FIRST.search(plain)
    digits = re.sub(r"[,\s]", "", found[0]) if found else ""
    decimals = len(digits.partition(".")[2])
    percent = bool(re.search(r"%|per ?cent", plain))
    return Typed(float(digits) if digits else None, decimals, percent, hidden, blank)


def read_typed(table: pl.DataFrame, column: str = "cell") -> pl.DataFrame:
    """The table with `number`, `decimals`, `percent`, `hidden` and `blank` of the texts in a column; null is blank."""
    texts = table[column].unique().to_list()
    rows = [(text, *typed(text or "")) for text in texts]
    kinds = {
        "number": pl.Float64,
        "decimals": pl.Int32,
        "percent": pl.Boolean,
        "hidden": pl.Boolean,
        "blank": pl.Boolean,
    }
    read = pl.DataFrame(rows, schema={column: pl.String, **kinds}, orient="row")
    return table.join(read, on=column, how="left", nulls_equal=True, maintain_order="left")


def whole_number(column: str = "number") -> pl.Expr:
    """Whether the number that was read is whole and not negative, as a count is."""
    return (pl.col(column) >= 0) & (pl.col(column) == pl.col(column).floor())


class CellProblem(NamedTuple):
    """What can be said of a cell: `{}` stands for its text, where that may be quoted."""

    id: str
    severity: Severity
    sentence: str
    remedy: str


_BLOCK, _NOTE = Severity.BLOCK, Severity.NOTE
_TOLD = {told.id: told for told in (
    CellProblem("cell-error", _BLOCK, "{} is the error of a formula, not a number.",
                "Write the number, or leave the cell blank."),
    CellProblem("cell-date", _BLOCK, "{} is a date or a time, not a number.",
                "Write the number; a spreadsheet may have made a date of it."),
    CellProblem("cell-not-a-number", _BLOCK, "{} cannot be read as a number.",
                "Write digits only, or `suppressed`, `missing` or `not collected`."),
    CellProblem("cell-negative", _BLOCK, "{} is below zero.", "Write how many there are; none is 0."),
    CellProblem("cell-not-whole", _BLOCK, "{} is not a whole number.",
                "Write people, not full-time equivalents; of two years their total, not their mean."),
    CellProblem("cell-too-large", _BLOCK, "{} is more than can be.",
                "Write a percentage from 0 to 100, or a score within its range."),
    CellProblem("cell-not-an-answer", _BLOCK, "{} is neither yes nor no.", "Write yes or no."),
    CellProblem("cell-as-text", _NOTE, "{} is text and was read as a number.", "Nothing need be done."),
    CellProblem("cell-hidden", _NOTE,
                "{} hides a small number; it was read as suppressed, and what rests on it is not calculated.",
                "A return is not published: write the number where it is known."),
    CellProblem("cell-missing", _NOTE, "{} says that there is no number; it was read as missing, not as 0.",
                "Write 0 where there is none."),
)}  # fmt: skip


def told_of(said: Said) -> Iterator[CellProblem]:
    """What is to be told of a cell that says this."""
    yield from (_TOLD[problem_id] for problem_id in (said.problem, said.note) if problem_id)


def problem_at(told: CellProblem, text: str, file: str, sheet: str, row: int | None, column: str) -> Problem:
    """The problem of the cell in this place."""
    return Problem(told.id, told.severity, told.sentence.format(quoted(text)), told.remedy, file, sheet, row, column)


def quoted(text: str) -> str:
    """The text in quotation marks where it is digits and signs; anything else could be somebody's words."""
    return f"`{text}`" if _CODED.fullmatch(text) else "The text"
