"""Small folders of records, messy as real extracts are and yet valid: nothing in them blocks a calculation.

The same seed writes the same folder. Days lie close to the ends of windows, ethnicities are blank, posts overlap,
cases name people whom the staff list does not know.
"""

from __future__ import annotations

import csv
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from random import Random

from tests.oracle.oracle import questions
from tests.oracle.records import AFC, MEDICAL, SENIOR

YEAR = 2026
KINDS = ("staff", "applicants", "cases", "learning", "survey", "board")
Cells = dict[str, str]

# How often each value comes.
WHITE = {"A": 40, "B": 3, "C": 6, "CA": 3, "CP": 3, "C2": 1, "C3": 1, "CL": 1, "A1": 1}
BME = {"D": 2, "E": 1, "F": 2, "G": 1, "GA": 1, "GF": 1, "H": 12, "J": 6, "K": 3, "L": 5, "LE": 1, "M": 5, "N": 14}
BME |= {"P": 1, "PC": 6, "R": 3, "S": 3, "SC": 6, "H2": 1, "n": 1}
UNKNOWN = {"Z": 5, "99": 4, "": 5, "z": 1}
CONTRACTS = {"permanent": 60, "fixed-term": 8, "locum": 4, "unstated": 2, "": 3}
CONTRACTS |= {"bank": 12, "honorary": 4, "non-executive": 1, "other": 1}
STATUSES = {"active": 70, "acting-up": 3, "internal-secondment": 2, "maternity-and-adoption": 4, "career-break": 2}
STATUSES |= {"suspended": 1, "out-on-secondment": 2, "unstated": 2, "": 3, "ended": 5}
TYPES = {"disciplinary": 70, "unstated": 4, "": 6, "capability": 6, "grievance": 6, "sickness": 4, "other": 4}
STAGES = {"applied": 50, "shortlisted": 30, "offered": 6, "appointed": 15, "unstated": 3, "": 6}
SOURCES = {"internal": 25, "external": 60, "international": 10, "unstated": 2, "": 3}
TRUE, FALSE = {"true": 4, "yes": 3, "1": 1, "Y": 1}, {"false": 4, "no": 3, "0": 1, "N": 1}
TAKEN_UP = {"true": 30, "yes": 25, "y": 5, "": 20, "false": 10, "no": 10}
HARM = {"never": 60, "1-2": 15, "3-5": 6, "6-10": 2, "More than 10": 2, "no": 2, "yes": 2, "": 12, "don't know": 1}
BELIEF = {"yes": 45, "no": 25, "don't know": 20, "": 10}
DISCRIMINATION = {"no": 75, "yes": 12, "": 12, "don't know": 1}
GROUPS_OF = {
    "non-clinical": ("Administrative and Clerical", "Estates and Ancillary", "Non-clinical"),
    "clinical": (
        "Add Prof Scientific and Technic", "Additional Clinical Services", "Allied Health Professionals",
        "Healthcare Scientists", "Nursing and Midwifery Registered", "Students", "Clinical",
    ),
    "medical": ("Medical and Dental",),
}  # fmt: skip
OCCUPATIONS_OF = {
    "non-clinical": ("G2A", "G1D"),
    "clinical": ("N6A", "S1B", "H2R", "A2A", "P1B"),
    "medical": ("001", "921"),
}


def pick(rng: Random, weights: Mapping[str, int]) -> str:
    return rng.choices(list(weights), list(weights.values()))[0]


