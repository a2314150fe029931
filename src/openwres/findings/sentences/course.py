"""The sentences of a course over the years and of a place among peers. What is judged is in `trends`, `peers`, `places`."""

from __future__ import annotations

from collections.abc import Mapping

from openwres.display import numbers
from openwres.display.language import marked, plural
from openwres.findings import figure_words as words
from openwres.findings.peer_words import LISTED
from openwres.findings.sentences.subject import Row, Subject, chance, limits_in
from openwres.findings.standing import past_equality
from openwres.findings.trends import STATED
from openwres.standards.model import Indicator

VERDICTS: Mapping[str, str] = {
    "improving": marked("Improving"),
    "worsening": marked("Worsening"),
    "rising": marked("Rising"),
    "falling": marked("Falling"),
    "no_change_shown": marked("No change shown"),
    "too_few": marked("Too few years to tell"),
}
_SENTENCES: Mapping[str, str] = {
    "improving": marked("From {first} to {last} it improved, by {change} a year ({level} interval {limits})."),
    "worsening": marked("From {first} to {last} it worsened, by {change} a year ({level} interval {limits})."),
    "rising": marked("From {first} to {last} the share rose, by {change} a year ({level} interval {limits})."),
    "falling": marked("From {first} to {last} the share fell, by {change} a year ({level} interval {limits})."),
    "no_change_shown": marked(
        "From {first} to {last} no change is shown ({level} interval of the change a year: {limits})."
    ),
}


_PAST: Mapping[str, str] = {
    "improving": marked("Improving, past equality"),
    "worsening": marked("Towards equality"),
}


def in_short(s: Subject, row: Row | None) -> str:
    """A trend in a word or two."""
    return s.language.say(VERDICTS["too_few"] if row is None else verdict(s.indicator, row))


def verdict(i: Indicator, row: Row) -> str:
    """The verdict of a trend in words, by the side of equality on which its newest years lie together."""
    word: str = row["verdict"]
    return _PAST[word] if word in _PAST and past_equality(i, row) else VERDICTS[word]


def over_time(s: Subject, row: Row | None) -> str:
    """What a trend says, with the first and last value; that there are too few years where there are."""
    say = s.language.say
    if row is None:
        return say(marked("There are no earlier years to compare with."))
    if row["first_year"] is None:
        return say(marked("No year has a value to compare."))
    if row["verdict"] == "too_few":
        return s.language.all(_too_few(s, row), _broken(s, row), _missing(s, row))
    factor = s.is_ratio
    change = _factor(s, row["change"]) if factor else _change(s, row["change"])
    limits = limits_in(
        s.language,
        numbers.ratio if factor else (lambda value: _signed(s, value)),
        row["change_lower"],
        row["change_upper"],
    )
    parts = {"first": str(row["first_year"]), "last": str(row["last_year"]), "change": change, "limits": limits}
    said = say(_SENTENCES[row["verdict"]], level=f"{100 * row['confidence']:g}%", **parts)
    return s.language.all(said, _ends(s, row), _past(s, row), _power(s, row), _broken(s, row), _missing(s, row))


def _factor(s: Subject, change: float) -> str:
    return s.language.say(marked("a factor of {factor}"), factor=numbers.ratio(change, (1,)))


def _change(s: Subject, change: float) -> str:
    return s.size(change)


def _signed(s: Subject, change: float) -> str:
    return words.score_difference(change) if s.indicator.kind == "score" else words.points(change)


def _ends(s: Subject, row: Row) -> str:
    text = marked("It was {a} in {first} and is {b} in {last}.")
    ends = {"a": s.value(row["first_value"]), "b": s.value(row["last_value"])}
    return s.language.say(text, first=str(row["first_year"]), last=str(row["last_year"]), **ends)


def _past(s: Subject, row: Row) -> str:
    """That the years together lie on the side that is not adverse, so that nobody takes away from equality for better."""
    if not past_equality(s.indicator, row):
        return ""
    text = marked(
        "The last {years} years together lie on the side that is not adverse to {focus}: {value} ({level} interval {limits}). "
        "Equality would be {neutral}."
    )
    value, limits = s.value(row["pooled_value"]), s.limits(row["pooled_lower"], row["pooled_upper"])
    return s.language.say(
        text, years=str(row["pooled_years"]), focus=s.focus, value=value, level=s.level(row), limits=limits, neutral=s.neutral
    )  # fmt: skip


