"""What is read: rows of a file, the group of an ethnic category, the row and the tier of a grade, days and windows."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

Row = Mapping[str, str]


# Reading.
@dataclass(frozen=True)
class Table:
    """The rows of a file without the spaces around its cells and without empty rows."""

    columns: tuple[str, ...]
    rows: list[Row]


def read(path: Path) -> Table | None:
    if not path.exists():
        return None
    with path.open(encoding="utf-8-sig", newline="") as lines:
        reader = csv.DictReader(lines)
        rows: list[Row] = [{name: (cell or "").strip() for name, cell in row.items()} for row in reader]
        return Table(tuple(reader.fieldnames or ()), [row for row in rows if any(row.values())])


def day(cell: str) -> date | None:
    return date.fromisoformat(cell) if cell else None


def snapshot_day(year: int) -> date:
    return date(year, 3, 31)


def in_window(when: date | None, year: int) -> bool:
    return when is not None and date(year - 1, 4, 1) <= when <= date(year, 3, 31)


def undated_or_in_window(cell: str, year: int) -> bool:
    return not cell or in_window(day(cell), year)


def in_force(record: Row, when: date) -> bool:
    """From the first day to the last, both included; a blank date sets no limit."""
    start, end = day(record.get("start_date", "")), day(record.get("end_date", ""))
    return (start is None or start <= when) and (end is None or end >= when)


def yes(cell: str) -> bool:
    return cell.lower() in ("true", "yes", "y", "1")


def no(cell: str) -> bool:
    return cell.lower() in ("false", "no", "n", "0")


# Ethnicity: sixteen letters, their two-character extensions, a letter with a local digit, the digits of 1991.
EXTENSIONS = {"C": "23ABCDEFGHJKLMNPQRSTUVWXY", "G": "ABCDEF", "L": "ABCDEFGHJK", "P": "ABCDE", "S": "ABCDE"}
WHITE, BME = frozenset("ABC0"), frozenset("DEFGHJKLMNPRS12345678")


def group(ethnicity: str) -> str:
    """Z, 99, X, 9, blank and what cannot be read are unknown, never BME."""
    code = ethnicity.upper()
    if len(code) == 2 and code[0].isalpha() and (code[1].isdigit() or code[1] in EXTENSIONS.get(code[0], "")):
        code = code[0]
    return "white" if code in WHITE else "bme" if code in BME else "unknown"


# Grades: the rows of the indicator 1 grid and the order of the bands.
AFC = ("under-1", "1", "2", "3", "4", "5", "6", "7", "8a", "8b", "8c", "8d", "9", "vsm")
MEDICAL = ("consultant", "non-consultant-career", "trainee", "other")
BLOCKS = {
    **{f"{block}-{band}": (block, band) for block in ("non-clinical", "clinical") for band in AFC},
    **{f"medical-{band}": ("medical", band) for band in MEDICAL},
}
SENIOR = "medical-senior-manager"  # of the consultants, who are counted already
TIERS = {"lower": AFC[:6], "middle": AFC[6:8], "upper": AFC[8:]}
STAFF_GROUPS = {
    "administrative and clerical": "non-clinical",
    "estates and ancillary": "non-clinical",
    "non-clinical": "non-clinical",
    "medical and dental": "medical",
    "add prof scientific and technic": "clinical",
    "additional clinical services": "clinical",
    "allied health professionals": "clinical",
    "healthcare scientists": "clinical",
    "nursing and midwifery registered": "clinical",
    "students": "clinical",
    "clinical": "clinical",
}
OCCUPATIONS = {**dict.fromkeys("01289", "medical"), "G": "non-clinical", **dict.fromkeys("AHNPS", "clinical")}


def grade_row(record: Row) -> str:
    """The row of a grade, which may name its row itself; the staff group decides first, then the occupation code."""
    grade = record.get("grade", "").lower()
    if grade in BLOCKS or grade == SENIOR:
        return "medical-consultant" if grade == SENIOR else grade
    by_group = STAFF_GROUPS.get(record.get("staff_group", "").lower())
    block = by_group or OCCUPATIONS.get(record.get("occupation_code", "")[:1].upper(), "")
    if grade in MEDICAL:
        # Without a staff group only a grade that says consultant is medical by itself.
        says = "consultant" in grade and not record.get("staff_group") and not record.get("occupation_code")
        return f"medical-{grade}" if block == "medical" or says else ""
    if grade in AFC:
        return "medical-other" if block == "medical" else f"{block}-{grade}" if block else ""
    return ""


def senior(record: Row) -> bool:
    flagged = grade_row(record) == "medical-consultant" and yes(record.get("senior_medical_manager", ""))
    return flagged or record.get("grade", "").lower() == SENIOR


def tier(record: Row) -> str:
    block, band = BLOCKS.get(grade_row(record), ("", ""))
    level = next((name for name, bands in TIERS.items() if band in bands), "")
    return "medical-and-dental" if block == "medical" else f"{block}-{level}" if block else ""


def rank(record: Row) -> int:
    row = grade_row(record)
    return (AFC + MEDICAL).index(BLOCKS[row][1]) if row else -1
