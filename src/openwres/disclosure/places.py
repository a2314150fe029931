"""Whose a variable of a system is: the organisation, the areas around it, and which count it is of each.

Neighbours of an organisation are those that hide the same counts; what is done with all that is in `partners`.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl

from openwres.disclosure.system import Flags, Numbers, System
from openwres.figures.areas import ORGANISATION

_KEY = ["item", "basis", "breakdown", "category", "classification", "group"]


@dataclass(frozen=True)
class Places:
    """For each variable its organisation (-1 for those of areas alone), its key, and its area of each type that has several.

    The smallest areas come first; an area is -1 where a variable lies in none, or in several.
    """

    organisation: Numbers
    key: Numbers
    lies: tuple[Numbers, ...]

    def part(self, variables: Numbers) -> Places:
        """The places of these variables alone."""
        lies = tuple(one[variables] for one in self.lies)
        return Places(self.organisation[variables], self.key[variables], lies)

    @property
    def areas(self) -> Flags:
        """Which variables are of areas alone."""
        found: Flags = self.organisation < 0
        return found


class Neighbours:
    """Who is near whom: organisations that hide the same counts, rather those of the same areas."""

    def __init__(self, places: Places, hidden: Flags) -> None:
        self.places = places
        size = places.organisation.max(initial=-1) + 1
        own = np.flatnonzero(hidden & (places.organisation >= 0))
        self._hides = np.zeros((size, places.key.max(initial=-1) + 1), bool)
        with_key = own[places.key[own] >= 0]
        self._hides[places.organisation[with_key], places.key[with_key]] = True
        self._size = np.bincount(places.organisation[places.organisation >= 0], minlength=size)
        self._lies = np.full((len(places.lies), size), -1)
        for row, lies in zip(self._lies, places.lies, strict=True):
            row[places.organisation[own]] = lies[own]

    def owner(self, variable: int) -> int:
        """The organisation of a variable; for an area's, one in it that hides the count."""
        own = int(self.places.organisation[variable])
        if own >= 0:
            return own
        return int((self._inside(variable) & self._hides[:, self.places.key[variable]]).argmax())

    def of(self, organisation: int, narrow: Numbers, room: int) -> Numbers:
        """An organisation and those nearest to it that together have no more variables than there is room for.

        Near are those of the same areas, then those that hide the same counts, above all the keys of what is narrow.
        """
        asked = np.zeros(self._hides.shape[1], bool)
        keys = self.places.key[narrow]
        asked[keys[keys >= 0]] = True
        alike = (self._hides & self._hides[organisation]).sum(1) + 3 * (self._hides & asked).sum(1)
        same = (self._lies == self._lies[:, [organisation]]).any(0)
        same[organisation], alike[organisation] = True, alike.max() + 1
        order = np.lexsort([-alike, ~same])
        enough = int(np.searchsorted(np.cumsum(self._size[order]), room))
        return order[: max(enough, 1)]

    def _inside(self, variable: int) -> Flags:
        found = np.ones(self._lies.shape[1], bool)
        for row, lies in zip(self._lies, self.places.lies, strict=True):
            if lies[variable] >= 0:
                found &= row == lies[variable]
        return found


def places_of(system: System, cells: pl.DataFrame, variable: Numbers, members: pl.DataFrame) -> Places:
    """The places of the variables of a system that was made of these cells."""
    sizes = dict(members.group_by("area_type").agg(pl.col("area").n_unique()).iter_rows())
    kinds = [kind for kind, number in sorted(sizes.items(), key=lambda one: (-one[1], one[0])) if number > 1]
    named = cells.select("area_type", "area", *_KEY)
    own = named.select(pl.when(area_type=ORGANISATION).then("area").rank("dense") - 1).to_series().fill_null(-1)
    keys = named.select(pl.struct(_KEY).rank("dense") - 1).to_series()
    organisation = _of_variables(system, variable, own.cast(pl.Int64))
    lies = tuple(_of_variables(system, variable, _areas_of(named, members, kind)) for kind in kinds)
    key = np.full(system.size, -1)
    key[variable] = keys.cast(pl.Int64).to_numpy()
    return Places(organisation, key, lies)


def _areas_of(cells: pl.DataFrame, members: pl.DataFrame, kind: str) -> pl.Series:
    """The number of the one area of a type in which the place of each cell lies, else -1."""
    of = members.filter(area_type=kind).select("organisation", number=pl.col("area").rank("dense").cast(pl.Int64))
    own = of.select(pl.lit(ORGANISATION).alias("area_type"), pl.col("organisation").alias("area"), "number")
    whole = members.join(of, on="organisation", how="left").group_by("area_type", "area").agg(
        pl.col("number").first(), one=pl.col("number").n_unique() == 1
    ).filter("one").select("area_type", "area", "number")  # fmt: skip
    both = pl.concat([own, whole])
    return cells.join(both, on=["area_type", "area"], how="left", maintain_order="left")["number"].fill_null(-1)


def _of_variables(system: System, variable: Numbers, of_cell: pl.Series) -> Numbers:
    """What is said of cells, said of their variables, and of what a sum leaves over as of the variables of the sum."""
    found = np.full(system.size, -1)
    np.maximum.at(found, variable, of_cell.to_numpy())
    matrix = system.matrix
    row = np.repeat(np.arange(matrix.shape[0]), np.diff(matrix.indptr))
    of_row = np.full(matrix.shape[0], -1)
    np.maximum.at(of_row, row, found[matrix.indices])
    mine = system.spare[matrix.indices] & (found[matrix.indices] < 0)
    found[matrix.indices[mine]] = of_row[row[mine]]
    return found
