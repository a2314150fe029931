"""Counts that several releases have: which cells are the same count, and so known wherever any release shows it.

Whether a hidden count was corrected in between is guessed in `corrections`.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from scipy import sparse

from openwres.disclosure.attack.equations import Equations
from openwres.disclosure.attack.sheet import SHOWN, Array, Sheet


def twins(sheet: Sheet) -> Array:
    """Pairs of cells of the same place and slot in the newest release that has the place and in each older one.

    An area whose counts are of another number of organisations has other counts.
    """
    newest: dict[tuple[int, str, str, str], int] = {}
    slots, found = np.arange(len(sheet.slots)), [np.zeros((0, 2), int)]
    for n, place in enumerate(sheet.places):
        newer = newest.setdefault(place[1:], n)
        if newer != n and _same_organisations(sheet, newer, n):
            found.append(np.column_stack([newest[place[1:]] * len(slots) + slots, n * len(slots) + slots]))
    return np.concatenate(found)


def _same_organisations(sheet: Sheet, newer: int, older: int) -> bool:
    """Whether every count that both places have is of as many organisations."""
    one, other = sheet.organisations[newer], sheet.organisations[older]
    return bool(((one == other) | (one < 0) | (other < 0)).all())


def differing(sheet: Sheet, pairs: Array) -> Array:
    """The pairs that both show a count, and not the same, or not so near as rounding would leave them."""
    number, within = sheet.number.ravel()[pairs], sheet.within.ravel()[pairs]
    shown = (sheet.state.ravel()[pairs] == SHOWN) | (within > 0)
    differ: Array = shown.all(1) & (abs(number[:, 0] - number[:, 1]) > within.sum(1))
    return differ


def one_for_all(sheet: Sheet) -> Array:
    """For each cell the first cell that is the same count: that of the newest release, where they do not show that they differ."""
    pairs = twins(sheet)
    first, same = np.arange(sheet.cells), pairs[~differing(sheet, pairs)]
    first[same[:, 1]] = same[:, 0]
    return first


def apart(first: Array, pairs: Array) -> Array:
    """The same with some pairs each a count of its own."""
    first = first.copy()
    first[pairs[:, 1]] = pairs[:, 1]
    return first


def known_counts(sheet: Sheet, first: Array) -> Array:
    """For each cell what any release shows of it; not a number where none does."""
    shown = (sheet.state == SHOWN).ravel()
    known = np.full(sheet.cells, np.nan)
    known[first[shown]] = sheet.number.ravel()[shown]
    return known[first]


def merged(equations: Equations, first: Array) -> Equations:
    """The equations with the weights of every cell moved to the first cell that is the same count."""
    size = len(first)
    moving = sparse.csr_array((np.ones(size), (np.arange(size), first)), shape=(size, size))
    return replace(equations, rows=(equations.rows @ moving).tocsr())
