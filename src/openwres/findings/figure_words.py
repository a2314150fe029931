"""What is said about one figure of an organisation: its number, its interval, its direction, its counts.

Every word about a subject comes from the standard's definitions; no indicator is known here by its name.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from itertools import takewhile
from typing import Any

from openwres.display import numbers
from openwres.display.reasons import in_sentence
from openwres.standards.model import Basis, Edition, Indicator

Row = Mapping[str, Any]
Form = Callable[[float], str]

METHOD_NAMES = {"wilson": "Wilson", "miettinen-nurminen": "Miettinen-Nurminen score"}
_AFTER_NOUN = {"in", "on", "of", "at", "with", "who", "that"}
_NOISE = 1e-9
_WHOM = {"score": "respondents", "yes_no": ""}


def capital(sentence: str) -> str:
    """The sentence with a capital letter in front."""
    return sentence[:1].upper() + sentence[1:]


# Numbers. A number never reads as a mark that it is not on: 1.004 beside a mark of 1 is 1.004.


def percent(value: float) -> str:
    """A percentage: 20.3%."""
    return numbers.percentage(value / 100, apart_from=(0, 1))


def points(value: float) -> str:
    """A difference of percentages, signed: +6.8 pp."""
    if abs(value) < _NOISE:
        return numbers.points(0)
    size = numbers.points_in_words(value / 100).removesuffix(" percentage points")
    return f"{'+' if value > 0 else numbers.MINUS}{size} pp"


def score_difference(value: float) -> str:
    """A difference of scores, signed: +0.50."""
    return numbers.score_difference(0 if abs(value) < _NOISE else value)


def ratio_form(i: Indicator) -> Form:
    """How a ratio of this indicator is written."""
    marks = (0.0, 1.0, *(i.non_adverse or ()))
    return lambda value: numbers.ratio(value, apart_from=marks)


# The interval.


def has_interval(row: Row) -> bool:
    """Whether there are limits that say something: from 0 without end says nothing."""
    return row["lower"] is not None and not (row["lower"] == 0 and row["upper"] is None)


def limits(row: Row, form: Form) -> str:
    """The limits: 1.12 to 1.80; at least 1.45; empty where there are none."""
    if not has_interval(row):
        return ""
    return numbers.interval(row["lower"], row["upper"], form).replace(" pp to ", " to ")


def excludes(row: Row, neutral: float) -> bool | None:
    """Whether the printed interval leaves equality out; None without an interval."""
    if not has_interval(row):
        return None
    return bool(row["lower"] > neutral or (row["upper"] is not None and row["upper"] < neutral))


def no_interval(i: Indicator, row: Row) -> str:
    """Why a flow or an answer has a value and no interval."""
    if i.kind == "score":
        return "a mean score is given without its scatter"
    if row["denominator"] is None or row["reference_denominator"] is None:
        return "base not given"
    return "more events than people"


# The subject, in the words of the definition.


def members(edition: Edition, i: Indicator) -> str:
    """Whom an indicator is about, in the words that its items share: applicants, staff, respondents."""
    if i.kind in _WHOM:
        return _WHOM[i.kind]
    titles = [edition.items[item].title.split() for item in i.items]
    same = takewhile(lambda pair: pair[0] == pair[1], zip(titles[0], titles[-1], strict=False))
    shared = [word for word, _ in same] or titles[-1]
    ends = (at for at, word in enumerate(shared) if word in _AFTER_NOUN)
    return " ".join(shared[: next(ends, len(shared))])


def happening(edition: Edition, i: Indicator) -> str:
    """What happened to some of them, in the words of the item: appointed; the whole title where they are not named."""
    title = edition.items[i.event or i.population].title
    if not i.event:
        return title
    return title.removeprefix(f"{members(edition, i)} ")


def focus_members(edition: Edition, i: Indicator) -> str:
    """The people of the focus group: BME applicants."""
    return f"{in_sentence(edition, edition.focus)} {members(edition, i)}".strip()


def adverse_sentence(edition: Edition, i: Indicator) -> str:
    """Which way is adverse, and to whom."""
    if i.kind == "yes_no":
        return "The organisation's own answer."
    if i.over and not i.under:
        better = "Higher" if i.event_is == "welcome" else "Lower"
        return f"{better} is better. {capital(in_sentence(edition, i.over))} {members(edition, i)} alone."
    if not i.adverse:
        return "No direction is adverse by itself."
    return f"{capital(i.adverse)} is adverse to {focus_members(edition, i)}."


def reading(edition: Edition, i: Indicator, value: float | None) -> str:
    """A ratio as a sentence: White applicants were 1.42 times as likely as BME applicants to be among those appointed."""
    who, happened = members(edition, i), happening(edition, i)
    if value is None or not who or not happened:
        return ""
    over, under = (f"{in_sentence(edition, group)} {who}" for group in (i.over, i.under))
    if value == 0:
        return f"No {over} were among those {happened}."
    if value == 1:
        return f"{capital(over)} and {under} were equally likely to be among those {happened}."
    return f"{capital(over)} were {ratio_form(i)(value)} times as likely as {under} to be among those {happened}."


def at_reference_rate(edition: Edition, i: Indicator, excess: float) -> str:
    """What a gap is in people: At the White rate, 54 more BME applicants would be among those appointed."""
    adverse_event = (i.over == edition.focus) == (i.adverse_side == "above")
    more = int(numbers.rounded(-excess if adverse_event else excess, 0))
    who, happened = focus_members(edition, i), happening(edition, i)
    rate = f"At the {in_sentence(edition, edition.reference)} rate"
    if not more:
        return f"{rate}, as many {who} as now would be among those {happened}"
    return f"{rate}, {numbers.count(abs(more))} {'more' if more > 0 else 'fewer'} {who} would be among those {happened}"


def to_parity(edition: Edition, change: float) -> str:
    """How far a board is from the workforce's share: Nearest to the workforce's share: 2 more BME members."""
    focus = in_sentence(edition, edition.focus)
    share = "the workforce\u2019s share"
    if not change:
        return f"No other number of {focus} members would be nearer to {share}"
    if change < 0:
        return f"{numbers.quantity(-change, f'{focus} member', f'{focus} members')} beyond {share}"
    return f"Nearest to {share}: {numbers.quantity(change, f'more {focus} member', f'more {focus} members')}"


def basis_of(edition: Edition, i: Indicator, basis: str) -> Basis:
    """The basis of an indicator's event."""
    return edition.items[i.event].bases.get(basis, Basis()) if i.event else Basis()


