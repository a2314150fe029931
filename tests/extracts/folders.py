"""Tiny folders of extracts, written out in any form, and what the program makes of them."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

import polars as pl
import xlsxwriter

from openwres.calculation import Calculation, calculate, check
from openwres.contracts.problems import Problem
from openwres.inputs import Check

YEAR = 2026
CODE = "ZZ9"
Row = Mapping[str, str]
Table = Sequence[Row]

POST = {
    "person": "", "assignment": "", "ethnicity": "A", "grade": "5", "staff_group": "Nursing and Midwifery Registered",
    "contract": "permanent", "status": "active", "primary": "", "fte": "1.0", "start_date": "2015-04-01", "end_date": "",
}  # fmt: skip
CASE = {
    "case": "", "person": "", "ethnicity": "", "type": "disciplinary", "formal": "formal",
    "investigation_commissioned": "2025-06-01",
}  # fmt: skip


def post(person: str, **other: str) -> dict[str, str]:
    """A row of the staff list: a nurse in band 5, white, permanent, unless something else is said."""
    return POST | {"person": person, "assignment": f"{person}-1"} | other


def case(number: str, person: str, **other: str) -> dict[str, str]:
    """A formal disciplinary case that began in the reporting year, unless something else is said."""
    return CASE | {"case": number, "person": person} | other


def staff() -> list[dict[str, str]]:
    """Four people: two white, two BME."""
    return [
        post("P1"),
        post("P2", ethnicity="B", grade="6"),
        post("P3", ethnicity="H"),
        post("P4", ethnicity="N", grade="7"),
    ]


def written(rows: Table, delimiter: str = ",", end: str = "\n") -> str:
    """The rows as delimited text with a header."""
    target = io.StringIO()
    writer = csv.DictWriter(target, list(rows[0]), delimiter=delimiter, lineterminator=end)
    writer.writeheader()
    writer.writerows(rows)
    return target.getvalue()


def workbook(path: Path, sheets: Mapping[str, Iterable[Sequence[str]]], hidden: Sequence[str] = ()) -> Path:
    """A workbook with these sheets; rows and cells may be empty."""
    with xlsxwriter.Workbook(path, {"in_memory": True}) as book:
        for name, rows in sheets.items():
            sheet = book.add_worksheet(name)
            if name in hidden:
                sheet.hide()
            for number, row in enumerate(rows):
                sheet.write_row(number, 0, row)
    return path


def cells(rows: Table) -> list[list[str]]:
    """Header and rows as lists, for a sheet."""
    return [list(rows[0]), *(list(row.values()) for row in rows)]


def parquet(path: Path, rows: Table) -> Path:
    pl.DataFrame(rows).write_parquet(path)
    return path


def folder(root: Path, **files: str | bytes | Table) -> Path:
    """A folder with `name.csv` for each argument: text and bytes as they are, rows as CSV. Staff is always there."""
    root.mkdir(parents=True, exist_ok=True)
    for name, content in ({"staff": staff()} | files).items():
        path = root / (name if "." in name else f"{name}.csv")
        if isinstance(content, bytes):
            path.write_bytes(content)
        else:
            path.write_text(content if isinstance(content, str) else written(content), encoding="utf-8", newline="")
    return root


def checked(given: Path, year: int = YEAR, organisation: str | None = CODE) -> Check:
    return check(given, year=year, organisation=organisation)


def counted(given: Path, year: int = YEAR, organisation: str | None = CODE) -> Calculation:
    return calculate(given, year=year, organisation=organisation)


def of_id(found: Check, problem_id: str) -> list[Problem]:
    return [problem for problem in found.problems if problem.id == problem_id]


def the(found: Check, problem_id: str) -> Problem:
    """The one problem of that kind, which must say what to do."""
    problems = of_id(found, problem_id)
    assert len(problems) == 1, [(p.id, p.place, p.sentence) for p in found.problems]
    assert problems[0].sentence
    assert problems[0].remedy
    return problems[0]


def places(found: Check) -> list[tuple[str, str, str, str, int | None, str]]:
    """Id, severity, file, sheet, row and column of every problem, each of which must say what to do; no register is no news."""
    problems = [problem for problem in found.problems if problem.id != "no-register"]
    assert all(problem.sentence and problem.remedy for problem in problems)
    return [(p.id, str(p.severity), p.file, p.sheet, p.row, p.column) for p in problems]


def ids(found: Check) -> set[str]:
    """What was found, leaving out that no register was given."""
    return {problem.id for problem in found.problems} - {"no-register"}


def counts(
    found: Calculation, item: str, basis: str = "", breakdown: str = "", classification: str = "wres"
) -> dict[str, int]:
    """Counts above zero: by group, or by category of a breakdown for everyone."""
    rows = found.tallies.filter(
        pl.col("item") == item, pl.col("basis") == basis, pl.col("breakdown") == breakdown,
        pl.col("classification") == classification, pl.col("count") > 0, (pl.col("group") == "all") == (breakdown != ""),
    )  # fmt: skip
    return {row["category"] or row["group"]: row["count"] for row in rows.iter_rows(named=True)}


def values(found: Calculation, item: str) -> list[tuple[str, float | None, int | None]]:
    """Group, percentage and base of each tally that arrived as a percentage."""
    rows = found.tallies.filter(pl.col("item") == item, pl.col("value").is_not_null())
    return sorted(rows.select("group", "value", "base").iter_rows())
