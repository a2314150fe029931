"""The counts of indicators 1 to 4 and 9 of an invented nation's year, as somebody would write them who knows its files.

SQL for DuckDB and the same in pandas, for `cost.py`, which holds their results against the program's. They check nothing
and know only this nation's spellings; each gives item, years_before, organisation, grade row, group and count.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

_GRADE = """CASE WHEN staff_group IN ('Administrative and Clerical', 'Estates and Ancillary') THEN 'non-clinical-' || grade
    WHEN staff_group = 'Medical and Dental' THEN 'medical-' || grade WHEN staff_group <> '' THEN 'clinical-' || grade END"""
_GROUP = "CASE WHEN {0} IN ('', 'Z', '99') THEN 'unknown' WHEN {0}[1] IN ('A', 'B', 'C') THEN 'white' ELSE 'bme' END"
_RANK = "list_position(['under-1','1','2','3','4','5','6','7','8a','8b','8c','8d','9','vsm'], grade)"
_SUBSTANTIVE = "contract IN ('permanent', 'fixed-term', 'locum')"
_COUNTS = f"""{_SUBSTANTIVE} AND status <> 'ended' AND (start_date IS NULL OR start_date <= $snapshot)
    AND (end_date IS NULL OR end_date >= $snapshot)"""
_ORDER = f"NOT ({_COUNTS}), \"primary\" = 'no', COALESCE({_RANK}, -1) DESC, CAST(NULLIF(fte, '') AS DOUBLE) DESC NULLS LAST, assignment"
_PERSON = f"$place, person, ethnicity, {_GRADE} AS grade_row, {_COUNTS} AS counted"

# Everybody's main post: ranked as one would at first, or among people of several posts only.
PEOPLE = {
    "plain": f"""CREATE TEMP TABLE people AS SELECT {_PERSON} FROM 'staff.parquet'
        QUALIFY ROW_NUMBER() OVER (PARTITION BY $place, person ORDER BY {_ORDER}) = 1""",
    "tuned": f"""CREATE TEMP TABLE several AS SELECT $place, person FROM 'staff.parquet' GROUP BY ALL HAVING COUNT(*) > 1;
        CREATE TEMP TABLE people AS SELECT {_PERSON} FROM 'staff.parquet' ANTI JOIN several USING ($place, person)
        UNION ALL SELECT {_PERSON} FROM 'staff.parquet' SEMI JOIN several USING ($place, person)
        QUALIFY ROW_NUMBER() OVER (PARTITION BY $place, person ORDER BY {_ORDER}) = 1""",
}
_APPLICATIONS = f"""SELECT '{{item}}' AS item, 0 AS years_before, $place, {_GRADE} AS grade_row, {_GROUP.format("ethnicity")} AS "group", COUNT(*) AS n
    FROM 'applicants.parquet' WHERE stage IN ({{stages}}) AND contract IN ('permanent', 'fixed-term')
    AND ({{day}} IS NULL OR {{day}} BETWEEN $first AND $snapshot) GROUP BY ALL"""
ITEMS = (
    f"""SELECT 'staff' AS item, 0 AS years_before, $place, grade_row, {_GROUP.format("ethnicity")} AS "group", COUNT(*) AS n
    FROM people WHERE counted GROUP BY ALL""",
    _APPLICATIONS.format(item="shortlisted", stages="'shortlisted', 'offered', 'appointed'", day="shortlisted_on"),
    _APPLICATIONS.format(item="appointed", stages="'appointed'", day="appointed_on"),
    f"""SELECT 'disciplined' AS item, years_before, $place, grade_row, {_GROUP.format("code")} AS "group", COUNT(*) AS n FROM (
    SELECT $case, c.person, p.grade_row, COALESCE(NULLIF(c.ethnicity, ''), p.ethnicity, '') AS code,
        CASE WHEN c.day >= $first THEN 0 ELSE 1 END AS years_before
    FROM (SELECT *, COALESCE(investigation_commissioned, hearing_notice) AS day FROM 'cases.parquet') AS c
    LEFT JOIN people AS p USING ($place, person)
    WHERE c.type = 'disciplinary' AND c.formal = 'formal' AND c.day BETWEEN $before AND $snapshot AND (p.person IS NULL OR EXISTS (
        SELECT 1 FROM 'staff.parquet' AS s WHERE $same AND s.person = c.person AND {_SUBSTANTIVE}
        AND (s.start_date IS NULL OR s.start_date <= c.day) AND (s.end_date IS NULL OR s.end_date >= c.day)))
    QUALIFY ROW_NUMBER() OVER (PARTITION BY $case, c.person, c.day >= $first ORDER BY c.day, c."case") = 1) GROUP BY ALL""",
    f"""SELECT 'trained' AS item, 0 AS years_before, $place, grade_row, {_GROUP.format("ethnicity")} AS "group", COUNT(*) AS n
    FROM people SEMI JOIN (SELECT $place, person FROM 'learning.parquet' WHERE mandatory = 'no'
        AND taken_up IN ('completed', 'attended') AND (attended_on IS NULL OR attended_on BETWEEN $first AND $snapshot)) AS l
    USING ($place, person) WHERE counted GROUP BY ALL""",
    f"""SELECT 'board' AS item, 0 AS years_before, $place, voting || ' ' || executive AS grade_row,
    {_GROUP.format("ethnicity")} AS "group", COUNT(*) AS n FROM 'board.parquet'
    WHERE start_date IS NULL OR start_date <= $snapshot GROUP BY ALL""",
)  # fmt: skip

# The columns that those counts need.
NEEDED = {
    "staff": "organisation person ethnicity grade staff_group contract status primary start_date end_date",
    "applicants": "organisation ethnicity grade staff_group contract stage shortlisted_on appointed_on",
    "cases": "organisation case person ethnicity type formal investigation_commissioned hearing_notice",
    "learning": "organisation person mandatory taken_up attended_on",
    "board": "organisation ethnicity voting executive start_date",
}


def statements(people: str, folder: Path, year: int) -> tuple[str, str]:
    """SQL that makes the people of a year's folder, and SQL that counts every item."""
    days = {"$snapshot": f"{year}-03-31", "$first": f"{year - 1}-04-01", "$before": f"{year - 2}-04-01"}
    words = {name: f"DATE '{value}'" for name, value in days.items()}
    words |= {"$place": "organisation", "$case": "c.organisation", "$same": "s.organisation = c.organisation"}
    return _with_words(people, words | {f"'{kind}.parquet'": f"'{folder}/{kind}.parquet'" for kind in NEEDED})


