"""Which counts of an earlier release were corrected since, as an attacker would guess: as few people as possible moved.

What is shown in both releases tells by itself. Of what is hidden in one of them, the smallest change that fits everything
shown is believed; all else is taken to be unchanged.
"""

from __future__ import annotations

import numpy as np
from scipy import sparse

from openwres.disclosure.attack.equations import Equations
from openwres.disclosure.attack.program import Infeasible, Program
from openwres.disclosure.attack.releases import apart, differing, known_counts, merged, one_for_all, twins
from openwres.disclosure.attack.sheet import ORGANISATION, Array, Sheet
from openwres.disclosure.attack.system import System, system_of

_NEAR = 1e-6


def unchanged(sheet: Sheet, equations: Equations) -> Array:
    """For each cell the first cell that is the same count."""
    first, pairs = one_for_all(sheet), twins(sheet)
    corrected = differing(sheet, pairs)
    if not corrected.any():
        return first
    pairs = pairs[_bearing(sheet, pairs, corrected)]
    alone = apart(first, pairs)
    known = known_counts(sheet, alone)
    open_pairs = pairs[np.isnan(known[pairs]).any(1)]
    wanted = np.zeros(sheet.cells, bool)
    wanted[open_pairs] = True
    moved = _moved(system_of(merged(equations, alone), known, wanted), open_pairs, known)
    return apart(first, open_pairs[moved])


def _bearing(sheet: Sheet, pairs: Array, corrected: Array) -> Array:
    """The pairs of organisations of which anything was corrected, and those of areas."""
    places = np.unique(pairs[corrected] // len(sheet.slots))
    own = np.array([place.area_type == ORGANISATION for place in sheet.places], bool)
    place = pairs // len(sheet.slots)
    bearing: Array = np.isin(place, places).any(1) | ~own[place[:, 0]]
    return bearing


def _moved(system: System, pairs: Array, known: Array) -> Array:
    """The pairs that differ where they differ by as little as possible altogether; all, where nothing fits."""
    size, number = len(system.lower), len(pairs)
    at = np.full(len(known), -1)
    at[system.cell] = np.arange(size)
    unknown = at[pairs] >= 0
    row, side = np.nonzero(unknown)
    sign = np.array([1.0, -1.0])
    difference = sparse.csr_array((sign[side], (row, at[pairs][row, side])), shape=(number, size))
    given = np.where(unknown, 0.0, np.nan_to_num(known[pairs])) @ sign
    by = sparse.eye_array(number)
    rows = sparse.block_array([[system.rows, None, None], [difference, -by, by]], format="csr")
    low_row, high_row = (np.concatenate([limit, -given]) for limit in (system.lower_row, system.upper_row))
    most = np.full(2 * number, system.upper.max(initial=0.0))
    lower, upper = np.concatenate([system.lower, 0 * most]), np.concatenate([system.upper, most])
    cost = np.concatenate([np.zeros(size), np.ones(2 * number)])
    try:
        found = Program(rows, low_row, high_row, lower, upper).point(cost, lower, upper)[size:]
    except Infeasible:
        return np.ones(number, bool)
    moved: Array = found[:number] + found[number:] > _NEAR
    return moved
