"""The sentences of one figure: which way and how large, how sure, and what it is in people; one rule for each kind."""

from __future__ import annotations

from openwres.contracts.tables import State
from openwres.display import numbers
from openwres.display.language import marked, plural
from openwres.display.reasons import why
from openwres.figures.beside import TRUE_GAP, TRUE_RATIO
from openwres.findings import figure_words as words
from openwres.findings.sentences.own import POOLED, Own
from openwres.findings.sentences.subject import ALL, Row, Subject, chance, of
from openwres.findings.standing import side_of

_SAME = 1e-9


def no_value(s: Subject, row: Row | None) -> str:
    """That there is no value, and why; with the limits where the counts still have some."""
    say = s.language.say
    if row is None:
        return say(marked("These figures hold no value of this indicator."))
    reason = why(s.edition, row["state"], row["reason"], s.language)
    if words.has_interval(row):
        limits = s.limits(row["lower"], row["upper"])
        return say(marked("There is no value ({reason}), but it is {limits}."), reason=reason, limits=limits)
    return say(marked("There is no value: {reason}."), reason=reason)


def size(s: Subject, own: Own, row: Row | None) -> str:
    """Which way and how large."""
    if row is None or row["state"] != State.VALUE:
        return no_value(s, row)
    kind = s.indicator.kind
    if s.is_ratio:
        return _ratio(s, row["value"]) if kind == "relative_likelihood" else _disparity(s, row)
    if kind == "composition":
        return _share(s, row)
    if kind == "representation_gap":
        return _board(s, row)
    if kind == "yes_no":
        return s.language.say(marked("{what}: {answer}."), what=s.what, answer=s.value(row["value"]))
    if s.statistic == "percentage":
        return _alone(s, row)
    return _scores(s, row) if kind == "score" else _answers(s, own, row)


def years_together(s: Subject, own: Own, row: Row | None) -> str:
    """The value of some years together, where that of one year is not shown; with its interval."""
    found = None if row is None or row["state"] != State.SUPPRESSED else own.pooled(s.indicator.name, s.statistic)
    if found is None or found["value"] is None:
        return ""
    years = found["variant"].removeprefix(POOLED)
    parts = {"years": years, "value": s.value(found["value"]), "level": s.level(found)}
    if not words.has_interval(found):
        return s.language.say(marked("Over {years} years together it is {value}."), years=years, value=parts["value"])
    limits = s.limits(found["lower"], found["upper"])
    if words.excludes(found, s.indicator.adverse_limit or 0.0):
        text = marked(
            "Over {years} years together it is {value}; the {level} interval ({limits}) leaves out {neutral}."
        )
    else:
        text = marked("Over {years} years together it is {value}; the {level} interval ({limits}) includes {neutral}.")
    return s.language.say(text, limits=limits, neutral=s.neutral, **parts)


def _ratio(s: Subject, value: float) -> str:
    say, i = s.language.say, s.indicator
    over, under = s.people(i.over), s.people(i.under)
    if value == 0:
        text = marked("No {over} were among those {happened}, while some {under} were: the ratio is 0.")
        return say(text, over=over, under=under, happened=s.happening)
    if abs(value - 1) < _SAME:
        text = marked("{over} and {under} were equally likely to be among those {happened}.")
        return words.capital(say(text, over=over, under=under, happened=s.happening))
    text = marked(
        "{over} were {times} times as likely as {under} to be among those {happened}: {higher} had the higher rate."
    )
    higher = over if value > 1 else under
    return words.capital(say(text, over=over, under=under, happened=s.happening, times=s.value(value), higher=higher))


def _disparity(s: Subject, row: Row) -> str:
    text = marked("The ratio of the balance of groups in the lower tier to that in the upper tier is {value}.")
    return s.language.say(text, value=s.value(row["value"]))


def _share(s: Subject, row: Row) -> str:
    text = marked("{part} {members} are {group}.")
    return s.language.say(
        text,
        part=of(s.language, row["numerator"], row["denominator"]),
        members=s.members,
        group=s.label(s.edition.focus),
    )


def _board(s: Subject, row: Row) -> str:
    say, difference = s.language.say, row["value"]
    board = of(s.language, row["numerator"], row["denominator"])
    share = numbers.percentage(row["reference_numerator"] / row["reference_denominator"], apart_from=(0, 1))
    parts = {"board": board, "group": s.label(s.edition.focus), "share": share, "size": s.size(difference)}
    if abs(difference) < _SAME:
        return say(marked("{board} board members are {group}, the same share as in the workforce ({share})."), **parts)
    if difference < 0:
        return say(
            marked("{board} board members are {group}, {size} below the share in the workforce ({share})."), **parts
        )
    return say(marked("{board} board members are {group}, {size} above the share in the workforce ({share})."), **parts)


