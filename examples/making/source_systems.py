"""A small folder in the shapes that trusts have: ESR, Trac, a case log, OLM, survey percentages, a board list."""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

from making.common import PLAN, SNAPSHOT, YEAR_START, Row, by_group, day_between, dice, pick, write_csv, write_workbook

STAFF = "Employee Number,Assignment Number,Staff Group,Job Role,Occupation Code,Pay Scale,Assignment Category,"
STAFF += "Assignment Status,Primary,Actual FTE,Ethnic Origin,Gender,Latest Start Date,Termination Date"
TRAC = "Application ID,Vacancy Reference,Job Title,Staff Group,Band,Recruitment Source,Ethnic Origin,Gender,"
TRAC += "Application Status,Shortlisted Date,Appointed Date"
CASES = "Case Number,Employee Number,Case Type,Formal/Informal,Date Formal Investigation Commissioned,"
CASES += "Hearing Notice Date,Outcome"
LEARNING = "Employee Number,Course Name,Mandatory,Enrolment Status,Completion Date"


@dataclass(frozen=True)
class Employee:
    """Somebody on the ESR list, with the main post."""

    number: str
    group: str
    origin: str
    gender: str
    post: tuple[str, str, str, str]
    start: date


def write_source_systems(folder: Path) -> None:
    employees = make_employees(dice("employees"))
    write_workbook(folder / "ESR staff list.xlsx", STAFF, staff_rows(dice("esr"), employees))
    trac = trac_rows(dice("trac"))
    write_csv(folder / "Trac applications.csv", TRAC, trac, delimiter=";", encoding="cp1252")
    write_csv(folder / "case log.csv", CASES, case_rows(dice("case log"), employees))
    write_csv(folder / "OLM learning.csv", LEARNING, learning_rows(dice("olm"), employees))
    write_csv(folder / "staff survey.csv", "Question,Group,Percentage,Base", survey_rows())
    board = [(f"B{place:02}", *member) for place, member in enumerate(PLAN["esr"]["board"], start=1)]
    write_workbook(folder / "board members.xlsx", "Member,Role,Ethnic Origin,Gender,Voting,Exec/Non-Exec,From", board)


def make_employees(chance: random.Random) -> list[Employee]:
    groups = by_group(PLAN["esr"]["people"])
    chance.shuffle(groups)
    posts = [(grade, *rest) for number, grade, *rest in PLAN["esr"]["posts"] for _ in range(number)]
    return [
        Employee(
            f"2410{1013 + 37 * place}",
            group,
            pick(chance, PLAN["esr"]["ethnic_origin"][group]),
            pick(chance, {"Female": 76, "Male": 24}),
            post,
            SNAPSHOT - timedelta(days=40 + int(7000 * chance.random() ** 1.8)),
        )
        for place, (group, post) in enumerate(zip(groups, posts, strict=True))
    ]


def staff_rows(chance: random.Random, employees: list[Employee]) -> list[Row]:
    """Main posts; the last three have left; then a second post, a second post on the bank, and bank-only workers."""
    rows: list[Row] = []
    for place, one in enumerate(employees):
        left = day_between(chance, max(one.start, YEAR_START), SNAPSHOT) if place % 20 == 11 else ""
        status = "Ended" if left else "Maternity & Adoption" if place % 29 == 4 else "Active Assignment"
        category = "Fixed Term Temp" if "MN37" in one.post[0] or place % 17 == 5 else "Permanent"
        rows.append(staff_row(one, one.number, category, status, "Yes", chance.choice((1.0, 1.0, 0.8, 0.6)), left))
    first, second = employees[1], employees[20]
    rows.append(staff_row(first, f"{first.number}-2", "Permanent", "Active Assignment", "No", 0.2, ""))
    rows.append(staff_row(second, f"{second.number}-2", "Bank", "Active Assignment", "No", "", ""))
    for place, one in enumerate(employees[21:23]):
        worker = Employee(f"2499{1001 + place}", one.group, one.origin, one.gender, one.post, one.start)
        rows.append(staff_row(worker, worker.number, "Bank", "Active Assignment", "Yes", "", ""))
    doctor = Employee("24995001", "white", "A White - British", "Male", employees[51].post, date(2022, 9, 5))
    return [*rows, staff_row(doctor, doctor.number, "Honorary", "Active Assignment", "Yes", "", "")]


