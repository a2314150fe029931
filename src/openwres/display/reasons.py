"""States and reasons of figures in plain words, and labels of groups as sentences hold them.

The codes of reasons are made where figures are calculated.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from openwres.standards.model import SCORE, YES_NO, Edition, Item

_STATES = {
    "missing": "missing",
    "not_collected": "not collected",
    "suppressed": "suppressed",
    "not_calculable": "cannot be calculated",
}
_TO_WHAT_END = {"suppressed": " to protect people"}
_PLAIN = {
    "column_absent": "the extract has no such column",
    "unmapped_grade": "the grade of some staff is in no row of the grid",
    "hidden_in_source": "the source had hidden a count",
    "not_in_the_crosstab": "it came as a table of counts that does not have it",
    "only_in_part_of_the_files": "only some of the files have it",
    "not_all_organisations_have_it": "not all organisations of the area have the count",
    "no_organisation_has_it": "no organisation has all the counts",
    "row_exceeds_whole": "a row has more people than the whole",
    "bounds_only": "only the least and the greatest value are known",
    "disclosive": "it could tell something of single people",
    "merged": "it is shown together with other rows",
    "too_few": "too few events or people for a ratio",
    "": "no reason given",
}
_NOT_FOR_PROTECTION = ("too_few",)
_SHORTHAND = {"suppressed": "[c]", "missing": "[x]", "not_collected": "[x]", "not_calculable": "[z]"}
_UNDER = re.compile(r"<\s*(\d+)")
_TIERS = ("lower", "middle", "upper")


def state_in_words(state: str) -> str:
    """A state without its reason, such as `not collected`."""
    return _STATES.get(state, state.replace("_", " "))


def why(edition: Edition, state: str, reason: str) -> str:
    """Why there is no value, such as `cannot be calculated: there are no BME applicants shortlisted`."""
    end = "" if reason in _NOT_FOR_PROTECTION else _TO_WHAT_END.get(state, "")
    return f"{state_in_words(state)}{end}: {_reason(edition, state, reason)}"


def shorthand(state: str) -> str:
    """What official statistics print in a cell without a value: [c] confidential, [x] not available, [z] not applicable."""
    return _SHORTHAND.get(state, "")


def in_sentence(edition: Edition, group: str) -> str:
    """The label of a group of the main classification as the standard's own titles write it: white, BME."""
    label = edition.group_label(edition.main, group)
    small = re.compile(rf"(?<![\w-]){re.escape(label.lower())}(?![\w-])")
    return label.lower() if any(small.search(indicator.title) for indicator in edition.indicators) else label


def _reason(edition: Edition, state: str, reason: str) -> str:
    small = _UNDER.fullmatch(reason)
    if small:
        return f"a count is under {small[1]}"
    known = _PLAIN.get(reason) or next(_nobody(edition, state, reason), "")
    return known or reason.replace("_", " ")


def _absent(item: Item, state: str) -> str:
    """That there is none of an item, before its title."""
    if item.unit == YES_NO:
        return "nobody said whether there is"
    if item.unit == SCORE:
        return "there is no"
    return "there is no count of" if state == "missing" else "there are no"


def _nobody(edition: Edition, state: str, reason: str) -> Iterator[str]:
    """Words for reasons of the form `no_ITEM`, `no_GROUP_ITEM` and `no_GROUP_ITEM_TIER`, and for any other `no_...`."""
    groups = {group.replace("-", "_"): group for group in edition.classifications[edition.main].groups}
    for item in edition.items.values():
        code = item.code.replace("-", "_")
        if reason == f"no_{code}":
            yield f"{_absent(item, state)} {item.title}"
        for spelled, group in groups.items():
            found = re.fullmatch(f"no_{spelled}_{code}(?:_({'|'.join(_TIERS)}))?", reason)
            if found:
                tier = f" in the {found[1]} tier" if found[1] else ""
                yield f"there are no {in_sentence(edition, group)} {item.title}{tier}"
    if reason.startswith("no_"):
        yield f"there is {reason.replace('_', ' ')}"
