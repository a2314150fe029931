"""Calculators of stocks, which count everybody on one day: composition, board, disparity between tiers.

No sampling interval: where there is an interval, its method says that it is of a random allocation of the same people.
A calculator takes a `Setting` and gives rows with the columns of figures that it knows; `calculate` adds the rest.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

import polars as pl

from openwres.contracts.tables import State
from openwres.figures import doubt
from openwres.figures.areas import PLACE, Areas
from openwres.figures.counts import ALL
from openwres.figures.setting import Setting, grid, table_of
from openwres.figures.states import only_values, reason_code, with_state
from openwres.standards.model import Edition, Indicator
from openwres.statistics.method import Method

_NOISE = 1e-9


METHODS = (
    Method(
        code="stock-to-parity",
        title="People to parity, and what one person changes",
        answers="How many more people of a group, in a grade or on a board of the same size, bring its share nearest to that of the "
        "workforce, and by how many points does one member move it?",
        formula="people = the whole number nearest to n X / N - x,  one person = 100 / n points\n"
        "x of the group among n in the grade or on the board, X among N in the workforce",
        assumptions="None of chance: everyone is counted on one day, and there is no interval. Of two numbers equally near, the "
        "smaller change is taken. The grade or board keeps its size.",
        at_zero="Nobody in the grade or on the board: neither. Nobody of the group: as any other number.",
        source="Direct, from the definition of parity",
    ),
)


def composition(s: Setting) -> Iterator[pl.DataFrame]:
    """Shares of each group among all, the difference from the whole workforce in points, and the self-report rate.

    A stock: no sampling interval. Unknown ethnicity is inside the denominator.
    """
    staff = s.gather({"part": (s.indicator.population, "")}, s.keys(s.indicator.population))
    shares = with_state(
        _beside_all(staff),
        ["part", "total"],
        [(pl.col("total") == 0, pl.lit(reason_code("no", s.indicator.population)))],
    )
    shares = shares.with_columns(
        value=only_values(100 * pl.col("part") / pl.col("total")), numerator="part", denominator="total"
    )
    yield shares.with_columns(statistic=pl.lit("percentage"))
    against = _against_workforce(shares, s.edition)
    yield against
    if not s.plain:
        of_focus = against.filter(pl.col("group") == s.edition.focus)
        yield to_parity(of_focus)
        yield _against_rest(of_focus)
    yield _self_report(shares, s.edition)


def _beside_all(frame: pl.DataFrame, names: Mapping[str, str] | None = None) -> pl.DataFrame:
    """The counts of each group with those of all beside them: `part` and its `total`, each with its state."""
    key = [*PLACE, "breakdown", "category", "classification"]
    parts = [
        (f"{name}{end}", f"{total}{end}")
        for name, total in (names or {"part": "total"}).items()
        for end in ("", "_state", "_reason")
    ]
    everyone = frame.filter(pl.col("group") == ALL).select(*key, **{total: part for part, total in parts})
    return frame.filter(pl.col("group") != ALL).join(everyone, on=key)


def _against_workforce(shares: pl.DataFrame, edition: Edition) -> pl.DataFrame:
    """Each row's share less the share in the whole workforce."""
    main = shares.filter(pl.col("classification") == edition.main)
    whole = main.filter(pl.col("breakdown") == "").select(
        *PLACE,
        "group",
        whole="value",
        reference_numerator="numerator",
        reference_denominator="denominator",
        whole_state="state",
        whole_reason="reason",
    )
    rows = main.filter(pl.col("breakdown") != "").join(whole, on=[*PLACE, "group"])
    usable = pl.col("whole_state") == str(State.VALUE)
    stopped = (pl.col("state") == str(State.VALUE)) & ~usable
    return rows.with_columns(
        value=pl.col("value") - pl.col("whole"), statistic=pl.lit("difference"),
        state=pl.when(stopped).then("whole_state").otherwise("state"), reason=pl.when(stopped).then("whole_reason").otherwise("reason"),
    )  # fmt: skip