def staff_row(
    one: Employee, assignment: str, category: str, status: str, primary: str, fte: object, left: object
) -> Row:
    grade, staff_group, occupation, role = one.post
    work = (staff_group, role, occupation, grade, category, status, primary, fte)
    return (one.number, assignment, *work, one.origin, one.gender, one.start, left)


def trac_rows(chance: random.Random) -> list[Row]:
    rows: list[Row] = []
    for stage, numbers in PLAN["trac"]["applications"].items():
        for group in by_group(numbers):
            number = chance.randrange(len(PLAN["trac"]["vacancies"]))
            band, staff_group, title = PLAN["trac"]["vacancies"][number]
            source = pick(chance, {"External": 70, "Internal": 25, "International": 5})
            post = (f"435-25-{7101 + number}", title, staff_group, f"NHS AfC: {band}", source)
            person = (pick(chance, PLAN["trac"]["ethnic_origin"][group]), pick(chance, {"Female": 72, "Male": 28}))
            shortlisted = day_between(chance, YEAR_START, date(2026, 1, 30))
            appointed = shortlisted + timedelta(days=14 + chance.randrange(40))
            days = (
                "" if stage == "applied" else f"{shortlisted:%d/%m/%Y}",
                f"{appointed:%d/%m/%Y}" if stage == "appointed" else "",
            )
            rows.append((*post, *person, chance.choice(PLAN["trac"]["status"][stage]), *days))
    chance.shuffle(rows)
    return [(f"AR-{250301 + 7 * place}", *row) for place, row in enumerate(rows)]


def case_rows(chance: random.Random, employees: list[Employee]) -> list[Row]:
    """Cases of people who were there all the time; one is informal, one went straight to a hearing."""
    people = [one for place, one in enumerate(employees) if one.start < date(2024, 4, 1) and place % 20 != 11]
    rows: list[Row] = []
    for place, (about, one) in enumerate(zip(PLAN["esr"]["cases"], chance.sample(people, 7), strict=False)):
        day = f"{day_between(chance, date(2024, 9, 1) if place == 0 else YEAR_START, date(2026, 2, 20)):%d/%m/%Y}"
        formal = "Informal" if place == 2 else "Formal"
        days = ("", day) if place == 4 else ("", "") if formal == "Informal" else (day, "")
        rows.append((f"ER-{310 + place}", one.number, about, formal, *days, chance.choice(("Open", "Closed"))))
    return rows


def learning_rows(chance: random.Random, employees: list[Employee]) -> list[Row]:
    rows: list[Row] = []
    for place, one in enumerate(employees):
        if one.start > date(2025, 10, 1) or place % 20 == 11:
            continue
        courses = [("mandatory", "Yes"), *([("optional", "No")] if place % 2 else [])]
        for kind, mandatory in courses:
            day = day_between(chance, max(one.start, date(2025, 2, 1)), SNAPSHOT)
            waits = mandatory == "No" and place % 9 == 0
            cells = ("Waitlisted", "") if waits else ("Completed", f"{day:%d-%b-%Y}")
            rows.append((one.number, chance.choice(PLAN["courses"][kind]), mandatory, *cells))
    return rows


def survey_rows() -> list[Row]:
    names, bases = ("White", "BME"), PLAN["esr"]["respondents"]
    return [
        (question, name, value, base)
        for question, values in PLAN["esr"]["survey"]
        for name, value, base in zip(names, values, bases, strict=True)
    ]