@dataclass
class Organisation:
    """What the files of one folder have in common."""

    rng: Random
    year: int
    bme: float
    by_row: bool  # grades name their row, and no staff group stands beside them
    ethnicity: dict[str, str] = field(default_factory=dict)

    def some_ethnicity(self) -> str:
        chance = self.rng.random()
        return pick(self.rng, UNKNOWN if chance < 0.1 else BME if chance < 0.1 + self.bme else WHITE)

    def flag(self, likely: float, blank: float = 0.0) -> str:
        if self.rng.random() < blank:
            return ""
        return pick(self.rng, TRUE if self.rng.random() < likely else FALSE)

    def day(self, years_back: int = 0) -> date:
        """A day of a window, every sixth time its first or last one or one of their neighbours."""
        last = date(self.year - years_back, 3, 31)
        first = date(last.year - 1, 4, 1)
        if self.rng.random() < 1 / 6:
            edge = self.rng.choice((first, last))
            return edge + timedelta(days=self.rng.choice((-1, 0, 0, 1)))
        return first + timedelta(days=self.rng.randrange((last - first).days + 1))

    def grade(self) -> Cells:
        """A grade that has its row."""
        rng = self.rng
        block = rng.choices(("non-clinical", "clinical", "medical"), (30, 55, 15))[0]
        heavy = (1, 1, 3, 3, 3, 6, 5, 4, 2, 2, 1, 1, 1, 1)
        band = rng.choice(MEDICAL) if block == "medical" else rng.choices(AFC, heavy)[0]
        if self.by_row:
            row = SENIOR if band == "consultant" and rng.random() < 0.1 else f"{block}-{band}"
            return {"grade": row, "staff_group": "", "occupation_code": ""}
        if block == "medical" and rng.random() < 0.1:
            band = rng.choice(("5", "8a", "vsm"))  # in the medical staff group: other
        band = band.upper() if band.startswith("8") and rng.random() < 0.1 else band
        named = rng.random() < 0.95
        code = rng.choice(OCCUPATIONS_OF[block if rng.random() < 0.9 or not named else "clinical"])
        return {"grade": band, "staff_group": rng.choice(GROUPS_OF[block]) if named else "", "occupation_code": code}


def staff_rows(org: Organisation) -> list[Cells]:
    rng = org.rng
    rows = []
    for number in range(1, rng.randint(30, 200) + 1):
        person = rng.choice((f"{number:05}", f"P{number}"))
        org.ethnicity[person] = org.some_ethnicity()
        alike = {**org.grade(), "primary": org.flag(0.5, blank=0.5), "fte": rng.choice(("1", "0.8", "0.5", ""))}
        posts = rng.choices((1, 2, 3, 4), (78, 14, 6, 2))[0]
        for assignment in rng.sample(range(1, 13), posts):
            row = {**post(org, person), "assignment": f"{person}-{assignment}"}
            if posts > 1 and rng.random() < 0.15:
                row["ethnicity"] = org.some_ethnicity()
            rows.append({**row, **alike} if rng.random() < 0.5 else row)
    rng.shuffle(rows)
    return rows


def post(org: Organisation, person: str) -> Cells:
    rng = org.rng
    return {
        "person": person,
        "ethnicity": org.ethnicity[person],
        **org.grade(),
        "senior_medical_manager": org.flag(0.2, blank=0.4),
        "contract": pick(rng, CONTRACTS),
        "status": pick(rng, STATUSES),
        "primary": org.flag(0.6, blank=0.3),
        "fte": rng.choice(("1", "1.0", "0.8", "0.6", "0.37", "")),
        **term(org, (0, 0, 1, 1, 2, 3, 5, 8, 13, -1), (0, 0, 0, 1, -1, -2)),
    }


def term(org: Organisation, started: Sequence[int], ended: Sequence[int]) -> Cells:
    """The first and the last day of somebody; mostly there is no last one yet."""
    start, end = maybe_day(org, 0.95, started), maybe_day(org, 0.2, ended)
    if start and end and end < start:
        start, end = end, start
    return {"start_date": start, "end_date": end}


def application_rows(org: Organisation) -> list[Cells]:
    rng = org.rng
    rows: list[Cells] = []
    for number in range(rng.randint(0, 250)):
        chance = rng.random()  # how far this one got
        grade = org.grade()
        if rng.random() < 0.05 or grade["grade"] == SENIOR:
            grade["grade"] = ""
        if rng.random() < 0.05:
            grade["staff_group"] = ""
        shortlisted, appointed = chance < 0.6, chance < 0.2
        rows.append({
            "application": f"A{number}",
            "ethnicity": org.some_ethnicity(),
            "grade": grade["grade"],
            "staff_group": grade["staff_group"],
            "source": pick(rng, SOURCES),
            "contract": pick(rng, CONTRACTS | {"bank": 6, "non-executive": 0, "other": 0}),
            "stage": pick(rng, STAGES),
            "shortlisted": org.flag(0.95 if shortlisted else 0.05, blank=0.2),
            "shortlisted_on": maybe_day(org, 0.8 if shortlisted else 0.05),
            "appointed": org.flag(0.95 if appointed else 0.05, blank=0.2),
            "appointed_on": maybe_day(org, 0.8 if appointed else 0.05),
        })  # fmt: skip
    return rows