def of_all_years(people: str, records: Path, years: Sequence[int]) -> tuple[str, str]:
    """The same over the files of all years at once, with the year beside the organisation."""
    days = {"$snapshot": "year, 3, 31", "$first": "year - 1, 4, 1", "$before": "year - 2, 4, 1"}
    words = {name: f"MAKE_DATE({value})" for name, value in days.items()}
    same = "s.year = c.year AND s.organisation = c.organisation"
    words |= {"$place": "year, organisation", "$case": "c.year, c.organisation", "$same": same}
    year = "CAST(SPLIT_PART(filename, '/', -2) AS INTEGER) AS year"
    for kind in NEEDED:
        paths = ", ".join(f"'{records}/{one}/{kind}.parquet'" for one in years)
        words[f"'{kind}.parquet'"] = f"(SELECT *, {year} FROM read_parquet([{paths}], filename = true))"
    return _with_words(people, words)


def _with_words(people: str, words: Mapping[str, str]) -> tuple[str, str]:
    made, counted = PEOPLE[people], " UNION ALL ".join(f"({item})" for item in ITEMS)
    for word, meant in words.items():
        made, counted = made.replace(word, meant), counted.replace(word, meant)
    return made, counted


def scans(folder: Path) -> list[str]:
    """A bare look at every cell that is needed: read and hashed, nothing else."""
    quoted = {kind: ", ".join(f'"{column}"' for column in columns.split()) for kind, columns in NEEDED.items()}
    return [f"SELECT BIT_XOR(HASH({columns})) FROM '{folder}/{kind}.parquet'" for kind, columns in quoted.items()]


