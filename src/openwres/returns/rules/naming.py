"""How sentences of rules name a figure and a tally: by the standard's own words, and never by a code alone."""

from __future__ import annotations

from openwres.display.reasons import in_sentence
from openwres.returns.keys import ALL, FigureKey, TallyKey
from openwres.standards.model import Edition

_STATISTICS = {
    "percentage": "percentage",
    "relative_likelihood": "relative likelihood",
    "gap": "gap",
    "difference": "difference",
    "self_report_rate": "self-report rate",
}


def figure_in_words(edition: Edition, key: FigureKey) -> str:
    """`Indicator 5, percentage of BME staff`, `Indicator 2, relative likelihood`."""
    group = "" if ":" in key.group or key.group in ("", ALL) else f", {in_sentence(edition, key.group)}"
    return f"Indicator {key.indicator}, {_STATISTICS[key.statistic]}{_category(edition, key.breakdown, key.category)}{group}"


def tally_in_words(edition: Edition, key: TallyKey) -> str:
    """`Staff in the workforce, Clinical, Band 5, white`."""
    item = edition.items[key.item].title
    group = "all" if key.group == ALL else in_sentence(edition, key.group)
    return f"{item[0].upper()}{item[1:]}{_category(edition, key.breakdown, key.category)}, {group}"


def _category(edition: Edition, breakdown: str, category: str) -> str:
    if not category:
        return ""
    known = edition.breakdowns.get(breakdown)
    return f", {known.categories[category].title}" if known and category in known.categories else f", {category}"
