"""The displayed term of a group, such as `ethnic minority` for BME: an edition in which every text says it so.

Codes of groups, definitions' digests and figures stay as they are.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from openwres.contracts.exceptions import UsageError
from openwres.standards.codes import Classification
from openwres.standards.model import Edition, Indicator, Item

_LONGEST = 40
_TEXTS = ("title", "measure", "why_it_matters", "how_to_read", "caution", "broken")


def with_term(edition: Edition, term: str) -> Edition:
    """The edition with another term for the focus group, which must be one that can stand before a noun; UsageError for none."""
    term = " ".join(term.split())
    if not term or len(term) > _LONGEST or not term[0].isalpha():
        raise UsageError(f"`{term}` is no term for a group: give a word or two that can stand before `staff`.")
    old = edition.group_label(edition.main, edition.focus)
    said = re.compile(rf"(?<![\w-]){re.escape(old)}(?![\w-])")
    label = term[:1].upper() + term[1:]
    return replace(
        edition,
        classifications={name: _labelled(one, said, label) for name, one in edition.classifications.items()},
        items={code: _item(item, said, term) for code, item in edition.items.items()},
        indicators=tuple(_indicator(indicator, said, term) for indicator in edition.indicators),
    )


def _labelled(one: Classification, said: re.Pattern[str], label: str) -> Classification:
    """The labels of groups; those of a cross hold the term beside another label."""
    groups: Mapping[str, str] = {code: said.sub(label, text) for code, text in one.groups.items()}
    return replace(one, groups=groups)


def _item(item: Item, said: re.Pattern[str], term: str) -> Item:
    return replace(item, title=said.sub(term, item.title))


def _indicator(indicator: Indicator, said: re.Pattern[str], term: str) -> Indicator:
    texts: dict[str, Any] = {name: said.sub(term, getattr(indicator, name)) for name in _TEXTS}
    return replace(indicator, **texts)
