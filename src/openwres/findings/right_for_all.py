"""Right for one group, right for all: how the focus group's experience goes with others' across organisations.

Others are the reference group, who are other people, and outcomes that a reader brings; nothing here speaks of causes.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import numpy as np
import polars as pl

from openwres.contracts.exceptions import UsageError
from openwres.contracts.tables import FIGURE_SCHEMA, State
from openwres.display import numbers
from openwres.findings.history import Asked, History
from openwres.findings.naming import group_named
from openwres.organisations.outcomes import Outcome
from openwres.standards.model import Edition, Indicator
from openwres.statistics.correlation import spearman, spearman_interval

METHOD = "spearman"
FEWEST = 10
"""Below so many organisations nothing is said."""

REFERENCE, OTHERS, ALL_STAFF, NOT_SAID = "reference-group", "others", "all-staff", "not-said"

_KEY = ("standard", "year", "indicator", "statistic", "classification", "group", "basis")
SCHEMA: dict[str, Any] = {
    **{name: FIGURE_SCHEMA[name] for name in _KEY},
    "outcome": pl.String,
    "measured_on": pl.String,
    "part_of_whole": pl.Boolean,
    "higher_is": pl.String,
    **dict.fromkeys(("value", "lower", "upper", "adjusted", "adjusted_lower", "adjusted_upper"), pl.Float64),
    "adjusted_for": pl.String,
    "adjusting_groups": pl.Int32,
    "reliability": pl.Float64,
    "organisations": pl.Int32,
    **{name: FIGURE_SCHEMA[name] for name in ("confidence", "method", "state", "reason")},
    "sentence": pl.String,
}
_CONFIDENCE = 0.95
_WARNING = (
    "This sets organisations side by side and is no evidence that one causes the other; the sampling error of each "
    "organisation's values draws such correlations towards 0, and is not corrected for."
)
_NAMES_OF_GROUPS = r"\b(bme|bame|ethnic\w*|minorit\w*|global majority|black|asian|white|race|racial|racialised|divers\w*|composition)\b"


def find(history: History, asked: Asked) -> pl.DataFrame:
    """A row for each percentage of answers of the newest year and each thing that it may go with, positive: good with good.

    Raises UsageError for an outcome that is the share of the focus group: that never explains how the group fares.
    """
    refuse_shares(asked.outcomes, history.newest)
    places = _places(history)
    table = pl.DataFrame(
        [row for i in _asked(history.newest) for basis in i.bases for row in _of_indicator(history, i, basis, asked, places)],
        schema=SCHEMA, orient="row",
    )  # fmt: skip
    return table.with_columns(pl.col(pl.Float64).fill_nan(None)).sort(*_KEY, "measured_on", "outcome")


def refuse_shares(outcomes: Sequence[Outcome], edition: Edition) -> None:
    """Raises UsageError for an outcome that is named for the groups themselves, as the share of the focus group would be."""
    label = group_named(edition, edition.focus)
    groups = {re.escape(edition.focus), re.escape(label.lower())}
    named = re.compile(rf"{_NAMES_OF_GROUPS}|\b({'|'.join(sorted(groups))})\b")
    for name in sorted({outcome.outcome for outcome in outcomes}):
        if named.search(re.sub(r"[_\W]+", " ", name.lower())):
            raise UsageError(
                f"`{name}` seems to say how many of the staff are {label}. How many there are never explains how they fare, "
                "so it is not compared. Leave it out; if it is something else, name it for what it measures."
            )


def _asked(edition: Edition) -> Iterator[Indicator]:
    """The indicators of answers in two groups, one of them the focus group, with a side that is adverse."""
    for i in edition.indicators:
        if i.kind == "survey_percentage" and i.adverse_side and {i.over, i.under} == {edition.focus, edition.reference}:
            yield i


def _places(history: History) -> dict[str, dict[str, str]]:
    """The groupings that are adjusted for, by name, each from organisation to its group; empty without a register."""
    if history.register is None:
        return {}
    day = history.register.geography_date(history.newest.snapshot)
    found: dict[str, dict[str, str]] = {"type": {}, "region": {}}
    for organisation, area_type, area in history.register.areas_at(day):
        if area_type in found:
            found[area_type][organisation] = area
    return {name: its for name, its in found.items() if its}


def _of_indicator(
    history: History, indicator: Indicator, basis: str, asked: Asked, places: Mapping[str, Mapping[str, str]]
) -> Iterator[dict[str, Any]]:
    edition = history.newest
    ours = _values(history, indicator, basis, edition.focus)
    # An event that is adverse to the group that has it is bad: turned round, more is better for everyone.
    sign = -1.0 if (indicator.adverse_side == "above") == (indicator.over == edition.focus) else 1.0
    key = {
        "standard": edition.standard, "year": edition.year, "indicator": indicator.name, "statistic": "percentage",
        "classification": edition.main, "group": edition.focus, "basis": basis, "reliability": _reliability(ours),
    }  # fmt: skip
    experience = {area: sign * value for area, value in ours.select("area", "value").iter_rows()}
    theirs = _values(history, indicator, basis, edition.reference)
    beside = {area: sign * value for area, value in theirs.select("area", "value").iter_rows()}
    rows = [
        _row(key, f"the same answers of the {edition.reference} group", REFERENCE, "better", experience, beside, places)
    ]
    rows += [
        _row(key, name, on or NOT_SAID, higher, experience, values, places)
        for (name, on, higher), values in _outcomes(asked.outcomes).items()
    ]
    for row in rows:
        yield row | {"sentence": _sentence(row, edition)}


def _outcomes(outcomes: Sequence[Outcome]) -> dict[tuple[str, str, str], dict[str, float]]:
    """Values by organisation, of each outcome as its rows describe it; turned round where higher is worse."""
    found: dict[tuple[str, str, str], dict[str, float]] = {}
    for o in outcomes:
        sign = -1.0 if o.higher_is == "worse" else 1.0
        found.setdefault((o.outcome, o.measured_on, o.higher_is), {})[o.organisation] = sign * o.value
    return found


def _values(history: History, indicator: Indicator, basis: str, group: str) -> pl.DataFrame:
    edition = history.newest
    return history.figures.filter(
        pl.col("area_type") == "organisation", pl.col("state") == str(State.VALUE), variant="official", breakdown="",
        year=edition.year, indicator=indicator.name, statistic="percentage", basis=basis, classification=edition.main, group=group,
    )  # fmt: skip


def _reliability(ours: pl.DataFrame) -> float:
    """The share of the spread of the focus group's values that is not their sampling error; NaN where it cannot be told."""
    known = ours.filter(pl.col("denominator") > 1)
    if len(known) < FEWEST:
        return math.nan
    rate, people = known["value"].to_numpy() / 100, known["denominator"].to_numpy()
    spread = float(np.var(rate, ddof=1))
    return max(0.0, 1 - float(np.mean(rate * (1 - rate) / (people - 1))) / spread) if spread > 0 else math.nan


