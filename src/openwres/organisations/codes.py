"""The forms of codes, slugs and dates in a register, and how a written one is brought into form.

Which codes exist, and what they mean, is a register's matter.
"""

from __future__ import annotations

import re
import unicodedata
from datetime import date

from openwres.contracts.codes import ORGANISATION_CODE

_OFFICIAL_AREA = re.compile(r"[A-Z0-9]{2,10}")
_SLUG = re.compile(r"[a-z0-9-]+")
_ISO_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_COMPACT_DATE = re.compile(r"[0-9]{8}")

# Kinds and nations are words, whatever their case: "WALES" must not become a code beside "wales".
_ALWAYS_WORDS = frozenset({"type", "nation"})


def organisation_code(text: str) -> str | None:
    """The organisation code in `text`, trimmed and in capitals; None where it has not the form of one."""
    trimmed = text.strip()
    # Only plain letters are put in capitals: some foreign letters become two.
    code = trimmed.upper() if trimmed.isascii() else ""
    return code if ORGANISATION_CODE.fullmatch(code) else None


def slug(text: str) -> str:
    """`text` in lower case with everything but letters and digits as single hyphens; may be empty."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode("ascii").lower()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")


def area_code(area_type: str, text: str) -> str:
    """The code of the area written as `text`: an official code as it stands, else a slug; may be empty."""
    text = text.strip()
    if area_type not in _ALWAYS_WORDS and _OFFICIAL_AREA.fullmatch(text):
        return text
    return slug(text)


def is_area_type(text: str) -> bool:
    """Whether `text` has the form of an area type: lower-case letters, digits, hyphens."""
    return _SLUG.fullmatch(text) is not None


def official_code(text: str) -> bool:
    """Whether `text` has the form of an official area code, such as Y56, QOP or Z9B2Z."""
    return _OFFICIAL_AREA.fullmatch(text) is not None


def iso_date(text: str) -> date | None:
    """The date written as 2026-03-31, or None for a blank; raises ValueError for anything else."""
    return _date(text, _ISO_DATE)


def compact_date(text: str) -> date | None:
    """The date written as 20260331, or None for a blank; raises ValueError for anything else."""
    return _date(text, _COMPACT_DATE)


def _date(text: str, form: re.Pattern[str]) -> date | None:
    text = text.strip()
    if not text:
        return None
    # `fromisoformat` alone would also take week dates, and either form for the other.
    if not form.fullmatch(text):
        raise ValueError(f"not a date in the form asked for: {text!r}")
    return date.fromisoformat(text)
