"""One calculator for each kind of indicator: from gathered counts to figures, by area and key.

Each takes the year's complete counts and gives rows with the columns of figures that it knows; `calculate` adds the rest.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import polars as pl

from openwres.contracts.tables import State
from openwres.figures import doubt
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
    everyone = staff.filter(pl.col("group") == ALL).select(
        *PLACE, "breakdown", "category", "classification", total="part"
    )
    shares = staff.filter(pl.col("group") != ALL).join(everyone, on=[*PLACE, "breakdown", "category", "classification"])
    shares = with_state(shares, ["part"], [(pl.col("total") == 0, pl.lit(reason_code("no", s.indicator.population)))])
    shares = shares.with_columns(
        value=only_values(100 * pl.col("part") / pl.col("total")), numerator="part", denominator="total"
    )
    yield shares.with_columns(statistic=pl.lit("percentage"))
    yield _against_workforce(shares, s.edition)
    yield _self_report(shares, s.edition)


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
    both = s.gather(items, s.keys(event), needed={s.edition.main: [s.indicator.over, s.indicator.under]})
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
    nobody = (pl.col("event") == 0) & (pl.col("other_event") == 0)
    checks = [
        (pl.col("people") == 0, pl.lit(reason_code("no", i.over, i.population))),
        (pl.col("other_people") == 0, pl.lit(reason_code("no", i.under, i.population))),
        (nobody, pl.lit(reason_code("no", i.event))),
        (pl.col("other_event") == 0, pl.lit(reason_code("no", i.under, i.event))),
    ]
    ratios = with_state(sides, _ALL_COUNTS, checks)
    value = (pl.col("event") / pl.col("people")) / (pl.col("other_event") / pl.col("other_people"))
    ratios = ratios.with_columns(
        value=only_values(value), statistic=pl.lit("relative_likelihood"), numerator="event", denominator="people",
        reference_numerator="other_event", reference_denominator="other_people",
    )  # fmt: skip
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
    everyone = board.filter(pl.col("group") == ALL).select(*PLACE, "breakdown", "category", total="part")
    shares = board.filter(pl.col("group") != ALL).join(everyone, on=[*PLACE, "breakdown", "category"])
    shares = with_state(shares, ["part"], [(pl.col("total") == 0, pl.lit(reason_code("no", i.event)))])
    shares = shares.with_columns(
        value=only_values(100 * pl.col("part") / pl.col("total")), numerator="part", denominator="total"
    )
    yield shares.with_columns(statistic=pl.lit("percentage"))
    yield _board_differences(s)
    yield _board_classes(s)


def _board_differences(s: Setting) -> pl.DataFrame:
    """The focus group's share of the board less its share of the workforce, for the total and what the edition compares."""
    breakdowns = {c: code for code in s.indicator.breakdowns for c in s.edition.breakdowns[code].categories}
    places = [("", ""), *((breakdowns[category], category) for category in s.indicator.compared)]
    return pl.concat([_board_difference(s, breakdown, category) for breakdown, category in places])


def _board_difference(s: Setting, breakdown: str, category: str) -> pl.DataFrame:
    """One difference. Only organisations that have both shares enter an area, so that it compares like with like."""
    i, e = s.indicator, s.edition
    wanted = {"part": (i.event, breakdown, category), "staff": (i.population, "", "")}
    have = [_having(s, item, place) for item, _, place in wanted.values()]
    sides = {}
    for name, (item, split, place) in wanted.items():
        keys = _keys(split, [place], e.main, [e.focus, ALL])
        sides[name] = _part_and_total(s.gather({"part": (item, "")}, keys, entering=sorted(have[0] & have[1])), e.focus)
    staff = sides["staff"].select(
        *PLACE, staff_part="part", staff_total="total", staff_state="part_state", staff_reason="part_reason"
    )
    checks = [
        (pl.col("total") == 0, pl.lit(reason_code("no", i.event))),
        (pl.col("staff_total") == 0, pl.lit(reason_code("no", i.population))),
    ]
    both = with_state(sides["part"].join(staff, on=PLACE), ["part", "staff"], checks)
    value = 100 * pl.col("part") / pl.col("total") - 100 * pl.col("staff_part") / pl.col("staff_total")
    return both.with_columns(
        value=only_values(value), statistic=pl.lit("difference"), numerator="part", denominator="total",
        reference_numerator="staff_part", reference_denominator="staff_total",
    )  # fmt: skip


