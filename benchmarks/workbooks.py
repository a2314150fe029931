"""How long it takes to read a workbook safely, as a ratio to reading it without any care.

    python benchmarks/workbooks.py [RUNS [ROWS]]

An invented workbook of 100,000 rows and 20 mixed columns is read in two ways, in turn, each in a process of its own:
bare (the reader alone, every cell as a Python object) and safely (checked, a child started, 12 columns as CSV). Printed
are the median of the ratios safely / bare pair by pair, of wall time and of processor time, and the most memory of a
process in MiB (the last two not on Windows). The machine should be idle and have two processors or more: the parent
checks while the child reads.
"""

from __future__ import annotations

import datetime
import os
import random
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import xlsxwriter

BARE = """
import sys, python_calamine
python_calamine.CalamineWorkbook.from_path(sys.argv[1]).get_sheet_by_index(0).to_python()
"""
SAFE = """
import sys
from pathlib import Path
from openwres.files.workbooks import open_workbook
with open_workbook(Path(sys.argv[1]), Path(sys.argv[2])) as book:
    book.write(book.sheets[0], 1, [0, 1, 3, 4, 5, 6, 7, 8, 9, 12, 15, 18])
"""
USED = """
try:
    import resource
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    most = max(one.ru_maxrss for one in used) // (1 << 20 if sys.platform == "darwin" else 1 << 10)
    print(most, sum(one.ru_utime + one.ru_stime for one in used))
except ImportError:
    print("0 1")
"""
TEXTS = ["Permanent", "Active Assignment", "Nursing and Midwifery Registered", "Band 5", "Yes"]


def row(number: int, chance: random.Random) -> list[object]:
    """Twenty cells as staff lists hold them: numbers, codes, dates, yes and no, blanks, texts of many kinds."""
    day = datetime.date(2010, 1, 1) + datetime.timedelta(days=chance.randrange(5000))
    person = 10_000_000 + number
    return [
        person, f"{person}-1", f"Surname{chance.randrange(5000)}", chance.choice("ABCDEFGHJKLMNPRSZ"), chance.choice(TEXTS),
        f"Band {chance.randrange(2, 9)}", chance.choice([1, 0.6, 0.8, 0.53333]), day, day if number % 9 == 0 else None,
        number % 2 == 0, "Permanent", f"user{number}@example.org", chance.random() * 50_000, chance.choice(TEXTS),
        f"Surname{chance.randrange(5000)}", chance.randrange(100), "Yes", f"Department {number % 300}", day, chance.choice(TEXTS),
    ]  # fmt: skip


def write(path: Path, rows: int) -> None:
    """The workbook, as spreadsheet programs write it: texts stand once and are pointed at."""
    chance = random.Random(1)
    with xlsxwriter.Workbook(path, {"default_date_format": "dd/mm/yyyy"}) as book:
        sheet = book.add_worksheet("Staff")
        sheet.write_row(0, 0, [f"Column {n}" for n in range(20)])
        for number in range(1, rows + 1):
            sheet.write_row(number, 0, row(number, chance))


def run(code: str, *words: str) -> tuple[float, float, int]:
    """Wall time of a whole process, processor time of it and its child, and the most memory of either."""
    start = time.perf_counter()
    done = subprocess.run([sys.executable, "-c", code + USED, *words], check=True, capture_output=True)
    wall = time.perf_counter() - start
    memory, processor = done.stdout.split()
    return wall, float(processor), int(memory)


def main(runs: int, rows: int) -> None:
    """Print the ratios and the memory."""
    with tempfile.TemporaryDirectory() as folder:
        path = f"{folder}/staff.xlsx"
        write(Path(path), rows)
        pairs = [(run(SAFE, path, folder), run(BARE, path)) for _ in range(runs + 1)][1:]
    for n, name in enumerate(["wall time", "processor time"]):
        ratios = [safe[n] / bare[n] for safe, bare in pairs]
        print(f"{name:<15} {statistics.median(ratios):5.2f}  ({min(ratios):.2f} to {max(ratios):.2f})")
    print(f"most memory     {max(safe[2] for safe, _ in pairs)} MiB, bare {max(bare[2] for _, bare in pairs)} MiB")
    print(f"processors      {os.cpu_count()}")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 7, int(sys.argv[2]) if len(sys.argv) > 2 else 100_000)
