"""Who is on the staff list: each person once, with the main post, and the posts of people who have several.

Tables and views over the records, as SQL text; what of them is counted is told in `tallies`.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from openwres.extracts.kinds import kinds
from openwres.extracts.quoting import literal, literals
from openwres.standards.model import Edition, Item, Where

# People with more than one row are few; what concerns them is asked of their rows alone.
SEVERAL = """CREATE TABLE several AS SELECT organisation, person FROM staff WHERE person IS NOT NULL GROUP BY ALL HAVING COUNT(*) > 1;
    CREATE TABLE posts_of_several AS SELECT s.* FROM staff AS s SEMI JOIN several USING (organisation, person)"""
FOREVER = ("DATE '0001-01-01'", "DATE '9999-12-31'")
# What decides among several posts of a person, in the words of a standard's option.
_DECIDES = {
    "primary": """CASE WHEN {t}."primary" = 'true' THEN 0 ELSE 1 END""",
    "grade": "COALESCE({t}.seniority, -1) DESC",
    "fte": "{t}.fte DESC NULLS LAST",
    "assignment": "{t}.assignment",
}


def main_post(edition: Edition, table: str) -> str:
    """The order of a person's posts; the place in the files settles what is left."""
    chosen = [_DECIDES[word].format(t=table) for word in edition.main_post]
    return ", ".join([*chosen, f'{table}.file, {table}."row"'])


def day(value: date) -> str:
    """A date as SQL."""
    return f"DATE '{value.isoformat()}'"


def conditions(where: Where, table: str) -> str:
    """The `where` of a definition: every column holds one of its codes."""
    parts = [f'{table}."{column}" IN ({literals(codes)})' for column, codes in where.items()]
    return " AND ".join(parts) or "TRUE"


def covers(table: str, moment: str) -> str:
    """Whether a row with a first and a last day holds at a moment; an open end holds for ever."""
    return f"COALESCE({table}.start_date, {FOREVER[0]}) <= {moment} AND COALESCE({table}.end_date, {FOREVER[1]}) >= {moment}"


def create_people(edition: Edition) -> str:
    """Statements that make everything of this module, once the staff list stands on the connection."""
    codes = codes_read("staff", edition)
    people = [_people(item, edition, codes) for item in workforces(edition)]
    return "; ".join([SEVERAL, *([_posts(edition, codes), *people] if people else [])])


def workforces(edition: Edition) -> list[Item]:
    """The items that count people of the snapshot."""
    return [item for item in edition.items.values() if item.kind == "staff" and not item.date]


def everybody(edition: Edition) -> str:
    """The smallest table that knows everybody on the staff list."""
    return "people" if workforces(edition) else "staff"


def codes_read(kind: str, edition: Edition) -> list[str]:
    """The code columns that the edition's classifications read and that records of this kind can have."""
    lists = edition.code_lists.values()
    parts = {name: c.column for code_list in lists for name, c in code_list.classifications.items()}
    classifications = edition.counted.values()
    wanted = [c.column for c in classifications if c.column] + [
        parts[part] for c in classifications for part in c.parts
    ]
    possible = {c.name for c in kinds()[kind].columns.values() if c.type == "code"}
    main = edition.classifications[edition.main].column
    return [column for column in dict.fromkeys(wanted) if column in possible or column == main]


def _posts(edition: Edition, codes: Sequence[str]) -> str:
    """Views of the posts of everybody, and of people of several posts: with the seniority of their grade, if there is a scale."""
    scale = edition.grade_scale
    ranks = " ".join(f"WHEN {literal(row)} THEN {scale.rank(row)}" for row in scale.rows) if scale else ""
    grade, seniority = ("s.grade_row", f"CASE s.grade_row {ranks} END") if scale else ("NULL", "NULL")
    chosen = "".join(f', s."{code}"' for code in codes)
    columns = f"""s.file, s."row", s.organisation, s.person, s.assignment, {grade} AS grade_row, s.senior_medical_manager,
       s.contract, s.status, s.lead_employer, s.subsidiary, s."primary", s.fte, s.start_date, s.end_date{chosen}, {seniority} AS seniority"""
    return f"""CREATE VIEW posts AS SELECT {columns} FROM staff AS s WHERE s.person IS NOT NULL;
CREATE VIEW several_posts AS SELECT {columns} FROM posts_of_several AS s"""


def people_of(item: Item, edition: Edition) -> str:
    """The table of the people whom an item of the snapshot counts; that of the first is `people`, where events look people up."""
    return "people" if item.code == workforces(edition)[0].code else f'"people of {item.code}"'


def _people(item: Item, edition: Edition, codes: Sequence[str]) -> str:
    """One row for each person on the staff list: the main post, one that counts in the snapshot before any other.

    Only people of several posts are ranked: they are few, and ranking takes longer than all the rest.
    """
    counts = f"({conditions(item.where, 'p')} AND {covers('p', day(edition.snapshot))})"
    employed = {column for one in edition.items.values() for column in one.employed}
    columns = ["organisation", "person", "grade_row", "senior_medical_manager", "start_date", "end_date"]
    columns += [*sorted(employed), *(f'"{code}"' for code in codes)]
    chosen = (
        f"SELECT {', '.join(f'p.{column}' for column in columns)}, p.counted FROM (SELECT *, {counts} AS counted FROM"
    )
    return f"""CREATE TABLE {people_of(item, edition)} AS {chosen} posts AS p) AS p ANTI JOIN several USING (organisation, person);
INSERT INTO {people_of(item, edition)} {chosen} several_posts AS p) AS p QUALIFY 1 = ROW_NUMBER() OVER (
  PARTITION BY p.organisation, p.person ORDER BY CASE WHEN p.counted THEN 0 ELSE 1 END, {main_post(edition, "p")})"""
