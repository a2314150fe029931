"""The attack: every hidden count of a release with the range of values that everything published leaves it.

Ranges are of real numbers: whole numbers could only be fewer, so what is reported is at most as much as an attacker knows.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import polars as pl

from openwres.contracts.exceptions import InputError
from openwres.contracts.tables import COUNT_KEY, FIGURE_SCHEMA, State
from openwres.disclosure.attack.corrections import unchanged
from openwres.disclosure.attack.equations import Contradiction, equations_of, together
from openwres.disclosure.attack.figures import told_by
from openwres.disclosure.attack.knowledge import Knowledge
from openwres.disclosure.attack.left_out import left_out
from openwres.disclosure.attack.program import Infeasible
from openwres.disclosure.attack.ranges import NEAR, Ranges, ranges_of
from openwres.disclosure.attack.releases import known_counts, merged
from openwres.disclosure.attack.rounding import loosened, near
from openwres.disclosure.attack.rules import Slot
from openwres.disclosure.attack.sheet import Array, Sheet, sheet_of
from openwres.disclosure.attack.system import Contradictory, System, system_of, without_beliefs
from openwres.standards.model import Edition

_NARROW = 10 * NEAR


@dataclass(frozen=True)
class Attacked:
    """`ranges` has a row for each hidden count: its key, `lower`, `upper`, `exposed`, `known` (to one number).

    The range of an exposed count is what is left of it; of one that is not, what is certainly left, and it may be wider.
    `contradictions` are counts that are shown and cannot be. `without_row` has the same of counts that have no row, where
    they were asked for.
    """

    ranges: pl.DataFrame
    contradictions: tuple[str, ...]
    without_row: pl.DataFrame = field(default_factory=pl.DataFrame)

    @property
    def summary(self) -> Mapping[str, int]:
        """How many counts are hidden, exposed and known."""
        return _summary(self.ranges)

    @property
    def rowless(self) -> Mapping[str, int]:
        """The same of counts that have no row."""
        return _summary(self.without_row)


def _summary(table: pl.DataFrame) -> Mapping[str, int]:
    exposed, known = (int(table[name].sum()) if len(table) else 0 for name in ("exposed", "known"))
    return {"hidden": len(table), "exposed": exposed, "known": known}


def attack(
    counts: pl.DataFrame,
    edition: Edition,
    members: pl.DataFrame,
    knowledge: Knowledge,
    earlier: Sequence[pl.DataFrame] = (),
    figures: pl.DataFrame | None = None,
    *,
    without_row: bool = False,
) -> Attacked:
    """Find the range of every hidden count of a release, given the definitions, the members of areas and earlier releases.

    `without_row` asks for counts that are left out of a table as well. Raises InputError where no counts at all fit what is published.
    """
    sheet = sheet_of(counts, earlier, edition, knowledge)
    equations, wrong = equations_of(sheet, edition, members, knowledge)
    figures = pl.DataFrame(schema=FIGURE_SCHEMA) if figures is None else figures
    told = told_by(figures, sheet.as_published(), edition, knowledge)
    equations = together([equations, loosened(told.equations, sheet), near(sheet, knowledge.small)])
    first = unchanged(sheet, equations)
    hidden = counts.filter(is_hidden(knowledge)).sort(COUNT_KEY)
    others = left_out(counts, knowledge) if without_row else hidden.clear()
    asked, left = _cells(hidden, sheet), _cells(others, sheet)
    wanted = np.zeros(sheet.cells, bool)
    wanted[first[np.concatenate([asked, left])]] = True
    known = known_counts(sheet, first)
    system = system_of(merged(equations, first), known, wanted)
    found = _solved(system, wanted[system.cell], knowledge.width, system.cell // len(sheet.slots))
    ends = [one[first] for one in _by_cell(system, found, known, knowledge.width)]
    tables = [_table(rows, at, ends, knowledge.width) for rows, at in ((hidden, asked), (others, left))]
    return Attacked(tables[0], (*_sentences(sheet, wrong), *told.wrong), tables[1])


def _solved(system: System, wanted: Array, width: float, place: Array) -> Ranges:
    """The ranges; without what is only believed, where that cannot be true."""
    for believed in (system, without_beliefs(system)):
        try:
            return ranges_of(believed, wanted, width, place)
        except (Contradictory, Infeasible):
            continue
    raise InputError(
        "No counts at all fit what is published: some number, or some row that says who is counted, is wrong."
    )


def _by_cell(system: System, found: Ranges, known: Array, width: float) -> tuple[Array, Array]:
    """The range of each cell: the outer one where it is narrow, else what was seen of it; one number where it is known."""
    lower, upper = known.copy(), known.copy()
    narrow = found.most - found.least < width - _NARROW
    lower[system.cell] = np.where(narrow, found.least, found.low)
    upper[system.cell] = np.where(narrow, found.most, found.high)
    return lower, upper


def _table(rows: pl.DataFrame, at: Array, ends: Sequence[Array], width: float) -> pl.DataFrame:
    lower, upper = (pl.Series(end[at]) for end in ends)
    table = rows.select(COUNT_KEY).with_columns(lower=lower, upper=upper)
    wide = pl.col("upper") - pl.col("lower")
    return table.with_columns(exposed=wide < width - _NARROW, known=wide < _NARROW)


def is_hidden(knowledge: Knowledge) -> pl.Expr:
    """Which counts of the release have no number, or none that is certain."""
    hidden = pl.col("state") == str(State.SUPPRESSED)
    if knowledge.rounding is None:
        return hidden
    rounded = (pl.col("state") == str(State.VALUE)) & pl.coalesce("count", "value").is_not_null()
    return hidden | (rounded & ~pl.col("item").is_in(list(knowledge.rounding.exact)))


def _cells(rows: pl.DataFrame, sheet: Sheet) -> Array:
    """The cell of each row of this release."""
    places, slots = sheet.places_by(0), sheet.slots
    place = rows.select("year", "area_type", "area", "indicator").rows()
    slot = rows.select(Slot._fields).rows()
    return np.array([places[p] * len(slots) + slots[Slot(*s)] for p, s in zip(place, slot, strict=True)], int)


def _sentences(sheet: Sheet, wrong: Sequence[Contradiction]) -> tuple[str, ...]:
    """What contradicts what, as sentences."""
    said = []
    for one in wrong:
        place, slot = sheet.places[one.place], one.slots[0]
        words = (place.area, place.indicator, slot.item, slot.breakdown, slot.category, slot.classification, slot.group)
        said.append(f"{' '.join(word for word in words if word)}: the counts that are shown do not hold each other")
    return tuple(dict.fromkeys(said))