def _power(s: Subject, row: Row) -> str:
    """How often counts like these would have shown an improvement, where none is shown."""
    if row["verdict"] != "no_change_shown" or row["power"] is None:
        return ""
    often = chance(s.language, row["power"])
    if s.is_ratio:
        tenth = numbers.percentage(1 - STATED["ratio"]).replace(".0%", "%")
        text = marked("An improvement of {tenth} a year would show in counts like these {often}.")
        return s.language.say(text, tenth=tenth, often=often)
    text = marked("An improvement of {size} a year would show in counts like these {often}.")
    return s.language.say(text, size=s.size(100 * STATED["gap"]), often=often)


def _too_few(s: Subject, row: Row) -> str:
    text = plural(
        "There is {number} comparable year; a trend needs three.",
        "There are {number} comparable years; a trend needs three.",
    )
    said = s.language.number(text, row["years"])
    return s.language.all(said, _ends(s, row) if row["first_year"] != row["last_year"] else "")


def _broken(s: Subject, row: Row) -> str:
    if row["break_year"] is None:
        return ""
    text = marked("Years before {year} are not compared.")
    return s.language.all(s.language.say(text, year=str(row["break_year"])), s.language.say(s.indicator.broken))


def _missing(s: Subject, row: Row) -> str:
    if not row["missing_years"]:
        return ""
    years = ", ".join(row["missing_years"].split())
    return s.language.say(marked("There is no value to use for {years}."), years=years)


# Peers.


def among_peers(s: Subject, row: Row | None) -> str:
    """Where a value lies among those of peers; `row` is one of `peers` or of `places`."""
    if row is None or not row["verdict"]:
        return s.language.say(marked("It is not compared with other organisations: there are no counts to go by."))
    if row["verdict"] == "too_few_peers":
        text = plural(
            "It is not compared with others: only {number} organisation has counts.",
            "It is not compared with others: only {number} organisations have counts.",
        )
        return s.language.number(text, row["organisations"])
    return _place(s, row) if "peer_median" in row else _judged(s, row)


_VERDICTS: Mapping[str, str] = {
    "like_peers": marked("It is not told apart from that of its peers."),
    "more_adverse_than_peers": marked(
        "It is more adverse than among its peers, by more than chance and the usual differences among them."
    ),
    "less_adverse_than_peers": marked(
        "It is less adverse than among its peers, by more than chance and the usual differences among them."
    ),
    "too_few_to_tell": marked("Its counts are too few to tell it apart from its peers."),
}
_BEYOND_CHANCE: Mapping[str, str] = {
    "more_adverse": marked(
        "It is more adverse than the average beyond chance, but no further from it than peers usually are."
    ),
    "less_adverse": marked(
        "It is less adverse than the average beyond chance, but no further from it than peers usually are."
    ),
}


def _judged(s: Subject, row: Row) -> str:
    average = plural(
        "The average of {number} organisations is {average}.", "The average of {number} organisations is {average}."
    )
    said = s.language.number(average, row["organisations"], average=s.value(row["peer_average"]))
    judged = _VERDICTS[row["verdict"]]
    if row["verdict"] == "like_peers" and row["average_q_value"] <= LISTED:
        judged = _BEYOND_CHANCE[row["towards"]]
    return s.language.all(said, s.language.say(judged), _rank(s, row))


def _rank(s: Subject, row: Row) -> str:
    first, last, of = (int(row[name]) for name in ("rank_first", "rank_last", "organisations"))
    parts = {"first": numbers.count(first), "last": numbers.count(last), "of": numbers.count(of)}
    if (first, last) == (1, of):
        return s.language.say(marked("Its place among them could be any of the {of}."), **parts)
    if first == last:
        return s.language.say(marked("Its place, counted from the least adverse, is {first} of {of}."), **parts)
    text = marked("Its place, counted from the least adverse, could be any from {first} to {last} of {of}.")
    return s.language.say(text, **parts)


_AMONG_STOCKS: Mapping[str, str] = {
    "like_peers": marked("This one is within what is usual among them."),
    "more_adverse_than_peers": marked("This one is more adverse than is usual among them."),
    "less_adverse_than_peers": marked("This one is less adverse than is usual among them."),
}


def _place(s: Subject, row: Row) -> str:
    parts = {
        "low": s.value(row["lower_quartile"]),
        "high": s.value(row["upper_quartile"]),
        "middle": s.value(row["peer_median"]),
    }
    middle = plural(
        "Of {number} organisations, half lie between {low} and {high}; the middle one has {middle}.",
        "Of {number} organisations, half lie between {low} and {high}; the middle one has {middle}.",
    )
    said = s.language.number(middle, row["organisations"], **parts)
    return s.language.all(said, s.language.say(_AMONG_STOCKS[row["verdict"]]))