# First letters of the codes of ethnicity, and the five groups that they are in.
_FIVE = {
    **dict.fromkeys("ABC", "white"), **dict.fromkeys("DEFG", "mixed"), **dict.fromkeys("HJKL", "asian"),
    **dict.fromkeys("MNP", "black"), **dict.fromkeys("RS", "other"),
}  # fmt: skip
_UNDECLARED = {"Z": "not-stated", "99": "not-known", "": "blank"}
_TIERS = {
    **dict.fromkeys(("under-1", "1", "2", "3", "4", "5"), "lower"), **dict.fromkeys(("6", "7"), "middle"),
    **dict.fromkeys(("8a", "8b", "8c", "8d", "9", "vsm"), "upper"),
}  # fmt: skip


def in_pandas(folder: Path, year: int, every: bool = False) -> Any:
    """The same counts in pandas, one frame after the other; `every` one that the program gives, in all its classifications."""
    import pandas as pd  # type: ignore[import-untyped]

    snapshot, first = pd.Timestamp(year, 3, 31), pd.Timestamp(year - 1, 4, 1)
    staff = _graded(_frame(folder, "staff", ["fte", "assignment", *(["sex"] if every else [])]))
    ends, starts = pd.to_datetime(staff["end_date"]), pd.to_datetime(staff["start_date"])
    staff["counted"] = (
        staff["contract"].isin(["permanent", "fixed-term", "locum"]) & (staff["status"] != "ended")
        & ~(starts > snapshot) & ~(ends < snapshot)
    )  # fmt: skip
    people = staff.sort_values(["counted", "primary", "assignment"], ascending=[False, False, True], kind="stable")
    people = people.drop_duplicates(["organisation", "person"])
    counted = people[people["counted"]]
    applications = _graded(_frame(folder, "applicants", ["sex", "source"] if every else None))
    applications = applications[applications["contract"].isin(["permanent", "fixed-term"])]
    learning = _frame(folder, "learning")
    learning = learning[
        (learning["mandatory"] == "no") & learning["taken_up"].isin(["completed", "attended"])
        & _within(learning["attended_on"], first, snapshot)
    ]  # fmt: skip
    attended = learning[["organisation", "person"]].drop_duplicates()
    board = _frame(folder, "board", ["sex"] if every else None)
    board["grade_row"] = board["voting"] + " " + board["executive"]
    found = {
        "staff": counted,
        "shortlisted": applications[
            applications["stage"].isin(["shortlisted", "offered", "appointed"])
            & _within(applications["shortlisted_on"], first, snapshot)
        ],
        "appointed": applications[
            (applications["stage"] == "appointed") & _within(applications["appointed_on"], first, snapshot)
        ],
        "trained": counted.merge(attended, on=["organisation", "person"]),
        "board": board[~(pd.to_datetime(board["start_date"]) > snapshot)],
        "disciplined": _disciplined(folder, staff, people, first, snapshot, ["sex"] if every else []),
    }
    key = ["item", "years_before", "organisation", "grade_row", "group", "n"]
    if every:
        return pd.concat([one.assign(item=item) for item, frame in found.items() for one in _every_way(item, frame)])
    return pd.concat([_by_group(frame).assign(item=item) for item, frame in found.items()])[key]


def classified(frame: Any) -> dict[str, Any]:
    """The group of each row in each of the program's classifications."""
    code = frame["ethnicity"]
    letter, unknown = code.str[:1], code.isin(list(_UNDECLARED))
    wres = letter.isin(["A", "B", "C"]).map({True: "white", False: "bme"}).mask(unknown, "unknown")
    sex = frame["sex"].fillna("").replace("", "unknown")
    return {
        "wres": wres,
        "ethnic-5": letter.map(_FIVE).mask(unknown, "unknown"),
        "ethnic-16": letter.str.lower().mask(unknown, "unknown"),
        "declaration": code.map(_UNDECLARED).fillna("declared"),
        "wres*sex": wres + "*" + sex,
    }


