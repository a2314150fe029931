"""The sentence of an organisation among its peers: first whether there is a disparity, then whether peers have the like.

What is said is found in `peers`; how numbers are written is in `display.numbers`.
"""

from __future__ import annotations

from typing import Any

from openwres.display import numbers
from openwres.display.reasons import in_sentence, why
from openwres.findings.history import History
from openwres.findings.naming import area_named
from openwres.standards.model import Edition

LISTED = 0.05
"""What is listed has a q of at most this: so many of a list may be false."""

Row = dict[str, Any]


def peer_sentence(row: Row, history: History) -> str:
    """One or two sentences about a row of `peers` that has a verdict."""
    edition = history.editions[row["year"]]
    place = area_named(history, row["area_type"], row["area"])
    first = f"{place}, indicator {row['indicator']}, {row['year']}: {_disparity(row, edition)}."
    return f"{first} {_among(row)}."


def sides(row: Row, edition: Edition) -> str:
    """What is compared, such as `white over BME` and `BME minus white`."""
    over, under = row["group"].split(":")
    between = "over" if row["statistic"] == "relative_likelihood" else "minus"
    return f"{in_sentence(edition, over)} {between} {in_sentence(edition, under)}"


def shown(row: Row, value: float) -> str:
    """A ratio, or a gap with its sign and unit."""
    return numbers.ratio(value, (1,)) if row["statistic"] == "relative_likelihood" else numbers.points(value / 100)


def _range(row: Row, lower: float, upper: float | None) -> str:
    return numbers.interval(lower, upper, lambda limit: shown(row, limit))


def _disparity(row: Row, edition: Edition) -> str:
    what = "ratio" if row["statistic"] == "relative_likelihood" else "gap"
    of = f"the {what} {sides(row, edition)}"
    limits = _limits(row)
    if row["value"] is None:
        begin = f"{of} {why(edition, row['state'], row['reason'])}{f'; it is {limits}' if limits else ''}"
    else:
        begin = f"{of} is {shown(row, row['value'])}{f' ({_percent(row)} interval {limits})' if limits else ''}"
    groups = {"adverse_to_focus": edition.focus, "adverse_to_reference": edition.reference}
    if row["disparity"] in groups:
        return f"{begin}, a disparity adverse to {in_sentence(edition, groups[row['disparity']])} people"
    return f"{begin}, which does not show a disparity"


def _limits(row: Row) -> str:
    return "" if row["lower"] is None else _range(row, row["lower"], row["upper"])


def _percent(row: Row) -> str:
    return f"{100 * row['confidence']:g}%"


def _among(row: Row) -> str:
    if row["verdict"] == "too_few_peers":
        has = "organisation has" if row["organisations"] == 1 else "organisations have"
        return f"There are too few peers to compare it with: {row['organisations']} {has} counts ({row['peers']})"
    average = (
        f"the average of {row['organisations']} organisations ({row['peers']}) is {shown(row, row['peer_average'])}"
    )
    pooled = f"Drawn towards it, the value is {shown(row, row['pooled'])} ({_range(row, row['pooled_lower'], row['pooled_upper'])})"
    return (
        f"{_verdict(row)}: {average}, q of being unlike them {numbers.p_value(row['q_value'])}. {pooled}. {_rank(row)}"
    )


def _verdict(row: Row) -> str:
    if row["verdict"] == "like_peers" and row["average_q_value"] <= LISTED:
        return (
            f"It is {row['towards'].replace('_', ' ')} than the average of its peers beyond chance "
            f"(q {numbers.p_value(row['average_q_value'])}), but no further from it than peers usually are"
        )
    says = {
        "like_peers": "It is not told apart from its peers",
        "more_adverse_than_peers": "It is more adverse than among its peers",
        "less_adverse_than_peers": "It is less adverse than among its peers",
        "too_few_to_tell": "Its counts are too few to tell it apart from its peers",
    }
    return says[row["verdict"]]


def _rank(row: Row) -> str:
    first, last, of = int(row["rank_first"]), int(row["rank_last"]), row["organisations"]
    if (first, last) == (1, of):
        return f"Its place among them could be any, from the least to the most adverse of {of}"
    if first == last:
        return f"Its place from the least adverse up is {first} of {of}"
    return f"Its place from the least adverse up could be any from {first} to {last} of {of}"