def _alone(s: Subject, row: Row) -> str:
    text = marked("{share} of {people} were among those {happened}.")
    return s.language.say(text, share=s.value(row["value"]), people=s.people(s.indicator.over), happened=s.happening)


def _answers(s: Subject, own: Own, row: Row) -> str:
    """Both percentages where they are known, and the gap in points."""
    say, i = s.language.say, s.indicator
    sides = [own.get(i.name, "percentage", group, row["basis"]) for group in (i.over, i.under)]
    first, second = (words.percent(side["value"]) if side and side["value"] is not None else "" for side in sides)
    parts = {
        "over": s.people(i.over),
        "under": s.people(i.under),
        "size": s.size(row["value"]),
        "happened": s.happening,
    }
    if abs(row["value"]) < _SAME:
        return words.capital(say(marked("{over} and {under} were equally often among those {happened}."), **parts))
    if not (first and second):
        if row["value"] > 0:
            text = marked("The share of {over} among those {happened} is {size} above that of {under}.")
        else:
            text = marked("The share of {over} among those {happened} is {size} below that of {under}.")
        return say(text, **parts)
    if row["value"] > 0:
        text = marked("{first} of {over} were among those {happened}, against {second} of {under}: {size} more.")
    else:
        text = marked("{first} of {over} were among those {happened}, against {second} of {under}: {size} fewer.")
    return say(text, first=first, second=second, **parts)


def _scores(s: Subject, row: Row) -> str:
    say, i = s.language.say, s.indicator
    parts = {"over": s.people(i.over), "under": s.people(i.under), "size": s.size(row["value"])}
    if abs(row["value"]) < _SAME:
        return say(marked("The mean scores of {over} and {under} are the same."), **parts)
    if row["value"] > 0:
        return say(marked("The mean score of {over} is {size} above that of {under}."), **parts)
    return say(marked("The mean score of {over} is {size} below that of {under}."), **parts)


def direction(s: Subject, row: Row | None) -> str:
    """To whom it is adverse; nothing where no direction is, or where there is nothing to go by."""
    if row is None or s.indicator.adverse_limit is None:
        return ""
    side = side_of(s.indicator, row)
    if side not in ("adverse", "other"):
        return ""
    if words.excludes(row, s.indicator.adverse_limit) is False:
        adverse = marked("The value lies on the side that is adverse to {people}.")
        other = marked("The value lies on the side that is not adverse to {people}.")
    else:
        adverse, other = marked("That is adverse to {people}."), marked("That is not adverse to {people}.")
    return s.language.say(adverse if side == "adverse" else other, people=_whom(s))


def _whom(s: Subject) -> str:
    if s.indicator.kind in ("representation_gap", "disparity_ratio"):
        return s.language.say(marked("{group} staff"), group=s.label(s.edition.focus))
    return s.focus


# How sure.


def certainty(s: Subject, own: Own, row: Row | None) -> str:
    """What the interval leaves out or includes, with the chance to have shown a disparity; why there is none for a stock."""
    if row is None or (row["state"] != State.VALUE and not words.has_interval(row)):
        return ""
    if s.edition.is_stock(s.indicator) and not words.has_interval(row):
        return _counted(s, row)
    if s.indicator.kind == "yes_no" or s.indicator.adverse_limit is None:
        return _plain_interval(s, row)
    shown = words.excludes(row, s.indicator.adverse_limit)
    if shown is None:
        return s.language.say(
            marked("There is no interval: {why}."), why=s.language.say(words.no_interval(s.indicator, row))
        )
    parts = {"level": s.level(row), "limits": s.limits(row["lower"], row["upper"]), "neutral": s.neutral}
    if s.edition.is_stock(s.indicator):
        return _of_allocation(s, shown, parts)
    if shown:
        text = marked(
            "The {level} interval ({limits}) leaves out {neutral}: equal rates would seldom give counts like these."
        )
        return s.language.say(text, **parts)
    text = marked("The {level} interval ({limits}) includes {neutral}: these counts alone do not show a difference.")
    return s.language.all(s.language.say(text, **parts), _power(s, own, row))


def _of_allocation(s: Subject, shown: bool, parts: dict[str, str]) -> str:
    """The interval of a stock is that of the same people allocated at random."""
    if shown:
        text = marked("The {level} interval of a random allocation of the same people ({limits}) leaves out {neutral}.")
    else:
        text = marked("The {level} interval of a random allocation of the same people ({limits}) includes {neutral}.")
    return s.language.say(text, **parts)


def _counted(s: Subject, row: Row) -> str:
    if s.indicator.kind == "representation_gap" and row["denominator"]:
        one = s.size(100 / row["denominator"])
        text = marked(
            "A board is counted and not sampled, so there is no interval; one member moves the difference by {one}."
        )
        return s.language.say(text, one=one)
    return s.language.say(marked("Everybody was counted on one day, so there is no interval."))


