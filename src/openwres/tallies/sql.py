"""SQL text from the definitions of items: who or what counts once, with what it is counted by.

Every statement is plain DuckDB SQL over the record tables; identifiers and codes come from checked definitions, never from a user.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace

from openwres.extracts.people import FOREVER, conditions, covers, day, main_post, people_of
from openwres.extracts.quoting import literal, literals
from openwres.standards.model import Edition, Item


def together(items: Sequence[Item]) -> list[list[Item]]:
    """The items in groups of which one look at the records counts every one: those of one kind whose units are its rows or respondents."""
    found: dict[tuple[str, str], list[Item]] = {}
    for item in items:
        found.setdefault((item.kind, item.code if _looked_for_alone(item) else ""), []).append(item)
    return list(found.values())


def _looked_for_alone(item: Item) -> bool:
    """Whether the units of an item are people, who must be found before they are counted."""
    return item.kind in ("staff", "cases") or bool(item.within) or item.unit == "person"


def measures(items: Sequence[Item]) -> list[tuple[Item, str]]:
    """Each item in each basis, in the order in which `cells` counts them."""
    return [(item, name) for item in items for name in item.bases]


def units(items: Sequence[Item], edition: Edition, codes: Sequence[str], tables: Collection[str]) -> str:
    """SELECT that gives one row for each unit, with its codes, what breakdowns need, and where it matters `m0`, `m1` ...: whether a measure counts it."""
    item = items[0]
    if item.kind == "survey":
        return _respondents(items, edition, codes)
    if item.kind == "staff":
        return _leavers(item, edition) if item.date else f"SELECT * FROM {people_of(item, edition)} WHERE counted"
    if item.within:
        return _within(item, edition)
    if item.kind == "cases":
        return _entries(item, edition, codes, tables)
    if item.unit == "person":
        return _members(item, edition)
    counts = [
        f"({conditions(one.where, 'e')} AND {_in_window(one, edition)}) AS m{n}"
        for n, (one, _) in enumerate(measures(items))
    ]
    any_of = " OR ".join(f"m{n}" for n in range(len(counts)))
    return f"SELECT * FROM (SELECT *, {', '.join(counts)} FROM {item.kind} AS e) AS either WHERE {any_of}"


def _in_window(item: Item, edition: Edition, years: int = 1) -> str:
    if not item.date:
        return "TRUE"
    start = edition.window_start.replace(year=edition.window_start.year - years + 1)
    inside = f"e.{item.date} BETWEEN {day(start)} AND {day(edition.snapshot)}"
    return f"(e.{item.date} IS NULL OR {inside})" if item.undated else inside


def _leavers(item: Item, edition: Edition) -> str:
    """People with a post that ended in the year and none that goes on beyond it; the last post says the group and the grade."""
    goes_on = f"COALESCE(q.{item.date}, {FOREVER[1]}) > e.{item.date}"
    return f"""SELECT * FROM (
  SELECT e.*, ROW_NUMBER() OVER (PARTITION BY e.organisation, e.person ORDER BY {main_post(edition, "e")}) AS place
  FROM posts AS e WHERE {conditions(item.where, "e")} AND {_in_window(item, edition)} AND NOT EXISTS (
    SELECT 1 FROM posts AS q WHERE q.organisation = e.organisation AND q.person = e.person
    AND {conditions(item.where, "q")} AND {goes_on})) AS leavers
WHERE place = 1"""


def _within(item: Item, edition: Edition) -> str:
    """People of the snapshot with at least one event; group and grade are the person's, so no rate can pass 100%."""
    return f"""SELECT p.* FROM {people_of(edition.items[item.within], edition)} AS p SEMI JOIN (
  SELECT organisation, person FROM {item.kind} AS e WHERE {conditions(item.where, "e")} AND {_in_window(item, edition)}
) AS events USING (organisation, person) WHERE p.counted"""


def _entries(item: Item, edition: Edition, codes: Sequence[str], tables: Collection[str]) -> str:
    """People, once in each year in which they enter; the earliest event of the year says the group."""
    years = max(basis.years for basis in item.bases.values())
    main = edition.classifications[edition.main].column
    blank = literal(edition.code_lists[main].blank)
    known = "staff" in tables
    looked_up = {code: f'p."{code}"' if known else "CAST(NULL AS VARCHAR)" for code in codes}
    own = f'CASE WHEN COALESCE(e."{main}", {blank}) = {blank} THEN COALESCE({looked_up[main]}, {blank}) ELSE e."{main}" END'
    chosen = ", ".join(f'{own if code == main else looked_up[code]} AS "{code}"' for code in codes)
    grade = (
        "p.grade_row, p.senior_medical_manager"
        if known
        else "CAST(NULL AS VARCHAR) AS grade_row, CAST(NULL AS VARCHAR) AS senior_medical_manager"
    )
    join = "LEFT JOIN people AS p ON p.organisation = e.organisation AND p.person = e.person" if known else ""
    return f"""SELECT * FROM (
  SELECT e.organisation, e.person, {grade}, {chosen},
         CASE WHEN e.{item.date} >= {day(edition.window_start)} THEN 0 ELSE 1 END AS years_before,
         ROW_NUMBER() OVER (PARTITION BY e.organisation, e.person, CASE WHEN e.{item.date} >= {day(edition.window_start)} THEN 0 ELSE 1 END
                            ORDER BY e.{item.date}, e."case", e.file, e."row") AS place
  FROM {item.kind} AS e {join}
  WHERE e.person IS NOT NULL AND {conditions(item.where, "e")} AND {_in_window(item, edition, years)} AND {_employed(item) if known else "TRUE"}) AS entries
WHERE place = 1"""


