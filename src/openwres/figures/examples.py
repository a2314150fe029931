"""Runs the worked examples inside the definitions through the calculators that everything else uses."""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from openwres.contracts.exceptions import UsageError
from openwres.contracts.problems import Problem, Severity
from openwres.contracts.tables import TALLY_SCHEMA, Source, State
from openwres.figures.calculate import calculate_figures
from openwres.figures.counts import ALL
from openwres.standards.model import SCORE, YES_NO, Edition, Example, Indicator, Item, Standard

_PLACE = "EXAMPLE"
_TOLERANCE = 5e-5
_COLUMNS = ("category", "statistic", "group", "basis", "state", "reason", "numerator", "denominator")


def run_examples(standard: Standard) -> list[Problem]:
    """A problem for each example whose figures are not what the definition expects."""
    problems = []
    newest = standard.edition(max(standard.editions))
    for indicator in newest.indicators:
        for example in indicator.examples:
            wrong = _failure(standard, indicator, example)
            if wrong:
                problems.append(
                    Problem(
                        "example-fails",
                        Severity.BLOCK,
                        f"Example `{example.name}`: {wrong}.",
                        "Mend the example, or the definition.",
                        indicator.file,
                        row=example.line,
                    )
                )
    return problems


def _failure(standard: Standard, indicator: Indicator, example: Example) -> str:
    """What is wrong with an example, be it its result or that it cannot be run."""
    try:
        edition = standard.edition(example.year or max(standard.editions))
        return failure(edition, edition.indicator(indicator.name), example)
    except (KeyError, ValueError, UsageError) as error:
        return f"it cannot be run, because of {error}".rstrip(".")


def failure(edition: Edition, indicator: Indicator, example: Example) -> str:
    """What the example got instead of what it expects, or nothing."""
    tallies = pl.concat(
        [_tallies(edition, example.given, edition.year), _tallies(edition, example.previous, edition.year - 1)]
    )
    figures = calculate_figures(tallies, edition, plain=True).filter(pl.col("indicator") == indicator.name)
    expected = dict(example.expect)
    if not set(expected) - {"category", "group", "basis", "statistic"}:
        return "it expects nothing"
    wanted = {key: value for key, value in expected.items() if key in ("category", "statistic", "group", "basis")}
    statistics = [key for key in expected if key not in _COLUMNS]
    rows = figures.filter(pl.col("category") == wanted.get("category", ""), pl.col("classification") == edition.main)
    rows = rows.filter(
        pl.col("statistic") == (statistics[0] if statistics else wanted.get("statistic", _headline(indicator)))
    )
    rows = rows.filter(
        pl.col("group").is_in([wanted.get("group", _group(edition, indicator)), f"{indicator.over}:{indicator.under}"])
    )
    if "basis" in wanted:
        rows = rows.filter(pl.col("basis") == wanted["basis"])
    if len(rows) != 1:
        return f"it names {len(rows)} figures and should name one"
    row = rows.row(0, named=True)
    return next((said for key, value in expected.items() if (said := _differs(row, key, value))), "")


def _headline(indicator: Indicator) -> str:
    return {
        "composition": "percentage", "relative_likelihood": "relative_likelihood",
        "survey_percentage": "gap" if indicator.under else "percentage", "representation_gap": "difference",
        "disparity_ratio": "disparity_ratio", "score": "gap", "yes_no": "yes",
    }[indicator.kind]  # fmt: skip


def _group(edition: Edition, indicator: Indicator) -> str:
    """The group whose figure is meant where an example names none."""
    return ALL if indicator.kind == "yes_no" else edition.focus


def _differs(row: Mapping[str, object], key: str, expected: str) -> str:
    """What differs between a figure and one expected word or number."""
    got = row[key] if key in _COLUMNS else row["value"]
    if key in ("numerator", "denominator") or key not in _COLUMNS:
        if isinstance(got, (int, float)) and abs(got - float(expected)) <= _TOLERANCE:
            return ""
        return f"{key} is {got if got is not None else row['state']} ({row['reason'] or 'a value'}), not {expected}"
    return "" if str(got) == expected else f"{key} is {got}, not {expected}"


def _tallies(edition: Edition, given: Mapping[str, Mapping[str, str]], year: int) -> pl.DataFrame:
    """Example counts as tallies: `item`, `item/category` or `item/basis`, then groups."""
    rows = []
    for name, groups in given.items():
        item, _, rest = name.partition("/")
        bases = edition.items[item].bases
        places = {*bases, *(c for b in edition.breakdowns.values() for c in b.categories)}
        if rest and rest not in places:
            raise KeyError(name)
        breakdown = next((code for code, b in edition.breakdowns.items() if rest in b.categories), "")
        basis = rest if rest in bases and rest else next(iter(bases))
        for group, text in groups.items():
            count, value, base = _amount(edition.items[item], text)
            rows.append(
                {
                    "standard": edition.standard, "year": year, "organisation": _PLACE, "item": item, "breakdown": breakdown,
                    "category": rest if breakdown else "", "classification": edition.main, "group": group, "basis": basis,
                    "count": count, "value": value, "base": base,
                    "state": str(State.VALUE), "reason": "", "source": str(Source.VERIFIED),
                }
            )  # fmt: skip
    return pl.DataFrame(rows, schema=TALLY_SCHEMA)


def _amount(item: Item, text: str) -> tuple[int | None, float | None, int | None]:
    """Count, value and base: `24.9%` is a percentage, `6.4 of 210` a score with its base, `yes` or `no` an answer."""
    if item.unit == YES_NO:
        return None, {"yes": 1.0, "no": 0.0}[text], None
    if item.unit == SCORE or text.endswith("%") or "% of " in text:
        value, _, base = text.partition(" of ")
        return None, float(value.removesuffix("%")), int(base) if base else None
    return int(text), None, None
