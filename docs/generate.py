"""Writes the reference pages that follow from definition files: `python docs/generate.py`.

Text about one column, code or indicator comes from its file; what stands here only lays it out.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from methods_page import methods_page
from return_checks_page import return_checks_page

from openwres.extracts.decisions import EVERY_OTHER
from openwres.extracts.kinds import Column, Kind, kinds, kinds_of
from openwres.extracts.systems import Export, System, systems
from openwres.figures.published import AS_PUBLISHED, EVIDENCE, names_of_published, published_sources
from openwres.organisations.trust_file import nhs_areas
from openwres.standards import Edition, Indicator, Standard, load_standard, names_of_standards
from openwres.standards.codes import CodeList
from openwres.standards.describe import facts
from openwres.standards.grades import GradeScale
from openwres.standards.model import Example, Item, Where

REFERENCE = Path(__file__).parent / "reference"
EXAMPLES = Path(__file__).parent / "examples" / "source-systems"
STANDARD = "wres"

_MADE = "<!-- Made from the definition files by docs/generate.py; change those, then run it. -->"

_EXTRACTS = """# Extracts: kinds, columns, values

An extract is a table of records from a source system. There are seven kinds. None of them must be there: what is not
given is `missing` in the results, and the indicators that need it say so.

## Files

- Formats: text (comma, semicolon, tab or bar between cells), XLSX, XLSM, ODS, XLS, XLSB (each visible sheet is one
  table), Parquet. In a folder, files are taken that end in `.csv`, `.txt`, `.tsv`, `.xlsx`, `.xlsm`, `.ods`, `.xls`,
  `.xlsb` or `.parquet`; what they hold is seen from the content, whatever the ending.
- Encoding: UTF-8, UTF-16 with its mark, else Windows-1252.
- Header: the first row that fits a kind, else the one with most known names. Rows above it (titles, dates, filters)
  are passed over; where one names the snapshot of another year, that blocks. Columns stand in any order; one that
  the kind does not know is not read.
- Rows of totals and remarks below the records, which begin with a word such as Total, are left out, and that is noted.
- Kind: the name of the sheet or of the file begins with one of the names below and the columns fit; else the columns
  decide, where they fit one kind only.
- Several files of one kind are put together. A record that stands in two of them is taken from the first, in the
  order of their names.
- Names of columns: capitals, spaces, hyphens and underscores make no difference; `&` reads as `and`, `/` as `or`. Where
  a column that matters is not there and one header resembles its names, that one is taken and you are asked to confirm.
- Dates: `2026-03-31`, `31/03/2026`, `31-03-2026`, `31.03.2026`, `31-Mar-2026`, `31 March 2026`, `20260331`, with or
  without a time, with two-digit years, and serial numbers of Excel. The day stands before the month. A year from 4000
  on, such as that of `31-DEC-4712`, means never.
- Numbers: digits, with commas or spaces between thousands, with or without a per cent sign.
- A blank ethnicity counts as unknown. What other blanks mean stands with the values.
- Values that no list knows can be decided: [Decisions](../reference/decisions.md).
- A table of counts is read in place of records: [Use cross-tables](../how-to/use-cross-tables.md).

How each system names its columns, and how to export them: [Source systems](source-systems.md).

The column `organisation` is needed only where one file holds several organisations; see
[Many organisations](../how-to/many-organisations.md). Columns of type `code` are read only where the standard uses
them: of the WRES that is ethnicity and, for the cross with ethnicity, sex.
"""

_SYSTEMS = """# Source systems

What comes out of which system, how to get it, and which names of columns and values are known from there beside
[our own](extracts.md). The program does not ask which system a file is from: all names are known everywhere. The line
`read` of `check` says which system it took a file to be from.

`unverified` means that the names come from public descriptions and were not checked against a system. Examples are
invented. Step by step: [Use source systems](../how-to/use-source-systems.md).
"""

_DECISIONS = """# Decisions

`decisions.yaml` lies beside the extracts of an organisation and holds what only the organisation can say: what a local
value means, which header is which column, which option of the standard holds. `openwres check INPUT --init` drafts it;
[Decide locally](../how-to/decide-locally.md) shows how. The log of a run holds every decision.

## The file

