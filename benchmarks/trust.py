"""Makes the extracts of one large trust for timing: 12,000 staff, 30,000 applications, 12,000 learning records.

python benchmarks/trust.py FOLDER
"""

from __future__ import annotations

import csv
import random
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path

ETHNICITY = (
    ["A"] * 68 + ["C"] * 6 + ["B"] * 2 + ["H"] * 6 + ["N"] * 6 + ["L"] * 4 + ["M"] * 2 + ["J"] * 2 + ["Z"] * 3 + [""]
)
GROUPS = (
    ["Nursing and Midwifery Registered"] * 4
    + ["Additional Clinical Services"] * 3
    + ["Administrative and Clerical"] * 3
)
BANDS = ["2"] * 20 + ["3"] * 15 + ["4"] * 10 + ["5"] * 20 + ["6"] * 18 + ["7"] * 10 + ["8a"] * 4 + ["8b"] * 2 + ["8c"]


def write_trust(folder: Path, staff: int = 12_000, applications: int = 30_000, learning: int = 12_000) -> None:
    """Write staff, applicants, cases, learning, survey and board as CSV; the same bytes each time."""
    chance = random.Random(1)
    folder.mkdir(parents=True, exist_ok=True)

    def write(name: str, header: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
        with (folder / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
            csv.writer(file).writerows([header, *rows])

    def one(options: Sequence[str]) -> str:
        return chance.choice(options)

    def day(first: int = 1) -> str:
        return f"20{25 if (month := chance.randint(first, 12)) > 3 else 26}-{month:02}-{chance.randint(1, 28):02}"

    header = [
        "person",
        "assignment",
        "ethnicity",
        "grade",
        "staff_group",
        "contract",
        "status",
        "primary",
        "fte",
        "start_date",
        "sex",
    ]
    posts = ((f"P{n}", f"P{n}-1", one(ETHNICITY), one(BANDS), one(GROUPS), "Permanent", "Active Assignment", "Y", "1.0",
              "2019-04-01", one(["Female", "Male"])) for n in range(staff))  # fmt: skip
    write("staff", header, posts)
    header = [
        "application",
        "ethnicity",
        "grade",
        "staff_group",
        "source",
        "shortlisted",
        "shortlisted_on",
        "appointed",
        "appointed_on",
    ]
    forms = ((f"A{n}", one(ETHNICITY), one(BANDS), one(GROUPS), one(["Internal", "External"]), "Y" if n % 3 == 0 else "N",
              day(4), "Y" if n % 12 == 0 else "N", day(4) if n % 12 == 0 else "") for n in range(applications))  # fmt: skip
    write("applicants", header, forms)
    cases = ((f"C{n}", f"P{chance.randrange(staff)}", "Disciplinary", "Formal", day()) for n in range(160))
    write("cases", ["case", "person", "type", "formal", "investigation_commissioned"], cases)
    records = (
        (f"P{chance.randrange(staff)}", f"course {n % 90}", one(["Yes", "No"]), "Completed", day())
        for n in range(learning)
    )
    write("learning", ["person", "course", "mandatory", "taken_up", "attended_on"], records)
    shares = [
        (q, g, p, b)
        for q, w, m in (("q14a", 24.1, 28.0), ("q14b", 19.9, 25.3), ("q15", 59.0, 48.1), ("q16b", 6.7, 14.9))
        for g, p, b in (("White", w, 3900), ("BME", m, 880))
    ]
    write("survey", ["question", "group", "percentage", "base"], shares)
    board = ((f"B{n}", one(ETHNICITY), "Y" if n < 11 else "N", "Y" if n % 2 else "N") for n in range(14))
    write("board", ["person", "ethnicity", "voting", "executive"], board)


if __name__ == "__main__":
    write_trust(Path(sys.argv[1]))