def _plain_interval(s: Subject, row: Row) -> str:
    if not words.has_interval(row):
        return ""
    limits = s.limits(row["lower"], row["upper"])
    return s.language.say(marked("The {level} interval is {limits}."), level=s.level(row), limits=limits)


def _power(s: Subject, own: Own, row: Row) -> str:
    """How often counts like these would show a disparity that there is."""
    found = own.get(s.indicator.name, "power", row["group"], row["basis"])
    if found is None or found["value"] is None:
        return ""
    often = chance(s.language, found["value"] / 100)
    if s.is_ratio:
        text = marked("A true ratio of {ratio} would show in counts like these {often}.")
        return s.language.say(text, ratio=numbers.ratio(TRUE_RATIO), often=often)
    return s.language.say(
        marked("A true gap of {size} would show in counts like these {often}."),
        size=s.size(100 * TRUE_GAP),
        often=often,
    )


# People.


def in_people(s: Subject, own: Own, row: Row | None) -> str:
    """What the gap is in people; what would bring a board to the workforce's share."""
    if row is None or row["state"] != State.VALUE:
        return ""
    i = s.indicator
    if i.kind == "representation_gap":
        parity = own.get(
            i.name, "people_to_parity", row["group"], row["basis"], breakdown=row["breakdown"], category=row["category"]
        )
        return "" if parity is None or parity["value"] is None else _seats(s, int(parity["value"]))
    excess = own.get(
        i.name, "excess_people", row["group"], row["basis"], breakdown=row["breakdown"], category=row["category"]
    )
    if excess is None or excess["value"] is None:
        return ""
    more = more_at_reference_rate(s, excess["value"])
    parts = {"reference": s.people(s.edition.reference), "focus": s.focus, "happened": s.happening}
    if not more:
        return s.language.say(
            marked("At the rate of {reference}, as many {focus} as now would have been among those {happened}."),
            **parts,
        )
    if more > 0:
        text = plural(
            "At the rate of {reference}, {number} more of the {focus} would have been among those {happened}.",
            "At the rate of {reference}, {number} more {focus} would have been among those {happened}.",
        )
    else:
        text = plural(
            "At the rate of {reference}, {number} fewer of the {focus} would have been among those {happened}.",
            "At the rate of {reference}, {number} fewer {focus} would have been among those {happened}.",
        )
    return s.language.number(text, abs(more), **parts)


def more_at_reference_rate(s: Subject, excess: float) -> int:
    """How many more of the focus group would have had the event at the reference group's rate; fewer are negative."""
    adverse_event = (s.indicator.over == s.edition.focus) == (s.indicator.adverse_side == "above")
    return int(numbers.rounded(-excess if adverse_event else excess, 0))


def _seats(s: Subject, change: int) -> str:
    number, group = s.language.number, s.label(s.edition.focus)
    if not change:
        none = marked("No other number of {group} members would be nearer to the share in the workforce.")
        return s.language.say(none, group=group)
    if change > 0:
        text = plural(
            "{number} more {group} member would bring the board nearest to the share in the workforce.",
            "{number} more {group} members would bring the board nearest to the share in the workforce.",
        )
        return number(text, change, group=group)
    text = plural(
        "The board is {number} {group} member beyond the share in the workforce.",
        "The board is {number} {group} members beyond the share in the workforce.",
    )
    return number(text, -change, group=group)


def rates(s: Subject, row: Row | None) -> str:
    """The counts and rates of both sides, in one sentence."""
    if row is None or s.indicator.kind not in ("relative_likelihood", "survey_percentage") or not s.indicator.under:
        return ""
    numbers_of = ("numerator", "denominator", "reference_numerator", "reference_denominator")
    if any(row[name] is None for name in numbers_of) or not (row["denominator"] and row["reference_denominator"]):
        return ""
    years = words.basis_of(s.edition, s.indicator, row["basis"]).years
    x1, n1, x2, n2 = (row[name] for name in numbers_of)
    parts = {"first": of(s.language, x1, n1), "over": s.people(s.indicator.over), "second": of(s.language, x2, n2),
             "under": s.people(s.indicator.under), "happened": s.happening}  # fmt: skip
    text = marked("Among those {happened} were {first} {over} and {second} {under}.")
    if years == 1:
        return s.language.say(text, **parts)
    added = marked("{years} years are added up, and each person counts once in each.")
    return s.language.all(s.language.say(text, **parts), s.language.say(added, years=str(years)))


def measure_of(s: Subject, own: Own, basis: str, category: str = "", breakdown: str = "") -> Row | None:
    """The figure that an indicator is read by."""
    statistic = s.statistic
    if s.indicator.kind == "disparity_ratio" and not category:
        breakdown, category = "step", f"{list(s.indicator.scales)[-1]}-lower-upper"
    group = ALL if s.indicator.kind == "yes_no" else s.group
    return own.get(s.indicator.name, statistic, group, basis, breakdown=breakdown, category=category)
