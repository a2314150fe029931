"""Lists that findings make of all organisations: hard nuts, sustained improvers, characteristics side by side, what goes with what."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from openwres.display import numbers
from openwres.display.language import marked, plural
from openwres.findings.characteristic_words import form_of
from openwres.findings.hard_nuts import HARD_NUT
from openwres.findings.improvers import SUSTAINED
from openwres.findings.sentences.subject import Row
from openwres.reports.board.cells import count_cell, meanings, value_cell
from openwres.reports.document import Block, Bullets, Cell, Column, Heading, Kind, Note, Paragraph, Table
from openwres.reports.national.nation import Nation, is_organisation


def hard_nuts(nation: Nation) -> Iterator[Block]:
    """Disparities that have stood for years although an improvement would have shown."""
    say = nation.facts.language.say
    yield Heading(say(marked("Hard nuts")), 1)
    yield Paragraph(
        say(
            marked(
                "A hard nut is adverse over at least three years together, by an interval that leaves out equality, and shows no "
                "improvement although counts as large as these would have shown one. Small organisations can hardly be on this list."
            )
        )
    )
    yield from _listed(nation, "hard_nuts", HARD_NUT)


def improvers(nation: Nation) -> Iterator[Block]:
    """Organisations that improved and stayed improved, beyond what chance and the return to the average give."""
    say = nation.facts.language.say
    yield Heading(say(marked("Sustained improvers")), 1)
    yield Paragraph(
        say(
            marked(
                "A sustained improver moved towards equality from where its own past and its peers place it, and stayed there in the "
                "years after. What those organisations did is not in these figures; it is worth asking them."
            )
        )
    )
    yield from _listed(nation, "improvers", SUSTAINED)


def _listed(nation: Nation, kind: str, verdict: str) -> Iterator[Block]:
    rows = [row for row in nation.found(kind).to_dicts() if is_organisation(row) and row["verdict"] == verdict]
    if not rows:
        yield Paragraph(nation.facts.language.say(marked("No organisation is on this list.")))
        return
    text = plural("{number} entry is on this list.", "{number} entries are on this list.")
    yield Paragraph(nation.facts.language.number(text, len(rows)))
    yield Bullets([nation.facts.language.say(row["sentence"]) for row in rows if row["sentence"]])
    yield Paragraph(_not_listed(nation, kind, verdict))


def _not_listed(nation: Nation, kind: str, verdict: str) -> str:
    """Of how many it cannot be told."""
    others = [row for row in nation.found(kind).to_dicts() if is_organisation(row) and row["verdict"] != verdict]
    unsure = sum("too_few" in (row["verdict"] or "") or row["state"] != "value" for row in others)
    text = plural(
        "Of {number} further value there are too few counts or years to tell.",
        "Of {number} further values there are too few counts or years to tell.",
    )
    return nation.facts.language.number(text, unsure) if unsure else ""


def characteristics(nation: Nation) -> Iterator[Block]:
    """Each indicator for every group of every classification that was counted, against everybody else."""
    facts, say = nation.facts, nation.facts.language.say
    yield Heading(say(marked("Race among other characteristics")), 1)
    rows = [row for row in nation.about("characteristics") if row["group"] and row["reference"] == "rest"]
    if not rows:
        yield Paragraph(say(marked("Nothing was counted by other characteristics.")))
        return
    text = marked(
        "Each group is set against everybody else whose group in the same classification is known. A ratio is turned so that above 1 "
        "is adverse to the group; a gap is the group's percentage less that of the others."
    )
    yield Paragraph(say(text))
    for i in facts.nine:
        its = [row for row in rows if row["indicator"] == i.name]
        if its:
            yield Heading(f"{i.name}. {facts.subject(i).what}", 2)
            yield _characteristic_table(nation, i.name, its)


def _characteristic_table(nation: Nation, name: str, rows: Sequence[Row]) -> Table:
    facts, say = nation.facts, nation.facts.language.say
    cells = []
    for row in rows:
        title = facts.edition.classifications[row["classification"]].title
        group = facts.edition.group_label(row["classification"], row["group"])
        form = form_of(row)
        limits = numbers.interval(row["lower"], row["upper"], form) if row["lower"] is not None else ""
        shown = "" if row["state"] != "value" else say(marked("shown")) if row["shown"] else say(marked("not shown"))
        cells.append(
            (
                Cell(say(title)),
                Cell(say(group)),
                value_cell(row, form),
                Cell(limits or "[z]"),
                count_cell(row, "denominator"),
                Cell(shown or "[z]"),
            )
        )
    titles = (marked("Characteristic"), marked("Group"))
    columns = [*(Column(say(title)) for title in titles), Column(say(marked("Value")), Kind.NUMBER), Column(say(marked("95% interval"))),
               Column(say(marked("Of")), Kind.NUMBER), Column(say(marked("Difference, by a list of all groups")))]  # fmt: skip
    what = facts.subject(next(i for i in facts.nine if i.name == name)).what
    caption = say(marked("{what}, by characteristic"), what=what)
    return Table(f"characteristics-{name}", caption, columns, cells, meanings(facts.language, cells))


def right_for_all(nation: Nation) -> Iterator[Block]:
    """How the experience of the focus group goes with that of the reference group and with outcomes measured on others."""
    say = nation.facts.language.say
    yield Heading(
        say(
            marked("Right for {group} staff, right for all"),
            group=nation.facts.subject(nation.facts.nine[0]).label(nation.facts.edition.focus),
        ),
        1,
    )
    rows = nation.found("right_for_all").to_dicts()
    rows = [row for row in rows if row["sentence"]]
    if not rows:
        yield Paragraph(say(marked("There is nothing to compare with.")))
        return
    yield Note(
        say(marked("What this cannot say")),
        say(
            marked(
                "That two things go together over organisations does not say that one of them is the reason of the other."
            )
        ),
    )
    yield Bullets([say(row["sentence"]) for row in rows])
