"""A return of 2017 in an older form, as the map `older-form` reads it: headings in three rows, merged, rates as fractions.

The form's words and all numbers are invented.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import xlsxwriter  # type: ignore[import-untyped]
from making.common import dice

GROUPS = ("White", "BME", "Not known")
FIRST = 3  # the first column of numbers
BANDS = (
    "Below band 1",
    *(f"Band {band}" for band in ("1", "2", "3", "4", "5", "6", "7", "8a", "8b", "8c", "8d", "9")),
    "VSM",
)
MEDICAL = ("Consultants", "of whom senior medical managers", "Career grades other than consultant",
           "Doctors and dentists in training", "Any other")  # fmt: skip
SURVEY = {"5 Harassed by patients or the public": (28.4, 27.1), "6 Harassed by staff": (23.2, 26.9),
          "7 Equal chances of promotion": (88.1, 75.3), "8 Discriminated against at work": (6.2, 13.4)}  # fmt: skip
BOARD = {"Members of the board": (11, 1, 1), "of whom voting": (9, 1, 1), "of whom not voting": (2, 0, 0),
         "of whom executive": (5, 1, 0), "of whom not executive": (6, 0, 1)}  # fmt: skip
Numbers = list[int]
SECTIONS = ("1a Non-clinical workforce", "1b Clinical workforce", "1c Medical and dental workforce")


def write_older_form(folder: Path) -> None:
    """Write the workbook."""
    folder.mkdir(parents=True, exist_ok=True)
    with xlsxwriter.Workbook(folder / "return 2017.xlsx", {"in_memory": True}) as book:
        book.set_properties({"created": datetime(2017, 8, 1, tzinfo=UTC)})
        cover = book.add_worksheet("Front page")
        words = (("Organisation code", "ZZ6"), ("Year of the return", 2017), ("Workforce counted on", "31 March 2017"),
                 ("Board member responsible", "Director of People"), ("Seen by the board on", "27 July 2017"))  # fmt: skip
        cover.write(0, 0, "Workforce race equality: what your organisation gives")
        for number, (label, answer) in enumerate(words, 2):
            cover.write_row(number, 0, (label, "", answer))
        _Measures(book).write()


class _Measures:
    """The sheet of numbers in the making: rows in order, each with what stands in its nine cells of numbers."""

    def __init__(self, book: Any) -> None:
        self.sheet = book.add_worksheet("Measures")
        self.percent = book.add_format({"num_format": "0.0%"})
        self.chance: random.Random = dice("older form")
        self.number = 0

    def write(self) -> None:
        self._headings()
        staff: Numbers = [0] * 9
        for section, labels in zip(SECTIONS, (BANDS, BANDS, MEDICAL), strict=True):
            self._section(section)
            for label in labels:
                counts = self._grade(label)
                staff = [
                    total + (0 if "of whom" in label else count) for total, count in zip(staff, counts, strict=True)
                ]
                self._row(label, counts)
        self._section("1 Whole workforce")
        self._row("Everybody employed", staff)
        self._flows(staff)
        self._section("5 to 8 Staff survey")
        for label, (white, bme) in SURVEY.items():
            self._row(label, [white, bme, ""] * 3)
        self._board(staff)

    def _headings(self) -> None:
        self.sheet.write(0, 0, "Fill in the columns `Confirmed by you`; what is calculated is locked.")
        self.sheet.write_row(4, 0, ("Measure", "Data item", "Unit"))
        self.sheet.merge_range(2, FIRST, 2, FIRST + 2, "31 March 2016")
        self.sheet.merge_range(2, FIRST + 3, 2, FIRST + 8, "31 March 2017")
        for number, words in enumerate(("Confirmed by you", "Provided from central systems", "Confirmed by you")):
            self.sheet.merge_range(3, FIRST + 3 * number, 3, FIRST + 3 * number + 2, words)
            self.sheet.write_row(4, FIRST + 3 * number, GROUPS)
        self.sheet.write(4, FIRST + 9, "Notes")
        self.number = 5

    def _section(self, words: str) -> None:
        self.sheet.write(self.number, 0, words)
        self.number += 1

    def _row(self, label: str, cells: Sequence[Any], look: Any = None) -> None:
        self.sheet.write(self.number, 1, label)
        self.sheet.write_row(self.number, FIRST, cells, look)
        self.number += 1

    def _grade(self, label: str) -> Numbers:
        """Counts of a grade: what was provided is what is confirmed, but for one correction."""
        size = 3 if "band 1" in label or label in ("VSM", "of whom senior medical managers", "Band 9") else 60
        last, now = ([self.chance.randrange(size, 2 * size), self.chance.randrange(1, size), self.chance.randrange(3)]
                     for _ in range(2))  # fmt: skip
        return [*last, now[0] + (label == "Band 6"), *now[1:], *now]

    def _flows(self, staff: Numbers) -> None:
        shortlisted, appointed = [1200, 640, 31] * 3, [260, 97, 4] * 3
        self._section("2 Shortlisting to appointment")
        self._row("People shortlisted", shortlisted)
        self._row("People appointed", appointed)
        self._compared("Chance of appointment", "White compared with BME", appointed, shortlisted, 0, 1)
        for section, event, chance, compared, counts in (
            ("3 Formal disciplinary process", "People who entered it, mean of two years", "Chance of entering it",
             "BME compared with White", [14, 8.5, 0] * 3),
            ("4 Training that is not mandatory", "People who took part", "Chance of taking part",
             "White compared with BME", [1010, 410, 9] * 3),
        ):  # fmt: skip
            self._section(section)
            self._row("Everybody employed", staff)
            self._row(event, counts)
            over, under = (1, 0) if compared.startswith("BME") else (0, 1)
            self._compared(chance, compared, counts, staff, over, under)

    def _compared(
        self, chance: str, words: str, events: Sequence[float], people: Numbers, over: int, under: int
    ) -> None:
        rates = [event / base if base else "#DIV/0!" for event, base in zip(events, people, strict=True)]
        self._row(chance, rates, self.percent)
        ratios = ["" if place % 3 else rates[place + over] / rates[place + under] for place in range(9)]
        self._row(words, ratios)

    def _board(self, staff: Numbers) -> None:
        self._section("9 The board")
        for label, counts in BOARD.items():
            self._row(label, [*counts] * 3)
        self._row("Everybody employed", staff)
        board = [*BOARD["Members of the board"]] * 3
        shares, of_staff = _shares(board), _shares(staff)
        self._row("Share of the board", shares, self.percent)
        gaps = [one - other for one, other in zip(shares, of_staff, strict=True)]
        self._row("Share of the board less share of the workforce", gaps, self.percent)


def _shares(counts: Numbers) -> list[float]:
    return [count / sum(counts[place - place % 3 : place - place % 3 + 3]) for place, count in enumerate(counts)]