def _row(
    key: Mapping[str, Any], outcome: str, on: str, higher: str, experience: Mapping[str, float],
    values: Mapping[str, float], places: Mapping[str, Mapping[str, str]],
) -> dict[str, Any]:  # fmt: skip
    both = sorted(experience.keys() & values.keys())
    row = dict(key) | {
        "outcome": outcome, "measured_on": on, "part_of_whole": {REFERENCE: False, OTHERS: False, ALL_STAFF: True}.get(on),
        "higher_is": higher, "organisations": len(both), "confidence": None, "method": None, "adjusting_groups": None,
    }  # fmt: skip
    if not experience:
        return row | {"state": str(State.NOT_CALCULABLE), "reason": f"no_{key['group']}_answers"}
    if len(both) < FEWEST:
        return row | {"state": str(State.NOT_CALCULABLE), "reason": "too_few_organisations"}
    one, other = [experience[code] for code in both], [values[code] for code in both]
    value, _ = spearman(one, other)
    if math.isnan(value):
        return row | {"state": str(State.NOT_CALCULABLE), "reason": "no_spread"}
    lower, upper = spearman_interval(value, len(both), 0, _CONFIDENCE)
    said = {"value": value, "lower": lower, "upper": upper, "confidence": _CONFIDENCE, "method": METHOD}
    return row | said | _adjusted(one, other, both, places) | {"state": str(State.VALUE), "reason": ""}


def _adjusted(
    one: Sequence[float], other: Sequence[float], both: Sequence[str], places: Mapping[str, Mapping[str, str]]
) -> dict[str, Any]:
    """The same among organisations of one kind; those of which a grouping is not known are a group of their own."""
    if not places:
        return {}
    groupings = [[its.get(code, "") for code in both] for its in places.values()]
    value, taken = spearman(one, other, groupings)
    lower, upper = spearman_interval(value, len(both), taken, _CONFIDENCE)
    if math.isnan(lower):
        return {}
    return {"adjusted": value, "adjusted_lower": lower, "adjusted_upper": upper,
            "adjusted_for": " and ".join(places), "adjusting_groups": taken}  # fmt: skip


def _sentence(row: Mapping[str, Any], edition: Edition) -> str:
    label = group_named(edition, row["group"])
    basis = f" ({row['basis']})" if row["basis"] else ""
    asked = f"{edition.label} indicator {row['indicator']}{basis}"
    other = (
        f"experience of {group_named(edition, edition.reference)} staff"
        if row["measured_on"] == REFERENCE
        else row["outcome"]
    )
    if row["state"] != State.VALUE:
        why = {"too_few_organisations": f"only {numbers.quantity(row['organisations'], 'organisation has', 'organisations have')} both",
               "no_spread": "one of the two is the same everywhere"}.get(row["reason"], f"there are no answers of {label} staff")  # fmt: skip
        return f"{asked}: how the experience of {label} staff goes with {other} cannot be said, because {why}."
    better = f"better {other}" if row["higher_is"] else f"higher values of {other}"
    goes = _goes(row, "")
    said = [f"{asked}: across {row['organisations']} organisations, better experience of {label} staff {goes} {better}: rank "
            f"correlation {_signed(row['value'])}{_limits(row, '')}."]  # fmt: skip
    if row.get("adjusted") is not None:
        said.append(
            f"Among organisations of the same {row['adjusted_for']} it is {_signed(row['adjusted'])}{_limits(row, 'adjusted_')}."
        )
    return " ".join([*said, *_whole(row, label), _WARNING])


def _goes(row: Mapping[str, Any], prefix: str) -> str:
    if not (row[f"{prefix}lower"] > 0 or row[f"{prefix}upper"] < 0):
        return "is not shown to go with"
    return "goes with" if row["value"] > 0 else "goes against"


def _whole(row: Mapping[str, Any], label: str) -> Iterator[str]:
    if row["part_of_whole"]:
        yield f"{label} staff are part of all staff, on whom this outcome was measured, so that a part is compared with its whole."
    elif row["part_of_whole"] is None:
        yield f"The file does not say on whom it was measured; if {label} staff are among them, a part is compared with its whole."


def _signed(value: float) -> str:
    return f"{numbers.score_difference(value)}"


def _limits(row: Mapping[str, Any], prefix: str) -> str:
    lower = row[f"{prefix}lower"]
    if math.isnan(lower):
        return ""
    return f" (95% interval {numbers.interval(lower, row[f'{prefix}upper'], _signed)})"