def basis_label(edition: Edition, i: Indicator, basis: str) -> str:
    """What a label adds where a basis must be told from others: `two-year window`."""
    if len(i.bases) < 2 and basis_of(edition, i, basis).years < 2:
        return ""
    spans = {b.years for b in edition.items[i.event].bases.values()}
    return f"{basis} window" if len(spans) > 1 else basis


def span(years: int) -> str:
    """A number of years in words."""
    return {2: "two years", 3: "three years"}.get(years, f"{years} years")


# Flags: direction and certainty in one, the band by itself.


def flag(i: Indicator, row: Row, side: str, stock: bool) -> str:
    """On which side a figure lies and whether its interval leaves equality out; empty where neither can be said."""
    if i.adverse_limit is None:
        return ""
    beside = {"adverse": "Adverse side", "other": "Not the adverse side", "equal": "Equal"}.get(side, "")
    neutral, shown = f"{i.adverse_limit:g}", excludes(row, i.adverse_limit)
    if shown:
        return f"{beside}. Interval excludes {neutral}"
    if shown is False:
        return f"Interval includes {neutral}: these counts alone do not show a difference"
    return f"{beside}, no interval" + ("" if stock else f": {no_interval(i, row)}") if beside else ""


def band(i: Indicator, row: Row) -> str:
    """Where a ratio lies beside the screening band."""
    if row["in_band"] is None or not i.non_adverse:
        return ""
    low, high = (numbers.ratio(limit) for limit in i.non_adverse)
    return f"{'Inside' if row['in_band'] else 'Outside'} the {low} to {high} screening band"
