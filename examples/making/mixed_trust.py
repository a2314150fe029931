"""A messy folder of one invented organisation, as it lies on a shared drive: nothing in it is in our own form.

The staff list has titles, names, totals and local grades; recruitment is a printed report; learning lacks a column.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from datetime import UTC, date, datetime
from pathlib import Path

import xlsxwriter  # type: ignore[import-untyped]
from making.common import PLAN, SNAPSHOT, YEAR_START, Row, by_group, day_between, dice, pick, write_rows
from making.exports import trac_report

POSTS = [(grade, *rest) for number, grade, *rest in PLAN["esr"]["posts"] for _ in range(number)]
LOCAL = {
    "LOC|PT04|Local Pay Point 4": ("Administrative and Clerical", "G2A", 8),
    "LOC|Spot Salary|Executive Spot 1": ("Administrative and Clerical", "G0A", 6),
    "Trust Fellow Level 2": ("Medical and Dental", "011", 7),
}
COURSES = {"Fire safety": 110, "Data security": 90, "Safeguarding level 2": 60, "Leadership": 40, "Coaching skills": 25}
HEADER = "Employee Number,Assignment Number,Full Name,Staff Group,Occupation Code,Pay Scale,Assignment Category,"
HEADER += "Assignment Status,Ethnic Origin,Latest Start Date,Termination Date"


def write_mixed_trust(folder: Path) -> None:
    """Write the six files."""
    folder.mkdir(parents=True, exist_ok=True)
    staff = staff_rows(dice("mixed staff"))
    people = [(str(row[0]), str(row[-1] or "")) for row in staff]
    titles = [("ESR BI: Staff in post and leavers",), ("Effective date 31/03/2026",), ("Run on 14/04/2026",), ()]
    here = len([row for row in staff if not row[-1]])
    rows = [*titles, HEADER.split(","), *staff, (), ("Total", here)]
    write_book(folder / "ESR staff list.xlsx", {"Staff in Post": rows})
    write_rows(folder / "Trac equality report.csv", trac_report())
    write_rows(folder / "Case log.csv", case_rows(dice("mixed cases"), people))
    write_book(folder / "Staff survey 2025.xlsx", {"Contents": [("WRES values by question",)], "WRES": survey_rows()})
    write_book(folder / "Board members.xlsx", {"Board": board_rows()})
    write_rows(folder / "OLM learning.csv", learning_rows(dice("mixed learning"), people))


def staff_rows(chance: random.Random) -> list[Row]:
    """People on national grades, then those on local ones, then those who left in the year."""
    posts = [POSTS[n % len(POSTS)] for n in range(219)]
    posts += [(grade, group, code, "") for grade, (group, code, number) in LOCAL.items() for _ in range(number)]
    groups = by_group((172, 62, 6))
    chance.shuffle(groups)
    rows: list[Row] = []
    for place, (post, group) in enumerate(zip([*posts, *posts[:12]], [*groups, *groups[:12]], strict=True)):
        left = day_between(chance, date(2025, 5, 1), SNAPSHOT) if place >= len(posts) else ""
        number = f"2300{1003 + 7 * place}"
        status = "Terminate Assignment" if left else "Maternity & Adoption" if place % 31 == 5 else "Active Assignment"
        category = "Bank" if place % 23 == 9 and not left else "Fixed Term Temp" if place % 17 == 3 else "Permanent"
        began = date(2009 + place % (14 if left else 17), 1 + place % 12, 1 + place % 28)
        origin = pick(chance, PLAN["esr"]["ethnic_origin"][group])
        name = f"Surname{place}, Forename{place}"
        rows.append((number, f"{number}-1", name, post[1], post[2], post[0], category, status, origin, began, left))
    return rows


def case_rows(chance: random.Random, people: Sequence[tuple[str, str]]) -> list[Row]:
    """Twelve lines, two of them of people who left later in the year; dates as each person typed them."""
    header = "Ref,Employee Number,Case Type,Formal?,Date Formal Investigation Commissioned,Outcome"
    leavers = [number for number, left in people if left > "2025-09"][:2]
    here = [number for number, left in people if not left]
    rows: list[Row] = []
    for place, number in enumerate([*chance.sample(here, 10), *leavers]):
        day = day_between(chance, YEAR_START, date(2025, 8, 31) if number in leavers else date(2026, 2, 28))
        written = (f"{day:%d/%m/%Y}", f"{day:%d-%b-%Y}", f"{day:%Y-%m-%d}")[place % 3]
        kind = "Grievance" if place == 4 else "Disciplinary"
        formal = "Informal" if place == 6 else "Formal"
        rows.append((f"ER{place + 1:02}", number, kind, formal, written if formal == "Formal" else "", "Open"))
    return [header.split(","), *rows]


def learning_rows(chance: random.Random, people: Sequence[tuple[str, str]]) -> list[Row]:
    """Nothing says which courses are mandatory; the title of one names a person."""
    rows: list[Row] = [("Employee Number", "Course Name", "Enrolment Status", "Completion Date")]
    for course, number in COURSES.items():
        for person, _ in chance.sample(people, number):
            rows.append((person, course, "Completed", f"{day_between(chance, YEAR_START, SNAPSHOT):%d/%m/%Y}"))
    rows.append((people[3][0], "Masterclass with Zebedee Quill", "Completed", "12/06/2025"))
    return rows


def survey_rows() -> list[Row]:
    """Values of the benchmark report beside the medians of all organisations, and a question nobody asked for."""
    return [
        ("WRES indicators",),
        ("NHS Staff Survey, autumn 2025",),
        (),
        ("Indicator", "White %", "White base", "BME %", "BME base", "White benchmark median"),
        ("Q14a", 24.1, 112, 29.9, 47, 25.0),
        ("Q14b or Q14c", 20.2, 112, 27.8, 46, 21.0),
        ("Q15", 58.3, 110, 44.1, 45, 59.0),
        ("Q16b", 7.0, 111, 15.2, 46, 6.5),
        ("Q20a", 51.2, 111, 52.0, 46, 50.1),
    ]


def board_rows() -> list[Row]:
    white, indian = "A White - British", "H Asian or Asian British - Indian"
    rows: list[Row] = [("Member ID", "Role", "Ethnic Origin", "Voting", "Exec/Non-exec")]
    for place in range(13):
        origin = indian if place in (4, 9) else white
        voting, executive = "No" if place > 10 else "Yes", "Executive" if place % 2 else "Non-executive"
        rows.append((f"M{place + 1:02}", "Director", origin, voting, executive))
    return rows


def write_book(path: Path, sheets: dict[str, list[Row]]) -> None:
    """Sheets with real dates; the date of creation is fixed, and in memory the parts carry no time."""
    with xlsxwriter.Workbook(path, {"in_memory": True}) as book:
        book.set_properties({"created": datetime(2026, 4, 1, tzinfo=UTC)})
        day = book.add_format({"num_format": "dd/mm/yyyy"})
        for name, rows in sheets.items():
            sheet = book.add_worksheet(name)
            for number, row in enumerate(rows):
                for column, cell in enumerate(row):
                    if isinstance(cell, date):
                        sheet.write_datetime(number, column, cell, day)
                    elif cell != "":
                        sheet.write(number, column, cell)
