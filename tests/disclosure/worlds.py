"""Invented nations small enough for an exact oracle: a small standard, organisations counted from invented people, areas.

Everything is counted from people, so it adds up; what is published of it is asked of the program, never worked out here.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
import polars as pl

from openwres.contracts.tables import TALLY_SCHEMA
from openwres.disclosure.policy import Merge, load_policy
from openwres.figures.areas import Areas
from openwres.figures.released import area_counts, organisation_counts
from openwres.standards import load_standard
from openwres.standards.codes import Classification
from openwres.standards.model import Breakdown, Edition

GRADES = ("clinical-6", "clinical-7", "clinical-8c", "clinical-8d", "non-clinical-5")
TIERS = ("clinical-middle", "clinical-upper", "non-clinical-lower")
SOURCES = ("internal", "external")
CODES = ("a", "c", "h", "j", "n", "unknown")
SEXES = ("female", "male")
BOARD = (("voting", "executive"), ("voting", "non-executive"), ("non-voting", "executive"))
INDICATORS = ("1", "2", "3", "4", "5", "9")

# What one person is: a row of each breakdown that the item has, an ethnic code, a sex.
Person = tuple[str, str, str, str]  # grade, source or membership, code, sex


def small_edition(year: int = 2026) -> Edition:
    """The WRES with five grade rows in three tiers, six ethnic codes and six indicators."""
    full = load_standard("wres").edition(year)
    kept = {
        name: _of_codes(full.classifications[name]) for name in ("wres", "ethnic-5", "ethnic-16") if name in full.classifications
    }  # fmt: skip
    crossed = full.classifications["wres*sex"]
    groups = {g: t for g, t in crossed.groups.items() if g.split("*")[1] in SEXES}
    kept["wres*sex"] = replace(crossed, groups=groups)
    grade, tier, source = (full.breakdowns[name] for name in ("grade", "tier", "source"))
    tiers = {
        code: replace(c, rows=tuple(row for row in c.rows if row in GRADES))
        for code, c in tier.categories.items() if code in TIERS
    }  # fmt: skip
    breakdowns = {
        "grade": _with(grade, GRADES), "tier": replace(tier, categories=tiers), "source": _with(source, SOURCES),
        "membership": full.breakdowns["membership"],
    }  # fmt: skip
    indicators = tuple(i for i in full.indicators if i.name in INDICATORS)
    items = {item for i in indicators for item in i.items}
    return replace(
        full, classifications=kept, breakdowns=breakdowns, indicators=indicators,
        items={code: item for code, item in full.items.items() if code in items},
    )  # fmt: skip


def _of_codes(found: Classification) -> Classification:
    of_code = {code: found.of_code[code] for code in CODES if code != "unknown"}
    groups = [*dict.fromkeys(of_code.values()), "unknown"]
    return replace(found, of_code=of_code, groups={g: found.groups[g] for g in groups})


def _with(breakdown: Breakdown, codes: Sequence[str]) -> Breakdown:
    return replace(breakdown, categories={code: breakdown.categories[code] for code in codes})


EDITION = small_edition()
POLICY = replace(
    load_policy("wres-public"), merges=(Merge("grade", ("clinical-8c", "clinical-8d"), "clinical-8c-to-vsm"),)
)


@dataclass(frozen=True)
class World:
    """Who there is: for each organisation and item its people; `members` are rows of organisation, area type, area."""

    people: Mapping[str, Mapping[str, Counter[Person]]]
    members: Sequence[tuple[str, str, str]]
    edition: Edition = EDITION

    @property
    def table(self) -> pl.DataFrame:
        schema = dict.fromkeys(("organisation", "area_type", "area"), pl.String)
        return pl.DataFrame(list(self.members), schema=schema, orient="row")

    def counts(self) -> pl.DataFrame:
        """Unprotected counts of organisations, and of areas where there are any."""
        tallies = [row for code, items in self.people.items() for row in tallies_of(code, items, self.edition)]
        own = organisation_counts(pl.DataFrame(tallies, schema=TALLY_SCHEMA, orient="row"), self.edition)
        if not self.members:
            return own
        areas = Areas.of(self.members, sorted(self.people))
        return pl.concat([own, area_counts(own, self.edition, areas)])


def basis_of(item: str, edition: Edition) -> str:
    return next(iter(edition.items[item].bases), "")


def tables_of(item: str) -> list[tuple[str, str]]:
    """Breakdown and classification of each table that an organisation counts of an item."""
    whole = [("", name) for name in ("wres", "ethnic-5", "ethnic-16")]
    if item == "staff":
        return [*whole, ("", "wres*sex"), ("grade", "wres"), ("tier", "ethnic-5")]
    if item in ("shortlisted", "appointed"):
        return [*whole, ("grade", "wres"), ("source", "wres")]
    return [("", "wres"), ("membership", "wres")] if item == "board" else whole


def categories_of(breakdown: str, edition: Edition) -> list[str]:
    return list(edition.breakdowns[breakdown].categories) if breakdown else [""]


def holds(person: Person, breakdown: str, category: str, classification: str, group: str, edition: Edition) -> bool:
    """Whether a person is one of those that a count is of."""
    grade, other, code, sex = person
    if breakdown == "grade" and grade != category:
        return False
    if breakdown == "tier" and grade not in edition.breakdowns["tier"].categories[category].rows:
        return False
    if breakdown in ("source", "membership") and category not in other.split("+"):
        return False
    return group == "all" or group == group_of(code, sex, classification, edition)


def group_of(code: str, sex: str, classification: str, edition: Edition) -> str:
    name, _, crossed = classification.partition("*")
    group = edition.classifications[name].of_code.get(code, "unknown")
    return f"{group}*{sex}" if crossed else group


def tallies_of(organisation: str, items: Mapping[str, Counter[Person]], edition: Edition) -> list[tuple[object, ...]]:
    """Every table of every item as rows, zeros too."""
    rows: list[tuple[object, ...]] = []
    for item, people in items.items():
        for breakdown, classification in tables_of(item):
            for category in categories_of(breakdown, edition):
                for group in edition.classifications[classification].groups:
                    number = sum(
                        n for p, n in people.items() if holds(p, breakdown, category, classification, group, edition)
                    )
                    rows.append((
                        "wres", edition.year, organisation, item, breakdown, category, classification, group,
                        basis_of(item, edition), number, None, None, "value", "", "extract",
                    ))  # fmt: skip
    return rows


@dataclass(frozen=True)
class Shape:
    """How an invented nation comes out: the seed, sizes of organisations, how they lie in areas, how people are divided."""

    seed: int
    sizes: Sequence[int]
    nested: bool = True
    unknown: float = 0.1
    few: float = 0.3  # the share of the second white and of the further groups
    lacking: Sequence[tuple[int, str]] = ()
    graded: float = 1.0  # the share of applications with a grade and a source
    items: Sequence[str] = ("staff", "trained", "disciplined", "shortlisted", "appointed", "board")


def world_of(shape: Shape, edition: Edition = EDITION) -> World:
    codes = [f"R{chr(65 + n)}{chr(65 + n)}" for n in range(len(shape.sizes))]
    people = {}
    for n, (code, size) in enumerate(zip(codes, shape.sizes, strict=True)):
        random = np.random.default_rng([shape.seed, n])
        items = _organisation(random, size, shape)
        people[code] = {
            item: found for item, found in items.items() if (n, item) not in shape.lacking and item in shape.items
        }
    return World(people, areas_of(codes) if shape.nested else [], edition)


def areas_of(codes: Sequence[str]) -> list[tuple[str, str, str]]:
    """Two organisations to an ICB, two ICBs to a region, two types, one nation."""
    return [
        row
        for n, code in enumerate(codes)
        for row in (
            (code, "icb", f"Q{n // 2}"), (code, "region", f"Y{n // 4}"), (code, "type", f"t{n % 2}"),
            (code, "nation", "england"),
        )
    ]  # fmt: skip


def _organisation(random: np.random.Generator, size: int, shape: Shape) -> dict[str, Counter[Person]]:
    shares = np.array([1 - shape.few, shape.few / 3, shape.few / 3, shape.few / 6, shape.few / 6])
    codes = np.append(shares / shares.sum() * (1 - shape.unknown), shape.unknown)

    def drawn(n: int, other: Sequence[str] = ("",)) -> list[Person]:
        grades = random.choice(GRADES, n, p=random.dirichlet(np.ones(len(GRADES))))
        its = random.choice(list(other), n)
        ethnic, sexes = random.choice(CODES, n, p=codes), random.choice(SEXES, n, p=[0.7, 0.3])
        return [(str(g), str(o), str(c), str(s)) for g, o, c, s in zip(grades, its, ethnic, sexes, strict=True)]

    staff = drawn(size)
    trained = [p for p in staff if random.random() < 0.4]
    disciplined = [p for p in staff if random.random() < 0.05]
    shortlisted = [
        p if random.random() < shape.graded else ("", "", *p[2:]) for p in drawn(size // 2 + 1, SOURCES)
    ]  # fmt: skip
    appointed = [p for p in shortlisted if random.random() < 0.3]
    board = drawn(int(random.integers(4, 13)), ["+".join(one) for one in BOARD])
    asked = [p for p in staff if random.random() < 0.5]
    harassed = [p for p in asked if random.random() < 0.2]
    return {
        "staff": Counter(staff), "trained": Counter(trained), "disciplined": Counter(disciplined),
        "shortlisted": Counter(shortlisted), "appointed": Counter(appointed), "board": Counter(board),
        "asked-harassed-by-public": Counter(asked), "harassed-by-public": Counter(harassed),
    }  # fmt: skip
