"""All that is said of one indicator of one organisation: whole sentences, and the short words of a scorecard."""

from __future__ import annotations

from dataclasses import dataclass

from openwres.contracts.tables import State
from openwres.display import numbers
from openwres.display.language import marked, plural
from openwres.display.reasons import state_in_words
from openwres.findings import figure_words as words
from openwres.findings.sentences import course, figure, quality
from openwres.findings.sentences.own import Own
from openwres.findings.sentences.subject import Row, Subject
from openwres.findings.standing import BY_CODE, Standing, side_of, standing_of


@dataclass(frozen=True)
class Short:
    """The words of a scorecard: value, direction, certainty, course, people. `limits` are those of the interval."""

    value: str
    direction: str
    certainty: str
    limits: str
    course: str
    people: str


@dataclass(frozen=True)
class Said:
    """What one value of an indicator says. Every sentence is empty where there is nothing to say.

    `row` is the figure, `basis` which of several ways to count it is, in words where it must be told from others.
    """

    row: Row | None
    basis: str
    standing: Standing
    short: Short
    size: str
    direction: str
    certainty: str
    people: str
    rates: str
    unknown: str

    @property
    def has_value(self) -> bool:
        """Whether there is a value."""
        return self.row is not None and self.row["state"] == State.VALUE


def sentences_of(s: Subject, own: Own, trend: Row | None = None, basis: str | None = None) -> Said:
    """What the figure that an indicator is read by says; of one basis, the first of the edition where none is named."""
    basis = s.indicator.bases[0] if basis is None else basis
    row = figure.measure_of(s, own, basis)
    side = side_of(s.indicator, row) if row else ""
    standing = standing_of(s.indicator, row, side) if row else BY_CODE["none"]
    return Said(
        row,
        s.language.say(words.basis_label(s.edition, s.indicator, basis)),
        standing,
        _short(s, own, row, trend),
        size=s.language.all(figure.size(s, own, row), figure.years_together(s, own, row)),
        direction=figure.direction(s, row),
        certainty=figure.certainty(s, own, row),
        people=figure.in_people(s, own, row),
        rates=figure.rates(s, row),
        unknown=quality.unknown(s, own, row),
    )


def _short(s: Subject, own: Own, row: Row | None, trend: Row | None) -> Short:
    if row is None or row["state"] != State.VALUE:
        said, people = words.capital(state_in_words("missing" if row is None else row["state"], s.language)), ""
    else:
        said, people = s.value(row["value"]), _people(s, own, row)
    return Short(said, _way(s, row), _sure(s, row), _limits(s, row), course.in_short(s, trend), people)


def _way(s: Subject, row: Row | None) -> str:
    """The direction in a word or two; equality and no direction are said as well."""
    say, i = s.language.say, s.indicator
    if row is None or (row["value"] is None and not side_of(i, row)):
        return ""
    if i.adverse_limit is None:
        return say(marked("No side is adverse"))
    side, shown = side_of(i, row), words.excludes(row, i.adverse_limit)
    if side == "equal":
        return say(marked("Equal"))
    if shown is False:
        return say(marked("Adverse side") if side == "adverse" else marked("Not the adverse side"))
    return say(marked("Adverse") if side == "adverse" else marked("Not adverse"))


def _sure(s: Subject, row: Row | None) -> str:
    """Certainty in short: whether the interval leaves equality out."""
    say, i = s.language.say, s.indicator
    if row is None or (row["state"] != State.VALUE and not words.has_interval(row)):
        return ""
    if not words.has_interval(row):
        return say(marked("counted") if s.edition.is_stock(i) else marked("no interval"))
    if i.adverse_limit is None:
        return ""
    shown = words.excludes(row, i.adverse_limit)
    return say(marked("leaves out {neutral}") if shown else marked("includes {neutral}"), neutral=s.neutral)


def _limits(s: Subject, row: Row | None) -> str:
    return s.limits(row["lower"], row["upper"]) if row is not None and words.has_interval(row) else ""


def _people(s: Subject, own: Own, row: Row) -> str:
    """People in short: 54 more BME applicants, which is at the rate of white applicants."""
    i, number = s.indicator, s.language.number
    if i.kind == "composition":
        return s.language.say(
            marked("{part} of {whole}"), part=_count(row["numerator"]), whole=_count(row["denominator"])
        )
    if i.kind == "representation_gap":
        parity = own.get(i.name, "people_to_parity", row["group"], row["basis"])
        return "" if parity is None or parity["value"] is None else _to_parity(s, int(parity["value"]))
    excess = own.get(i.name, "excess_people", row["group"], row["basis"])
    if excess is None or excess["value"] is None:
        return ""
    more = figure.more_at_reference_rate(s, excess["value"])
    if not more:
        return s.language.say(marked("No difference in people"))
    higher, lower = (
        plural("{number} more {focus}", "{number} more {focus}"),
        plural("{number} fewer {focus}", "{number} fewer {focus}"),
    )
    return number(higher if more > 0 else lower, abs(more), focus=s.focus)


def _to_parity(s: Subject, change: int) -> str:
    number, group = s.language.number, s.label(s.edition.focus)
    if not change:
        return s.language.say(marked("As near as can be"))
    if change > 0:
        text = plural("{number} more {group} member", "{number} more {group} members")
        return number(text, change, group=group)
    text = plural("{number} {group} member beyond parity", "{number} {group} members beyond parity")
    return number(text, -change, group=group)


def _count(number: int | None) -> str:
    return "" if number is None else numbers.count(number)
