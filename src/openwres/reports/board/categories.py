"""The categories of a breakdown as a report shows them: in order, those into which a release merged some among them."""

from __future__ import annotations

from collections.abc import Set

from openwres.display.language import Language, marked
from openwres.standards.model import Breakdown


def in_order(breakdown: Breakdown, there: Set[str]) -> tuple[str, ...]:
    """The categories of a breakdown, and each of `there` that merges some of them after the first of these."""
    order = {code: place for place, code in enumerate(breakdown.categories)}
    place = order | {code: order.get(_ends(code)[0], len(order)) for code in there if code not in order}
    return tuple(sorted(place, key=lambda code: (place[code], code not in order, code)))


def title_of(breakdown: Breakdown, code: str, language: Language) -> str:
    """What a category is called; one that merges others by the first and the last of them."""
    if code in breakdown.categories:
        return language.say(breakdown.categories[code].title)
    first, last = (breakdown.categories.get(end) for end in _ends(code))
    if first is None or last is None:
        return code.replace("-", " ")
    one, other = language.say(first.title), language.say(last.title)
    block = one.partition(", ")[0]
    return language.say(marked("{first} to {last}"), first=one, last=other.removeprefix(f"{block}, "))


def _ends(code: str) -> tuple[str, str]:
    """The first and the last of the categories that were merged into one: `clinical-8c-to-vsm`; else the category itself."""
    first, _, last = code.partition("-to-")
    return first, f"{first.rpartition('-')[0]}-{last}"
