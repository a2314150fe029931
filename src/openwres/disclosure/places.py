"""Which variables of a system belong to one area: the parts of a nation in which moves are looked for first.

What is done with the parts is in `partners`.
"""

from __future__ import annotations

import numpy as np
import polars as pl

from openwres.disclosure.partners import Places
from openwres.disclosure.system import Numbers, System
from openwres.figures.areas import ORGANISATION


def places_of(system: System, cells: pl.DataFrame, variable: Numbers, members: pl.DataFrame) -> Places:
    """Where each variable lies, by the types of areas of which there are several; the smallest areas first."""
    sizes = dict(members.group_by("area_type").agg(pl.col("area").n_unique()).iter_rows())
    kinds = [kind for kind, number in sorted(sizes.items(), key=lambda one: (-one[1], one[0])) if number > 1]
    numbers = {kind: n for n, kind in enumerate([*kinds, *sorted(set(sizes) - set(kinds))])}
    areas = np.full(system.size, -1)
    types = cells["area_type"].replace_strict(numbers, default=-1, return_dtype=pl.Int64).to_numpy()
    areas[variable] = types
    areas[variable[types < 0]] = -1
    return Places(tuple(_of_kind(kind, system, cells, variable, members) for kind in kinds), areas)


def _of_kind(kind: str, system: System, cells: pl.DataFrame, variable: Numbers, members: pl.DataFrame) -> Numbers:
    of = members.filter(area_type=kind).select("organisation", its="area")
    numbers = of.select("its").unique().sort("its").with_row_index("number")
    of = of.join(numbers, on="its").select("organisation", pl.col("number").cast(pl.Int64))
    own = of.select(pl.lit(ORGANISATION).alias("area_type"), pl.col("organisation").alias("area"), "number")
    whole = members.join(of, on="organisation", how="left").group_by("area_type", "area").agg(
        pl.col("number").first(), one=pl.col("number").n_unique() == 1
    ).filter("one").select("area_type", "area", "number")  # fmt: skip
    places = cells.select("area_type", "area").join(
        pl.concat([own, whole]), on=["area_type", "area"], how="left", maintain_order="left"
    )
    found = np.full(system.size, -1)
    np.maximum.at(found, variable, places["number"].fill_null(-1).to_numpy())
    return _with_spare(found, system)


def _with_spare(found: Numbers, system: System) -> Numbers:
    """What a sum leaves over lies where the variables of the sum do."""
    matrix = system.matrix
    row = np.repeat(np.arange(matrix.shape[0]), np.diff(matrix.indptr))
    of_row = np.full(matrix.shape[0], -1)
    np.maximum.at(of_row, row, found[matrix.indices])
    mine = system.spare[matrix.indices] & (found[matrix.indices] < 0)
    found[matrix.indices[mine]] = of_row[row[mine]]
    return found