def to_parity(differences: pl.DataFrame) -> pl.DataFrame:
    """How many more of the focus group (fewer: negative), in a part of the same size, bring its share nearest to the whole's.

    Between two numbers that are equally near, the smaller change is taken.
    """
    equal = pl.col("denominator") * pl.col("reference_numerator") / pl.col("reference_denominator")
    missing = equal - pl.col("numerator")
    nearest = (missing.abs() - 0.5 - _NOISE).ceil().clip(lower_bound=0) * missing.sign()
    return differences.with_columns(
        value=only_values(pl.when(nearest == 0).then(0.0).otherwise(nearest)), statistic=pl.lit("people_to_parity")
    )


def _against_rest(differences: pl.DataFrame) -> pl.DataFrame:
    """The share of the focus group in a row over its share among everybody else; its interval is that of a random allocation."""
    rest = [pl.col(f"reference_{name}") - pl.col(name) for name in ("numerator", "denominator")]
    against = differences.with_columns(reference_numerator=rest[0], reference_denominator=rest[1])
    against = against.with_columns(part_state="state", part_reason="reason")
    checks = [
        (pl.col("denominator") == 0, pl.lit("no_row")),
        (pl.col("reference_denominator") == 0, pl.lit("no_rest")),
        (pl.col("reference_numerator") == 0, pl.lit("no_focus_in_rest")),
        (pl.col("reference_numerator") < 0, pl.lit("row_exceeds_whole")),
        (pl.col("reference_denominator") < pl.col("reference_numerator"), pl.lit("row_exceeds_whole")),
    ]
    against = with_state(against, ["part"], checks).with_columns(statistic=pl.lit("ratio_to_rest"))
    counts = ["numerator", "denominator", "reference_numerator", "reference_denominator"]
    value = (pl.col(counts[0]) / pl.col(counts[1])) / (pl.col(counts[2]) / pl.col(counts[3]))
    return excludes_one(doubt.with_rest_interval(against.with_columns(value=only_values(value)), counts))


def excludes_one(ratios: pl.DataFrame) -> pl.DataFrame:
    """The ratios with the flag whether their interval leaves 1 out."""
    return ratios.with_columns(excludes_one=only_values((pl.col("lower") > 1) | (pl.col("upper") < 1)))


def _self_report(shares: pl.DataFrame, edition: Edition) -> pl.DataFrame:
    """The share of people whose group is known."""
    unknown = shares.filter(
        pl.col("classification") == edition.main, pl.col("breakdown") == "", pl.col("group") == edition.unknown
    )
    return unknown.with_columns(
        value=100 - pl.col("value"), numerator=pl.col("denominator") - pl.col("numerator"),
        statistic=pl.lit("self_report_rate"), group=pl.lit(ALL),
    )  # fmt: skip


BOARD_CLASSES = ("none-certain", "none-known", "some", "three-or-more")


def representation_gap(s: Setting) -> Iterator[pl.DataFrame]:
    """Shares of the board, their difference from the workforce in points, and the class of the board. Stocks: no interval."""
    i, main = s.indicator, s.edition.main
    groups = [*s.edition.classifications[main].groups, ALL]
    categories = {"": [""], **{code: list(s.edition.breakdowns[code].categories) for code in i.breakdowns}}
    shown = {code: its for code, its in categories.items() if s.publishes(i.event, code, main)}
    keys = (key for code, its in shown.items() for key in grid(code, its, main, groups))
    board = s.gather({"part": (i.event, "")}, table_of(keys))
    shares = with_state(
        _beside_all(board), ["part", "total"], [(pl.col("total") == 0, pl.lit(reason_code("no", i.event)))]
    )
    shares = shares.with_columns(
        value=only_values(100 * pl.col("part") / pl.col("total")), numerator="part", denominator="total"
    )
    yield shares.with_columns(statistic=pl.lit("percentage"))
    differences = _board_difference(s)
    yield differences
    yield to_parity(differences)
    yield differences.with_columns(value=only_values(100 / pl.col("denominator")), statistic=pl.lit("one_person"))
    yield _board_classes(s)


