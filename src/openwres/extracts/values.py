"""Reads one cell as a date or a number, in any of the forms that source systems write, or not at all.

What a coded value means is said in code lists; which rows hold what could not be read is told in `coding`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta

_NAMES = "january february march april may june july august september october november december"
_MONTHS = {short: n for n, name in enumerate(_NAMES.split(" "), 1) for short in (name, name[:3])} | {"sept": 9}
_TIME = r"(?:[T ]\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?Z?(?: ?[AaPp][Mm])?)?"
_ISO = re.compile(rf"(\d{{4}})[-/](\d{{1,2}})[-/](\d{{1,2}}){_TIME}")
_DAY_FIRST = re.compile(rf"(\d{{1,2}})[/.-](\d{{1,2}})[/.-](\d{{4}}|\d{{2}}){_TIME}")
_NAMED = re.compile(rf"(\d{{1,2}})[- ]([A-Za-z]{{3,9}})[- ,]+(\d{{4}}|\d{{2}}){_TIME}")
_COMPACT = re.compile(r"(19|20)(\d{2})(\d{2})(\d{2})")
_SERIAL = re.compile(r"(\d{5})(?:\.\d+)?")
_FIRST_SERIAL, _LAST_SERIAL = 14_000, 60_000  # 1938 to 2064
_EPOCH = date(1899, 12, 30)
_END_OF_TIME = 4000  # ESR writes 31-DEC-4712 where a post has no end
_YEARS = range(1900, 2200)

_MOST_DIGITS = 15  # more is no number of anything that is counted here
_WHOLE = r"(?:\d{1,3}(?:[, ]\d{3})+|\d+)"
_COUNT = re.compile(rf"{_WHOLE}(?:\.0+)?")
_NUMBER = re.compile(rf"[+-]?{_WHOLE}?(?:\.\d+)? ?%?")


@dataclass(frozen=True)
class ReadDate:
    """A date and the form it was written in; without a date `form` says why: `month-first`, `never`, or nothing."""

    day: date | None
    form: str


def read_date(text: str) -> ReadDate:
    """The date that a cell names; day before month, as Britain writes; a two-digit year is of 1970 to 2069."""
    text = text.strip()
    if match := _ISO.fullmatch(text):
        year, month, day = map(int, match.groups())
        return _dated(year, month, day, "2026-03-31")
    if match := _DAY_FIRST.fullmatch(text):
        day, month, year = map(int, match.groups())
        if month > 12 >= day:
            return ReadDate(None, "month-first")
        return _dated(_century(match.group(3)), month, day, "31/03/2026")
    if match := _NAMED.fullmatch(text):
        found = _MONTHS.get(match.group(2).lower(), 0)
        return _dated(_century(match.group(3)), found, int(match.group(1)), "31-Mar-2026")
    if match := _COMPACT.fullmatch(text):
        return _dated(int(match.group(1) + match.group(2)), int(match.group(3)), int(match.group(4)), "20260331")
    if (match := _SERIAL.fullmatch(text)) and _FIRST_SERIAL <= int(match.group(1)) <= _LAST_SERIAL:
        return ReadDate(_EPOCH + timedelta(days=int(match.group(1))), "46112 (a serial number of Excel)")
    return ReadDate(None, "")


def _century(year: str) -> int:
    number = int(year)
    return number if len(year) == 4 else number + (2000 if number < 70 else 1900)


def _dated(year: int, month: int, day: int, form: str) -> ReadDate:
    if year >= _END_OF_TIME:
        return ReadDate(None, "never")
    try:
        return ReadDate(date(year, month, day) if year in _YEARS else None, form if year in _YEARS else "")
    except ValueError:
        return ReadDate(None, "")


def read_number(text: str) -> float | None:
    """A number with commas or spaces between thousands only, or nothing: `8,5` is not 85."""
    text = text.strip()
    plain = re.sub(r"[,% ]", "", text)
    return (
        float(plain) if len(plain) <= 2 * _MOST_DIGITS and _NUMBER.fullmatch(text) and re.search(r"\d", plain) else None
    )


def read_count(text: str) -> int | None:
    """A whole number from 0 up, or nothing."""
    plain = re.sub(r"[, ]", "", text.strip()).partition(".")[0]
    return int(plain) if len(plain) <= _MOST_DIGITS and _COUNT.fullmatch(text.strip()) else None
