"""Rules about what stands in a return: cells that are no counts, groups and items left out, labels, windows, who it is of."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import partial

import polars as pl

from openwres.contracts.problems import Severity
from openwres.contracts.tables import State
from openwres.returns.batch import PLACE, Returns
from openwres.returns.celltext import whole_number
from openwres.returns.rules.coherent import hit_of
from openwres.returns.rules.rule import Hit, Rule

_YEAR = re.compile(r"(?<!\d)(20\d\d)(?!\d)")
_SMALL = 10  # R17
_CONFIRMED, _TOO_MANY = 0.10, 0.20  # R12
_BAND_1_CLOSED = 2021  # R20
_PREFILLED = 0.02  # R24


def _full_time(returns: Returns) -> Iterator[Hit]:
    """Counts with decimals."""
    items = returns.edition.items
    counted = [item.code for item in items.values() if item.counted]
    shares = returns.tallies.filter(pl.col("value").is_not_null()).select(PLACE)
    cells = returns.places.filter(pl.col("number").is_not_null(), pl.col("item").is_in(counted))
    wrong = cells.join(shares, on=PLACE, how="anti").filter(~whole_number())
    for row in wrong.sort(PLACE).iter_rows(named=True):
        basis = items[row["item"]].bases.get(row["basis"])
        mean = f" If it is the mean of {basis.years} years, write their total." if basis and basis.years > 1 else ""
        yield hit_of(returns, row, f"{row['number']:,.10g} is no whole number of people.{mean}")


def _hidden(returns: Returns) -> Iterator[Hit]:
    hidden = returns.tallies.filter(pl.col("state") == str(State.SUPPRESSED))
    for row in hidden.sort(PLACE).iter_rows(named=True):
        yield hit_of(returns, row, "the count is kept back.")


def _blank(returns: Returns) -> Iterator[Hit]:
    """A group without a count where another group of the same row has one."""
    keys = [name for name in PLACE if name != "group"]
    groups = pl.DataFrame({"group": list(returns.edition.classifications[returns.edition.main].groups)})
    rows = returns.counts.select(keys).unique().join(groups, how="cross")
    absent = rows.join(returns.counts.select(PLACE), on=PLACE, how="anti")
    hidden = returns.tallies.filter(pl.col("state") == str(State.SUPPRESSED)).select(PLACE)
    cells = returns.places.filter(pl.col("number").is_not_null()).select(PLACE)
    absent = absent.join(hidden, on=PLACE, how="anti").join(cells, on=PLACE, how="anti")
    everyone = returns.counts.filter(pl.col("group") == "all").select(keys)
    only_all = everyone.join(returns.counts.filter(pl.col("group") != "all").select(keys), on=keys, how="anti")
    for row in absent.join(only_all, on=keys, how="anti").sort(PLACE).iter_rows(named=True):
        yield hit_of(returns, row, "there is no count, and other groups of the row have one.")


def _missing(returns: Returns) -> Iterator[Hit]:
    """Indicators of which a return gives nothing: neither the event nor a percentage, nor a cell that cannot be read."""
    known = returns.tallies.filter(pl.col("state") == str(State.VALUE)).select("organisation", "item")
    filled = returns.places.filter(~pl.col("blank")).select("organisation", "item")
    items = pl.concat([known, filled]).group_by("organisation").agg(pl.col("item").unique())
    there = {code: set(its) for code, its in items.iter_rows()}
    for code in returns.organisations:
        for indicator in returns.edition.indicators:
            if not indicator.supplementary and (indicator.event or indicator.population) not in there.get(code, set()):
                item = returns.edition.items[indicator.event or indicator.population]
                yield Hit(code, f"Indicator {indicator.name}: nothing is given of {item.title}.", f"w{indicator.name}")


def _unknown_share(returns: Returns) -> Iterator[Hit]:
    """People of unknown ethnicity among the staff, the board and others who could have an event."""
    e = returns.edition
    events = {i.event for i in e.indicators if i.kind != "representation_gap"}
    whole = returns.counts.filter(
        pl.col("breakdown") == "", pl.col("group").is_in(list(e.classifications[e.main].groups))
    )
    keys = [name for name in PLACE if name != "group"]
    shares = whole.group_by(keys).agg(
        unknown=pl.col("count").filter(pl.col("group") == e.unknown).sum(), total=pl.col("count").sum()
    )
    shares = shares.filter(~pl.col("item").is_in(sorted(events)))
    high = shares.filter(pl.col("unknown") > _CONFIRMED * pl.col("total")).with_columns(group=pl.lit(e.unknown))
    boards = {i.event for i in e.indicators if i.kind == "representation_gap"}
    for row in high.sort(keys).iter_rows(named=True):
        share, said = row["unknown"] / row["total"], "completeness" in returns.details[row["organisation"]]
        if row["item"] in boards and share <= _TOO_MANY:
            continue
        severity = Severity.BLOCK if share > _TOO_MANY and row["item"] not in boards and not said else None
        words = f"{row['unknown']:,} of {row['total']:,} ({100 * share:.1f}%) are of unknown group."
        yield hit_of(returns, row, words, severity)


def _outside_ratio(returns: Returns) -> Iterator[Hit]:
    """Unknown ethnicity is outside every ratio: how many that leaves out."""
    e = returns.edition
    left = {i.population for i in e.indicators if i.kind == "relative_likelihood" and not e.items[i.population].at}
    rows = returns.counts.filter(pl.col("item").is_in(sorted(left)), pl.col("breakdown") == "", pl.col("count") > 0)
    for row in rows.filter(pl.col("group") == e.unknown).sort(PLACE).iter_rows(named=True):
        yield hit_of(returns, row, f"{row['count']:,} are outside the ratio, which compares known groups.")


def _few(returns: Returns) -> Iterator[Hit]:
    """Events of fewer than ten people in a group that an indicator compares."""
    e = returns.edition
    events = {(i.event, basis) for i in e.indicators if i.kind == "relative_likelihood" for basis in i.bases or ("",)}
    asked = {(i.population, basis) for i in e.indicators if i.kind == "survey_percentage" for basis in i.bases or ("",)}
    few = returns.counts.filter(
        pl.col("breakdown") == "", pl.col("group").is_in([e.focus, e.reference]), pl.col("count") < _SMALL
    )
    for row in few.sort(PLACE).iter_rows(named=True):
        if (row["item"], row["basis"]) in events | asked:
            yield hit_of(returns, row, f"{row['count']:,}, under ten: one person can move the figure a long way.")


def _band_1(returns: Returns) -> Iterator[Hit]:
    """People in band 1, which was closed to new entrants."""
    scale = returns.edition.grade_scale
    if scale is None or returns.edition.year <= _BAND_1_CLOSED:
        return
    rows = [code for code, row in scale.rows.items() if row.band == "1"]
    stocks = [item.code for item in returns.edition.items.values() if item.at]
    there = returns.counts.filter(
        pl.col("item").is_in(stocks), pl.col("category").is_in(rows), pl.col("count") > 0, pl.col("group") != "all"
    )
    for row in there.sort(PLACE).iter_rows(named=True):
        yield hit_of(returns, row, f"{row['count']:,} in band 1, which takes nobody new since December 2018.")


def _window(returns: Returns) -> Iterator[Hit]:
    """Counts in a basis that the edition does not use, without those that it does."""
    items = returns.edition.items
    used = {i.event: i.bases for i in returns.edition.indicators if i.event and len(items[i.event].bases) > 1}
    rows = [(item, basis) for item, bases in used.items() for basis in bases]
    right = pl.DataFrame(rows, schema={"item": pl.String, "basis": pl.String}, orient="row")
    mine = returns.tallies.filter(pl.col("item").is_in(list(used)), pl.col("breakdown") == "")
    known = mine.join(right, on=["item", "basis"], how="semi")
    other = mine.join(known, on=["organisation", "item"], how="anti").unique(["organisation", "item"], keep="first")
    for row in other.sort("organisation", "item").iter_rows(named=True):
        bases = " and ".join(used[row["item"]])
        yield hit_of(returns, row, f"the basis is {row['basis']}, and {returns.edition.label} uses {bases}.")


def _prefilled(returns: Returns) -> Iterator[Hit]:
    """Counts that differ from what the return was pre-filled with."""
    before = returns.prefilled.filter(pl.col("count").is_not_null()).select(*PLACE, was="count")
    both = returns.counts.join(before, on=PLACE).filter(pl.col("group") != "all")
    far = both.filter((pl.col("count") - pl.col("was")).abs() > _PREFILLED * pl.col("was"))
    for row in far.sort(PLACE).iter_rows(named=True):
        yield hit_of(returns, row, f"{row['count']:,}; the return was pre-filled with {row['was']:,}.")


def _snapshot(returns: Returns) -> Iterator[Hit]:
    day = returns.edition.snapshot
    for code in returns.organisations:
        label = returns.details[code].get("snapshot", "")
        years = _YEAR.findall(label)
        if years and str(day.year) not in years:
            yield Hit(code, f"The return is labelled with {years[0]} and is of {day.day} {day:%B %Y}.", "snapshot")


def _survey(returns: Returns) -> Iterator[Hit]:
    """The year of the survey and the questions, where the return names them."""
    year = returns.edition.year - 1
    for code in returns.organisations:
        details = returns.details[code]
        named = _YEAR.findall(details.get("survey", ""))
        if named and str(year) not in named:
            yield Hit(
                code,
                f"The survey is named as that of {named[0]}; {returns.edition.label} takes that of {year}.",
                "survey",
            )
        for indicator in returns.edition.indicators:
            words = details.get(f"w{indicator.name}.question", "").lower()
            asked = re.findall(r"(?:q|kf)\s?\d+[a-z]?", words)
            if indicator.questions and asked and set(_plain(asked)) - set(indicator.questions):
                right = " or ".join(indicator.questions).upper()
                said = f"Indicator {indicator.name} is given from another question of the survey; {returns.edition.label} takes {right}."
                yield Hit(code, said, f"w{indicator.name}.question")


def _plain(words: list[str]) -> list[str]:
    return [word.replace(" ", "") for word in words]


def _organisation(problem: str, returns: Returns) -> Iterator[Hit]:
    if returns.register is not None:
        for code in returns.organisations:
            for found in returns.register.problems_with(code, returns.edition.snapshot):
                if found.id == problem:
                    yield Hit(code, found.sentence, "organisation", remedy=found.remedy)


_REGISTER = "National reports treat mergers apart"
RULES: tuple[Rule, ...] = (
    Rule(
        "organisation-unknown",
        "R19",
        Severity.BLOCK,
        "the register does not know the code",
        "Correct the code, or import a newer register.",
        "A return under a wrong code counts for nobody.",
        _REGISTER,
        partial(_organisation, "organisation-unknown"),
    ),
    Rule(
        "organisation-closed",
        "R19",
        Severity.BLOCK,
        "the organisation closed before the snapshot",
        "Give the counts under its successor's code.",
        "People would count twice, or under a code that no area has.",
        _REGISTER,
        partial(_organisation, "organisation-closed"),
    ),
    Rule(
        "organisation-not-yet-open",
        "R19",
        Severity.BLOCK,
        "the organisation opened after the snapshot",
        "Correct the code or the year.",
        "Counts from before belong to its predecessors.",
        _REGISTER,
        partial(_organisation, "organisation-not-yet-open"),
    ),
    Rule(
        "stale-snapshot",
        "R13",
        Severity.BLOCK,
        "the label of the snapshot is of another year",
        "Correct the label, or give the counts of the right day.",
        "Counts of last year under this year's name stand still.",
        "Newcastle upon Tyne Hospitals, 2024: a page labelled March 2023",
        _snapshot,
    ),
    Rule(
        "wrong-survey",
        "R18",
        Severity.BLOCK,
        "the survey is not that of the autumn before, or the question is another one",
        "Take the percentages of the right survey and question.",
        "Question 13a was harassment until the survey of 2020 and is physical violence since.",
        "Numbers of the NHS Staff Survey's questions",
        _survey,
    ),
    Rule(
        "wrong-window",
        "R23",
        Severity.CONFIRM,
        "counts are in a basis that the edition does not use",
        "Give the counts in the basis of the edition.",
        "Two years hold twice the cases of one.",
        "Indicator 3 changed its window between 2018 and 2022",
        _window,
    ),
    Rule(
        "fte-for-headcount",
        "R11",
        Severity.BLOCK,
        "a count is no whole number: full-time equivalents, where people are counted",
        "Count people, each once; of two years their total and not their mean.",
        "Women and part-timers weigh less, and no other return compares.",
        "Newcastle upon Tyne Hospitals, 2025: 19.92% BME by full-time equivalents",
        _full_time,
    ),
    Rule(
        "hidden-count",
        "R01",
        Severity.BLOCK,
        "a count is kept back, such as <5",
        "Give the count itself; a return is never suppressed, what is published is.",
        "A sum over organisations with a count kept back is no sum.",
        "NHS Scientist Training Programme, 2022: <5 in five cells",
        _hidden,
    ),
    Rule(
        "group-missing",
        "R01",
        Severity.CONFIRM,
        "one group has no count where others of its row have one",
        "Write 0 where there is nobody.",
        "A blank is not 0: often the group was added to another one.",
        "No published case; planted in the invented nation",
        _blank,
    ),
    Rule(
        "indicator-missing",
        "R01",
        Severity.CONFIRM,
        "nothing is given of an indicator",
        "Give the counts, or say why there are none.",
        "An organisation that lacks an item is left out of every sum of the indicator.",
        "National reports count boards without data apart",
        _missing,
    ),
    Rule(
        "unknown-share",
        "R12",
        Severity.CONFIRM,
        "more than 10% are of unknown group (a board: 20%)",
        "Ask people; until then say in `completeness` what it does to the figures.",
        "Above 20% a comparison of known groups can be turned round by the unknown ones.",
        "In 2019 at 19 organisations a fifth of the board or more were unknown",
        _unknown_share,
        (Severity.BLOCK,),
    ),
    Rule(
        "outside-ratio",
        "R15",
        Severity.NOTE,
        "some of unknown ethnicity are outside a ratio",
        "Nothing to do.",
        "Readers take the ratio for everybody's.",
        "Definition of indicator 2",
        _outside_ratio,
    ),
    Rule(
        "small-number",
        "R17",
        Severity.NOTE,
        "fewer than ten events, or respondents, in a group that is compared",
        "Nothing to do; the figure's sentence says so.",
        "One person can move it a long way.",
        "Royal Papworth Hospital: a ratio of 9.5 from nine cases",
        _few,
    ),
    Rule(
        "band-1",
        "R20",
        Severity.CONFIRM,
        "people in band 1 after 2021",
        "Check their grade.",
        "Band 1 takes nobody new since December 2018.",
        "Agenda for Change refresh of 2018",
        _band_1,
    ),
    Rule(
        "differs-from-prefilled",
        "R24",
        Severity.CONFIRM,
        "a count differs by more than 2% from what it was pre-filled with",
        "Say why, or correct the count.",
        "Most differences are another day or another population.",
        "The form shows both columns side by side",
        _prefilled,
    ),
)
