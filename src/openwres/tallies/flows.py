"""What became within a year of the people of a staff list: stayed in the grade, moved up, moved otherwise, left, joined.

People are matched by their staff number within an organisation, in the engine, and leave as counts. How last year's
list is read is in `previous`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import duckdb
import polars as pl

from openwres.contracts.problems import Problem, Severity
from openwres.contracts.tables import TALLY_KEY, TALLY_SCHEMA, Source, State
from openwres.extracts import Extracts
from openwres.extracts.quoting import literal, literals, name
from openwres.standards.codes import Classification
from openwres.standards.model import Breakdown, Edition, Item
from openwres.tallies import sql
from openwres.tallies.layout import Cells, Part, lay_out
from openwres.tallies.previous import FLAG, KIND, Previous, codes_of, columns_of, counted, flows_of

LEAST_MATCHED = 0.7
_MANY = 100
_SIDES = (("b", "_before"), ("a", "_after"))
_LADDER = 1000  # a place on a ladder as one number: ladders lie further apart than any is long


def with_flows(
    con: duckdb.DuckDBPyConnection, edition: Edition, extracts: Extracts, previous: Previous, tallies: pl.DataFrame
) -> tuple[pl.DataFrame, list[Problem]]:
    """The tallies with those of every flow, sorted by key, and what is odd about the two lists.

    The people of this year stand on the connection, as counting left them. Only organisations that are on both lists
    have flows; where somebody's grade gives no row, theirs are `missing`.
    """
    followed = pl.DataFrame(con.sql(_followed(edition, previous)))
    both, problems = _organisations(followed)
    ungraded = followed.filter("ungraded")["organisation"].unique().to_list()
    columns = previous.columns & extracts.columns[KIND]
    parts = [part for item in flows_of(edition) for part in _parts(item, edition, columns, both)]
    flows = _finished(lay_out(_cells(followed, edition), parts, edition), edition, ungraded)
    return pl.concat([tallies, flows]).sort(TALLY_KEY), problems


def _followed(edition: Edition, previous: Previous) -> str:
    """SELECT that counts everybody on either list: grade and group are those of last year's, of those who joined this year's.

    Where last year's list did not know the group and this year's does, this year's is taken. People who are alike on
    both lists are counted first, so that what became of them is asked once.
    """
    known = [column for column in columns_of(edition) if column not in ('"organisation"', '"person"')]
    pairs = ", ".join(f"{side}.{column} AS {_on(column, end)}" for side, end in _SIDES for column in known)
    chosen = "".join(f", {_code(edition, column)} AS {name(column)}" for column in codes_of(edition))
    levels = "".join(
        f", {_level(edition.breakdowns[code], 'grade_row' + end)} AS {name(code + end)}"
        for code in _levels(edition)
        for _, end in _SIDES
    )
    return f"""WITH b AS (FROM read_parquet({literal(str(previous.people))})), a AS ({counted(edition)}),
common AS (SELECT organisation FROM b INTERSECT SELECT organisation FROM a),
pairs AS (SELECT organisation, b.person IS NOT NULL AS before, a.person IS NOT NULL AS after, {pairs}, COUNT(*) AS n
  FROM b FULL JOIN a USING (organisation, person) GROUP BY ALL)
SELECT organisation, {_flow(edition)} AS flow{chosen}{levels},
  CASE WHEN before THEN grade_row_before ELSE grade_row_after END AS grade_row,
  CASE WHEN before THEN {FLAG}_before ELSE {FLAG}_after END AS {FLAG},
  (before AND grade_row_before IS NULL) OR (after AND grade_row_after IS NULL) AS ungraded, n
FROM pairs SEMI JOIN common USING (organisation)"""


def _on(column: str, end: str) -> str:
    """The name of a quoted column on one of the two lists."""
    return f'{column[:-1]}{end}"'


def _flow(edition: Edition) -> str:
    """What became of a person."""
    before, after = _place(edition, "grade_row_before"), _place(edition, "grade_row_after")
    up = f"{after} > {before} AND {after} // {_LADDER} = {before} // {_LADDER}"
    return f"""CASE WHEN NOT after THEN 'left' WHEN NOT before THEN 'joined'
  WHEN grade_row_after = grade_row_before THEN 'stayed' WHEN {up} THEN 'up' ELSE 'otherwise' END"""


def _place(edition: Edition, grade: str) -> str:
    """The place of a grade on its ladder."""
    steps = edition.grade_scale.steps if edition.grade_scale else {}
    places = " ".join(f"WHEN {literal(row)} THEN {ladder * _LADDER + place}" for row, (ladder, place) in steps.items())
    return f"(CASE {grade} {places} END)"


def _code(edition: Edition, column: str) -> str:
    """A code of a person: last year's, unless only this year's is known."""
    main, (before, after) = edition.classifications[edition.main], (_on(name(column), end) for _, end in _SIDES)
    if column != main.column:
        return f"COALESCE({before}, {after})"
    unknown = literals(code for code, group in main.of_code.items() if group == edition.unknown)
    known = (f"CASE WHEN {code} NOT IN ({unknown}) THEN {code} END" for code in (before, after))
    return f"COALESCE({', '.join(known)}, {before}, {after})"


def _levels(edition: Edition) -> list[str]:
    """The breakdowns whose categories before and after the year a flow's own breakdowns ask for."""
    asked = {column for item in flows_of(edition) for column in sql.breakdown_columns(item, edition)}
    return [b.code for b in edition.breakdowns.values() if b.of and {b.code + end for _, end in _SIDES} & asked]