def _every_way(item: str, frame: Any) -> list[Any]:
    """Counts of an item in each classification: the main one by grade and source, the others of the whole, staff by tier."""
    frame = frame.assign(years_before=frame.get("years_before", 0))
    ways = []
    for name, group in classified(frame).items():
        by: dict[str, str | None] = {"grade": "grade_row"} if name == "wres" else {"": None}
        if name == "wres" and "source" in frame:
            by["source"] = "source"
        if name != "wres" and item == "staff":
            by["tier"] = "tier"
            block = frame["grade_row"].str.extract(r"^(clinical|non-clinical|medical)-")[0]
            tier = block + "-" + frame["grade"].map(_TIERS)
            frame = frame.assign(tier=tier.mask(block == "medical", "medical-and-dental"))
        for breakdown, column in by.items():
            columns = ["years_before", "organisation", *([column] if column else []), "group"]
            counted = frame.assign(group=group).groupby(columns, dropna=False).size().reset_index(name="n")
            named = counted.rename(columns={column: "category"}) if column else counted.assign(category="")
            ways.append(named.assign(classification=name, breakdown=breakdown))
    return ways


def _frame(folder: Path, kind: str, also: list[str] | None = None) -> Any:
    import pandas as pd

    frame = pd.read_parquet(folder / f"{kind}.parquet", columns=[*NEEDED[kind].split(), *(also or [])])
    for column in frame.columns:
        if isinstance(frame[column].dtype, pd.CategoricalDtype):
            frame[column] = frame[column].astype(object)
    return frame


def _within(days: Any, first: Any, last: Any) -> Any:
    import pandas as pd

    dated = pd.to_datetime(days)
    return dated.isna() | dated.between(first, last)


def _graded(frame: Any) -> Any:
    block = frame["staff_group"].map(
        {"Administrative and Clerical": "non-clinical-", "Estates and Ancillary": "non-clinical-", "Medical and Dental": "medical-"}
    )  # fmt: skip
    frame["grade_row"] = (block.fillna("clinical-") + frame["grade"]).where(frame["staff_group"] != "")
    return frame


def _by_group(frame: Any) -> Any:
    code = frame["ethnicity"]
    group = code.str[:1].isin(["A", "B", "C"]).map({True: "white", False: "bme"})
    years = frame.get("years_before", 0)
    grouped = frame.assign(group=group.mask(code.isin(["", "Z", "99"]), "unknown"), years_before=years)
    return (
        grouped.groupby(["years_before", "organisation", "grade_row", "group"], dropna=False)
        .size()
        .reset_index(name="n")
    )


def _disciplined(folder: Path, staff: Any, people: Any, first: Any, snapshot: Any, also: list[str]) -> Any:
    import pandas as pd

    cases = _frame(folder, "cases")
    day = pd.to_datetime(cases["investigation_commissioned"]).fillna(pd.to_datetime(cases["hearing_notice"]))
    cases = cases.assign(day=day, years_before=(day < first).astype(int))
    cases = cases[
        (cases["type"] == "disciplinary") & (cases["formal"] == "formal")
        & day.between(first - pd.DateOffset(years=1), snapshot)
    ]  # fmt: skip
    key = ["organisation", "person"]
    posts = staff[staff["contract"].isin(["permanent", "fixed-term", "locum"])][[*key, "start_date", "end_date"]]
    held = cases[[*key, "case", "day"]].merge(posts, on=key)
    there = ~(pd.to_datetime(held["start_date"]) > held["day"]) & ~(pd.to_datetime(held["end_date"]) < held["day"])
    employed = held[there][[*key, "case"]].drop_duplicates().assign(employed=True)
    joined = cases.merge(employed, on=[*key, "case"], how="left").merge(
        people[[*key, "grade_row", "ethnicity", *also]].rename(columns={"ethnicity": "listed"}), on=key, how="left", indicator="known"
    )  # fmt: skip
    joined = joined[joined["employed"].notna() | (joined["known"] == "left_only")]
    joined["ethnicity"] = joined["ethnicity"].where(joined["ethnicity"] != "", joined["listed"]).fillna("")
    return joined.sort_values(["day", "case"]).drop_duplicates([*key, "years_before"])
