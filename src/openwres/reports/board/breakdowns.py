"""An indicator by grade, source or membership: a table for each breakdown of its edition, or in a sentence why there is none."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence

from openwres.contracts.tables import State
from openwres.display import numbers
from openwres.display.language import marked, plural
from openwres.display.reasons import why
from openwres.findings import figure_words as words
from openwres.findings.sentences import Subject
from openwres.findings.sentences.subject import Row
from openwres.reports.board import pictures
from openwres.reports.board.cells import count_cell, interval_cell, meanings, value_cell
from openwres.reports.board.facts import Facts
from openwres.reports.document import Block, Cell, Column, Heading, Kind, Paragraph, Table
from openwres.standards.model import Breakdown, Indicator

Rows = Mapping[str, Row | None]
_STOCKS = ("composition", "representation_gap")
_TWO_SIDES = ("numerator", "denominator", "reference_numerator", "reference_denominator")


def of_indicator(facts: Facts, i: Indicator) -> Iterator[Block]:
    """Every breakdown of an indicator, in order."""
    for code in i.breakdowns:
        breakdown = facts.edition.breakdowns[code]
        yield Heading(
            facts.language.say(marked("By {breakdown}"), breakdown=facts.language.say(breakdown.title).lower()), 2
        )
        yield from _of_breakdown(facts, facts.subject(i), breakdown)


def _of_breakdown(facts: Facts, s: Subject, breakdown: Breakdown) -> Iterator[Block]:
    statistic = "percentage" if s.indicator.kind in _STOCKS else s.statistic
    rows = {
        code: facts.own.get(
            s.indicator.name, statistic, s.group, s.indicator.bases[0], breakdown=breakdown.code, category=code
        )
        for code in facts.categories(s.indicator.name, breakdown)
    }
    told = {code: row for code, row in rows.items() if row is not None and _says_something(row)}
    shown = {code: row for code, row in told.items() if any(row[name] is not None for name in _TWO_SIDES)}
    if not told:
        yield Paragraph(_nothing(facts, breakdown, list(rows.values())))
    elif not shown:
        yield Paragraph(facts.language.say(marked("Nothing of it is shown, to protect people.")))
    else:
        if s.indicator.kind == "composition":
            yield Paragraph(_highest_and_lowest(facts, s, breakdown, told))
        yield from _shown(facts, s, breakdown, shown)
        yield from _left_out(facts, breakdown, [code for code in told if code not in shown], len(rows) - len(told))


def _shown(facts: Facts, s: Subject, breakdown: Breakdown, shown: Mapping[str, Row]) -> Iterator[Block]:
    """Picture and table of the categories that have a number."""
    if s.indicator.kind != "composition" and len(shown) > _MANY:
        yield Paragraph(_one_by_one(facts))
    drawn = [(code, row) for code, row in shown.items() if row["state"] != State.SUPPRESSED]
    yield from pictures.by_category(facts, s, breakdown, drawn)
    yield _table(facts, s, breakdown, shown)


def _left_out(facts: Facts, breakdown: Breakdown, hidden: Sequence[str], empty: int) -> Iterator[Block]:
    """Which categories are hidden as a whole, and of how many nobody was counted."""
    number = facts.language.number
    if hidden:
        text = plural(
            "{number} category is not shown, to protect people: {which}.",
            "{number} categories are not shown, to protect people: {which}.",
        )
        yield Paragraph(number(text, len(hidden), which="; ".join(_title(facts, breakdown, code) for code in hidden)))
    if empty:
        text = plural(
            "{number} category is left out, in which nobody was counted.",
            "{number} categories are left out, in which nobody was counted.",
        )
        yield Paragraph(number(text, empty))


def _says_something(row: Row) -> bool:
    """Whether anybody was counted there, or something is hidden."""
    if row["state"] == State.SUPPRESSED:
        return True
    if row["numerator"] is None and row["reference_numerator"] is None:
        return False
    return any(row[name] for name in _TWO_SIDES)


def _nothing(facts: Facts, breakdown: Breakdown, rows: Sequence[Row | None]) -> str:
    say = facts.language.say
    row = next((row for row in rows if row is not None and row["state"] != State.VALUE), None)
    if row is None:
        return say(marked("These figures are not given by {breakdown}."), breakdown=say(breakdown.title).lower())
    return say(
        marked("There is nothing to show: {reason}."),
        reason=why(facts.edition, row["state"], row["reason"], facts.language),
    )


def _one_by_one(facts: Facts) -> str:
    return facts.language.say(marked("Among many small groups, some intervals leave out equality by chance alone."))


_FEWEST, _MANY = 20, 10


def _highest_and_lowest(facts: Facts, s: Subject, breakdown: Breakdown, told: Mapping[str, Row]) -> str:
    """Where the share is highest and lowest, of categories that hold enough people to speak of."""
    valued = [
        (row["value"], code)
        for code, row in told.items()
        if row["state"] == State.VALUE and row["denominator"] >= _FEWEST
    ]
    language = facts.language
    if len(valued) < 2:
        return language.say(marked("Compare each share with that of the whole workforce."))
    (low, lowest), (high, highest) = min(valued), max(valued)
    parts = {"high": words.percent(high), "highest": _title(facts, breakdown, highest), "low": words.percent(low),
             "lowest": _title(facts, breakdown, lowest), "fewest": numbers.count(_FEWEST), "members": s.members}  # fmt: skip
    text = marked(
        "Of categories with {fewest} {members} or more, the share is highest in {highest} ({high}) and lowest in {lowest} ({low})."
    )
    if any(row["state"] == State.SUPPRESSED for row in told.values()):
        text = marked(
            "Of those that are shown and have {fewest} {members} or more, the share is highest in {highest} ({high}) and lowest in "
            "{lowest} ({low})."
        )
    return language.say(text, **parts)


def _title(facts: Facts, breakdown: Breakdown, code: str) -> str:
    return facts.title_of(breakdown, code)


def _table(facts: Facts, s: Subject, breakdown: Breakdown, told: Mapping[str, Row]) -> Table:
    if s.indicator.kind in _STOCKS:
        columns, rows = _shares(facts, s, breakdown, told)
    else:
        columns, rows = _comparisons(facts, s, breakdown, told)
    caption = facts.language.say(
        marked("{what}, by {breakdown}"), what=s.what, breakdown=facts.language.say(breakdown.title).lower()
    )
    dash = (
        [facts.language.say(marked("A dash stands where there is nothing to compare with."))]
        if s.indicator.kind in _STOCKS
        else []
    )
    return Table(
        f"{breakdown.code}-{s.indicator.name}", caption, columns, rows, (*dash, *meanings(facts.language, rows))
    )


def _shares(
    facts: Facts, s: Subject, breakdown: Breakdown, told: Mapping[str, Row]
) -> tuple[list[Column], list[tuple[Cell, ...]]]:
    """How many of the focus group, of how many, against the workforce; the whole first."""
    say, name = facts.language.say, s.indicator.name
    focus, unknown = (
        _capital(s.label(facts.edition.focus)),
        _capital(facts.language.say(facts.edition.group_label(facts.edition.main, facts.edition.unknown))),
    )
    columns = [
        Column(say(breakdown.title)), Column(focus, Kind.NUMBER), Column(unknown, Kind.NUMBER), Column(say(marked("All")), Kind.NUMBER),
        Column(say(marked("{group} share"), group=focus), Kind.NUMBER), Column(say(marked("Against the workforce")), Kind.NUMBER),
        Column(say(marked("To the workforce's share")), Kind.NUMBER, say(marked("people"))),
    ]  # fmt: skip
    places = [("", "", say(marked("All"))), *((breakdown.code, code, _title(facts, breakdown, code)) for code in told)]
    rows: list[tuple[Cell, ...]] = []
    for at, code, title in places:
        found = {
            statistic: facts.own.get(name, statistic, facts.edition.focus, breakdown=at, category=code)
            for statistic in ("percentage", "difference", "people_to_parity")
        }
        not_known = facts.own.get(name, "percentage", facts.edition.unknown, breakdown=at, category=code)
        share = found["percentage"]
        rows.append((
            Cell(title), count_cell(share, "numerator"), count_cell(not_known, "numerator"), count_cell(share, "denominator"),
            value_cell(share, words.percent), _or_dash(found["difference"], words.points), _or_dash(found["people_to_parity"], _signed),
        ))  # fmt: skip
    return columns, rows


def _or_dash(row: Row | None, form: Callable[[float], str]) -> Cell:
    """The value; a dash where the whole is compared with itself."""
    return Cell("\u2013") if row is None else value_cell(row, form)


def _signed(value: float) -> str:
    return f"{'+' if value > 0 else ''}{numbers.count(value)}"


def _comparisons(
    facts: Facts, s: Subject, breakdown: Breakdown, told: Mapping[str, Row]
) -> tuple[list[Column], list[tuple[Cell, ...]]]:
    """Events and people of both sides, the ratio and its interval."""
    say, i = facts.language.say, s.indicator
    columns = [Column(say(breakdown.title))]
    for group in (i.over, i.under):
        label = _capital(s.label(group))
        columns += [
            Column(say(marked("{group}: events"), group=label), Kind.NUMBER),
            Column(say(marked("{group}: all"), group=label), Kind.NUMBER),
        ]
    columns += [
        Column(say(marked("Ratio") if s.is_ratio else marked("Gap")), Kind.NUMBER),
        Column(say(marked("95% interval"))),
    ]
    rows = [
        (Cell(_title(facts, breakdown, code)), *(count_cell(row, name) for name in _TWO_SIDES), value_cell(row, s.value), interval_cell(s, row))
        for code, row in told.items()
    ]  # fmt: skip
    return columns, rows


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