def _level(breakdown: Breakdown, grade: str) -> str:
    """The category of a grade in a breakdown that adds up grades."""
    rows = [(row, category.code) for category in breakdown.categories.values() for row in category.rows]
    return f"CASE {grade} {' '.join(f'WHEN {literal(row)} THEN {literal(code)}' for row, code in rows)} END"


def _organisations(followed: pl.DataFrame) -> tuple[list[str], list[Problem]]:
    """The organisations that are on both lists, and what their numbers of matched people say."""
    flow, n = pl.col("flow"), pl.col("n")
    numbers = followed.group_by("organisation").agg(
        before=n.filter(flow != "joined").sum(),
        both=n.filter(~flow.is_in(["joined", "left"])).sum(),
        moved=n.filter(flow != "stayed").sum(),
    )
    rows = numbers.sort("organisation").rows()
    problems = [problem for row in rows for problem in _odd(*row)]
    if not rows:
        sentence = "No organisation is on this year's staff list and on last year's, so nobody can be followed."
        remedy = "Name the organisation with --organisation, or give the list of the same one."
        problems.append(Problem("previous-of-others", Severity.BLOCK, sentence, remedy, column="organisation"))
    return [code for code, *_ in rows], problems


def _odd(organisation: str, before: int, both: int, moved: int) -> Iterator[Problem]:
    if both < LEAST_MATCHED * before:
        sentence = (
            f"{organisation}: of {before:,} people on last year's staff list {both:,} are on this year's "
            f"({100 * both / before:.0f}%): were staff numbers given anew, or did a part of the organisation leave?"
        )
        remedy = "Confirm that so many left; else give lists with the same numbers, or leave --previous out."
        yield Problem("few-matched", Severity.CONFIRM, sentence, remedy, column="person", rows=before - both)
    elif before >= _MANY and not moved:
        sentence = f"{organisation}: nobody left, joined or changed grade within the year: is it the same list twice?"
        yield Problem(
            "nobody-moved", Severity.CONFIRM, sentence, "Give the list of the snapshot before.", column="person"
        )


def _cells(followed: pl.DataFrame, edition: Edition) -> list[Cells]:
    """The counts of people, once for each item that is their flow."""
    return [
        Cells((item.code, ""), followed.filter(pl.col("flow") == item.flow).drop("ungraded", "flow"))
        for item in flows_of(edition)
    ]


def _parts(item: Item, edition: Edition, columns: frozenset[str], organisations: Sequence[str]) -> Iterator[Part]:
    """The grid of a flow: as of every item, in full for the main classification, the whole and tiers for others."""
    for classification in edition.counted.values():
        read = {part.column for part in _parts_of(classification, edition)}
        if not read <= set(codes_of(edition)):
            continue
        there = read - {edition.classifications[edition.main].column} <= columns
        yield Part(item.code, "", classification, None, {"": there}, organisations)
        main = classification.id == edition.main
        for breakdown in (edition.breakdowns[code] for code in item.breakdowns):
            if bool(breakdown.of) != main:
                flags = {code: FLAG in c.where and FLAG not in columns for code, c in breakdown.categories.items()}
                categories = {code: there and not absent for code, absent in flags.items()}
                yield Part(item.code, "", classification, breakdown, categories, organisations)


def _parts_of(classification: Classification, edition: Edition) -> list[Classification]:
    lists = edition.code_lists.values()
    found = (lst.classifications[part] for part in classification.parts for lst in lists if part in lst.classifications)
    return list(found) or [classification]


def _finished(tallies: pl.DataFrame, edition: Edition, ungraded: Sequence[str]) -> pl.DataFrame:
    """Tallies in their schema; those of organisations with an unknown grade cannot be told."""
    constants = {"standard": edition.standard, "year": edition.year, "source": str(Source.EXTRACT)}
    whole = pl.concat([pl.DataFrame(schema=TALLY_SCHEMA).drop(*constants), tallies], how="diagonal_relaxed")
    whole = whole.with_columns(**{column: pl.lit(value) for column, value in constants.items()})
    stopped = pl.col("organisation").is_in(list(ungraded))
    whole = whole.with_columns(
        count=pl.when(~stopped).then("count"),
        state=pl.when(stopped).then(pl.lit(str(State.MISSING))).otherwise("state"),
        reason=pl.when(stopped).then(pl.lit("unmapped_grade")).otherwise("reason"),
    )
    return whole.select([pl.col(column).cast(kind) for column, kind in TALLY_SCHEMA.items()])
