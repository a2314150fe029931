"""The sentences of data quality and of what data cannot say: unknown groups, hidden rows, unverified rules, kinds of limits."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from openwres.contracts.tables import State
from openwres.display.language import marked
from openwres.findings.sentences.own import Own
from openwres.findings.sentences.subject import ALL, Row, Subject, of

_LIMITS: Mapping[str, tuple[str, ...]] = {
    "composition": (
        marked("It shows who is in post on one day. It does not show who moves up, who leaves or who applies."),
        marked("A share rises with recruitment alone, and in a small grade one person changes it by many points."),
    ),
    "relative_likelihood": (
        marked("A ratio describes a difference between two groups and not its cause."),
        marked("It is not adjusted for grade, occupation or place, in which the groups may differ."),
    ),
    "survey_percentage": (
        marked("It speaks of those who answered the survey. Those who did not may have answered otherwise."),
        marked("A gap describes a difference between two groups and not its cause."),
    ),
    "representation_gap": (
        marked("A board is few people: a single appointment or departure moves it."),
        marked("It says nothing of how members were appointed."),
    ),
    "disparity_ratio": (
        marked("It compares shares on one day and is no rate of promotion: recruitment into the lower tier moves it too."),
    ),
    "score": (
        marked("A mean score is given without its scatter, so that nothing can be said of chance."),
    ),
    "yes_no": (
        marked("It is the organisation's own answer."),
    ),
}  # fmt: skip


def unknown(s: Subject, own: Own, row: Row | None) -> str:
    """How many there are of whom no group is known, and what they could do to the value."""
    basis = row["basis"] if row else ""
    found = own.get(s.indicator.name, "percentage", s.edition.unknown, basis)
    if found is None or found["state"] != State.VALUE:
        return _not_counted(s, found)
    stock = s.indicator.kind in ("composition", "representation_gap")
    everyone = found if stock else own.get(s.indicator.name, "percentage", ALL, basis)
    number = found["numerator"] if stock else found["denominator"]
    total = everyone["denominator"] if everyone else None
    if number is None or total is None:
        return ""
    if not number:
        return s.language.say(marked("The group of everybody who was counted is known."))
    part = of(s.language, number, total)
    if s.indicator.kind == "representation_gap":
        return s.language.say(
            marked("For {part} board members no group is known; they are inside the base."), part=part
        )
    if stock:
        return s.language.say(
            marked("For {part} {members} no group is known; they are inside the base."), part=part, members=s.members
        )
    said = s.language.say(
        marked("For {part} {members} no group is known; they are left out."), part=part, members=s.members
    )
    return s.language.all(said, _bounds(s, own, row))


def _not_counted(s: Subject, found: Row | None) -> str:
    if found is None or s.indicator.kind in ("score", "yes_no", "disparity_ratio"):
        return ""
    if found["state"] == State.SUPPRESSED:
        return s.language.say(marked("How many there are of whom no group is known is not shown, to protect people."))
    return s.language.say(marked("How many there are of whom no group is known was not counted."))


def _bounds(s: Subject, own: Own, row: Row | None) -> str:
    if row is None:
        return ""
    bounds = own.get(s.indicator.name, row["statistic"], row["group"], row["basis"], variant="bounds-unknown")
    if bounds is None or bounds["lower"] is None:
        return ""
    if bounds["upper"] is None:
        text = marked("Whoever they are, the value would be {limits}.")
    else:
        text = marked("Whoever they are, the value would lie between these bounds: {limits}.")
    return s.language.say(text, limits=s.limits(bounds["lower"], bounds["upper"]))


def cautions(s: Subject) -> Iterator[str]:
    """What is to be careful of by the definition: a rule that is not verified, one that is not settled, a caution of the year."""
    say = s.language.say
    if not s.indicator.verified:
        text = marked("Unverified: the rule of {year} was not checked against the primary document ({source}).")
        yield say(text, year=str(s.edition.year), source=say(s.indicator.edition_source))
    if not s.indicator.official:
        yield say(marked("More than one value is shown and none of them is official."))
    if s.indicator.caution:
        yield say(s.indicator.caution)


def limits(s: Subject) -> tuple[str, ...]:
    """What the data cannot say, by the kind of the indicator."""
    return tuple(s.language.say(text) for text in _LIMITS[s.indicator.kind])
