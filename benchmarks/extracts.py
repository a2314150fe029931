"""How long it takes to check and code a staff list, as ratios to reading it without any care.

    python benchmarks/extracts.py [RUNS [CSV_ROWS [XLSX_ROWS]]]

Invented staff lists, 1,500,000 rows as CSV and 100,000 as XLSX. Ours is `read_extracts`: header, columns, every value coded,
every rule asked. Bare is the engine's `CREATE TABLE ... AS SELECT * FROM read_csv(...)`, and the workbook reader's
`to_python()`. Each runs in a process of its own, in turn, and times itself without its imports; printed are the median, least
and greatest ratio pair by pair, and the most memory of ours in MiB.
"""

from __future__ import annotations

import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

import xlsxwriter
from trust import write_trust

BARE_CSV = """
import sys, time, duckdb
con = duckdb.connect()
con.execute("SET enable_progress_bar = false")
start = time.perf_counter()
con.execute(f"CREATE TABLE t AS SELECT * FROM read_csv('{sys.argv[1]}/staff.csv')")
print(time.perf_counter() - start, 0, file=sys.stderr)
"""
BARE_XLSX = """
import sys, time, python_calamine
start = time.perf_counter()
python_calamine.CalamineWorkbook.from_path(sys.argv[1] + "/staff.xlsx").get_sheet_by_index(0).to_python()
print(time.perf_counter() - start, 0, file=sys.stderr)
"""
OURS = """
import sys, time, resource
from pathlib import Path
import duckdb, openwres.extracts.reading, openwres.files.workbooks
from openwres.files.scratch import scratch_folder
from openwres.standards import load_standard
from openwres.tallies.engine import connect
given, edition = Path(sys.argv[1]), load_standard("wres").edition(2026)
with scratch_folder() as scratch, connect(scratch, sum(p.stat().st_size for p in given.iterdir())) as con:
    start = time.perf_counter()
    found = openwres.extracts.reading.read_extracts(con, given, edition, "ZZ1", scratch)
    took = time.perf_counter() - start
    assert not [p for p in found.problems if p.severity == "block"], found.problems
used = [resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
print(took, max(used) / 1024, file=sys.stderr)
"""


def measured(code: str, folder: Path) -> tuple[float, float]:
    """Seconds and MiB that a script prints of itself."""
    done = subprocess.run([sys.executable, "-c", code, str(folder)], check=True, capture_output=True, text=True)
    seconds, memory = done.stderr.split()  # the engine may draw its progress on the other one
    return float(seconds), float(memory)


def compare(name: str, bare: str, folder: Path, runs: int) -> None:
    """Print the ratios of ours to bare, pair by pair, after one pair that does not count."""
    pairs = [(measured(OURS, folder), measured(bare, folder)) for _ in range(runs + 1)][1:]
    ratios = [ours[0] / without[0] for ours, without in pairs]
    seconds, memory = statistics.median(ours[0] for ours, _ in pairs), max(ours[1] for ours, _ in pairs)
    print(
        f"{name:<24} {statistics.median(ratios):5.2f}  ({min(ratios):.2f} to {max(ratios):.2f}); {seconds:.1f} s, {memory:,.0f} MiB"
    )


def as_workbook(folder: Path, rows: int) -> Path:
    """The first rows of the CSV staff list as a workbook, in a folder of its own."""
    target = folder / "workbook"
    target.mkdir()
    with xlsxwriter.Workbook(target / "staff.xlsx", {"constant_memory": True}) as book:
        sheet = book.add_worksheet("Staff")
        with (folder / "csv" / "staff.csv").open(encoding="utf-8") as file:
            for number, line in zip(range(rows + 1), file, strict=False):
                sheet.write_row(number, 0, line.rstrip("\n").split(","))
    return target


def main(runs: int, csv_rows: int, xlsx_rows: int) -> None:
    """Make the lists and print both comparisons."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        write_trust(folder / "csv", staff=csv_rows, applications=1, learning=1)
        for path in (folder / "csv").iterdir():
            if path.name != "staff.csv":
                path.unlink()
        compare(f"CSV, {csv_rows:,} rows", BARE_CSV, folder / "csv", runs)
        compare(f"XLSX, {xlsx_rows:,} rows", BARE_XLSX, as_workbook(folder, xlsx_rows), runs)


if __name__ == "__main__":
    given = [int(word) for word in sys.argv[1:]]
    main(*given, *(5, 1_500_000, 100_000)[len(given) :])