def _having(s: Setting, item: str, category: str) -> set[str]:
    """The organisations that have the focus group's and the total count of an item."""
    rows = s.counts.filter(
        pl.col("item") == item, pl.col("category") == category, pl.col("classification") == s.edition.main,
        pl.col("group").is_in([s.edition.focus, ALL]), pl.col("state") == str(State.VALUE),
    )  # fmt: skip
    return set(rows.group_by("organisation").len().filter(pl.col("len") == 2)["organisation"])


def _part_and_total(frame: pl.DataFrame, group: str) -> pl.DataFrame:
    total = frame.filter(pl.col("group") == ALL).select(*PLACE, "breakdown", "category", total="part")
    return frame.filter(pl.col("group") == group).join(total, on=[*PLACE, "breakdown", "category"])


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
    for scale, steps in i.scales.items():
        tiers = {name: _tier(staff, rows, i) for name, rows in steps.items()}
        for lower, upper in STEPS:
            yield _step(tiers[lower], tiers[upper], i, scale, lower, upper)


def _tier(staff: pl.DataFrame, rows: Sequence[str], i: Indicator) -> pl.DataFrame:
    """Counts of both groups in a tier, summed over its categories; the worst state of any stands for all."""
    chosen = staff.filter(pl.col("category").is_in(list(rows)))
    worst = pl.col("part_state").filter(pl.col("part_state") != str(State.VALUE)).first()
    reason = pl.col("part_reason").filter(pl.col("part_state") != str(State.VALUE)).first()
    return chosen.group_by(*PLACE, "organisations", "expected", maintain_order=True).agg(
        over=pl.col("part").filter(pl.col("group") == i.over).sum(), under=pl.col("part").filter(pl.col("group") == i.under).sum(),
        tier_state=worst.fill_null(str(State.VALUE)), tier_reason=reason.fill_null(""),
    )  # fmt: skip


def _step(lower: pl.DataFrame, upper: pl.DataFrame, i: Indicator, scale: str, low: str, high: str) -> pl.DataFrame:
    renamed = upper.select(
        *PLACE, upper_over="over", upper_under="under", upper_state="tier_state", upper_reason="tier_reason"
    )
    both = lower.join(renamed, on=PLACE)
    checks = [
        (pl.col("under") == 0, pl.lit(reason_code("no", i.under, i.population, low))),
        (pl.col("upper_over") == 0, pl.lit(reason_code("no", i.over, i.population, high))),
    ]
    both = with_state(both, ["tier", "upper"], checks)
    value = (pl.col("over") / pl.col("under")) / (pl.col("upper_over") / pl.col("upper_under"))
    value = pl.when(pl.col("upper_under") == 0).then(0.0).otherwise(value)
    return both.with_columns(
        value=only_values(value), statistic=pl.lit("disparity_ratio"), breakdown=pl.lit("step"), category=pl.lit(f"{scale}-{low}-{high}"),
        group=pl.lit(f"{i.over}:{i.under}"),
        numerator="over", denominator="under", reference_numerator="upper_over", reference_denominator="upper_under",
    )  # fmt: skip


CALCULATORS: dict[str, Callable[[Setting], Iterator[pl.DataFrame]]] = {
    "composition": composition,
    "relative_likelihood": relative_likelihood,
    "survey_percentage": survey_percentage,
    "representation_gap": representation_gap,
    "disparity_ratio": disparity_ratio,
}
