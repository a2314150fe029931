"""States and reasons of figures in plain words, and labels of groups as sentences hold them.

The codes of reasons are made where figures are calculated.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from openwres.display.language import ENGLISH, Language, marked
from openwres.standards.model import SCORE, YES_NO, Edition, Item

_STATES = {
    "missing": marked("missing"),
    "not_collected": marked("not collected"),
    "suppressed": marked("suppressed"),
    "not_calculable": marked("cannot be calculated"),
}
_WHY = {
    "missing": marked("missing: {reason}"),
    "not_collected": marked("not collected: {reason}"),
    "suppressed": marked("suppressed to protect people: {reason}"),
    "not_calculable": marked("cannot be calculated: {reason}"),
}
_PLAIN = {
    "column_absent": marked("the extract has no such column"),
    "unmapped_grade": marked("the grade of some staff is in no row of the grid"),
    "hidden_in_source": marked("the source had hidden a count"),
    "not_in_the_crosstab": marked("it came as a table of counts that does not have it"),
    "only_in_part_of_the_files": marked("only some of the files have it"),
    "not_all_organisations_have_it": marked("not all organisations of the area have the count"),
    "no_organisation_has_it": marked("no organisation has all the counts"),
    "row_exceeds_whole": marked("a row has more people than the whole"),
    "bounds_only": marked("only the least and the greatest value are known"),
    "disclosive": marked("it could tell something of single people"),
    "merged": marked("it is shown together with other rows"),
    "too_few": marked("too few events or people for a ratio"),
    "": marked("no reason given"),
}
_NOT_FOR_PROTECTION = ("too_few",)
_SHORTHAND = {"suppressed": "[c]", "missing": "[x]", "not_collected": "[x]", "not_calculable": "[z]"}
_UNDER = re.compile(r"<\s*(\d+)")
_TIERS = {
    "lower": marked("there are no {group} {item} in the lower tier"),
    "middle": marked("there are no {group} {item} in the middle tier"),
    "upper": marked("there are no {group} {item} in the upper tier"),
}


def state_in_words(state: str, language: Language = ENGLISH) -> str:
    """A state without its reason, such as `not collected`."""
    return language.say(_STATES.get(state, state.replace("_", " ")))


def why(edition: Edition, state: str, reason: str, language: Language = ENGLISH) -> str:
    """Why there is no value, such as `cannot be calculated: there are no BME applicants shortlisted`."""
    if state == "suppressed" and not reason:
        return language.say(marked("suppressed to protect people"))
    text = marked("suppressed: {reason}") if reason in _NOT_FOR_PROTECTION else _WHY[state]
    return language.say(text, reason=_reason(edition, state, reason, language))


def shorthand(state: str) -> str:
    """What official statistics print in a cell without a value: [c] confidential, [x] not available, [z] not applicable."""
    return _SHORTHAND.get(state, "")


def in_sentence(edition: Edition, group: str) -> str:
    """The label of a group of the main classification as the standard's own titles write it: white, BME."""
    label = edition.group_label(edition.main, group)
    small = re.compile(rf"(?<![\w-]){re.escape(label.lower())}(?![\w-])")
    return label.lower() if any(small.search(indicator.title) for indicator in edition.indicators) else label


def _reason(edition: Edition, state: str, reason: str, language: Language) -> str:
    small = _UNDER.fullmatch(reason)
    if small:
        return language.say(marked("a count is under {number}"), number=small[1])
    if reason in _PLAIN:
        return language.say(_PLAIN[reason])
    return next(_nobody(edition, state, reason, language), "") or reason.replace("_", " ")


def _absent(item: Item, state: str) -> str:
    """That there is none of an item."""
    if item.unit == YES_NO:
        return marked("nobody said whether there is {item}")
    if item.unit == SCORE:
        return marked("there is no {item}")
    return marked("there is no count of {item}") if state == "missing" else marked("there are no {item}")


def _nobody(edition: Edition, state: str, reason: str, language: Language) -> Iterator[str]:
    """Words for reasons of the form `no_ITEM`, `no_GROUP_ITEM` and `no_GROUP_ITEM_TIER`, and for any other `no_...`."""
    groups = {group.replace("-", "_"): group for group in edition.classifications[edition.main].groups}
    for item in edition.items.values():
        code, title = item.code.replace("-", "_"), language.say(item.title)
        if reason == f"no_{code}":
            yield language.say(_absent(item, state), item=title)
        for spelled, group in groups.items():
            found = re.fullmatch(f"no_{spelled}_{code}(?:_({'|'.join(_TIERS)}))?", reason)
            if found:
                text = _TIERS[found[1]] if found[1] else marked("there are no {group} {item}")
                yield language.say(text, group=language.say(in_sentence(edition, group)), item=title)
    if reason.startswith("no_"):
        yield language.say(marked("there is {what}"), what=reason.replace("_", " "))
