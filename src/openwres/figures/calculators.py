"""One calculator for each kind of indicator: from gathered counts to figures, by area and key.

Each takes the year's complete counts and gives rows with the columns of figures that it knows; `calculate` adds the rest.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import polars as pl

from openwres.contracts.tables import State
from openwres.figures import doubt, scores
from openwres.figures.areas import PLACE, Areas, Wanted, gather
from openwres.figures.counts import ALL
from openwres.figures.states import only_values, reason_code, with_state
from openwres.standards.model import Edition, Indicator

PLACED = [*PLACE, "organisations", "expected"]


@dataclass(frozen=True)
class Setting:
    """What a calculator works on."""

    counts: pl.DataFrame
    edition: Edition
    indicator: Indicator
    organisations: Sequence[str]
    areas: Areas | None

    def gather(self, items: dict[str, tuple[str, str]], keys: pl.DataFrame, **limits: Any) -> pl.DataFrame:
        """The counts of the items at the keys, by organisation and area; `limits` are those of `Wanted`."""
        return gather(self.counts, Wanted(items, keys, **limits), self.organisations, self.areas)

    def keys(self, item: str) -> pl.DataFrame:
        """Every key of an item: the main classification by whole and breakdown, the others at whole and in tiers.

        Another classification is asked for only where somebody counted it.
        """
        frames = []
        counted = set(self.counts.filter(pl.col("item") == item)["classification"].unique())
        for name, classification in self.edition.classifications.items():
            if name == self.edition.main or name in counted:
                for code in ("", *self.indicator.breakdowns):
                    breakdown = self.edition.breakdowns.get(code)
                    if breakdown is None or name == self.edition.main or breakdown.of:
                        frames.append(
                            _keys(
                                code,
                                list(breakdown.categories) if breakdown else [""],
                                name,
                                [*classification.groups, ALL],
                            )
                        )
        return pl.concat(frames)


def _keys(breakdown: str, categories: Sequence[str], classification: str, groups: Sequence[str]) -> pl.DataFrame:
    of_category = pl.DataFrame({"category": list(categories)}, schema={"category": pl.String})
    return of_category.join(pl.DataFrame({"group": list(groups)}), how="cross").select(
        pl.lit(breakdown).alias("breakdown"), "category", pl.lit(classification).alias("classification"), "group"
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
    yield _against_workforce(shares, s.edition)
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


def _self_report(shares: pl.DataFrame, edition: Edition) -> pl.DataFrame:
    """The share of people whose group is known."""
    unknown = shares.filter(
        pl.col("classification") == edition.main, pl.col("breakdown") == "", pl.col("group") == edition.unknown
    )
    return unknown.with_columns(
        value=100 - pl.col("value"), numerator=pl.col("denominator") - pl.col("numerator"),
        statistic=pl.lit("self_report_rate"), group=pl.lit(ALL),
    )  # fmt: skip


def relative_likelihood(s: Setting) -> Iterator[pl.DataFrame]:
    """The rate of each group, and the ratio of the two rates that the definition names. Flows, with intervals."""
    for basis in s.indicator.bases:
        years = s.edition.items[s.indicator.event].bases[basis].years
        rates = _rates(s, basis, years)
        yield rates.drop("approximate")
        yield _ratios(rates, s.edition, s.indicator)


def _rates(s: Setting, basis: str, years: int = 1) -> pl.DataFrame:
    """Events over population in per cent, by group. Over several years the denominator is people times years."""
    event, population = s.indicator.event, s.indicator.population
    base = basis if basis in s.edition.items[population].bases else ""
    items = {"event": (event, basis), "people": (population, base)}
    both = s.gather(
        items, s.keys(event), needed={s.edition.main: [g for g in (s.indicator.over, s.indicator.under) if g]}
    )
    both = both.with_columns(people=pl.col("people") * years, approximate=pl.col("event_value").is_not_null())
    published = pl.col("approximate") & (pl.col("event_state") == str(State.VALUE))
    both = both.with_columns(people_state=pl.when(published).then(pl.lit(str(State.VALUE))).otherwise("people_state"))
    who = (
        pl.when(pl.col("group") == ALL)
        .then(pl.lit("no_"))
        .otherwise(pl.concat_str(pl.lit("no_"), pl.col("group").str.replace_all(r"[-*]", "_"), pl.lit("_")))
    )
    both = with_state(both, ["event", "people"], [(pl.col("people") == 0, who + pl.lit(reason_code(population)))])
    rated = both.with_columns(
        value=only_values(pl.coalesce("event_value", 100 * pl.col("event") / pl.col("people"))),
        numerator=pl.when(~pl.col("approximate")).then("event"), denominator="people",
        basis=pl.lit(basis), statistic=pl.lit("percentage"),
    )  # fmt: skip
    return doubt.with_wilson(rated, "event", "people")


def _sides(rates: pl.DataFrame, edition: Edition, indicator: Indicator) -> pl.DataFrame:
    """Both sides of a comparison in one row: `event`, `people`, `value` of the first group, `other_...` of the second."""
    main = rates.filter(pl.col("classification") == edition.main)
    on = [*PLACE, "breakdown", "category", "classification", "basis"]
    kept = ["event", "people", "value", "approximate", "event_state", "event_reason", "people_state", "people_reason"]
    first = main.filter(pl.col("group") == indicator.over).select(*PLACED, *on[2:], *kept)
    second = main.filter(pl.col("group") == indicator.under).select(
        *on, *(pl.col(name).alias(f"other_{name}") for name in kept)
    )
    return first.join(second, on=on).with_columns(group=pl.lit(f"{indicator.over}:{indicator.under}"))


_ALL_COUNTS = ("event", "people", "other_event", "other_people")


def _ratios(rates: pl.DataFrame, edition: Edition, i: Indicator) -> pl.DataFrame:
    sides = _sides(rates, edition, i)
    nobody = (pl.col("value") == 0) & (pl.col("other_value") == 0)
    checks = [
        (pl.col("people") == 0, pl.lit(reason_code("no", i.over, i.population))),
        (pl.col("other_people") == 0, pl.lit(reason_code("no", i.under, i.population))),
        (nobody, pl.lit(reason_code("no", i.event))),
        (pl.col("other_value") == 0, pl.lit(reason_code("no", i.under, i.event))),
    ]
    ratios = with_state(sides, _ALL_COUNTS, checks)
    value = (pl.col("event") / pl.col("people")) / (pl.col("other_event") / pl.col("other_people"))
    published = pl.col("approximate") | pl.col("other_approximate")
    ratios = ratios.with_columns(
        value=only_values(pl.when(published).then(pl.col("value") / pl.col("other_value")).otherwise(value)),
        statistic=pl.lit("relative_likelihood"), numerator=pl.when(~published).then("event"), denominator="people",
        reference_numerator=pl.when(~published).then("other_event"), reference_denominator="other_people",
    )  # fmt: skip
    if edition.is_stock(i):
        return _flags(ratios.with_columns(lower=pl.lit(None, pl.Float64), upper=pl.lit(None, pl.Float64)), i)
    ratios = doubt.with_ratio_interval(ratios, ["event", "people", "other_event", "other_people"])
    return _flags(ratios, i)


def _flags(ratios: pl.DataFrame, i: Indicator) -> pl.DataFrame:
    """Two flags that are never merged: inside the screening band, and the interval leaves 1 out."""
    low, high = i.non_adverse or (None, None)
    band = pl.col("value").is_between(low, high) if i.non_adverse else pl.lit(None, pl.Boolean)
    leaves_out = (pl.col("lower") > 1) | (pl.col("upper") < 1)
    return ratios.with_columns(in_band=band, excludes_one=only_values(leaves_out))


def survey_percentage(s: Setting) -> Iterator[pl.DataFrame]:
    """The percentage of each group, and the gap between the two groups that the definition names, in points."""
    for basis in s.indicator.bases:
        rates = _rates(s, basis)
        yield rates.drop("approximate")
        if s.indicator.under:
            yield _gaps(rates, s.edition, s.indicator)


def _gaps(rates: pl.DataFrame, edition: Edition, i: Indicator) -> pl.DataFrame:
    sides = _sides(rates, edition, i)
    checks = [
        (pl.col("people") == 0, pl.lit(reason_code("no", i.over, i.population))),
        (pl.col("other_people") == 0, pl.lit(reason_code("no", i.under, i.population))),
    ]
    gaps = with_state(sides, _ALL_COUNTS, checks)
    exact = ~pl.col("approximate")
    gaps = gaps.with_columns(
        value=only_values(pl.col("value") - pl.col("other_value")), statistic=pl.lit("gap"),
        numerator=pl.when(exact).then("event"), denominator="people",
        reference_numerator=pl.when(exact).then("other_event"), reference_denominator="other_people",
    )  # fmt: skip
    return doubt.with_difference_interval(gaps, ["event", "people", "other_event", "other_people"])


BOARD_CLASSES = ("none-certain", "none-known", "some", "three-or-more")


def representation_gap(s: Setting) -> Iterator[pl.DataFrame]:
    """Shares of the board, their difference from the workforce in points, and the class of the board. Stocks: no interval."""
    i, main = s.indicator, s.edition.main
    groups = [*s.edition.classifications[main].groups, ALL]
    compared = [_keys("", [""], main, groups)] + [
        _keys(code, list(s.edition.breakdowns[code].categories), main, groups) for code in i.breakdowns
    ]
    board = s.gather({"part": (i.event, "")}, pl.concat(compared))
    shares = with_state(
        _beside_all(board), ["part", "total"], [(pl.col("total") == 0, pl.lit(reason_code("no", i.event)))]
    )
    shares = shares.with_columns(
        value=only_values(100 * pl.col("part") / pl.col("total")), numerator="part", denominator="total"
    )
    yield shares.with_columns(statistic=pl.lit("percentage"))
    yield _board_difference(s)
    yield _board_classes(s)


def _board_difference(s: Setting) -> pl.DataFrame:
    """The focus group's share of the board less its share of the workforce, for the total and what the edition compares.

    The workforce stands beside each part of the board, so that only organisations that have both enter an area.
    """
    i, e = s.indicator, s.edition
    breakdowns = {c: code for code in i.breakdowns for c in e.breakdowns[code].categories}
    places = [("", ""), *((breakdowns[category], category) for category in i.compared)]
    keys = pl.concat([_keys(breakdown, [category], e.main, [e.focus, ALL]) for breakdown, category in places])
    whole = s.counts.filter(pl.col("item") == i.population, pl.col("breakdown") == "").drop("breakdown", "category")
    beside = whole.join(keys.select("breakdown", "category").unique(), how="cross").select(s.counts.columns)
    counts = pl.concat([s.counts.filter(pl.col("item") == i.event), beside])
    wanted = Wanted({"part": (i.event, ""), "staff": (i.population, "")}, keys)
    both = _beside_all(gather(counts, wanted, s.organisations, s.areas), {"part": "total", "staff": "staff_total"})
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


def _board_classes(s: Setting) -> pl.DataFrame:
    """How many boards have no member of the focus group for certain, none known, some, or three or more.

    Boards whose unknown members might belong to it are kept apart, so that a national count can be printed as a range.
    """
    e = s.edition
    keys = _keys("", [""], e.main, [e.focus, e.unknown])
    own = gather(s.counts, Wanted({"part": (s.indicator.event, "")}, keys), s.organisations, None)
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
    staff = s.gather({"part": (i.population, "")}, _keys(breakdown, categories, e.main, [i.over, i.under]))
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
    yield _steps(both.rename({"upper_part_state": "upper_state", "upper_part_reason": "upper_reason"}), i)


def _tiers(staff: pl.DataFrame, i: Indicator) -> pl.DataFrame:
    """Counts of both groups by scale and tier, summed over its categories; the worst state of any stands for all."""
    rows = [(scale, tier, c) for scale, tiers in i.scales.items() for tier, codes in tiers.items() for c in codes]
    tiers = pl.DataFrame(rows, schema=["scale", "tier", "category"], orient="row")
    stopped = pl.col("part_state") != str(State.VALUE)
    found = staff.join(tiers, on="category").group_by(*PLACED, "scale", "tier", maintain_order=True).agg(
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
    )  # fmt: skip


CALCULATORS: dict[str, Callable[[Setting], Iterator[pl.DataFrame]]] = {
    "composition": composition,
    "relative_likelihood": relative_likelihood,
    "survey_percentage": survey_percentage,
    "representation_gap": representation_gap,
    "disparity_ratio": disparity_ratio,
    "score": scores.score,
    "yes_no": scores.yes_no,
}