def maybe_day(org: Organisation, likely: float, years_back: Sequence[int] = (0, 0, 0, 0, 0, 1, -1)) -> str:
    return org.day(org.rng.choice(years_back)).isoformat() if org.rng.random() < likely else ""


def somebody(org: Organisation, strangers: int) -> str:
    """A person of the staff list, now and then one whom it does not know."""
    known = list(org.ethnicity)
    return f"X{org.rng.randrange(strangers)}" if org.rng.random() < 0.12 else org.rng.choice(known)


def case_rows(org: Organisation) -> list[Cells]:
    """Several cases of one person, also of one day; often none in the earlier year, or none that counts."""
    rng = org.rng
    rows: list[Cells] = []
    years_back = rng.choice(((0,), (0, 0, 2), (0, 1), (0, 0, 1, 2), (0, 0, 1, -1)))
    for number in rng.sample(range(1, 120), rng.randint(0, 60)):
        again = rng.choice(rows) if rows and rng.random() < 0.25 else None
        person = again["person"] if again else somebody(org, 8)
        same_day = again is not None and rng.random() < 0.5
        opened = again["investigation_commissioned"] if again and same_day else maybe_day(org, 0.8, years_back)
        rows.append({
            "case": f"C{number}",
            "person": person,
            "ethnicity": "" if rng.random() < 0.6 else org.some_ethnicity(),
            "type": pick(rng, TYPES),
            "formal": org.flag(0.85, blank=0.2),
            "investigation_commissioned": opened,
            "hearing_notice": maybe_day(org, 0.5, years_back),
        })  # fmt: skip
    return rows


def learning_rows(org: Organisation) -> list[Cells]:
    rng = org.rng
    return [
        {
            "person": somebody(org, 15),
            "course": f"Course {rng.randint(1, 30)}",
            "mandatory": org.flag(0.6),
            "taken_up": pick(rng, TAKEN_UP),
            "attended_on": maybe_day(org, 0.9),
        }
        for _ in range(rng.randint(0, 3 * len(org.ethnicity)))
    ]


def other_questions(year: int) -> list[str]:
    """Questions about something else, whose numbers meant these things in other years."""
    asked = {name for names in questions(year).values() for name in names}
    return [name for name in ("q13a", "q13b", "q13c", "q14d", "q15b", "q16a") if name not in asked]


def survey_rows(org: Organisation) -> list[Cells]:
    rng = org.rng
    asked = {name: item for item, names in questions(org.year).items() for name in names}
    scales = {"equal-opportunities": BELIEF, "discriminated": DISCRIMINATION}
    return [
        {
            "respondent": f"R{number}" if rng.random() < 0.95 else "",
            "ethnicity": org.some_ethnicity(),
            **{name: pick(rng, scales.get(item, HARM)) for name, item in asked.items()},
            **{name: pick(rng, HARM) for name in other_questions(org.year)},
        }
        for number in range(rng.randint(0, 150))
    ]


def board_rows(org: Organisation) -> list[Cells]:
    rng = org.rng
    return [
        {
            "person": f"B{number}",
            "ethnicity": org.some_ethnicity(),
            "voting": org.flag(0.75),
            "executive": org.flag(0.5),
            **term(org, (0, 1, 2, 4, 6, -1), (0, 0, 1, -1)),
        }
        for number in range(rng.randint(0, 20))
    ]