def _board_difference(s: Setting) -> pl.DataFrame:
    """The focus group's share of the board less its share of the workforce, for the total and what the edition compares.

    The workforce stands beside each part of the board, so that only organisations that have both enter an area.
    """
    i, e = s.indicator, s.edition
    breakdowns = {c: code for code in i.breakdowns for c in e.breakdowns[code].categories}
    places = [("", ""), *((breakdowns[category], category) for category in i.compared)]
    places = [(code, category) for code, category in places if s.publishes(i.event, code, e.main)]
    keys = [key for breakdown, category in places for key in grid(breakdown, [category], e.main, [e.focus, ALL])]
    parts = pl.DataFrame(places, schema=["breakdown", "category"], orient="row")
    areas = s.areas
    if areas and areas.counts is not None:
        areas = replace(areas, counts=_workforce_beside(areas.counts, i, parts))
    of_both = replace(s, counts=_workforce_beside(s.counts, i, parts), areas=areas)
    both = of_both.gather({"part": (i.event, ""), "staff": (i.population, "")}, table_of(keys))
    both = _beside_all(both, {"part": "total", "staff": "staff_total"})
    checks = [
        (pl.col("total") == 0, pl.lit(reason_code("no", i.event))),
        (pl.col("staff_total") == 0, pl.lit(reason_code("no", i.population))),
    ]
    both = with_state(both, ["part", "staff", "total", "staff_total"], checks)
    value = 100 * pl.col("part") / pl.col("total") - 100 * pl.col("staff") / pl.col("staff_total")
    return both.with_columns(
        value=only_values(value), statistic=pl.lit("difference"), numerator="part", denominator="total",
        reference_numerator="staff", reference_denominator="staff_total",
    )  # fmt: skip


def _workforce_beside(counts: pl.DataFrame, i: Indicator, parts: pl.DataFrame) -> pl.DataFrame:
    """The counts of the board, and those of the whole workforce as if each part of the board had them."""
    whole = counts.filter(pl.col("item") == i.population, pl.col("breakdown") == "").drop("breakdown", "category")
    return pl.concat([counts.filter(pl.col("item") == i.event), whole.join(parts, how="cross").select(counts.columns)])


def _board_classes(s: Setting) -> pl.DataFrame:
    """How many boards have no member of the focus group for certain, none known, some, or three or more.

    Boards whose unknown members might belong to it are kept apart, so that a national count can be printed as a range.
    """
    e = s.edition
    keys = table_of(grid("", [""], e.main, [e.focus, e.unknown]))
    own = replace(s, areas=None).gather({"part": (s.indicator.event, "")}, keys)
    unknown = own.filter(pl.col("group") == e.unknown).select(
        "area", unknown="part", unknown_state="part_state", unknown_reason="part_reason"
    )
    focus = own.filter(pl.col("group") == e.focus).join(unknown, on="area")
    classed = with_state(focus, ["part", "unknown"], []).with_columns(
        category_of=pl.when(pl.col("part") >= 3).then(pl.lit("three-or-more")).when(pl.col("part") > 0).then(pl.lit("some"))
        .when(pl.col("unknown") > 0).then(pl.lit("none-known")).otherwise(pl.lit("none-certain"))
    )  # fmt: skip
    rows = classed.drop("category").join(pl.DataFrame({"category": list(BOARD_CLASSES)}), how="cross")
    rows = rows.with_columns(count=only_values((pl.col("category_of") == pl.col("category")).cast(pl.Int64)))
    named = rows.with_columns(breakdown=pl.lit("board-class"), value=pl.col("count").cast(pl.Float64), numerator="count",
                              denominator=only_values(pl.lit(1, pl.Int64)), statistic=pl.lit("boards"))  # fmt: skip
    return pl.concat([named, _boards_by_area(named, s.areas)], how="diagonal") if s.areas else named


def _boards_by_area(named: pl.DataFrame, areas: Areas) -> pl.DataFrame:
    known = named.filter(pl.col("state") == str(State.VALUE)).drop("organisations", "expected", *PLACE)
    joined = known.join(areas.members, on="organisation")
    by = [*PLACE, "breakdown", "category", "classification", "group", "statistic", "state", "reason"]
    sums = joined.group_by(by).agg(
        pl.col("numerator").sum(),
        pl.col("denominator").sum(),
        organisations=pl.col("organisation").n_unique().cast(pl.Int32),
    )
    return sums.join(areas.expected, on=PLACE, how="left").with_columns(
        pl.col("expected").fill_null(0), value=pl.col("numerator").cast(pl.Float64)
    )


