"""One small example of each export of each source system, as the system writes it, with its titles, totals and quirks.

They lie under the names that `src/openwres/extracts/systems/*.yaml` gives them; numbers of applications are in `PLAN`.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from datetime import date, timedelta
from pathlib import Path

from making.common import PLAN, SNAPSHOT, YEAR_START, Row, by_group, day_between, dice, pick, write_rows

POSTS = [(grade, *rest) for number, grade, *rest in PLAN["esr"]["posts"] for _ in range(number)]
ORIGINS = PLAN["esr"]["ethnic_origin"]
ESR_LABELS = (
    "A White - British", "C White - Any other White background", "H Asian or Asian British - Indian",
    "N Black or Black British - African", "Z Not Stated",
)  # fmt: skip
PLAIN_LABELS = ("White - British", "White - Any other White background", "Asian or Asian British - Indian",
                "Black or Black British - African", "Mixed - White & Asian", "Not stated")  # fmt: skip
PAID = ("Permanent", "Permanent", "Permanent", "Fixed Term Temp", "Bank")


def write_exports(folder: Path) -> None:
    """Write the example of every export under the folder."""
    for name, rows in (
        ("esr/ESR staff in post.csv", esr_staff(dice("esr staff in post"))),
        ("esr/ESR employee relations cases.csv", esr_cases(dice("esr cases"))),
        ("esr/ESR employee relations dashboard.csv", esr_dashboard()),
        ("esr/ESR headcount by band.csv", esr_bands()),
        ("trac/Trac applications.csv", trac_applications(dice("trac export"))),
        ("trac/Trac equality report.csv", trac_report()),
        ("nhs-jobs/NHS Jobs applications.csv", nhs_jobs_applications(dice("nhs jobs"))),
        ("nhs-jobs/NHS Jobs equality monitoring.csv", nhs_jobs_summary()),
        ("case-tracker/Case log.csv", case_log(dice("case tracker"))),
        ("olm/OLM learning.csv", olm_learning(dice("olm export"))),
        ("olm/OLM non-mandatory training by ethnicity.csv", olm_summary()),
        ("staff-survey/Staff survey respondents.csv", survey_respondents(dice("survey respondents"))),
        ("staff-survey/Staff survey benchmark values.csv", survey_values()),
        ("staff-survey/Staff survey organisations.csv", survey_organisations()),
        ("board-list/Board members.csv", board_members()),
        ("board-list/Board by ethnicity.csv", board_summary()),
        ("census/Census ethnic group.csv", census()),
    ):
        write_rows(folder / name, rows)


def number_of(place: int) -> str:
    return f"2380{1021 + 41 * place}"


# ESR


def esr_staff(chance: random.Random) -> list[Row]:
    """Forty people: one with two posts, three who left, one on a local pay scale; posts without an end say 4712."""
    header = "Employee Number,Assignment Number,Staff Group,Occupation Code,Pay Scale,Assignment Category,"
    header += "Assignment Status,Primary,Actual FTE,Ethnic Origin,Gender,Latest Start Date,Termination Date"
    rows: list[Row] = []
    for place, post in enumerate(chance.sample(POSTS, 40)):
        rows.append(_esr_post(chance, place, post))
    rows[13] = (*rows[13][:2], "Administrative and Clerical", "G0A", "LOC|Spot Salary|Executive Spot 1", *rows[13][5:])
    second = list(rows[7])
    second[1], second[7], second[8] = f"{second[0]}-2", "No", "0.2"
    rows.insert(8, second)
    titles: list[Row] = [
        ("Staff in Post",),
        ("Effective Date: 31-MAR-2026",),
        ("Organisation: ZZ6 Invented NHS Trust",),
    ]
    return [*titles, (), header.split(","), *rows, ("Total", len(rows), *[""] * 11)]


def _esr_post(chance: random.Random, place: int, post: Sequence[str]) -> Row:
    grade, staff_group, occupation, _ = post
    left = f"{day_between(chance, YEAR_START, SNAPSHOT):%d-%b-%Y}".upper() if place % 13 == 12 else "31-DEC-4712"
    status = "Active Assignment" if left.endswith("4712") else "Terminate Assignment"
    status = "Maternity & Adoption" if place == 17 else status
    origin = pick(chance, ORIGINS[pick(chance, {"white": 70, "bme": 25, "unknown": 5})])
    began = f"{date(2009 + place % 14, 1 + place % 12, 1 + place % 28):%d-%b-%Y}".upper()
    category = "Permanent" if place == 13 else chance.choice(PAID)
    who = (number_of(place), number_of(place), staff_group, occupation, grade, category, status, "Yes")
    return (*who, chance.choice(("1", "0.8", "0.6")), origin, chance.choice(("Female", "Male")), began, left)


def esr_cases(chance: random.Random) -> list[Row]:
    header = "Case Number,Employee Number,Ethnic Origin,Case Type,Formal/Informal,Case Open Date,"
    header += "Date Formal Investigation Commissioned"
    about = ("Disciplinary", "Disciplinary", "Grievance", "Disciplinary", "Capability", "Disciplinary", "Sickness")
    rows: list[Row] = []
    for place, kind in enumerate((*about, *about[:5])):
        opened = day_between(chance, YEAR_START, date(2026, 2, 1))
        formal = "Informal" if place in (3, 9) else "Formal"
        begun = "" if formal == "Informal" else f"{opened + timedelta(days=12):%d-%b-%Y}"
        person = (number_of(place * 3), pick(chance, dict.fromkeys(ESR_LABELS, 1)))
        rows.append((f"ER-{4100 + place}", *person, kind, formal, f"{opened:%d-%b-%Y}", begun))
    return [header.split(","), *rows]


def esr_dashboard() -> list[Row]:
    """The dashboard counts cases of every type."""
    counts = [(19, 11, 64), (2, 1, 9), (3, 2, 8), (6, 1, 14), (0, 1, 2), (1, 0, 4)]
    return [
        ("Employee Relations Dashboard",),
        ("Period: 01-APR-2025 to 31-MAR-2026",),
        (),
        ("Ethnic Origin", "Disciplinary", "Grievance", "Sickness Absence"),
        *((label, *row) for label, row in zip(PLAIN_LABELS, counts, strict=True)),
        ("Grand Total", *map(sum, zip(*counts, strict=True))),
    ]


def esr_bands() -> list[Row]:
    """A pivot table: staff groups as headings between the bands, totals on both sides."""
    blocks = {
        "Nursing and Midwifery Registered": {"Band 5": (61, 44, 4), "Band 6": (58, 21, 3), "Band 7": (30, 6, 1)},
        "Additional Clinical Services": {"Band 2": (47, 25, 3), "Band 3": (40, 14, 2)},
        "Administrative and Clerical": {
            "Band 3": (52, 9, 2),
            "Band 6": (15, 2, 0),
            "Band 8a": (9, 1, 0),
            "VSM": (4, 0, 0),
        },
        "Medical and Dental": {
            "Consultant": (21, 12, 1),
            "Specialty Doctor": (4, 7, 0),
            "Foundation Year 2": (6, 7, 2),
        },
    }
    rows: list[Row] = [("Headcount by Pay Band and Ethnicity",), ("As at 31-MAR-2026",), ()]
    rows.append(("Pay Band", "White", "BME", "Not Stated", "Total"))
    for heading, bands in blocks.items():
        rows.append((heading,))
        rows += [(band, *counts, sum(counts)) for band, counts in bands.items()]
    counts = [row for bands in blocks.values() for row in bands.values()]
    totals = [sum(column) for column in zip(*counts, strict=True)]
    return [*rows, ("Grand Total", *totals, sum(totals))]


# Recruitment


def trac_applications(chance: random.Random) -> list[Row]:
    header = (
        "Application ID,Vacancy Reference,Job Title,Staff Group,Band,Recruitment Source,Contract Type,Ethnic Origin,"
    )
    header += "Gender,Application Status,Shortlisted Date,Appointed Date"
    stages = ["Rejected at shortlisting"] * 18 + ["Rejected after interview"] * 14 + ["Offer declined"] * 2
    stages += ["Withdrawn before shortlisting"] * 3 + ["Hired"] * 8 + ["Start date agreed"] * 3
    chance.shuffle(stages)
    rows = [_trac_application(chance, place, stage) for place, stage in enumerate(stages)]
    return [header.split(","), *rows]


def _trac_application(chance: random.Random, place: int, stage: str) -> Row:
    vacancy = chance.randrange(len(PLAN["trac"]["vacancies"]))
    band, staff_group, title = PLAN["trac"]["vacancies"][vacancy]
    group = pick(chance, {"white": 50, "bme": 45, "unknown": 5})
    day = day_between(chance, YEAR_START, date(2026, 1, 30))
    shortlisted = "" if "shortlisting" in stage else f"{day:%d/%m/%Y}"
    appointed = f"{day + timedelta(days=25):%d/%m/%Y}" if stage in ("Hired", "Start date agreed") else ""
    post = (
        f"200-25-{3301 + vacancy}",
        title,
        staff_group,
        f"NHS AfC: {band}",
        pick(chance, {"External": 3, "Internal": 1}),
    )
    person = (pick(chance, PLAN["trac"]["ethnic_origin"][group]), chance.choice(("Female", "Male")))
    return (f"AR-{310201 + 3 * place}", *post, "Permanent", *person, stage, shortlisted, appointed)


REPORTED = [
    (5120, 904, 231),
    (98, 22, 6),
    (612, 118, 24),
    (908, 141, 20),
    (1214, 150, 18),
    (64, 12, 2),
    (241, 31, 4),
    (312, 44, 9),
]
REPORTED_LABELS = (
    "White - British", "White - Irish", "White - Any other White background", "Asian or Asian British - Indian",
    "Black or Black British - African", "Chinese", "Any other ethnic group", "I do not wish to disclose my ethnic origin",
)  # fmt: skip
STAGES = ("Applications", "Shortlisted", "Appointed")


def trac_report() -> list[Row]:
    """A block for each characteristic, percentages between the counts, thousands with a comma."""
    totals = [sum(column) for column in zip(*REPORTED, strict=True)]
    women, men = (5900, 1010, 236), [total - part for total, part in zip(totals, (5900, 1010, 236), strict=True)]
    return [
        ("Equality report",),
        ("Vacancies closed 01/04/2025 to 31/03/2026",),
        (),
        *_block("Ethnic Origin", dict(zip(REPORTED_LABELS, REPORTED, strict=True)), totals),
        (),
        *_block("Gender", {"Female": women, "Male": men}, totals),
    ]


def _block(title: str, counts: dict[str, Sequence[int]], totals: Sequence[int]) -> list[Row]:
    rows: list[Row] = [(title, *(word for stage in STAGES for word in (stage, "%")))]
    for label, numbers in (*counts.items(), ("Total", totals)):
        pairs = ((f"{n:,}", f"{100 * n / total:.1f}%") for n, total in zip(numbers, totals, strict=True))
        rows.append((label, *(word for pair in pairs for word in pair)))
    return rows


def nhs_jobs_applications(chance: random.Random) -> list[Row]:
    header = (
        "Application Reference,Vacancy Ref Number,Job Title,Job Type,Pay Band/Scale,Staff Group,Ethnic Origin,Status"
    )
    stages = ["Not shortlisted"] * 16 + ["Not appointed"] * 12 + ["Offer made"] * 2 + ["Recruited"] * 8
    rows: list[Row] = []
    for place, stage in enumerate(stages):
        vacancy = chance.randrange(len(PLAN["trac"]["vacancies"]))
        band, staff_group, title = PLAN["trac"]["vacancies"][vacancy]
        post = (f"C9200-25-{701 + vacancy}", title, "Permanent", band, staff_group)
        rows.append((f"N{880120 + 11 * place}", *post, chance.choice(PLAIN_LABELS), stage))
    chance.shuffle(rows)
    return [header.split(","), *rows]


def nhs_jobs_summary() -> list[Row]:
    rows = zip(
        PLAIN_LABELS, [(402, 88, 21), (51, 9, 2), (96, 17, 3), (141, 19, 2), (12, 3, 1), (20, 4, 1)], strict=True
    )
    return [("Ethnic Origin", "Applied", "Shortlisted", "Recruited"), *((label, *counts) for label, counts in rows)]


# Cases, learning


def case_log(chance: random.Random) -> list[Row]:
    """Dates as three people typed them; one case went straight to a hearing."""
    header = (
        "ER Ref,Employee Number,Ethnic Origin,Policy,Formal?,Date Opened,Date Commissioned,Hearing Notice Date,Outcome"
    )
    kinds = ("Conduct", "Conduct", "Gross misconduct", "B&H complaint", "Conduct", "Performance")
    rows: list[Row] = []
    for place, kind in enumerate((*kinds, *kinds)):
        opened = day_between(chance, YEAR_START, date(2026, 1, 20))
        begun = opened + timedelta(days=9)
        written = (f"{begun:%d/%m/%Y}", f"{begun:%d %B %Y}", f"{begun:%Y-%m-%d}")[place % 3]
        formal = "No" if place in (4, 8) else "Yes"
        dates = ("", f"{begun:%d/%m/%Y}") if place == 2 else ("", "") if formal == "No" else (written, "")
        origin = "" if place in (1, 7) else chance.choice(ESR_LABELS)
        rows.append((f"ER{place + 1:02}", number_of(place * 2), origin, kind, formal, f"{opened:%d/%m/%Y}", *dates, ""))
    return [header.split(","), *rows]


def olm_learning(chance: random.Random) -> list[Row]:
    header = "Employee Number,Course Name,Mandatory,Enrolment Status,Completion Date"
    rows: list[Row] = []
    for place in range(36):
        kind = "mandatory" if place % 3 else "optional"
        status = "Waitlisted" if place in (5, 21) else "Did not attend" if place == 12 else "Completed"
        day = f"{day_between(chance, YEAR_START, SNAPSHOT):%d-%b-%Y}" if status == "Completed" else ""
        said = "Yes" if kind == "mandatory" else "No"
        rows.append((number_of(place), chance.choice(PLAN["courses"][kind]), said, status, day))
    return [header.split(","), *rows]


def olm_summary() -> list[Row]:
    header = ("Ethnic Group", "Staff accessing non-mandatory training and CPD")
    return [header, *zip(PLAIN_LABELS, (212, 23, 31, 40, 6, 9), strict=True)]


# Survey, board, census


def survey_respondents(chance: random.Random) -> list[Row]:
    """Headers hold the whole question, as contractors deliver them."""
    header = (
        "Respondent ID",
        "Ethnic Background",
        "Long-lasting health condition",
        "q14a Patients or public",
        "q14b Managers",
        "q14c Colleagues",
        "q15 Fair",
        "q16b Manager or colleagues",
    )
    groups = by_group((40, 16, 4))
    rows: list[Row] = []
    for place, group in enumerate(groups):
        often = [chance.choice(("Never", "Never", "Never", "1-2", "3-5")) for _ in range(3)]
        fair = chance.choice(("Yes", "Yes", "No", "Don't know"))
        origin = pick(chance, PLAN["trac"]["ethnic_origin"][group])
        rows.append(
            (
                f"R{10_001 + 17 * place}",
                origin,
                chance.choice(("No", "No", "Yes")),
                *often,
                fair,
                chance.choice(("No", "No", "No", "Yes")),
            )
        )
    return [header, *rows]


VALUES = [
    ("Q14a", 24.6, 402, 30.9, 121, 25.1, 28.0),
    ("Q14b or Q14c", 20.4, 401, 27.3, 121, 21.3, 26.2),
    ("Q15", 59.1, 396, 45.8, 120, 58.8, 47.0),
    ("Q16b", 6.5, 399, 15.0, 120, 6.7, 15.4),
]


def survey_values() -> list[Row]:
    """The medians of all organisations stand beside the values and are not read."""
    header = (
        "Indicator",
        "White %",
        "White base",
        "BME %",
        "BME base",
        "White benchmark median",
        "BME benchmark median",
    )
    return [("WRES indicators",), ("NHS Staff Survey, autumn 2025",), (), header, *VALUES]


def survey_organisations() -> list[Row]:
    """Two organisations in two survey years; of 2026 the survey of 2025 is read."""
    header = ["Year", "ODS code"]
    for question in ("Q14a", "Q15", "Q16b"):
        header += [f"{question} {group} {what}" for group in ("White", "BME") for what in ("%", "base")]
    values = {row[0]: row for row in VALUES}
    rows: list[Row] = []
    for year in (2024, 2025):
        for place, code in enumerate(("ZZ6", "ZZ7")):
            cells: list[object] = []
            for question in ("Q14a", "Q15", "Q16b"):
                white, base, bme, few = values[question][1:5]
                cells += [white + place + year - 2025, base, bme - place, few]
            rows.append((year, code, *cells))
    return [header, *rows]


def board_members() -> list[Row]:
    """The associate and the director without a vote are on the list; one member left in the year."""
    header = "Member ID,Role,Ethnic Origin,Voting/Non-voting,Exec/Non-exec,Appointed From,Until"
    white, indian, black, unknown = ESR_LABELS[0], ESR_LABELS[2], ESR_LABELS[3], ESR_LABELS[4]
    members = [
        ("Chair", white, "Voting", "Non-executive"), ("Chief executive", white, "Voting", "Executive"),
        ("Non-executive director", black, "Voting", "Non-executive"), ("Non-executive director", white, "Voting", "Non-executive"),
        ("Non-executive director", unknown, "Voting", "Non-executive"), ("Medical director", indian, "Voting", "Executive"),
        ("Chief nurse", white, "Voting", "Executive"), ("Finance director", white, "Voting", "Executive"),
        ("Director of people", white, "Non-voting", "Executive"), ("Associate non-executive", indian, "Non-voting", "Non-executive"),
        ("Non-executive director", white, "Voting", "Non-executive"),
    ]  # fmt: skip
    rows = [(f"M{place:02}", *member, f"01/{1 + place:02}/20{15 + place}", "") for place, member in enumerate(members)]
    rows[-1] = (*rows[-1][:5], "01/05/2019", "30/09/2025")
    return [header.split(","), *rows]


def board_summary() -> list[Row]:
    """Votes and executives each add up to the board."""
    header = ("Ethnic Group", "Board", "Voting", "Non-voting", "Executive", "Non-executive")
    return [
        header,
        ("White", 9, 8, 1, 5, 4),
        ("BME", 3, 2, 1, 1, 2),
        ("Not stated", 1, 1, 0, 0, 1),
        ("Total", 13, 11, 2, 6, 7),
    ]


def census() -> list[Row]:
    """Two local authorities; the census office adds a category to which nobody belongs."""
    labels = (
        "Does not apply", "Asian, Asian British or Asian Welsh: Bangladeshi", "Asian, Asian British or Asian Welsh: Chinese",
        "Asian, Asian British or Asian Welsh: Indian", "Asian, Asian British or Asian Welsh: Pakistani",
        "Asian, Asian British or Asian Welsh: Other Asian", "Black, Black British, Black Welsh, Caribbean or African: African",
        "Black, Black British, Black Welsh, Caribbean or African: Caribbean",
        "Black, Black British, Black Welsh, Caribbean or African: Other Black",
        "Mixed or Multiple ethnic groups: White and Asian", "Mixed or Multiple ethnic groups: White and Black African",
        "Mixed or Multiple ethnic groups: White and Black Caribbean",
        "Mixed or Multiple ethnic groups: Other Mixed or Multiple ethnic groups",
        "White: English, Welsh, Scottish, Northern Irish or British", "White: Irish", "White: Gypsy or Irish Traveller",
        "White: Roma", "White: Other White", "Other ethnic group: Arab", "Other ethnic group: Any other ethnic group",
    )  # fmt: skip
    people = (0, 310, 640, 2480, 1190, 880, 1720, 760, 240, 690, 310, 720, 540, 88410, 930, 90, 60, 4620, 280, 610)
    header = ("Lower tier local authorities", "Ethnic group (20 categories)", "Observation")
    return [
        header,
        *(
            (area, label, n * size)
            for area, size in (("Eastvale", 1), ("Westvale", 2))
            for label, n in zip(labels, people, strict=True)
        ),
    ]
