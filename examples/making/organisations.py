"""Tallies of many invented organisations in two years, and the register that knows them and the example trust."""

from __future__ import annotations

import json
import random
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from making.common import GROUPS, PLAN, Row, by_group, dice, write_csv

YEARS = (2025, 2026)
TALLY_COLUMNS = "standard,year,organisation,item,breakdown,category,classification,group,basis,"
TALLY_COLUMNS += "count,value,base,state,reason,source"
# Yes among white respondents, and how many times that among BME respondents.
SURVEY = {
    "harassed-by-public": (0.25, 1.15),
    "harassed-by-staff": (0.21, 1.25),
    "equal-opportunities": (0.59, 0.82),
    "discriminated": (0.065, 2.2),
}
# Members of a board in order: voting and executive.
SEATS = [("voting", "executive"), ("voting", "non-executive")] * 5 + [("non-voting", "executive")]
SEATS += [("non-voting", "non-executive"), ("voting", "non-executive")] * 3

Numbers = Sequence[int]


def write_tallies(folder: Path) -> None:
    rows: list[Row] = []
    for organisation in PLAN["organisation"]:
        for year in YEARS if "staff" in organisation else ():
            chance = dice(f"{organisation['code']} {year}")
            for key, cells in tallies_of(chance, organisation, year):
                rows.append(("wres", year, organisation["code"], *key, *cells, "extract"))
    write_csv(folder / "tallies.csv", TALLY_COLUMNS, rows)


def write_history(folder: Path) -> None:
    """The example trust's tallies of the year before the example."""
    one = PLAN["history"]
    rows = [
        ("wres", 2025, one["code"], *key, *cells, "verified") for key, cells in tallies_of(dice("history"), one, 2025)
    ]
    write_csv(folder / "tallies.csv", TALLY_COLUMNS, rows)


def tallies_of(chance: random.Random, organisation: Mapping[str, Any], year: int) -> Iterator[tuple[Row, Row]]:
    """Key and cells of every tally of one organisation and year."""
    grid = staff_grid(chance, organisation, year)
    staff = [sum(numbers[place] for numbers in grid.values()) for place in range(len(GROUPS))]
    yield from counts("staff", staff)
    for row, numbers in grid.items():
        yield from counts("staff", numbers, "grade", row)
        if row == "medical-consultant":
            managers = (round(numbers[0] * 0.06), round(numbers[1] * 0.03), 0)
            yield from counts("staff", managers, "grade", "medical-senior-manager")
    shortlisted = [round(number * chance.uniform(0.42, 0.5)) for number in staff]
    ratios = (1, 1 / organisation["appointed"], 0.9)
    yield from counts("shortlisted", shortlisted)
    yield from counts("appointed", share_of(chance, shortlisted, 0.27, ratios))
    share = 0.0 if year in organisation.get("no_cases", ()) else 0.011
    ratios = (1, organisation["disciplined"], 1)
    yield from counts("disciplined", share_of(chance, staff, share, ratios), basis="one-year")
    yield from counts("trained", share_of(chance, staff, 0.52, (1, 0.95, 0.9)))
    yield from survey(chance, staff, year in organisation.get("no_survey", ()))
    yield from board(chance, organisation["board"])


def staff_grid(chance: random.Random, organisation: Mapping[str, Any], year: int) -> dict[str, Numbers]:
    """Staff by grade row and group, in the proportions of the example trust, bent to the size, type and BME share."""
    plan = {(block, band): cell for block, bands in PLAN["staff"].items() for band, cell in bands.items()}
    everyone, bme = sum(map(sum, plan.values())), sum(cell[1] for cell in plan.values())
    size = organisation["staff"] * (1 if year == YEARS[-1] else 0.97) / everyone
    tilt = organisation["bme"] * (1 if year == YEARS[-1] else 0.94) / 100 / (bme / everyone)
    grid: dict[str, Numbers] = {}
    for (block, band), cell in plan.items():
        number = round(sum(cell) * size * PLAN["blocks"][organisation["type"]][block] * chance.uniform(0.9, 1.1))
        share = min(0.8, cell[1] / max(sum(cell), 1) * tilt * chance.uniform(0.85, 1.15))
        minority, unknown = round(number * share), round(number * chance.uniform(0.01, 0.05))
        grid[f"{block}-{band}"] = (number - minority - unknown, minority, unknown)
    return grid


def share_of(chance: random.Random, base: Numbers, share: float, ratios: Sequence[float]) -> Numbers:
    """How many of each number it happens to, where each has the share times the ratio as its chance."""
    pairs = zip(base, ratios, strict=True)
    return [sum(chance.random() < share * ratio for _ in range(number)) for number, ratio in pairs]


def counts(
    item: str, numbers: Numbers, breakdown: str = "", category: str = "", basis: str = ""
) -> Iterator[tuple[Row, Row]]:
    for group, number in zip(GROUPS, numbers, strict=True):
        yield (item, breakdown, category, "wres", group, basis), (number, "", "", "value", "")


def survey(chance: random.Random, staff: Numbers, missing: bool) -> Iterator[tuple[Row, Row]]:
    """Percentages with their base, from whole respondents."""
    for item, (share, times) in SURVEY.items():
        for group, number, factor in zip(GROUPS, staff, (1, times), strict=False):
            asked = round(number * (0.46 if group == "white" else 0.34))
            percentage = round(100 * round(asked * share * factor * chance.uniform(0.88, 1.12)) / asked, 1)
            cells = ("", "", "", "missing", "no_survey") if missing else ("", percentage, asked, "value", "")
            yield (item, "", "", "wres", group, "incl-dk" if item == "equal-opportunities" else ""), cells


def board(chance: random.Random, members: Numbers) -> Iterator[tuple[Row, Row]]:
    """The whole board and its two splits, from one list of members."""
    groups = by_group(members)
    chance.shuffle(groups)
    seats = list(zip(groups, SEATS, strict=False))
    yield from counts("board", members)
    for place, categories in enumerate((("voting", "non-voting"), ("executive", "non-executive"))):
        for category in categories:
            numbers = [sum(g == group and seat[place] == category for g, seat in seats) for group in GROUPS]
            yield from counts("board", numbers, "membership", category)


def write_register(folder: Path) -> None:
    found, areas = PLAN["organisation"], PLAN["areas"]
    organisations = [(one["code"], one["name"], one["type"], "", "") for one in found]
    write_csv(folder / "organisations.csv", "code,name,type,opened,closed", sorted(organisations))
    named = [(kind, area, name) for kind in areas for area, name in areas[kind].items()]
    write_csv(folder / "areas.csv", "area_type,area,name", sorted(named))
    members = [(one["code"], *pair, "2020-04-01", "") for one in found for pair in areas_of(one["icb"])]
    write_csv(folder / "memberships.csv", "organisation,area_type,area,from,to", sorted(members))
    write_csv(folder / "successors.csv", "predecessor,successor,date", [])
    manifest = json.dumps({"format": 1, "sources": []}, indent=2)
    (folder / "register.json").write_bytes(f"{manifest}\n".encode())


def areas_of(icb: str) -> list[tuple[str, str]]:
    return [("icb", icb), ("nation", "england"), ("region", PLAN["region_of"][icb])]
