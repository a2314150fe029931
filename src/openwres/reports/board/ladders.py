"""The ladder of grades as pictures: the focus group's share on each rung, and who moves up from it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise

from openwres.contracts.tables import State
from openwres.display import numbers
from openwres.display.charts.ladder import Step, ladder
from openwres.display.charts.rows import PERCENT, Measure, Point
from openwres.display.language import marked
from openwres.findings import figure_words as words
from openwres.findings.ladders import GRADE
from openwres.findings.sentences import Subject
from openwres.findings.sentences.subject import Row
from openwres.reports.board.facts import Facts
from openwres.reports.board.pictures import measure_for, point_of
from openwres.reports.document import Block, Drawing, Heading, Paragraph
from openwres.statistics.proportions import wilson_interval

Rung = tuple[str, Mapping[str, str]]
"""What a rung is called, and its grade row in each block of staff."""

_FEWEST = 20


def shares(facts: Facts) -> Iterator[Block]:
    """The share of the focus group on each rung, blocks of staff side by side, and where it falls most."""
    found = next((i for i in facts.nine if i.kind == "composition" and GRADE in i.breakdowns), None)
    if found is None:
        return
    s = facts.subject(found)
    rungs = [rung for rung in rungs_of(facts, s) if any(_value(facts, s, row) is not None for row in rung[1].values())]
    if len(rungs) < 2:
        return
    yield Heading(facts.language.say(marked("The ladder of grades")), 2)
    for block in _blocks(facts, s, rungs):
        yield Paragraph(_steepest(facts, s, block, [rung for rung in rungs if block in rung[1]]))
    yield _drawn(facts, s, rungs)


def rungs_of(facts: Facts, s: Subject) -> list[Rung]:
    """The bands of the first ladder from the lowest up; rows that a release merged are a rung where they begin."""
    scale = facts.edition.grade_scale
    if scale is None or not scale.ladders:
        return []
    there = {code for at, code in facts.own.places(s.indicator.name) if at == GRADE}
    bands, say = scale.ladders[0], facts.language.say
    rungs: list[Rung] = []
    for band in bands:
        rows = {row.block: code for code, row in scale.rows.items() if row.band == band and not row.part_of}
        rungs.append((say(scale.bands[band].label), {block: code for block, code in rows.items() if code in there}))
        for last in bands[bands.index(band) + 1 :]:
            merged = {block: f"{code}-to-{last}" for block, code in rows.items() if f"{code}-to-{last}" in there}
            name = say(marked("{first} to {last}"), first=rungs[-1][0], last=_within(say(scale.bands[last].label)))
            rungs += [(name, merged)] if merged else []
    return rungs


def _within(label: str) -> str:
    """A label inside of a text."""
    return label[:1].lower() + label[1:]


def _blocks(facts: Facts, s: Subject, rungs: Sequence[Rung]) -> list[str]:
    """The blocks of staff that have a share on any rung."""
    found = [block for _, rows in rungs for block, row in rows.items() if _value(facts, s, row) is not None]
    return list(dict.fromkeys(found))


def _share(facts: Facts, s: Subject, row: str) -> Row | None:
    return facts.own.get(s.indicator.name, "percentage", facts.edition.focus, breakdown=GRADE, category=row)


def _value(facts: Facts, s: Subject, row: str) -> float | None:
    share = _share(facts, s, row)
    return share["value"] if share else None


def _steepest(facts: Facts, s: Subject, block: str, rungs: Sequence[Rung]) -> str:
    """Between which two neighbours the share falls most, of rungs that hold enough people to speak of."""
    say, name = facts.language.say, _block_named(facts, block)
    found = [(rung, _share(facts, s, rows[block])) for rung, rows in rungs]
    enough = [(rung, row) for rung, row in found if row and row["value"] is not None and row["denominator"] >= _FEWEST]
    steps = [(upper["value"] - lower["value"], rung, lower, upper) for (_, lower), (rung, upper) in pairwise(enough)]
    if not steps:
        return say(marked("{block}: too few rungs hold enough people to speak of."), block=name)
    change, title, lower, upper = min(steps, key=lambda one: one[0])
    parts = {
        "block": name,
        "group": s.label(facts.edition.focus),
        "fewest": numbers.count(_FEWEST),
        "members": s.members,
    }
    if change >= 0:
        text = marked(
            "{block}: the share of {group} {members} falls on no step up among rungs with {fewest} {members} or more."
        )
        return say(text, **parts)
    text = marked(
        "{block}: the share of {group} {members} falls most on the step up to {rung}, from {before} to {after} ({part} of {whole})."
    )
    ends = {"before": words.percent(lower["value"]), "after": words.percent(upper["value"])}
    counts = {"part": numbers.count(upper["numerator"]), "whole": numbers.count(upper["denominator"])}
    return say(text, rung=title, **parts, **ends, **counts)


def _block_named(facts: Facts, block: str) -> str:
    return words.capital(facts.language.say(block))


def _drawn(facts: Facts, s: Subject, rungs: Sequence[Rung]) -> Drawing:
    say, blocks = facts.language.say, _blocks(facts, s, rungs)
    title = say(marked("{group} share on each rung"), group=words.capital(s.label(facts.edition.focus)))
    steps = [Step(name, tuple(_on_rung(facts, s, rows.get(block, "")) for block in blocks)) for name, rows in rungs]
    whole = facts.own.get(s.indicator.name, "percentage", facts.edition.focus)
    average = whole["value"] if whole else None
    drawn = ladder(
        measure_for(s), steps, [_block_named(facts, block) for block in blocks], average, say(marked("whole workforce"))
    )
    return Drawing("ladder-shares", title, drawn)


def _on_rung(facts: Facts, s: Subject, row: str) -> Point:
    """A share as a point; in a word why there is none: hidden, nobody there, or a row that was merged with others."""
    share = _share(facts, s, row)
    if share is None:
        return Point("", state=facts.language.say(marked("not by itself")))
    nobody = share["state"] != State.SUPPRESSED and not share["denominator"]
    return Point("", state=facts.language.say(marked("nobody"))) if nobody else point_of(s, "", share)


def moves(facts: Facts, rows: Sequence[Row]) -> Iterator[Drawing]:
    """The share of each group that moved up within a year, by grade, for each block of staff; `rows` are those of grades."""
    scale = facts.edition.grade_scale
    s, found = facts.subject(facts.nine[0]), {row["category"]: row for row in rows}
    for block in dict.fromkeys(row.block for row in scale.rows.values()) if scale else ():
        its = [found[code] for code, row in scale.rows.items() if row.block == block and code in found] if scale else []
        enough = [row for row in its if min(row["denominator"], row["reference_denominator"]) >= _FEWEST]
        if len(enough) > 1 and any(row["numerator"] or row["reference_numerator"] for row in enough):
            yield _of_moves(facts, s, block, enough, len(its) - len(enough))


def _of_moves(facts: Facts, s: Subject, block: str, rows: Sequence[Row], left_out: int) -> Drawing:
    say, edition = facts.language.say, facts.edition
    title = say(marked("Moved up within a year, by grade: {block}"), block=facts.language.say(block))
    titles = edition.breakdowns[GRADE].categories
    steps = [
        Step(
            say(titles[row["category"]].title),
            (
                _rate(row["numerator"], row["denominator"]),
                _rate(row["reference_numerator"], row["reference_denominator"]),
            ),
        )
        for row in rows
    ]
    groups = [words.capital(s.label(group)) for group in (edition.focus, edition.reference)]
    few = marked("Grades with fewer than {fewest} person-years of either group are in the table alone.")
    notes = [say(few, fewest=numbers.count(_FEWEST))] if left_out else []
    return Drawing(
        f"ladder-moves-{block}", title, ladder(Measure(title, PERCENT, language=facts.language), steps, groups), notes
    )


def _rate(events: int, people: int) -> Point:
    """The share that moved up, with its interval."""
    lower, upper = wilson_interval(events, people)
    return Point("", 100 * events / people, 100 * lower, 100 * upper)
