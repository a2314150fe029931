"""Which counts of earlier releases are the same as those of this one, and so known wherever any release shows them.

A count that was corrected is another one. What is shown twice tells by itself; what is hidden is taken to be unchanged.
"""

from __future__ import annotations

import numpy as np
from scipy import sparse

from openwres.disclosure.attack.sheet import SHOWN, Array, Sheet


def one_for_all(sheet: Sheet) -> Array:
    """For each cell the first cell that is the same count."""
    first = np.arange(sheet.cells).reshape(sheet.state.shape)
    places: dict[tuple[int, str, str, str], list[int]] = {}
    for n, place in enumerate(sheet.places):
        for before in places.setdefault(place[1:], []):
            same = ~_differ(sheet, before, n) & (first[n] == np.arange(sheet.cells).reshape(first.shape)[n])
            first[n] = np.where(same, first[before], first[n])
        places[place[1:]].append(n)
    return first.ravel()


def _differ(sheet: Sheet, one: int, other: int) -> Array:
    """The slots in which both places show a count, and not the same."""
    both = (sheet.state[one] == SHOWN) & (sheet.state[other] == SHOWN)
    differ: Array = both & (sheet.number[one] != sheet.number[other])
    return differ


def known_counts(sheet: Sheet, first: Array) -> Array:
    """For each cell what any release shows of it; not a number where none does."""
    shown = (sheet.state == SHOWN).ravel()
    known = np.full(sheet.cells, np.nan)
    known[first[shown]] = sheet.number.ravel()[shown]
    return known[first]


def merging(first: Array) -> sparse.csr_array:
    """What moves the weights of every cell to the first cell that is the same count."""
    size = len(first)
    return sparse.csr_array((np.ones(size), (np.arange(size), first)), shape=(size, size))