YAML in UTF-8. Every key is optional but `format`; an unknown key is an error.

| key | what |
|---|---|
| `format` | `1` |
| `organisation`, `standard` | whose they are and of what; for your own information |
| `values` | by kind and column: a list of decisions of values |
| `columns` | by kind and column: the header that is meant |
| `options` | by option: the choice |

Each decision has, beside its subject, four keys:

| key | what |
|---|---|
| `value`, `header` or the name of the option | what is decided. The value `"{every}"` stands for every value of the column that is not named |
| `means`, `header`, `choice` | what it means. Where it is empty, nothing is decided yet |
| `reason`, `person`, `date` | why, by whom, on which day (2026-04-20). A decision without them blocks |

`rows`, which a draft writes beside a value, says in how many rows it stood; it is not read.

{example}

## What a value may mean

| column | means one of |
|---|---|
{means}

A decision goes before the lists of the program: a value that they know can be decided as well. A decision that no row
needs is noted as `decision-unused`.

## Options

What the guidance of the standard leaves open. The first choice holds where nothing was decided; another one is noted
as `option-chosen` with every result.

Four more questions that it leaves open are no options. Pay outside the national scales is decided grade by grade, under
`values`, `staff`, `grade`. Whether a post is clinical is decided in the same way under `staff_group` or
`occupation_code`. Indicator 3 counts people and not cases, and leavers count where they were employed on the day of the
event in indicator 3 and do not count in indicator 4: both are fixed. [Decisions of this project](../explanation/decisions.md) has the reasons.
"""

_EXAMPLE_OF_DECISIONS = """```yaml
format: 1
values:
  staff:
    grade:
      - value: "LOC|PT04|Local Pay Point 4"
        rows: 14
        means: "4"
        reason: the local points follow the bands
        person: A. Analyst
        date: 2026-04-20
  learning:
    course:
      - {value: Fire safety, means: mandatory, reason: list of the board, person: A. Analyst, date: 2026-04-20}
      - {value: "*", means: not mandatory, reason: everything else is optional, person: A. Analyst, date: 2026-04-20}
columns:
  cases:
    person: {header: Payroll Ref, reason: so called in our tracker, person: A. Analyst, date: 2026-04-20}
options:
  entry-date: {choice: opened, reason: the tracker has no other date, person: A. Analyst, date: 2026-04-20}
```"""

_INDICATORS = """# Indicators of the {name}

{scope}. Owner of the standard: {owner}. Editions from {first} to {last}; snapshot on {snapshot} of the reporting year,
events in the twelve months that end on it. What is said here is what the program does.

`unverified` means that a rule was not checked against the primary document; the badge follows the figure to every page.
`openwres standards show {standard}/3 --year {last}` prints one of them, `openwres standards diff {standard} {first} {last}`
what changed.
"""

_CLASSIFICATIONS = """# Classifications, code lists, grades

How raw values become codes, and codes become groups. Capitals, punctuation and doubled spaces make no difference.

A value is looked up in this order: the exact code (`A`, `CA`), a code with its label (`A White - British`), the label
or another name below, a national letter with a local digit (`A1`). A code whose label says something else is not read:
a contradiction is not settled by guessing. What nothing knows is a [problem](problems.md) and counts as unknown.
"""

_PUBLISHED = """# Published figures

National and regional values of a standard as others print them, to compare with. They are not calculated here: a value is
known without its counts, so it has no interval and is never pooled or added up. Their `variant` is `as-published`.

`openwres standards published wres --year 2022` prints them, `openwres.published_figures("wres")` gives them in the
columns of [Figures](figures.md), `openwres.published_sources("wres")` their addresses and doubts.

- The tables of the publisher's own reports could not be read. No value without an address stands here, so years and
  indicators are missing; a value that is not here is not zero.
- Where sources disagree over a figure both values are kept: the first published or the more exact one is
  `as-published`, the other `as-published-also`.
