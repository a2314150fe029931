"""From unprotected counts to protected ones under a policy: each organisation exactly, then the nation, then the table.

The parts of the work are in `cells`, `primary`, `relations`, `suppress` and `partners`; here they are put in order.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

import numpy as np
import polars as pl

from openwres.contracts.exceptions import ProtectionError
from openwres.contracts.tables import COUNT_KEY, COUNT_SCHEMA, State
from openwres.disclosure.areas import NAMES, listed
from openwres.disclosure.before import known_before
from openwres.disclosure.cells import merged, published
from openwres.disclosure.earlier import check_room, with_earlier
from openwres.disclosure.partners import Linked, link
from openwres.disclosure.places import Places, places_of
from openwres.disclosure.policy import BREAKDOWN, OFFICIAL, Policy
from openwres.disclosure.primary import FEW, sensitive
from openwres.disclosure.relations import equations, membership
from openwres.disclosure.suppress import Hidden, suppress
from openwres.disclosure.system import Floats, Numbers, System, components, system_of
from openwres.disclosure.windows import known_last_year
from openwres.figures.areas import ORGANISATION
from openwres.standards.model import Edition

DISCLOSIVE = "disclosive"
MERGED, PARTNER, NARROW = "merged", "partner", "narrow"
_VALUE, _SUPPRESSED = str(State.VALUE), str(State.SUPPRESSED)
Told = Callable[[str], None]
_Found = TypeVar("_Found", Hidden, Linked)
_MUCH = 20_000  # variables from which on processes share the work


@dataclass(frozen=True)
class Protected:
    """Counts that may be published, and for reviewers what was hidden and why, which may not.

    `review` has every hidden count with its value, `why` (a rule of the policy, or partner), and `when`: as part of its
    organisation or across the nation. `lost` is the weight of what is hidden as a share of all, `bound` the least that was
    proved possible for organisations by themselves, `alone` what they lost so.
    """

    counts: pl.DataFrame
    review: pl.DataFrame
    rounds: int
    lost: float
    bound: float | None = None
    alone: float | None = None


def protect(
    counts: pl.DataFrame,
    edition: Edition,
    policy: Policy,
    members: pl.DataFrame,
    earlier: Sequence[pl.DataFrame] = (),
    told: Told | None = None,
    *,
    workers: int = 1,
) -> Protected:
    """The counts of a release under a policy; `members` has organisation, area_type and area.

    `workers` is how many processes share the work. Raises ProtectionError where counts do not add up, or where earlier
    releases give away what must be hidden.
    """
    shown = published(counts, edition, policy)
    if not policy.protects:
        return Protected(_in_schema(shown), _review(shown.clear()), 0, 0.0)
    cells = with_earlier(_cells(merged(shown, edition, policy), edition, policy), earlier)
    inside = membership(counts, edition, members)
    known, said = known_before(cells, earlier, inside, members, edition, policy)
    last, windows = known_last_year(cells, earlier, inside, edition, policy, len(cells) + len(known))
    every = pl.concat([cells, known, *last], how="diagonal")
    system, of_every = system_of(every, pl.concat([equations(cells, inside, edition, policy), *said, *windows]))
    variable = of_every[: len(cells)]
    alone = _each(system, policy.width, workers)
    if told:
        told(f"{int(alone.hidden[variable].sum()):,} of {len(cells):,} counts are hidden, each organisation by itself")
    check_room(every, system, of_every, alone.wanted, policy.width)
    linked = _linked(system, alone, places_of(system, every, of_every, members), workers)
    if len(linked.lost):
        lines = listed(every.filter(pl.Series(np.isin(of_every, linked.lost))), NAMES)
        raise ProtectionError(f"These counts are given away by what must be shown:\n{lines}")
    if told:
        told(f"{int(linked.hidden[variable].sum()):,} are hidden with those that areas would give away")
    most = float(system.weight.sum()) or 1.0
    cells = _told_apart(cells, variable, alone, linked, policy.width)
    return Protected(
        _hidden(cells), _review(cells), linked.rounds, float(system.weight[linked.hidden].sum()) / most,
        alone.bound / most, alone.lost / most,
    )  # fmt: skip


def _cells(counts: pl.DataFrame, edition: Edition, policy: Policy) -> pl.DataFrame:
    """Published counts numbered, with the rule that hides each, what hiding it costs, and whether it stays open."""
    rule = sensitive(counts, edition, policy)
    cells = counts.with_columns(rule=rule).with_row_index("cell").with_columns(pl.col("cell").cast(pl.Int64))
    cells = cells.with_columns(rowless=_rowless(cells))
    official = (pl.col("area_type") == ORGANISATION) & (pl.col("shown") != BREAKDOWN)
    return cells.with_columns(
        weight=pl.col("weight") * (1 + (1 + pl.col("count").fill_null(0)).log10()) ,
        forced=(pl.col("rule") != "") | pl.col("rowless"),
        loose=pl.col("rowless") & pl.col("rule").is_in(["", FEW]),
        open=official & (pl.col("rule") == ""),
    )  # fmt: skip


def _rowless(cells: pl.DataFrame) -> pl.Series:
    """What has no row where something stands for it: rows of a merge, and breakdowns of an event that is hidden as a whole.

    All of them have none, zeros too, so that none can be told from another by that.
    """
    few = cells.filter(pl.col("rule") == FEW, pl.col("shown") == OFFICIAL).select("area_type", "area", "item", "basis")
    found = cells.join(
        few.unique().with_columns(few=pl.lit(value=True)), on=few.columns, how="left", maintain_order="left"
    )
    of_few = pl.col("few").fill_null(value=False) & (pl.col("shown") == BREAKDOWN)
    return found.select(rowless=(pl.col("into") != "") | of_few)["rowless"]


def _each(system: System, width: float, workers: int) -> Hidden:
    """Every organisation protected by itself, in parts that nothing joins."""
    hidden, wanted = system.spare | system.forced, np.where(system.open | system.spare, 0.0, float(width))
    lost = bound = 0.0
    attacks = 0
    parts = list(components(system, across=False))
    tasks = [(system.part(*part), width) for part in parts]
    for (variables, _), found in zip(parts, _shared(suppress, tasks, workers), strict=True):
        hidden[variables], wanted[variables] = found.hidden, found.wanted
        lost, bound, attacks = lost + found.lost, bound + found.bound, attacks + found.attacks
    return Hidden(hidden, wanted, lost, bound, attacks)


def _linked(system: System, alone: Hidden, places: Places, workers: int) -> Linked:
    """Partners across the nation, in parts that nothing joins, such as a survey question."""
    hidden, wanted, rounds = alone.hidden.copy(), alone.wanted.copy(), 0
    lost: list[Numbers] = []
    parts = [part for part in components(system, across=True) if hidden[part[0]].any()]
    parts.sort(key=lambda part: -len(part[0]))  # the longest work first, so that no worker waits for it
    tasks = [(system.part(v, e), hidden[v], wanted[v], places.part(v)) for v, e in parts]
    for (variables, _), found in zip(parts, _shared(link, tasks, workers), strict=True):
        hidden[variables], wanted[variables] = found.hidden, found.wanted
        rounds = max(rounds, found.rounds)
        lost.append(variables[found.lost])
    return Linked(hidden, wanted, rounds, np.concatenate([np.zeros(0, int), *lost]))


def _shared(work: Callable[..., _Found], tasks: Sequence[tuple[Any, ...]], workers: int) -> list[_Found]:
    """The result of each task in order, whoever does it; little work is not worth another process."""
    if workers < 2 or sum(task[0].size for task in tasks) < _MUCH:
        return [work(*task) for task in tasks]
    from concurrent.futures import ProcessPoolExecutor
    from multiprocessing import get_context

    with ProcessPoolExecutor(workers, mp_context=get_context("spawn")) as pool:
        return [done.result() for done in [pool.submit(work, *task) for task in tasks]]


def _told_apart(cells: pl.DataFrame, variable: Numbers, alone: Hidden, linked: Linked, width: float) -> pl.DataFrame:
    """The cells with `hidden`, `why` and `when`; those that cannot be as wide as wanted are `narrow` and get no row."""
    now, before = pl.Series(linked.hidden[variable]), pl.Series(alone.hidden[variable])
    room: Floats = linked.wanted[variable]
    why = (
        pl.when(~pl.col("hidden")).then(pl.lit(""))
        .when((pl.col("room") < width - 1e-6) & ~pl.col("loose")).then(pl.lit(NARROW))
        .when(pl.col("rule") != "").then("rule").when(pl.col("into") != "").then(pl.lit(MERGED)).otherwise(pl.lit(PARTNER))
    )  # fmt: skip
    return cells.with_columns(hidden=now, before=before, room=pl.Series(room)).with_columns(
        why=why,
        when=pl.when(pl.col("hidden")).then(pl.when("before").then(pl.lit("organisation")).otherwise(pl.lit("nation"))),
    )


def _hidden(cells: pl.DataFrame) -> pl.DataFrame:
    """The counts as they are published: hidden ones without their number; narrow ones, and what has no row, not at all."""
    gone = pl.col("hidden")
    kept = cells.filter(~(gone & (pl.col("rowless") | (pl.col("why") == NARROW)))).with_columns(
        *(pl.when(~gone).then(name).alias(name) for name in ("count", "value", "base")),
        state=pl.when(gone).then(pl.lit(_SUPPRESSED)).otherwise("state"),
        reason=pl.when(gone).then(pl.lit(DISCLOSIVE)).otherwise("reason"),
    )
    return _in_schema(kept)


def _review(cells: pl.DataFrame) -> pl.DataFrame:
    if "why" not in cells.columns:
        cells = cells.with_columns(why=pl.lit(""), when=pl.lit(None, pl.String), hidden=pl.lit(value=False))
    return cells.filter("hidden").select(*COUNT_KEY, "count", "value", "base", "why", "when", "weight").sort(COUNT_KEY)


def _in_schema(counts: pl.DataFrame) -> pl.DataFrame:
    return counts.select([pl.col(name).cast(kind) for name, kind in COUNT_SCHEMA.items()]).sort(COUNT_KEY)
