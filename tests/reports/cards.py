"""Tallies written by hand and the pages made of them, for tests of what a page says."""

from __future__ import annotations

import csv
import re
import subprocess
from collections.abc import Iterable, Mapping
from html import unescape
from pathlib import Path
from typing import Any

import openwres
from openwres import Calculation
from openwres.reports.scorecard import scorecard_html

COLUMNS = (
    "standard", "year", "organisation", "item", "breakdown", "category", "classification", "group", "basis",
    "count", "value", "base", "state", "reason", "source",
)  # fmt: skip
SURVEY = ("harassed-by-public", "harassed-by-staff", "equal-opportunities", "discriminated")
Tally = Mapping[str, object]


def tally(item: str, group: str, count: object = "", **more: Any) -> Tally:
    """One tally of ZZ9; a word in place of a count is a state."""
    known = {"standard": "wres", "organisation": "ZZ9", "item": item, "classification": "wres", "source": "extract"}
    state = {"state": count, "count": ""} if isinstance(count, str) and count else {"state": "value", "count": count}
    return known | {"group": group} | state | more


def groups(item: str, white: object, bme: object, unknown: object = None, **more: Any) -> list[Tally]:
    """The tallies of one item by group."""
    counts = {"white": white, "bme": bme} | ({} if unknown is None else {"unknown": unknown})
    return [tally(item, group, count, **more) for group, count in counts.items()]


def staff(white: int = 900, bme: int = 300, unknown: int = 20, **more: Any) -> list[Tally]:
    """A workforce."""
    return groups("staff", white, bme, unknown, **more)


def answers(white: float, bme: float, base: object = "", basis: str = "incl-dk", **more: Any) -> list[Tally]:
    """The same percentages for every question of the survey, with or without their base."""
    return [
        tally(item, group, value=value, base=base, basis=basis if item == "equal-opportunities" else "", **more)
        for item in SURVEY
        for group, value in (("white", white), ("bme", bme))
    ]


def everything(**more: Any) -> list[Tally]:
    """A year with a value for every indicator."""
    return [
        *staff(**more),
        *groups("shortlisted", 1000, 800, **more), *groups("appointed", 180, 90, **more),
        *groups("disciplined", 11, 9, basis="one-year", **more), *groups("trained", 500, 150, **more),
        *answers(20.0, 30.0, 400, **more), *groups("board", 11, 1, 1, **more),
        *groups("board", 6, 1, 0, breakdown="membership", category="voting", **more),
        *groups("board", 4, 0, 0, breakdown="membership", category="executive", **more),
    ]  # fmt: skip


def calculated(folder: Path, tallies: Iterable[Tally], year: int = 2026, standard: str = "wres") -> Calculation:
    """What the tallies give, those without a year being of the year asked for."""
    path = folder / "tallies.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, COLUMNS, restval="")
        writer.writeheader()
        writer.writerows({"year": year, **row} for row in tallies)
    return openwres.calculate(path, year=year, standard=standard)


def cards(
    folder: Path, cases: Mapping[str, Iterable[Tally]], year: int = 2026, standard: str = "wres"
) -> dict[str, str]:
    """The scorecards of several organisations of one calculation, as HTML."""
    found = calculated(
        folder, [{**t, "organisation": code} for code, its in cases.items() for t in its], year, standard
    )
    return {
        code: scorecard_html(found.edition, found.figures, found.last_year, code, "", found.problems) for code in cases
    }


def card(folder: Path, tallies: Iterable[Tally], year: int = 2026) -> str:
    """The scorecard of one organisation, as HTML."""
    return cards(folder, {"ZZ9": tallies}, year)["ZZ9"]


def row(page: str, indicator: str) -> str:
    """The HTML of one indicator."""
    found = re.search(rf'<tbody role="rowgroup" id="i-{indicator}">(.*?)</tbody>', page, re.DOTALL)
    assert found, f"no row of indicator {indicator}"
    return found[1]


def intervals(html: str) -> int:
    """How many intervals are drawn, by the weight of their lines."""
    return len(re.findall(r'<path d="M[^HVL]*L[^HVLZ]*" fill="none" stroke="#003087" stroke-width="1.7"/>', html)) // 3


def arrowheads(html: str) -> int:
    """How many arrowheads are drawn: closed shapes of three corners."""
    return len(re.findall(r'<path d="M[^HVLZ]*L[^HVLZ]*L[^HVLZ]*Z"', html))


def text(html: str) -> str:
    """What a reader reads, in one line; labels of pictures among it."""
    labelled = re.sub(r"<svg[^>]*><title>([^<]*)</title>.*?</svg>", r" [\1] ", html, flags=re.DOTALL)
    plain = re.sub(r"<(style|svg)\b.*?</\1>", " ", labelled, flags=re.DOTALL)
    return " ".join(unescape(re.sub(r"<[^>]*>", " ", plain)).split())


def said(page: str, indicator: str) -> str:
    """What a reader reads of one indicator."""
    return text(row(page, indicator))


def printed(page: str, folder: Path) -> list[str]:
    """The text of each page that a browser prints of it."""
    (folder / "card.html").write_text(page, encoding="utf-8")
    options = ["--headless", "--no-sandbox", "--disable-gpu", f"--user-data-dir={folder / 'profile'}"]
    subprocess.run(
        ["chromium", *options, "--no-pdf-header-footer", "--print-to-pdf=card.pdf", (folder / "card.html").as_uri()],
        cwd=folder, check=True, capture_output=True, timeout=120,
    )  # fmt: skip
    text = subprocess.run(["pdftotext", "card.pdf", "-"], cwd=folder, check=True, capture_output=True, text=True)
    return text.stdout.split("\f")
