"""The example trust: a folder of extracts in our own columns, of one invented organisation."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from making.common import GROUPS, PLAN, SNAPSHOT, YEAR_START, Row, by_group, day_between, dice, pick, write_csv

SUPPORT_BANDS = ("under-1", "1", "2", "3", "4")


@dataclass(frozen=True)
class Person:
    """Somebody with a post, who may have left."""

    code: str
    group: str
    ethnicity: str
    sex: str
    block: str
    band: str
    staff_group: str
    contract: str
    start: date
    end: date | None

    @property
    def counts(self) -> bool:
        """Whether the person is in the workforce on the snapshot."""
        return self.end is None and self.contract not in ("bank", "honorary")


def write_trust(folder: Path) -> None:
    people = make_people(dice("people"))
    here = [person for person in people if person.counts]
    header = "person,assignment,ethnicity,sex,grade,staff_group,senior_medical_manager,contract,status,primary,fte,"
    write_csv(folder / "staff.csv", f"{header}start_date,end_date", staff_rows(dice("staff"), people, here))
    header = "application,vacancy,ethnicity,sex,grade,staff_group,source,contract,stage,shortlisted_on,appointed_on"
    write_csv(folder / "applicants.csv", header, application_rows(dice("applicants")))
    header = "case,person,ethnicity,type,formal,investigation_commissioned,hearing_notice"
    write_csv(folder / "cases.csv", header, case_rows(dice("cases"), people, here))
    header = "person,course,mandatory,taken_up,attended_on"
    write_csv(folder / "learning.csv", header, learning_rows(dice("learning"), people, here))
    write_csv(folder / "survey.csv", "respondent,ethnicity,q14a,q14b,q14c,q15,q16b", survey_rows(dice("survey")))
    write_csv(folder / "board.csv", "person,ethnicity,sex,voting,executive,start_date", board_rows(here))
    write_csv(folder / "population.csv", "ethnicity,people", PLAN["population"].items())


def make_people(chance: random.Random) -> list[Person]:
    cells, trust = staff_cells(), PLAN["trust"]
    wards, doctors = [cell for cell in cells if cell[1] in "235"], [cell for cell in cells if cell[0] == "medical"]
    drafts = [(cell, "staff") for cell in cells]
    drafts += [(cell, "leaver") for cell in chance.choices(cells, k=trust["leavers"])]
    drafts += [(cell, "bank") for cell in chance.choices(wards, k=trust["bank_only"])]
    drafts += [(cell, "honorary") for cell in chance.choices(doctors, k=trust["honorary"])]
    chance.shuffle(drafts)
    return [make_person(chance, f"P{number:04}", cell, kind) for number, (cell, kind) in enumerate(drafts, start=1)]


def staff_cells() -> list[tuple[str, str, str]]:
    """Block, band and group of everybody on the snapshot."""
    staff = PLAN["staff"]
    return [(block, band, group) for block in staff for band in staff[block] for group in by_group(staff[block][band])]


def make_person(chance: random.Random, code: str, cell: tuple[str, str, str], kind: str) -> Person:
    block, band, group = cell
    end = day_between(chance, YEAR_START, SNAPSHOT - timedelta(days=1)) if kind == "leaver" else None
    start = (end or SNAPSHOT) - timedelta(days=40 + int(9000 * chance.random() ** 1.8))
    ethnicity = pick(chance, PLAN["ethnicity"][group])
    sex = pick(chance, PLAN["sex"][block])
    contract = kind if kind in ("bank", "honorary") else contract_of(chance, block, band)
    return Person(code, group, ethnicity, sex, block, band, staff_group_of(chance, block, band), contract, start, end)


def staff_group_of(chance: random.Random, block: str, band: str) -> str:
    if block == "non-clinical":
        name = "ancillary" if band in ("2", "3") else "office"
    else:
        name = "doctors" if block == "medical" else "support" if band in SUPPORT_BANDS else "registered"
    return pick(chance, PLAN["staff_group"][name])


def contract_of(chance: random.Random, block: str, band: str) -> str:
    if band == "trainee":
        return "fixed-term"
    return pick(chance, {"permanent": 93, "fixed-term": 6, "locum": 4 if block == "medical" else 0})


def staff_rows(chance: random.Random, people: Sequence[Person], here: Sequence[Person]) -> list[Row]:
    """A row for each post: main posts, second ones, and the non-executives on the payroll."""
    managers = {person.code for person in medical_managers(here)}
    rows = [staff_row(chance, person, person.code in managers) for person in people]
    second = chance.sample(here, PLAN["trust"]["second_bank_posts"] + PLAN["trust"]["second_posts"])
    for place, person in enumerate(second):
        contract, fte = ("bank", "") if place < PLAN["trust"]["second_bank_posts"] else ("permanent", "0.2")
        grade = (person.band, person.staff_group, "no" if person.band == "consultant" else "")
        post = (*grade, contract, "active", "no", fte, person.start, "")
        rows.append((person.code, f"{person.code}-2", person.ethnicity, person.sex, *post))
    for code, ethnicity, sex, start in non_executives():
        rows.append((code, f"{code}-1", ethnicity, sex, "", "", "", "non-executive", "active", "yes", "", start, ""))
    return sorted(rows, key=lambda row: str(row[1]))


def staff_row(chance: random.Random, person: Person, manages: bool) -> Row:
    status = "ended" if person.end else pick(chance, PLAN["choices"]["status"]) if person.counts else "active"
    flag = ("yes" if manages else "no") if person.band == "consultant" else ""
    fte = pick(chance, PLAN["choices"]["fte"]) if person.contract not in ("bank", "honorary") else ""
    post = (person.band, person.staff_group, flag, person.contract, status, "yes", fte, person.start, person.end or "")
    return (person.code, f"{person.code}-1", person.ethnicity, person.sex, *post)


def medical_managers(here: Sequence[Person]) -> list[Person]:
    return [person for person in here if person.band == "consultant" and person.group == "white"][:3]


def application_rows(chance: random.Random) -> list[Row]:
    cells, number = staff_cells(), PLAN["trust"]["vacancies"]
    posts = [(f"V{place:03}", *chance.choice(cells)[:2]) for place in range(1, number + 1)]
    vacancies = {code: (band, staff_group_of(chance, block, band)) for code, block, band in posts}
    bank = {f"B{place:02}": ("2", "Additional Clinical Services") for place in range(1, 9)}
    rows: list[Row] = []
    for cohort, stages in PLAN["applications"].items():
        offered = bank if cohort == "bank" else vacancies
        for stage, numbers in stages.items():
            for group in by_group(numbers):
                code = chance.choice(list(offered))
                person = (pick(chance, PLAN["ethnicity"][group]), pick(chance, {"female": 74, "male": 26}))
                source = pick(chance, PLAN["source"][group])
                contract = "bank" if cohort == "bank" else pick(chance, {"permanent": 85, "fixed-term": 15})
                days = stage_days(chance, stage, cohort)
                rows.append((code, *person, *offered[code], source, contract, stage, *days))
    chance.shuffle(rows)
    return [(f"A{place:04}", *row) for place, row in enumerate(rows, start=1)]


def stage_days(chance: random.Random, stage: str, cohort: str) -> tuple[object, object]:
    """Days of shortlisting and of appointment, blank where it did not come to that."""
    if stage == "applied":
        return "", ""
    if cohort == "before":
        shortlisted = day_between(chance, date(2025, 2, 17), date(2025, 3, 31))
        return shortlisted, day_between(chance, YEAR_START, date(2025, 5, 16)) if stage == "appointed" else ""
    if stage != "appointed":
        return day_between(chance, YEAR_START, date(2026, 3, 25)), ""
    shortlisted = day_between(chance, YEAR_START, date(2026, 1, 30))
    return shortlisted, shortlisted + timedelta(days=14 + chance.randrange(43))


def case_rows(chance: random.Random, people: Sequence[Person], here: Sequence[Person]) -> list[Row]:
    long_here = [person for person in here if person.start < date(2024, 4, 1)]
    chance.shuffle(long_here)
    waiting = {group: [person for person in long_here if person.group == group] for group in GROUPS}
    found: list[tuple[date, Person, str, str]] = []
    for year, about, formal, numbers in PLAN["cases"]["plan"]:
        for group in by_group(numbers):
            day = day_between(chance, date(year - 1, 4, 14), date(year, 3, 20))
            found.append((day, waiting[group].pop(), about, formal))
    earlier = [person for person in people if person.start < YEAR_START]
    leaver = next(p for p in earlier if p.end and p.end > date(2025, 9, 1) and p.group == "white")
    bank_worker = next(p for p in earlier if p.contract == "bank" and p.group == "bme")
    again = next(person for day, person, *_ in found if YEAR_START <= day < date(2026, 1, 1))
    more = ((date(2025, 7, 8), leaver), (date(2026, 2, 24), again), (date(2025, 10, 21), bank_worker))
    found += [(day, person, "disciplinary", "formal") for day, person in more]
    rows: list[Row] = []
    for place, (day, person, about, formal) in enumerate(sorted(found, key=lambda case: case[0]), start=1):
        ethnicity = "" if place % 7 == 0 else person.ethnicity
        days = ("", "") if formal == "informal" else ("", day) if place % 13 == 0 else (day, "")
        rows.append((f"C{place:03}", person.code, ethnicity, about, formal, *days))
    return rows


def learning_rows(chance: random.Random, people: Sequence[Person], here: Sequence[Person]) -> list[Row]:
    trust, earliest = PLAN["trust"], date(2024, 10, 1)
    pool = [person for person in here if person.start < date(2026, 2, 1)]
    chance.shuffle(pool)
    trained = [p for g, n in zip(GROUPS, trust["trained"], strict=True) for p in [x for x in pool if x.group == g][:n]]
    before = [person for person in here if person.start < date(2025, 3, 1)]
    leavers = [person for person in people if person.end]
    rows: list[Row] = []

    def add(person: Person, mandatory: str, first: date, last: date, taken_up: str = "completed") -> None:
        course = chance.choice(PLAN["courses"]["mandatory" if mandatory == "yes" else "optional"])
        day = "" if taken_up == "waitlisted" else day_between(chance, max(first, person.start), last)
        rows.append((person.code, course, mandatory, taken_up, day))

    for person in trained + chance.choices(trained, k=trust["trained_again"]):
        add(person, "no", YEAR_START, SNAPSHOT)
    for person in chance.choices(pool, k=trust["not_taken_up"]):
        add(person, "no", YEAR_START, SNAPSHOT, pick(chance, PLAN["choices"]["not_taken_up"]))
    for person in chance.choices(before, k=trust["learning_before"]):
        add(person, "no", earliest, date(2025, 3, 31))
    for person in chance.choices(leavers, k=trust["learning_of_leavers"]):
        add(person, "no", earliest, person.end or SNAPSHOT)
    for person in chance.choices(here, k=trust["learning"] - len(rows)):
        add(person, "yes", earliest, SNAPSHOT)
    return sorted(rows, key=lambda row: tuple(map(str, row)))


def survey_rows(chance: random.Random) -> list[Row]:
    """The answers of each group are planned; who gives which is chance."""
    rows: list[Row] = []
    for place, number in enumerate(PLAN["trust"]["respondents"]):
        columns = [answers(chance, question, place, number) for question in PLAN["survey"].values()]
        people = [pick(chance, PLAN["ethnicity"][GROUPS[place]]) for _ in range(number)]
        rows += zip(people, *columns, strict=True)
    chance.shuffle(rows)
    return [(f"R{place:03}", *row) for place, row in enumerate(rows, start=1)]


def answers(chance: random.Random, question: Mapping[str, Any], place: int, number: int) -> list[str]:
    yes = round(number * question["yes"][place] / 100)
    unsure = round(number * question.get("dont_know", (0, 0, 0))[place] / 100)
    blank = number // 75
    words = ["Yes"] * yes + ["Don't know"] * unsure + [""] * blank + ["No"] * (number - yes - unsure - blank)
    if question.get("often"):
        words = [pick(chance, PLAN["choices"]["often"]) if w == "Yes" else "Never" if w == "No" else w for w in words]
    chance.shuffle(words)
    return words


def non_executives() -> list[tuple[str, str, str, date]]:
    """Code, ethnicity, sex and first day of the chair and the other members from outside; the chair comes first."""
    return [(f"X{place}", *member) for place, member in enumerate(PLAN["trust"]["outside"], start=1)]


def board_rows(here: Sequence[Person]) -> list[Row]:
    """Executives come from the staff list: directors, the chief nurse and the medical director."""
    directors = [person for person in here if person.band == "vsm" and person.block == "non-clinical"][:4]
    nurse = next(person for person in here if person.band == "vsm" and person.block == "clinical")
    inside = [*directors[:3], nurse, medical_managers(here)[0], directors[3]]
    rows: list[Row] = [
        (person.code, person.ethnicity, person.sex, "no" if person is directors[3] else "yes", "yes", person.start)
        for person in inside
    ]
    outside = non_executives()
    for code, ethnicity, sex, start in outside:
        rows.append((code, ethnicity, sex, "no" if code == outside[-1][0] else "yes", "no", start))
    return rows
