"""How far the numbers of a return are from the year before and from peers, in units of the peers' own spread.

A measure is a number on a scale where changes compare: the logarithm of a count or a rate, the log odds of a share. What
counts as too far, and what is said of it, is in `rules.plausible`.
"""

from __future__ import annotations

from collections.abc import Iterator

import polars as pl

from openwres.contracts.tables import State
from openwres.returns.batch import Returns
from openwres.standards.model import Edition
from openwres.statistics.robust import MAD_TO_SD

KEY = ["measure", "item", "basis", "group"]
SCHEMA: dict[str, type[pl.DataType]] = {
    "organisation": pl.String, **dict.fromkeys(KEY, pl.String), "x": pl.Float64, "error": pl.Float64, "shown": pl.Float64,
}  # fmt: skip
"""One measure of an organisation in a year: its place on the scale, its sampling error there (null where none is known), and
the number that people see."""

PEERS = 20
"""So many organisations make a spread; with fewer the constants of the reference hold."""

CLASSES = 3
"""Size classes, where each of them has so many."""

_ITEM = ["organisation", "item", "basis"]


def measures(tallies: pl.DataFrame, edition: Edition) -> pl.DataFrame:
    """Every measure of one year's tallies of the main classification."""
    whole = tallies.filter(pl.col("breakdown") == "", pl.col("state") == str(State.VALUE))
    wide = _wide(whole.filter(pl.col("count").is_not_null()), edition)
    frames = [_cells(wide, edition), _percentages(whole, wide, edition), _size(wide, edition), _unknown(wide, edition),
              *_rates(wide, edition)]  # fmt: skip
    return pl.concat([frame.select([pl.col(name).cast(kind) for name, kind in SCHEMA.items()]) for frame in frames])


def _wide(counts: pl.DataFrame, edition: Edition) -> pl.DataFrame:
    """One row for each item of an organisation, its groups side by side: `focus`, `reference`, `unknown` and `total`."""
    groups = {"focus": edition.focus, "reference": edition.reference, "unknown": edition.unknown}
    of_group = [pl.col("count").filter(pl.col("group") == code).first().alias(name) for name, code in groups.items()]
    parts = list(edition.classifications[edition.main].groups)
    mine = counts.filter(pl.col("group").is_in(parts)).group_by(_ITEM).agg(*of_group, total=pl.col("count").sum())
    return mine.sort(_ITEM)


def _stocks(edition: Edition) -> list[str]:
    """Items that count everybody on one day, so that the same people are there again the year after."""
    return [item.code for item in edition.items.values() if item.at]


def _cells(wide: pl.DataFrame, edition: Edition) -> pl.DataFrame:
    frames = []
    for name, group in (("focus", edition.focus), ("reference", edition.reference)):
        count = pl.col(name) + 0.5
        frames.append(
            wide.filter(pl.col(name).is_not_null()).with_columns(
                measure=pl.lit("cell"), group=pl.lit(group), x=count.log(), error=count.pow(-0.5), shown=pl.col(name)
            )
        )
    return pl.concat(frames)


def _percentages(whole: pl.DataFrame, wide: pl.DataFrame, edition: Edition) -> pl.DataFrame:
    """Percentages that came as such. Where their base is not known, the staff of the group stand for the respondents."""
    counted = [item.code for item in edition.items.values() if item.counted]
    share = (pl.col("value") / 100).clip(0.001, 0.999)
    mine = whole.filter(
        pl.col("value").is_not_null(), pl.col("count").is_null(), pl.col("item").is_in(counted),
        pl.col("group").is_in([edition.focus, edition.reference]),
    )  # fmt: skip
    staff = wide.filter(pl.col("item").is_in(_workforce(edition)))
    groups = {"focus": edition.focus, "reference": edition.reference}
    people = pl.concat([staff.select("organisation", group=pl.lit(code), people=name) for name, code in groups.items()])
    base = pl.coalesce("base", pl.when(pl.col("people") > 0).then("people"))
    return mine.join(people, on=["organisation", "group"], how="left").with_columns(
        measure=pl.lit("percent"), x=(share / (1 - share)).log(), error=(base * share * (1 - share)).pow(-0.5),
        shown=pl.col("value"),
    )  # fmt: skip