COLUMNS: Mapping[str, tuple[str, ...]] = {
    "staff": (
        "person", "assignment", "ethnicity", "grade", "staff_group", "occupation_code", "senior_medical_manager",
        "contract", "status", "primary", "fte", "start_date", "end_date",
    ),
    "applicants": (
        "application", "ethnicity", "grade", "staff_group", "source", "contract",
        "stage", "shortlisted", "shortlisted_on", "appointed", "appointed_on",
    ),
    "cases": ("case", "person", "ethnicity", "type", "formal", "investigation_commissioned", "hearing_notice"),
    "learning": ("person", "course", "mandatory", "taken_up", "attended_on"),
    "board": ("person", "ethnicity", "voting", "executive", "start_date", "end_date"),
}  # fmt: skip
# Columns that a file may lack, those of one group together.
OPTIONAL: Mapping[str, Sequence[Sequence[str]]] = {
    "staff": (("senior_medical_manager",), ("contract",), ("status",), ("primary",), ("fte",)),
    "applicants": (("source",), ("contract",), ("grade", "staff_group")),
    "cases": (("ethnicity",), ("type",), ("formal",), ("hearing_notice",)),
    "learning": (("course",), ("taken_up",), ("attended_on",)),
    "survey": (("respondent",),),
    "board": (("start_date",), ("end_date",)),
}
# How a recruitment system tells the stages: always one way at least.
STAGE_COLUMNS = (
    ("stage",),
    ("stage", "shortlisted_on", "appointed_on"),
    ("shortlisted_on", "appointed_on"),
    ("shortlisted", "appointed"),
    ("shortlisted", "shortlisted_on", "appointed", "appointed_on"),
    ("stage", "shortlisted", "shortlisted_on", "appointed", "appointed_on"),
)
ROWS: Mapping[str, Callable[[Organisation], list[Cells]]] = {
    "staff": staff_rows,
    "applicants": application_rows,
    "cases": case_rows,
    "learning": learning_rows,
    "survey": survey_rows,
    "board": board_rows,
}


def columns_of(org: Organisation, kind: str) -> list[str]:
    """The header, in any order, with a column that nobody asked for now and then."""
    rng = org.rng
    missing = {name for columns in OPTIONAL[kind] for name in columns if rng.random() < 0.08}
    if kind == "applicants":
        missing |= set(STAGE_COLUMNS[-1]) - set(rng.choice(STAGE_COLUMNS))
    if org.by_row:
        missing |= {"staff_group", "occupation_code"}
    asked = (name for names in questions(org.year).values() for name in names)
    every = COLUMNS.get(kind) or ("respondent", "ethnicity", *asked, *other_questions(org.year))
    columns = [name for name in every if name not in missing] + ["notes"] * (rng.random() < 0.2)
    rng.shuffle(columns)
    return columns


def write_file(org: Organisation, path: Path, columns: Sequence[str], rows: Sequence[Cells]) -> None:
    """As systems export it: a byte order mark or none, either end of line, stray spaces, an empty row at the end."""
    rng = org.rng
    encoding, end = rng.choice(("utf-8", "utf-8", "utf-8-sig")), rng.choice(("\n", "\n", "\r\n"))
    with path.open("w", encoding=encoding, newline="") as target:
        writer = csv.writer(target, lineterminator=end)
        writer.writerow(columns)
        for row in rows:
            cells = [row.get(name, "") for name in columns]
            writer.writerow([f" {text} " if text and rng.random() < 0.01 else text for text in cells])
        if rng.random() < 0.1:
            writer.writerow([""] * len(columns))


def write_folder(folder: Path, seed: int, year: int = YEAR) -> None:
    """The extracts of one organisation; files that an earlier call wrote there are replaced."""
    rng = Random(seed)
    org = Organisation(rng, year, bme=rng.choice((0.03, 0.2, 0.4, 0.4)), by_row=rng.random() < 0.15)
    folder.mkdir(parents=True, exist_ok=True)
    for kind in KINDS:
        path = folder / f"{kind}.csv"
        path.unlink(missing_ok=True)
        rows, columns = ROWS[kind](org), columns_of(org, kind)
        if kind == "staff" or rng.random() < 0.92:
            write_file(org, path, columns, rows)
