"""What it costs to write a document in each format, and how the cost of a page grows with its pages.

    python benchmarks/reports.py [--indicators N ...]

A document with N drawings and about as many tables is made up and written three times in one process: the first time with
all that is loaded once, then with other names and numbers, then as it was. Seconds are of the wall and of all cores.
"""

from __future__ import annotations

import argparse
import io
import time
from collections.abc import Iterator
from datetime import date

import polars as pl

from openwres.display.chart import Chart
from openwres.reports.document import Block, Cell, Column, Document, Drawing, Heading, Kind, Note, Paragraph, Table
from openwres.reports.formats import FORMATS, write

ROWS = 15
COLUMNS = ("White", "BME", "Unknown", "Ratio")


def document(indicators: int, seed: int) -> Document:
    """Made up: for each indicator a sentence, a drawing, one table or two, a caveat."""
    blocks = [block for number in range(indicators) for block in _indicator(number, seed)]
    return Document(f"Report {seed}", f"Invented trust {seed}", "Nobody", date(2026, 3, 31), blocks, marking="Invented")


def _indicator(number: int, seed: int) -> Iterator[Block]:
    yield Heading(f"Indicator {number}", 1)
    yield Paragraph(
        f"White applicants were {1 + seed / 100:.2f} times as likely as BME applicants to be appointed.", lead=True
    )
    yield Drawing(f"drawing {number}", f"Ten years of indicator {number}", _chart(number + seed))
    yield _table(f"table {number}", number + seed)
    if number % 3:
        yield Heading("By grade", 2)
        yield _table(f"grades {number}", number + seed + 1)
    yield Note("What the data cannot say", "A ratio says nothing about why.")


def _table(name: str, seed: int) -> Table:
    columns = [Column("Group"), *(Column(title, Kind.NUMBER) for title in COLUMNS)]
    rows = [
        [Cell(f"Band {row}"), *(Cell(f"{value:,}", value) for value in range(seed + row, seed + row + len(COLUMNS)))]
        for row in range(ROWS)
    ]
    return Table(name, f"Staff of {name}", columns, rows, notes=["[c] Hidden to protect people."])


def _chart(seed: int) -> Chart:
    values = [1 + (seed * year) % 7 / 10 for year in range(10)]
    marks = "".join(
        f'<circle cx="{20 + 44 * place}" cy="{160 - 60 * value:.1f}" r="4"/><text x="{10 + 44 * place}" y="175" font-size="9">{2017 + place}</text>'
        for place, value in enumerate(values)
    )
    svg = f'<svg xmlns="http://www.w3.org/2000/svg" width="450" height="180" viewBox="0 0 450 180">{marks}</svg>'
    years = pl.DataFrame({"Year": [str(2017 + place) for place in range(10)], "Ratio": values})
    return Chart(svg, 450, 180, "Ten ratios, one a year.", years)


def timed(asked: Document, ending: str) -> tuple[float, float, bytes]:
    """Seconds of the wall, seconds of all cores, and what was written."""
    wall, cores = time.perf_counter(), time.process_time()
    content = write(asked, ending)
    return time.perf_counter() - wall, time.process_time() - cores, content


def pages_of(pdf: bytes) -> int:
    import pikepdf

    with pikepdf.open(io.BytesIO(pdf)) as book:
        return len(book.pages)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--indicators", type=int, nargs="+", default=[3, 6, 12, 24, 48])
    asked = parser.parse_args().indicators
    print("| drawings | tables | pages | format | kB | first s | another s (cores) | the same s | ms of cores a page |")
    print("|---|---|---|---|---|---|---|---|---|")
    pages = 1
    for indicators in asked:
        tables = sum(isinstance(block, Table) for block in document(indicators, 0).blocks)
        for ending in FORMATS:
            first, _, content = timed(document(indicators, 1), ending)
            other, cores, _ = timed(document(indicators, 2), ending)
            again, _, _ = timed(document(indicators, 2), ending)
            pages = pages_of(content) if ending == "pdf" else pages
            print(
                f"| {indicators} | {tables} | {pages} | {ending} | {len(content) / 1000:,.0f} | {first:.2f} | {other:.2f} ({cores:.2f}) "
                f"| {again:.2f} | {1000 * cores / pages:.1f} |"
            )


if __name__ == "__main__":
    main()