def _workforce(edition: Edition) -> list[str]:
    """The items that the composition counts."""
    return sorted({i.population for i in edition.indicators if i.kind == "composition"})


def _size(wide: pl.DataFrame, edition: Edition) -> pl.DataFrame:
    """The whole workforce."""
    mine = wide.filter(pl.col("item").is_in(_workforce(edition)), pl.col("total") > 0)
    return mine.with_columns(
        measure=pl.lit("size"),
        group=pl.lit("all"),
        x=pl.col("total").log(),
        error=pl.lit(None, pl.Float64),
        shown=pl.col("total"),
    )


def _unknown(wide: pl.DataFrame, edition: Edition) -> pl.DataFrame:
    """The share of unknown group, of every item but the board, which is too small for a share."""
    boards = [i.event for i in edition.indicators if i.kind == "representation_gap"]
    unknown, known = pl.col("unknown") + 0.5, pl.col("total") - pl.col("unknown") + 0.5
    mine = wide.filter(pl.col("unknown").is_not_null(), pl.col("total") > 0, ~pl.col("item").is_in(boards))
    return mine.with_columns(
        measure=pl.lit("unknown"), group=pl.lit(edition.unknown), x=(unknown / known).log(),
        error=(1 / unknown + 1 / known).sqrt(), shown=100 * pl.col("unknown") / pl.col("total"),
    )  # fmt: skip


def _rates(wide: pl.DataFrame, edition: Edition) -> Iterator[pl.DataFrame]:
    """Events of everybody in each hundred of the population."""
    for indicator in edition.indicators:
        if indicator.kind == "relative_likelihood":
            people = wide.filter(pl.col("item") == indicator.population).select("organisation", people="total")
            events = wide.filter(pl.col("item") == indicator.event, pl.col("basis") == indicator.bases[0])
            both = events.join(people, on="organisation").filter(pl.col("people") > 0)
            event = pl.col("total") + 0.5
            yield both.with_columns(
                measure=pl.lit("rate"), group=pl.lit("all"), x=(event / pl.col("people")).log(), error=event.pow(-0.5),
                shown=100 * pl.col("total") / pl.col("people"),
            )  # fmt: skip


def changes(returns: Returns) -> pl.DataFrame:
    """Every measure beside the same of the year before, with `score`: how many of the peers' own spreads it moved.

    `peers` is of how many organisations the spread is; the score is null where they are too few. A flow is never held to
    less than its sampling error. `moved` is the change over `apart`, its error and what peers scatter beyond theirs
    (`tau`); `middle` and `scale` are what the peers' changes are like.
    """
    now = pl.concat([returns.tallies, returns.peers.filter(pl.col("classification") == returns.edition.main)])
    both = _beside(measures(now, returns.edition), measures(returns.earlier, returns.edition))
    sound = ~pl.col("organisation").is_in(sorted(returns.changed))
    both = _moved(both.join(_scatter(both.filter(sound)), on=[*KEY, "class"], how="left"))
    spread = both.filter(sound).group_by(*KEY, "class").agg(
        middle=pl.col("moved").median(), scale=_spread_of(pl.col("moved")), peers=pl.len()
    )  # fmt: skip
    flow = ~pl.col("item").is_in(_stocks(returns.edition)) & pl.col("error").is_not_null()
    scale = pl.when(flow).then(pl.max_horizontal("scale", pl.lit(1.0))).otherwise("scale")
    enough = (pl.col("peers") >= PEERS) & (pl.col("scale") > 0)
    scored = both.join(spread, on=[*KEY, "class"], how="left").with_columns(scale=pl.when(enough).then(scale))
    scored = scored.with_columns(middle=pl.when(enough).then("middle"), flow=flow)
    mine = scored.filter(pl.col("organisation").is_in(returns.organisations))
    return mine.with_columns(score=(pl.col("moved") - pl.col("middle")) / pl.col("scale")).sort("organisation", *KEY)


