"""Who an organisation is compared with: all, those of its type, size or area, a list of one's own, or its neighbours.

How it compares is found in `peers`. The share of BME staff never decides who is a peer: it is no explanation of what staff
experience. The share of the local population may, where it is known.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

import polars as pl

from openwres.contracts.exceptions import UsageError
from openwres.contracts.tables import State
from openwres.display.numbers import count
from openwres.findings.history import Asked, History
from openwres.standards.model import Edition

if TYPE_CHECKING:
    from openwres.statistics.elementwise import Floats

ALL, SIZE, NEIGHBOURS, OWN = "all", "size", "neighbours", "own"
WORDS = (ALL, "type", SIZE, "region", NEIGHBOURS)
"""The words for peers that every store understands; with a register also any of its area types."""

NEAREST = 10
BANDS = 4


EVERYBODY = "all organisations"
"""The name of the group that holds every organisation."""


@dataclass(frozen=True)
class PeerGroup:
    """Organisations that are compared with one another, and those of them that are judged by it.

    Of neighbours only one organisation is judged; everywhere else all members are. `name` stands in brackets in a
    sentence: "(type Acute)".
    """

    name: str
    members: tuple[str, ...]
    judged: tuple[str, ...]


def peer_groups(history: History, asked: Asked) -> dict[int, list[PeerGroup]]:
    """The groups of each year among the organisations that have figures in it; an organisation may be in none.

    Raises UsageError for peers that are not known, or that need a register where there is none.
    """
    composition = _composition(history) if asked.peers in (SIZE, NEIGHBOURS) else pl.DataFrame()
    return {year: _of_year(history, year, asked, composition) for year in history.organisations}


def _of_year(history: History, year: int, asked: Asked, composition: pl.DataFrame) -> list[PeerGroup]:
    organisations = history.organisations[year]
    if asked.peers == ALL:
        return [_group(EVERYBODY, organisations)]
    if asked.peers == OWN:
        return _own(asked.own_peers, organisations)
    if asked.peers == SIZE:
        return _by_size(_staff(composition.filter(pl.col("year") == year)))
    if asked.peers == NEIGHBOURS:
        return _neighbours(history, year, composition.filter(pl.col("year") == year))
    return _of_area(history, year, asked.peers, organisations)


def _group(name: str, members: Sequence[str]) -> PeerGroup:
    return PeerGroup(name, tuple(members), tuple(members))


def _own(chosen: Sequence[tuple[str, str]], organisations: Sequence[str]) -> list[PeerGroup]:
    by_name: dict[str, list[str]] = {}
    for organisation, name in chosen:
        if organisation in organisations:
            by_name.setdefault(name, []).append(organisation)
    return [
        _group(f"own list, {name}" if name else "own list", sorted(members))
        for name, members in sorted(by_name.items())
    ]


def _of_area(history: History, year: int, area_type: str, organisations: Sequence[str]) -> list[PeerGroup]:
    register = history.register
    if register is None:
        raise UsageError(
            f"Peers by `{area_type}` need a register. Give one with --register, or ask for peers by `{ALL}`."
        )
    if area_type not in register.area_types:
        known = ", ".join([ALL, SIZE, NEIGHBOURS, *register.area_types])
        raise UsageError(
            f"There are no peers by `{area_type}`. Ask for one of {known}, or name a CSV file of your own."
        )
    day = register.geography_date(history.editions[year].snapshot)
    by_area: dict[str, list[str]] = {}
    for organisation, kind, area in register.areas_at(day):
        if kind == area_type and organisation in organisations:
            by_area.setdefault(area, []).append(organisation)
    return [
        _group(f"{area_type} {register.area_name(area_type, area)}", members)
        for area, members in sorted(by_area.items())
    ]


def _by_size(staff: Mapping[str, int]) -> list[PeerGroup]:
    """Four bands of as many organisations each, from the smallest up; organisations without a count are in none."""
    ordered = sorted(staff, key=lambda organisation: (staff[organisation], organisation))
    ends = [round(len(ordered) * n / BANDS) for n in range(BANDS + 1)]
    bands = [ordered[begin:end] for begin, end in pairwise(ends) if end > begin]
    return [_group(f"{count(staff[band[0]])} to {count(staff[band[-1]])} staff", sorted(band)) for band in bands]


def _staff(composition: pl.DataFrame) -> dict[str, int]:
    return dict(composition.filter(pl.col("breakdown") == "").select("area", "denominator").iter_rows())


def _composition(history: History) -> pl.DataFrame:
    """How many staff each organisation has, whole and by category of its staff mix, in every year."""
    asked = [
        (year, i.name, breakdown, edition.main, edition.focus)
        for year, edition in history.editions.items()
        for i in edition.indicators
        if i.kind == "composition"
        for breakdown in ("", *([b for b in i.breakdowns if edition.breakdowns[b].of] or i.breakdowns[:1]))
    ]
    if not asked:
        raise UsageError(f"{history.newest.label} does not count all staff: there are no peers by size or likeness.")
    keys = ("year", "indicator", "breakdown", "classification", "group")
    schema = dict(zip(keys, (pl.Int32, *[pl.String] * 4), strict=True))
    counted = history.figures.filter(
        pl.col("area_type") == "organisation", pl.col("statistic") == "percentage", pl.col("denominator") > 0
    )
    return counted.join(pl.DataFrame(asked, schema=schema, orient="row"), on=keys, how="semi")


def _neighbours(history: History, year: int, composition: pl.DataFrame) -> list[PeerGroup]:
    """For each organisation itself and the ten nearest to it."""
    import numpy as np

    organisations, blocks, with_population = _features(history, year, composition)
    # Each block weighs alike, however many columns it has.
    features = np.hstack([_standardised(block) / np.sqrt(block.shape[1]) for block in blocks])
    squares = (features**2).sum(axis=1)
    distance = np.maximum(squares[:, None] + squares[None, :] - 2 * features @ features.T, 0).round(9)
    np.fill_diagonal(distance, -1)
    order = np.argsort(distance, axis=1, kind="stable")[:, : NEAREST + 1]
    by = "staff mix, size and local population"
    if not with_population:
        by = "staff mix and size; the local population is not known"
    return [
        PeerGroup(
            f"nearest by {by}",
            tuple(organisations[n] for n in nearest),
            (organisations[nearest[0]],),
        )
        for nearest in order
    ]


def _standardised(block: Floats) -> Floats:
    deviation = block.std(axis=0)
    scaled: Floats = (block - block.mean(axis=0)) / (deviation + (deviation == 0))
    return scaled


def _features(history: History, year: int, composition: pl.DataFrame) -> tuple[list[str], list[Floats], bool]:
    """Organisations with a staff mix; their shares by category, logarithm of size and, if all have it, local population."""
    import numpy as np

    staff = _staff(composition)
    mix = composition.filter(pl.col("breakdown") != "").pivot("category", index="area", values="denominator")
    mix = mix.filter(pl.col("area").is_in(list(staff))).sort("area").fill_null(0)
    organisations = mix["area"].to_list()
    size = np.array([staff[organisation] for organisation in organisations], dtype=float)
    shares = mix.drop("area").select(sorted(mix.columns[1:])).to_numpy() / size[:, None]
    blocks = [shares, np.log(size)[:, None]]
    population = local_population(history.tallies, history.editions[year])
    known = all(organisation in population for organisation in organisations)
    if known:
        blocks.append(np.array([population[organisation] for organisation in organisations])[:, None])
    return organisations, blocks, known


def local_population(tallies: pl.DataFrame, edition: Edition) -> dict[str, float]:
    """The share of the focus group among residents of known group, by organisation, where it was counted."""
    item = next((item.code for item in edition.items.values() if item.kind == "population"), "")
    rows = tallies.filter(
        pl.col("year") == edition.year, pl.col("item") == item, pl.col("breakdown") == "",
        pl.col("classification") == edition.main, pl.col("group").is_in([edition.focus, edition.reference]),
        pl.col("state") == str(State.VALUE),
    )  # fmt: skip
    focus = pl.col("count").filter(pl.col("group") == edition.focus).sum()
    shares = rows.group_by("organisation").agg(share=focus / pl.col("count").sum(), groups=pl.len())
    return dict(
        shares.filter(pl.col("groups") == 2, pl.col("share").is_not_nan()).select("organisation", "share").iter_rows()
    )
