"""A small invented nation whose counts add up because they are counted from people: organisations, ICBs, regions, types."""

from __future__ import annotations

import numpy as np
import polars as pl

from openwres.contracts.tables import TALLY_SCHEMA
from openwres.figures.areas import Areas
from openwres.figures.released import area_counts, organisation_counts
from openwres.standards import load_standard

EDITION = load_standard("wres").edition(2026)
_ROWS = [
    "clinical-5",
    "clinical-6",
    "clinical-8a",
    "clinical-8c",
    "clinical-8d",
    "clinical-9",
    "clinical-vsm",
    "non-clinical-3",
]
_SHARES = [0.4, 0.25, 0.12, 0.03, 0.02, 0.01, 0.01, 0.16]
_GROUPS = {"a": 0.6, "c": 0.05, "d": 0.01, "h": 0.1, "j": 0.03, "n": 0.12, "s": 0.02, "unknown": 0.07}


def people(seed: int, size: int) -> pl.DataFrame:
    """Staff of one organisation with grade row, ethnic group, sex, and whether trained or disciplined."""
    random = np.random.default_rng(seed)
    return pl.DataFrame({
        "row": random.choice(_ROWS, size, p=_SHARES),
        "ethnic-16": random.choice(list(_GROUPS), size, p=list(_GROUPS.values())),
        "sex": random.choice(["female", "male"], size, p=[0.75, 0.25]),
        "trained": random.random(size) < 0.3,
        "disciplined": random.random(size) < 0.04,
    })  # fmt: skip


def tallies(sizes: dict[str, int], seed: int = 1) -> pl.DataFrame:
    """Tallies of every organisation, counted from its people: full grids, zeros too."""
    return pl.concat([_tallies_of(code, people(seed * 1000 + n, size)) for n, (code, size) in enumerate(sizes.items())])


def _tallies_of(code: str, staff: pl.DataFrame) -> pl.DataFrame:
    listed = EDITION.classifications["ethnic-16"]
    of_code = {group: code for code, group in listed.of_code.items()}
    for name in ("wres", "ethnic-5"):
        groups = {g: EDITION.classifications[name].of_code[c] for g, c in of_code.items()}
        staff = staff.with_columns(pl.col("ethnic-16").replace_strict(groups, default="unknown").alias(name))
    staff = staff.with_columns(pl.concat_str("wres", "sex", separator="*").alias("wres*sex"))
    tables = [
        (item, "", name) for item in ("staff", "trained", "disciplined") for name in ("wres", "ethnic-5", "ethnic-16")
    ]
    tables += [("staff", "grade", "wres"), ("staff", "", "wres*sex")]
    rows = []
    for item, breakdown, name in tables:
        mine = staff if item == "staff" else staff.filter(item)
        for category in _categories() if breakdown else [""]:
            there = mine.filter(row=category) if breakdown else mine
            counted = dict(there.group_by(name).len().iter_rows())
            for group in EDITION.classifications[name].groups:
                basis = "one-year" if item == "disciplined" else ""
                rows.append(
                    (
                        "wres",
                        2026,
                        code,
                        item,
                        breakdown,
                        category,
                        name,
                        group,
                        basis,
                        counted.get(group, 0),
                        None,
                        None,
                        "value",
                        "",
                        "extract",
                    )
                )
    return pl.DataFrame(rows, schema=TALLY_SCHEMA, orient="row")


def _categories() -> list[str]:
    return [c.code for c in EDITION.breakdowns["grade"].categories.values() if not c.part_of]


def nation(sizes: dict[str, int], seed: int = 1) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Unprotected counts of a nation, and its members: four organisations to an ICB, two of each type."""
    codes = list(sizes)
    members = [
        row
        for n, code in enumerate(codes)
        for row in (
            (code, "icb", f"Q{n // 4}"),
            (code, "region", f"Y{n // 8}"),
            (code, "type", f"t{n % 2}"),
            (code, "nation", "england"),
        )
    ]
    areas = Areas.of(members, codes)
    own = organisation_counts(tallies(sizes, seed), EDITION)
    return pl.concat([own, area_counts(own, EDITION, areas)]), areas.members