def _spread_of(values: pl.Expr) -> pl.Expr:
    return MAD_TO_SD * (values - values.median()).abs().median()


def _scatter(sound: pl.DataFrame) -> pl.DataFrame:
    """What the peers' changes scatter beyond their sampling errors, where there are enough of them."""
    over = (_spread_of(pl.col("change")).pow(2) - pl.col("sampling").pow(2).median()).clip(0).sqrt()
    tau = pl.when(pl.len() >= PEERS).then(over).otherwise(0.0)
    return sound.group_by(*KEY, "class").agg(tau=tau)


def _moved(both: pl.DataFrame) -> pl.DataFrame:
    known = pl.col("error").is_not_null()
    tau = pl.col("tau").fill_null(0.0)
    apart = pl.when(known).then((tau.pow(2) + pl.col("sampling").pow(2)).sqrt()).otherwise(1.0)
    return both.with_columns(apart=apart, tau=tau, moved=pl.col("change") / apart)


def _beside(now: pl.DataFrame, before: pl.DataFrame) -> pl.DataFrame:
    names = {name: f"last_{name}" for name in ("x", "error", "shown")}
    last = before.select("organisation", *KEY, *names).rename(names)
    both = now.join(last, on=["organisation", *KEY]).unique(["organisation", *KEY], maintain_order=True)
    sampling = (pl.col("error").pow(2) + pl.col("last_error").pow(2)).sqrt().fill_null(0.0)
    both = both.with_columns(change=pl.col("x") - pl.col("last_x"), sampling=sampling)
    return both.join(_classes(now), on="organisation", how="left").with_columns(pl.col("class").fill_null(0))


def _classes(now: pl.DataFrame) -> pl.DataFrame:
    """Size classes of equal numbers, where each has enough organisations; else all are of one."""
    sizes = (
        now.filter(pl.col("measure") == "size")
        .select("organisation", "x")
        .unique("organisation")
        .sort("x", "organisation")
    )
    number = CLASSES if len(sizes) >= CLASSES * PEERS else 1
    order = pl.int_range(pl.len()) * number // pl.len().clip(1)
    return sizes.select("organisation", order.cast(pl.Int64).alias("class"))


def positions(returns: Returns) -> pl.DataFrame:
    """Measures of organisations without a year before, with `score`: how far they are from the middle of their peers.

    The spread of peers and the sampling error count both.
    """
    now = pl.concat([returns.tallies, returns.peers.filter(pl.col("classification") == returns.edition.main)])
    found = measures(now, returns.edition).filter(pl.col("measure").is_in(["unknown", "rate", "percent"]))
    found = found.with_columns(sampling=pl.col("error").fill_null(0.0))
    spread = found.group_by(KEY).agg(
        middle=pl.col("x").median(), mad=_spread_of(pl.col("x")),
        typical=pl.col("sampling").pow(2).median(), peers=pl.len(), usual=pl.col("shown").median(),
    )  # fmt: skip
    between = (pl.col("mad").pow(2) - pl.col("typical")).clip(0)
    scale = (between + pl.col("sampling").pow(2)).sqrt()
    both = found.join(spread.filter(pl.col("peers") >= PEERS), on=KEY).with_columns(scale=scale)
    known = returns.earlier["organisation"].unique().to_list()
    mine = both.filter(
        pl.col("organisation").is_in(returns.organisations), ~pl.col("organisation").is_in(known), pl.col("scale") > 0
    )
    return mine.with_columns(score=(pl.col("x") - pl.col("middle")) / pl.col("scale")).sort("organisation", *KEY)
