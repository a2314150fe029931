"""What every example is made with: the plan, chance from fixed seeds, and files that are the same each time."""

from __future__ import annotations

import csv
import random
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import xlsxwriter  # type: ignore[import-untyped]

PLAN: dict[str, Any] = tomllib.loads(Path(__file__).with_name("plan.toml").read_text(encoding="utf-8"))
GROUPS = ("white", "bme", "unknown")
YEAR_START, SNAPSHOT = date(2025, 4, 1), date(2026, 3, 31)

Row = Sequence[object]


def dice(part: str) -> random.Random:
    """Chance for one part of the data, so that a change to one part leaves the others as they are."""
    return random.Random(f"openwres examples, {part}")  # noqa: S311 (invented data, no secrets)


def pick(chance: random.Random, weights: Mapping[str, int]) -> str:
    return chance.choices(list(weights), list(weights.values()))[0]


def day_between(chance: random.Random, first: date, last: date) -> date:
    return first + timedelta(days=chance.randrange((last - first).days + 1))


def by_group(numbers: Sequence[int]) -> list[str]:
    """Each group as often as its number says."""
    return [group for group, number in zip(GROUPS, numbers, strict=True) for _ in range(number)]


def write_csv(path: Path, header: str, rows: Iterable[Row], delimiter: str = ",", encoding: str = "utf-8") -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding=encoding, newline="") as file:
        writer = csv.writer(file, delimiter=delimiter, lineterminator="\n")
        writer.writerow(header.split(","))
        writer.writerows(rows)


def write_rows(path: Path, rows: Iterable[Row]) -> None:
    """Rows as they stand, each of its own length, as titles, blank lines and totals are."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows(rows)


def write_workbook(path: Path, header: str, rows: Iterable[Row]) -> None:
    """One sheet with real dates; the date of creation is fixed, and in memory the parts carry no time."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with xlsxwriter.Workbook(path, {"in_memory": True}) as book:
        book.set_properties({"created": datetime(2026, 4, 1, tzinfo=UTC)})
        day, bold = book.add_format({"num_format": "dd/mm/yyyy"}), book.add_format({"bold": True})
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, header.split(","), bold)
        for number, row in enumerate(rows, start=1):
            for column, cell in enumerate(row):
                if isinstance(cell, date):
                    sheet.write_datetime(number, column, cell, day)
                elif cell != "":
                    sheet.write(number, column, cell)