STEPS = (("lower", "middle"), ("middle", "upper"), ("lower", "upper"))


def disparity_ratio(s: Setting) -> Iterator[pl.DataFrame]:
    """The balance of two groups in a lower tier over that in a higher one; lower to upper is the product of the two steps."""
    i, e = s.indicator, s.edition
    categories = sorted({c for scale in i.scales.values() for step in scale.values() for c in step})
    (breakdown,) = i.breakdowns
    if not s.publishes(i.population, breakdown, e.main):
        return
    staff = s.gather({"part": (i.population, "")}, table_of(grid(breakdown, categories, e.main, [i.over, i.under])))
    tiers = _tiers(staff, i)
    pairs = pl.DataFrame(
        [(scale, *pair) for scale in i.scales for pair in STEPS], schema=["scale", "low", "high"], orient="row"
    )
    by_place = [*PLACE, "scale"]
    upper = tiers.select(
        *by_place,
        pl.col("tier").alias("high"),
        pl.col("over", "under", "part_state", "part_reason").name.prefix("upper_"),
    )
    both = tiers.rename({"tier": "low"}).join(pairs, on=["scale", "low"]).join(upper, on=[*by_place, "high"])
    steps = _steps(both.rename({"upper_part_state": "upper_state", "upper_part_reason": "upper_reason"}), i)
    if s.plain:
        yield steps
    else:
        yield excludes_one(doubt.with_odds_interval(steps, ["over", "low_people", "upper_over", "high_people"]))


def _tiers(staff: pl.DataFrame, i: Indicator) -> pl.DataFrame:
    """Counts of both groups by scale and tier, summed over its categories; the worst state of any stands for all."""
    rows = [(scale, tier, c) for scale, tiers in i.scales.items() for tier, codes in tiers.items() for c in codes]
    tiers = pl.DataFrame(rows, schema=["scale", "tier", "category"], orient="row")
    stopped = pl.col("part_state") != str(State.VALUE)
    found = staff.join(tiers, on="category").group_by(*PLACE, "organisations", "expected", "scale", "tier", maintain_order=True).agg(
        over=pl.col("part").filter(pl.col("group") == i.over).sum(), under=pl.col("part").filter(pl.col("group") == i.under).sum(),
        part_state=pl.col("part_state").filter(stopped).first().fill_null(str(State.VALUE)),
        part_reason=pl.col("part_reason").filter(stopped).first().fill_null(""),
    )  # fmt: skip
    return found.with_columns(pl.when(pl.col("part_state") == str(State.VALUE)).then(pl.col("over", "under")))


def _steps(both: pl.DataFrame, i: Indicator) -> pl.DataFrame:
    """The ratio of each step from a lower to a higher tier."""
    nobody = reason_code("no", i.under, i.population), reason_code("no", i.over, i.population)
    checks = [
        (pl.col("under") == 0, pl.concat_str(pl.lit(f"{nobody[0]}_"), "low")),
        (pl.col("upper_over") == 0, pl.concat_str(pl.lit(f"{nobody[1]}_"), "high")),
    ]
    both = with_state(both, ["part", "upper"], checks)
    value = (pl.col("over") / pl.col("under")) / (pl.col("upper_over") / pl.col("upper_under"))
    value = pl.when(pl.col("upper_under") == 0).then(0.0).otherwise(value)
    return both.with_columns(
        value=only_values(value), statistic=pl.lit("disparity_ratio"), breakdown=pl.lit("step"),
        category=pl.concat_str("scale", "low", "high", separator="-"), group=pl.lit(f"{i.over}:{i.under}"),
        numerator="over", denominator="under", reference_numerator="upper_over", reference_denominator="upper_under",
        low_people=pl.col("over") + pl.col("under"), high_people=pl.col("upper_over") + pl.col("upper_under"),
    )  # fmt: skip