- `verified` in the table of figures means here that the value was read on a page of its publisher.
- Of WRES indicator 3 from 2019 to 2021 the window is not printed, so the basis is empty.
- Values of WRES indicator 7 before 2022 are of another base and much higher; see [Indicators](indicators-wres.md#7).
- Of survey indicators the year is that of the report; the survey is that of the autumn before.
"""

_PUBLISHED_MADE = "<!-- Made from the tables of published figures by docs/generate.py; change those, then run it. -->"

_LEFT_OUT = {
    "turned-round": "Quoted by an organisation as national likelihoods, but read like the other way up, or like a limit (1.25).",
    "two-classes": "Boards without a member known to be BME: two classes of ours together, some having members of unknown ethnicity.",
    "count-alone": "A count of people without its total. The scopes differ: 309,532 in 2021 and the rise of 27,500 do not make 383,706.",
    "organisations-counted": "A count or share of organisations; no figure of the program but the classes of boards.",
    "other-grade": "No grade row and no tier, such as very senior managers, or band 5, of both the clinical and the non-clinical grid.",
    "other-group": "A group that is in no classification of the standard.",
    "change": "A change between years, not the value of a year.",
    "approximate": "Printed as around so much.",
    "aim": "An aim, not a result.",
    "context": "Who was counted, not an indicator.",
    "before-first-edition": "Of a year before the first edition, 2016, and of other constructs.",
    "one-organisation": "Of a single organisation.",
    "other-standard": "Of another standard, survey or scope: bank-only workers, doctors of trusts and CCGs, known ethnicity only.",
}


def pages() -> dict[str, str]:
    """The generated pages by file name."""
    standard = load_standard(STANDARD)
    edition = standard.edition(max(standard.editions))  # classifications are described as the WRES uses them
    return {
        "extracts.md": _page(_EXTRACTS, *(_kind(kind) for kind in kinds().values())),
        **{f"indicators-{name}.md": _standard(load_standard(name)) for name in names_of_standards()},
        "source-systems.md": _page(_SYSTEMS, *(_system(system) for system in systems().values())),
        "decisions.md": _page(
            _DECISIONS.format(every=EVERY_OTHER, example=_EXAMPLE_OF_DECISIONS, means=_means(edition)), _options(edition)
        ),
        "classifications.md": _page(
            _CLASSIFICATIONS,
            *(_code_list(code_list, edition) for code_list in edition.code_lists.values()),
            *([_grade_scale(edition.grade_scale)] if edition.grade_scale else []),
        ),
        "methods.md": methods_page(),
        "return-checks.md": return_checks_page(REFERENCE),
        "published-figures.md": _page(_PUBLISHED, *_published(), *_left_out(), made=_PUBLISHED_MADE),
    }  # fmt: skip


def _standard(standard: Standard) -> str:
    """The page of a standard's newest edition."""
    edition = standard.edition(max(standard.editions))
    opening = _INDICATORS.format(
        name=standard.id.upper(), standard=standard.id, scope=f"{edition.scope[0].upper()}{edition.scope[1:]}",
        owner=edition.owner, first=min(standard.editions), last=max(standard.editions),
        snapshot=f"{edition.snapshot.day} {edition.snapshot:%B}",
    )  # fmt: skip
    indicators = (_indicator(standard, indicator) for indicator in edition.indicators)
    return _page(opening, *indicators, _items(edition), _breakdowns(edition))


def _page(opening: str, *parts: str, made: str = _MADE) -> str:
    title, _, rest = opening.strip().partition("\n")
    return "\n\n".join([title, made, rest.strip(), *(part.strip() for part in parts)]) + "\n"


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A table; bars inside cells are escaped."""
    lines = [list(head), ["---"] * len(head), *map(list, rows)]
    return "\n".join("| " + " | ".join(cell.replace("|", "\\|") for cell in line) + " |" for line in lines)


def coded(words: Iterable[str]) -> str:
    """Words as code, with commas between them."""
    return ", ".join(f"`{word}`" for word in words)


# Extracts


def _kind(kind: Kind) -> str:
    files = coded(stem.replace(" ", "-") for stem in kind.stems)
    parts = [
        f"## {kind.title}: `{kind.name}`",
        f"{kind.grain[0].upper()}{kind.grain[1:]}.",
        f"Names of the file or sheet begin with: {files}.",
        table(
            ("column", "needed", "what it holds", "type", "also known as"),
            [
                (f"`{c.name}`", _needed(kind, c), f"{c.meaning}.", _type(c), ", ".join(c.aliases))
                for c in kind.columns.values()
            ],
        ),
    ]
    choices = [(c, values) for c in kind.columns.values() if (values := c.values) and c.type == "choice"]
    if choices:
        rows = [
            (f"`{c.name}`", f"`{code}`" + (" (also a blank cell)" if code == c.blank else ""), ", ".join(labels))
            for c, values in choices
            for code, labels in values.items()
        ]
        parts += ["Values of columns with a fixed choice:", table(("column", "value", "read from"), rows)]
    if kind.answers:
        rows_of_answers = [(f"`{code}`", ", ".join(labels)) for code, labels in kind.answers.items()]
        parts += ["Answers in the columns of questions:", table(("answer", "read from"), rows_of_answers)]
    return "\n\n".join(parts)


def _needed(kind: Kind, column: Column) -> str:
    if column.required:
        return "yes"
    others = next((needs for needs in kind.needs if column.name in needs), None)
    if others:
        return "one of " + coded(others)
    return "asked for" if column.absent else ""


_TYPES = {
    "organisation": "code",
    "code": "code, see [classifications](classifications.md)",
    "grade": "text, see [grades](classifications.md#grades)",
    "choice": "choice, see below",
    "flag": "yes or no",
    "count": "whole number",
    "question": "question number",
    "group": "a group of the standard (white, BME, unknown) or all",
}


def _type(column: Column) -> str:
    return _TYPES.get(column.type, column.type)


# Source systems


def _system(system: System) -> str:
    parts = [
        f"## {system.title}",
        system.about.strip() + ("" if system.verified else " `unverified`"),
        *(_export(e, kind) for kind, e in system.exports.items()),
        *(_export(e) for e in system.tables),
        f"Sources: {'; '.join(system.sources)}.",
    ]
    return "\n\n".join(parts)


def _export(export: Export, kind: str = "") -> str:
    what = f"Records of kind [`{kind}`](extracts.md)." if kind else "A table of counts."
    address = f"../{EXAMPLES.relative_to(REFERENCE.parent).as_posix()}/{export.example}".replace(" ", "%20")
    parts = [f"### {export.title}", f"{what} {export.how.strip()}"]
    parts += [f"Example: [{export.example}]({address})." if export.example else ""]
    if export.stems:
        parts.append(f"Names of the file or sheet begin with: {coded(export.stems)}.")
    if export.columns:
        rows = [(f"`{column}`", ", ".join(names)) for column, names in export.columns.items()]
        parts.append(table(("column", "header"), rows))
    if export.values:
        values = [
            (f"`{c}`", f"`{code}`", ", ".join(of)) for c, known in export.values.items() for code, of in known.items()
        ]
        parts.append(table(("column", "value", "read from"), values))
    return "\n\n".join(filter(None, parts))


# Decisions


def _means(edition: Edition) -> str:
    """For every column with values to decide, what a decision may say, in the order of the kinds."""
    rows = []
    for kind in kinds_of(edition).values():
        for column in kind.columns.values():
            if column.coded and (said := _meaning(kind, column)):
                rows.append(f"| `{column.name}` of {kind.name} | {said} |")
    return "\n".join(rows)


def _meaning(kind: Kind, column: Column) -> str:
    target = next((kind.columns[name] for name, source in kind.decided_by.items() if source == column.name), column)
    if target.type == "code":
        return f"a code or label of [{target.name}](classifications.md)"
    if target.name == "grade":
        return "a band or a grade row of [grades](classifications.md#grades)"
    if target.type == "grade":
        return "a staff group of [grades](classifications.md#grades)"
    if target is not column:
        return ", ".join((target.name, f"not {target.name}"))
    return coded(target.values)


def _options(edition: Edition) -> str:
    rows = [
        (f"`{option.name}`" if n == 0 else "", option.title if n == 0 else "", f"`{name}`", choice.title)
        for option in edition.options.values()
        for n, (name, choice) in enumerate(option.choices.items())
    ]
    return table(("option", "question", "choice", "what it does"), rows)


# Indicators


def _indicator(standard: Standard, indicator: Indicator) -> str:
    known = facts(indicator)
    rows = [
        ("kind", f"`{indicator.kind}`"),
        ("what is measured", known["measure"]),
        ("event", _item_name(indicator.event)),
        ("population", _item_name(indicator.population)),
        ("reads", known["ratio"]),
        ("adverse to the focus group", known["adverse"]),
        ("screening band, not a test", known["band"]),
        ("by", ", ".join(indicator.breakdowns)),
    ]
    if indicator.kind in ("score", "yes_no"):
        rows[2] = (indicator.kind.replace("yes_no", "answer"), _item_name(indicator.event))
    if indicator.kind == "representation_gap":
        rows[2] = ("board", _item_name(indicator.event))
        rows.append(("also compared", known["compared"]))
    parts = [
        f"## {indicator.name}" + (" (beside the official ones)" if indicator.supplementary else ""),
        f"**{indicator.title}**",
        table(("", ""), [row for row in rows if row[1]]),
        indicator.why_it_matters,
        f"How to read it: {indicator.how_to_read}",
        _editions(standard, indicator.name),
    ]
    parts += [_coherence(indicator)] if indicator.coherence else []
    parts += [_examples(indicator)] if indicator.examples else []
    parts.append(f"Reviewed {indicator.reviewed}. Sources: {'; '.join(indicator.sources)}.")
    return "\n\n".join(parts)


def _item_name(item: str) -> str:
    return f"`{item}`" if item else ""


def _editions(standard: Standard, name: str) -> str:
    found: dict[str, Indicator] = {}
    for edition in standard.editions.values():
        for indicator in edition.indicators:
            if indicator.name == name:
                found.setdefault(indicator.edition, indicator)
    newest = list(found.values())[-1]
    rows = [
        (
            _years(label),
            "; ".join([*_differing(indicator, newest), *_special(indicator)]),
            "yes" if indicator.verified else "unverified",
            indicator.edition_source,
        )
        for label, indicator in found.items()
    ]
    return table(("years", "rule of these years", "verified", "source"), rows)


def _years(label: str) -> str:
    first, _, last = label.partition("-")
    return first if first == last else f"{first} to {last}"


def _differing(i: Indicator, newest: Indicator) -> Iterator[str]:
    """What an older edition says otherwise than the newest does above."""
    if i.title != newest.title:
        yield f"title: {i.title}"
    if i.population != newest.population:
        yield f"population `{i.population}`"


def _special(i: Indicator) -> Iterator[str]:
    """What may differ between editions of an indicator."""
    if i.questions:
        yield f"questions {' or '.join(i.questions)}" if len(i.questions) > 1 else f"question {i.questions[0]}"
    if any(i.bases):
        yield f"basis {' and '.join(i.bases)}"
    if i.compared:
        yield f"compares {', '.join(i.compared)}"
    if not i.official:
        yield "none called official"
    if i.caution:
        yield i.caution.rstrip(".")
    if i.broken:
        yield f"break: {i.broken.rstrip('.')}"


def _coherence(indicator: Indicator) -> str:
    rows = [(f"`{c.smaller} <= {c.larger}`", c.severity, c.elsewhere, c.why) for c in indicator.coherence]
    return "Counts that cannot be true together:\n\n" + table(
        ("rule", "severity", "in breakdowns and other groups", "why"), rows
    )


def _examples(indicator: Indicator) -> str:
    rows = [
        (example.name, "<br>".join(_given(example)), ", ".join(f"{k} {v}" for k, v in example.expect.items()))
        for example in indicator.examples
    ]
    return "Worked examples, run by `openwres standards check`:\n\n" + table(("example", "counts", "result"), rows)


def _given(example: Example) -> Iterator[str]:
    for when, counts in (("", example.given), ("the year before, ", example.previous)):
        for item, groups in counts.items():
            yield f"{when}{item}: " + ", ".join(f"{group} {number}" for group, number in groups.items())
    if example.year:
        yield f"(year {example.year})"


def _items(edition: Edition) -> str:
    rows = [(f"`{i.code}`", i.title, i.unit, _from(i), "; ".join(_conditions(i))) for i in edition.items.values()]
    opening = (
        "## Items\n\nWhat is counted, in its unit. `undated` means that a record without a date counts as of the year."
    )
    if any(_from(item) == "given" for item in edition.items.values()):
        opening += " What is `given` comes in tables of tallies and is not counted from records."
    if any(item.flow for item in edition.items.values()):
        opening += " A `flow` is counted from [two staff lists](../how-to/follow-careers.md)."
    return f"{opening}\n\n" + table(("item", "what", "unit", "from", "counts where"), rows)


def _from(item: Item) -> str:
    return item.kind or ("flow" if item.flow else "given")


def _conditions(item: Item) -> Iterator[str]:
    if not item.verified:
        yield "unverified: no national definition"
    if item.unit == "score":
        yield f"from {item.range[0]:g} to {item.range[1]:g}"
    if item.at:
        yield "on the snapshot"
    if item.date:
        yield f"`{item.date}` in the year" + (", or undated" if item.undated else "")
    yield from _where(item.where)
    if item.within and not item.flow:
        yield f"the person is among `{item.within}`"
    for condition in _where(item.employed):
        yield f"on that day {condition}"
    if item.sum:
        yield f"sum of `{item.sum}`"
    for name, basis in item.bases.items():
        if name:
            words = [f"over {basis.years} years"] * (basis.years > 1) + list(_where(basis.where))
            yield f"basis `{name}`" + (f": {', '.join(words)}" if words else "")


def _where(where: Where) -> Iterator[str]:
    for column, codes in where.items():
        yield f"`{column}` is {' or '.join(codes)}"


def _breakdowns(edition: Edition) -> str:
    parts = ["## Breakdowns"]
    for breakdown in edition.breakdowns.values():
        if breakdown.column == "grade_row" and edition.grade_scale and edition.grade_scale.id == "afc":
            parts.append(f"The categories of `{breakdown.code}` are the [grade rows](classifications.md#grades).")
            continue
        rows = [(f"`{c.code}`", c.title, coded(c.rows)) for c in breakdown.categories.values()]
        parts += [f"### {breakdown.title}: `{breakdown.code}`", table(("category", "what", "made of"), rows)]
    return "\n\n".join(parts)


# Classifications


def _code_list(code_list: CodeList, edition: Edition) -> str:
    used = [name for name in code_list.classifications if _is_used(name, edition)]
    parts = [f"## {code_list.title}: column `{code_list.column}`"]
    parts.append(
        "Used by the WRES: " + coded(used) + "." if used else "Not used by the WRES; a standard of your own may use it."
    )
    for classification in code_list.classifications.values():
        groups = ", ".join(f"`{group}` {label}" for group, label in classification.groups.items())
        parts.append(f"Classification `{classification.id}` ({classification.title}): {groups}.")
    names = list(code_list.classifications)
    rows = [
        (
            f"`{code.code.upper() if len(code.code) < 3 else code.code}`",
            code.label + (" (obsolete)" if code.obsolete else ""),
            *(code.groups[name] for name in names),
            ", ".join(code.aliases),
        )
        for code in code_list.codes.values()
    ]
    parts.append(table(("code", "label", *(f"`{name}`" for name in names), "also read from"), rows))
    parts += [_words(code_list)] if code_list.prefixes or code_list.suffixes else []
    return "\n\n".join(parts)


def _is_used(name: str, edition: Edition) -> bool:
    return any(name in (known, *classification.parts) for known, classification in edition.classifications.items())


def _words(code_list: CodeList) -> str:
    short = ", ".join(
        f"`{long}` as `{word}`" if word else f"`{long}` not at all" for long, word in code_list.prefixes.items()
    )
    return f"Openings of labels are read so: {short}. Endings that add nothing: {coded(code_list.suffixes)}."


def _grade_scale(scale: GradeScale) -> str:
    bands = [
        (f"`{b.code}`", b.label, ", ".join(b.aliases), coded(pattern.pattern for pattern in b.patterns))
        for b in scale.bands.values()
    ]
    rows = [
        (f"`{r.code}`", r.label, r.block, f"part of `{r.part_of}`, where `{r.flag}` is yes" if r.part_of else "")
        for r in scale.rows.values()
    ]
    rule = (
        "A grade and a staff group give a grade row. The staff group decides the block; where it is absent the first "
        f"character of the occupation code does. The bands {coded(sorted(scale.medical_bands))} without either are "
        f"{scale.medical_block}; any other band in the {scale.medical_block} block is the band "
        f"`{scale.medical_otherwise}`. A cell that holds a grade row, such as `clinical-5`, is taken as it stands."
    )
    return "\n\n".join(
        [
            "## Grades",
            f"{scale.title}." + ("" if scale.verified else " Unverified."),
            rule,
            "Bands, from junior to senior:",
            table(("band", "label", "also read from", "pattern of the code"), bands),
            "Words that add nothing to a grade: " + coded(sorted(scale.filler)) + ".",
            "Staff groups and first characters of occupation codes, by block:",
            table(("block", "staff groups", "occupation codes"), _blocks(scale.staff_groups, scale.occupation_blocks)),
            "Grade rows:",
            table(("grade row", "label", "block", ""), rows),
        ]
    )


def _blocks(groups: Mapping[str, str], occupations: Mapping[str, str]) -> Iterator[tuple[str, str, str]]:
    for block in dict.fromkeys([*groups.values(), *occupations.values()]):
        names = ", ".join(name for name, of in groups.items() if of == block)
        yield f"`{block}`", names, ", ".join(first for first, of in occupations.items() if of == block)


# Published figures


def _published() -> Iterator[str]:
    yield "## How a value is known"
    yield table(("evidence", "meaning"), [(f"`{word}`", meaning) for word, meaning in EVIDENCE.items()])
    for name in names_of_published():
        standard = load_standard(name)
        rows = published_sources(name).sort("year", "area_type", maintain_order=True)
        for indicator in standard.edition(max(standard.editions)).indicators:
            cells = [_published_cells(row, standard) for row in rows.filter(indicator=indicator.name).to_dicts()]
            if cells:
                yield f"## {name.upper()} {indicator.name}"
                yield table(_PUBLISHED_HEAD, cells)


_PUBLISHED_HEAD = (
    "year", "area", "statistic", "category", "group", "basis", "value", "evidence", "note", "printed at",
)  # fmt: skip


def _published_cells(row: Mapping[str, Any], standard: Standard) -> tuple[str, ...]:
    names = {(area.area_type, area.area): area.name for area in nhs_areas()}
    return (
        str(row["year"]), names[row["area_type"], row["area"]], row["statistic"], row["category"],
        standard.edition(row["year"]).group_label(row["classification"], row["group"]), row["basis"],
        f"{row['value']:g}", row["evidence"], _note(row["variant"], row["note"]), _addresses(row["sources"]),
    )  # fmt: skip


def _note(variant: str, note: str) -> str:
    return "; ".join(words for words in ("" if variant == AS_PUBLISHED else f"`{variant}`", note) if words)


def _addresses(sources: Iterable[str]) -> str:
    """Links that show the site."""
    return ", ".join(f"[{source.split('/')[2].removeprefix('www.')}]({source})" for source in sources)


def _left_out() -> Iterator[str]:
    """What was found and fits no figure, by the reason why."""
    text = (REFERENCE / "published-left-out.csv").read_text(encoding="utf-8")
    rows = list(csv.DictReader(text.splitlines()))
    yield "## Left out"
    yield "What was found and is no figure of the program, by the reason. The list is `published-left-out.csv`, beside this page."
    for reason, why in _LEFT_OUT.items():
        yield f"### {reason.replace('-', ' ').capitalize()}"
        yield why
        yield table(
            ("of", "year", "area", "indicator", "what", "group", "value", "printed at"),
            [_left_out_cells(row) for row in rows if row["reason"] == reason],
        )


def _left_out_cells(row: Mapping[str, str]) -> tuple[str, ...]:
    area = ", ".join(word for word in (row["area"], row["organisations"]) if word)
    return (
        row["standard"], row["year"], area, row["indicator"], row["what"], row["group"],
        row["value"] + ("%" if row["unit"].startswith("percent") else ""), _addresses([row["source"]]),
    )  # fmt: skip


def main() -> None:
    """Write every page that is out of date."""
    for name, text in pages().items():
        path = REFERENCE / name
        if not path.exists() or path.read_text(encoding="utf-8") != text:
            path.write_text(text, encoding="utf-8", newline="\n")
            print(f"written: {path.name}")


if __name__ == "__main__":
    main()
