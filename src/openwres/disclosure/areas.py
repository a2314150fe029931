"""Areas as sums of organisations, or of smaller areas that lie in them, and what is said where counts do not add up.

Relations inside an organisation are in `relations`.
"""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from openwres.contracts.exceptions import ProtectionError
from openwres.figures.areas import ORGANISATION

_KEY = ["item", "basis", "breakdown", "category", "classification", "group"]
_SHOWN = 20
NAMES = ("area", "item", "category", "classification", "group", "basis")


def of_areas(cells: pl.DataFrame, inside: pl.DataFrame, after: int, *, strict: bool = True) -> pl.DataFrame:
    """An area's count is the sum of those in it; areas of the same organisations have one count.

    `inside` says which organisation enters which area's totals. Rows of `equation` (numbered from `after`), `cell`,
    `coefficient`, `spare` and `across`. Sums that are not true are left out where it is not `strict`.
    """
    counted = cells.filter(pl.col("count").is_not_null())
    areas = counted.filter(pl.col("area_type") != ORGANISATION)
    own = _of_organisations(counted, areas, inside)
    smaller = pl.concat([own.clear(), *(_of_smaller(areas, inside, *kinds) for kinds in _nested(inside))])
    if not strict:
        whole = own.join(areas.select("cell", "organisations"), on="cell", maintain_order="left")
        own = own.filter((whole["part"].list.len() == whole["organisations"]).fill_null(value=False))
        own, smaller = (one.filter(pl.col("amount") == pl.col("count")) for one in (own, smaller))
    sums = pl.concat([smaller, own.join(smaller, on="cell", how="anti")])
    wrong = sums.filter(pl.col("amount") != pl.col("count"))
    if len(wrong):
        stop(cells.join(wrong, on="cell", how="semi"))
    first = own.select("cell", first=pl.col("cell").first().over("part"))
    new = _once(sums, first).with_row_index("equation", after)
    again = first.filter(pl.col("cell") != pl.col("first")).with_row_index("equation", after + len(new))
    pieces = [
        new.select("equation", "cell", coefficient=1.0),
        new.select("equation", pl.col("part").alias("cell"), coefficient=-1.0).explode("cell"),
        again.select("equation", "cell", coefficient=1.0),
        again.select("equation", pl.col("first").alias("cell"), coefficient=-1.0),
    ]
    nothing, across = pl.lit(None, pl.Float64), pl.lit(value=True)
    entries = pl.concat(pieces).with_columns(pl.col("equation").cast(pl.Int64), spare=nothing, across=across)
    return entries.select("equation", "cell", "coefficient", "spare", "across").sort("equation", "cell")


def _once(sums: pl.DataFrame, first: pl.DataFrame) -> pl.DataFrame:
    """The sums of areas, each once: areas of the same organisations stand for each other, and for none as its own part."""
    whole = sums.select("cell", "part").join(first, on="cell", how="left").with_row_index("row")
    parts = whole.explode("part").join(first.rename({"cell": "part", "first": "its"}), on="part", how="left")
    parts = parts.with_columns(pl.coalesce("its", "part").alias("part"), pl.coalesce("first", "cell").alias("cell"))
    kept = parts.group_by("row").agg(pl.col("cell").first(), pl.col("part").unique().sort())
    kept = kept.filter((pl.col("part").list.len() > 1) | (pl.col("part").list.first() != pl.col("cell")))
    return kept.unique(["cell", "part"]).select("cell", "part").sort("cell", "part")


def _of_organisations(counted: pl.DataFrame, areas: pl.DataFrame, inside: pl.DataFrame) -> pl.DataFrame:
    own = counted.filter(pl.col("area_type") == ORGANISATION)
    own = own.select(
        pl.col("area").alias("organisation"), pl.col("cell").alias("part"), pl.col("count").alias("amount"), *_KEY
    )
    sets = {"set_breakdown": "breakdown", "set_classification": "classification"}
    wanted = areas.select("area_type", "area", "indicator", "cell", "count", *_KEY)
    its = inside.rename(sets).join(wanted, on=["area_type", "area", "indicator", *sets.values()])
    return _summed(its.join(own, on=["organisation", *_KEY]))


def _of_smaller(areas: pl.DataFrame, inside: pl.DataFrame, larger: str, smaller: str) -> pl.DataFrame:
    """Cells of the larger areas as sums of the smaller ones, where those have all their organisations."""
    types = {"larger": larger, "smaller": smaller}
    by = {
        name: inside.filter(area_type=kind).select("organisation", pl.col("area").alias(name)).unique()
        for name, kind in types.items()
    }
    lies = by["larger"].join(by["smaller"], on="organisation").select("larger", "smaller").unique()
    parts = areas.filter(area_type=smaller).select(
        pl.col("area").alias("smaller"), "indicator", *_KEY, pl.col("cell").alias("part"), pl.col("count").alias("amount"),
        pl.col("organisations").alias("its"),
    )  # fmt: skip
    wanted = areas.filter(area_type=larger).rename({"area": "larger"}).join(lies, on="larger")
    rows = wanted.join(parts, on=["smaller", "indicator", *_KEY])
    whole = rows.group_by("cell").agg(pl.col("its").sum(), pl.col("organisations").first())
    whole = whole.filter(pl.col("its") == pl.col("organisations"))
    return _summed(rows.join(whole, on="cell", how="semi"))


def _summed(rows: pl.DataFrame) -> pl.DataFrame:
    rows = rows.sort("cell", "part")
    return rows.group_by("cell", maintain_order=True).agg("part", pl.col("amount").sum(), pl.col("count").first())


def _nested(inside: pl.DataFrame) -> list[tuple[str, str]]:
    """Types of areas with those that they are divided into, without what lies in between: nation and region, region and ICB."""
    members = inside.select("organisation", "area_type", "area").unique()
    sizes = dict(members.group_by("area_type").agg(pl.col("area").n_unique()).iter_rows())
    order = sorted(sizes, key=lambda kind: (sizes[kind], kind))
    pairs = [(a, b) for n, a in enumerate(order) for b in order[n + 1 :] if _lies_in(members, b, a)]
    return [(a, b) for a, b in pairs if not any((a, c) in pairs and (c, b) in pairs for c in order)]


def _lies_in(members: pl.DataFrame, smaller: str, larger: str) -> bool:
    """Whether each smaller area has all its organisations in one larger area."""
    of = {
        kind: members.filter(area_type=kind).select("organisation", pl.col("area").alias(kind))
        for kind in (smaller, larger)
    }
    both = of[smaller].join(of[larger], on="organisation", how="left")
    return (
        bool((both.group_by(smaller).agg(pl.col(larger).n_unique())[larger] == 1).all())
        and not both[larger].has_nulls()
    )


def stop(cells: pl.DataFrame) -> None:
    """Counts that do not add up cannot be protected: what is hidden would be found by what they are apart."""
    raise ProtectionError(
        f"Counts do not add up, so nothing can be protected; `openwres check` tells which is wrong:\n{listed(cells, NAMES)}"
    )


def listed(cells: pl.DataFrame, words: Sequence[str]) -> str:
    """The keys of cells, one a line, and how many more there are."""
    lines = cells.select(words).unique(maintain_order=True)
    shown = ["  " + " ".join(word for word in row if word) for row in lines.head(_SHOWN).iter_rows()]
    return "\n".join([*shown, *([f"  and {len(lines) - _SHOWN:,} more"] if len(lines) > _SHOWN else [])])