def earlier(item: Item, edition: Edition) -> str:
    """SELECT of the organisations whose file reaches back into the year before: it holds an event of then, of any sort."""
    year_before = _in_window(replace(item, undated=False), edition, 2)
    return f"SELECT DISTINCT organisation FROM {item.kind} AS e WHERE {year_before} AND e.{item.date} < {day(edition.window_start)}"


def _employed(item: Item) -> str:
    """On the payroll on the day of the event, by the main post or another one; whom the staff list does not know has the benefit of the doubt."""
    held = {post: f"{conditions(item.employed, post)} AND {covers(post, f'e.{item.date}')}" for post in ("p", "q")}
    return f"""(p.person IS NULL OR ({held["p"]}) OR EXISTS (
    SELECT 1 FROM several_posts AS q WHERE q.organisation = e.organisation AND q.person = e.person AND {held["q"]}))"""


def _respondents(items: Sequence[Item], edition: Edition, codes: Sequence[str]) -> str:
    """Respondents with an answer that counts to any question of the indicators that use an item."""
    chosen = ", ".join(f'MIN("{code}") AS "{code}"' for code in codes)
    said = []
    for item, name in measures(items):
        answers = item.bases[name].where.get("answer", item.where.get("answer", ()))
        said.append(f"question IN ({literals(edition.asking(item.code))}) AND answer IN ({literals(answers)})")
    flags = ", ".join(f"COALESCE(BOOL_OR({one}), FALSE) AS m{n}" for n, one in enumerate(said))
    return f"""SELECT organisation, {chosen}, {flags} FROM survey
WHERE {" OR ".join(f"({one})" for one in dict.fromkeys(said))}
GROUP BY organisation, COALESCE(respondent, file || ' ' || "row")"""


def _members(item: Item, edition: Edition) -> str:
    return f"""SELECT * FROM (
  SELECT e.*, ROW_NUMBER() OVER (PARTITION BY e.organisation, e.person ORDER BY e.file, e."row") AS place
  FROM {item.kind} AS e WHERE e.person IS NOT NULL AND {conditions(item.where, "e")} AND {covers("e", day(edition.snapshot))}) AS members
WHERE place = 1"""


def cells(
    items: Sequence[Item],
    edition: Edition,
    codes: Sequence[str],
    tables: Collection[str],
    missing: Collection[str] = (),
) -> str:
    """SELECT that counts units by organisation, by everything that breakdowns need and by code: `n0`, `n1` ... for each measure.

    Columns that the kind of extract cannot have are `missing` and left out.
    """
    columns = [name for item in items for name in breakdown_columns(item, edition) if name not in missing]
    keys = ", ".join(f'u."{name}"' for name in dict.fromkeys(("organisation", *columns, *codes)))
    counts = ", ".join(
        f"CAST({_count(item)}{_only(item, name, n)} AS BIGINT) AS n{n}"
        for n, (item, name) in enumerate(measures(items))
    )
    return f"SELECT {keys}, {counts} FROM ({units(items, edition, codes, tables)}) AS u GROUP BY ALL"


def _count(item: Item) -> str:
    return f"SUM(u.{item.sum})" if item.sum else "COUNT(*)"


def _only(item: Item, basis: str, place: int) -> str:
    """The units that a measure counts, where they are not all."""
    if not _looked_for_alone(item):
        return f" FILTER (WHERE u.m{place})"
    this_year = item.kind == "cases" and item.bases[basis].years == 1
    return " FILTER (WHERE u.years_before = 0)" if this_year else ""


def breakdown_columns(item: Item, edition: Edition) -> list[str]:
    """The record columns that an item's breakdowns read."""
    columns: dict[str, None] = {}
    for name in item.breakdowns:
        breakdown = edition.breakdowns[name]
        if breakdown.column:
            columns[breakdown.column] = None
        for category in breakdown.categories.values():
            columns |= dict.fromkeys(category.where)
    return list(columns)
