"""Rules about figures that somebody typed, or that came as percentages: they follow from the counts, or a rule says how not.

The questions that tell one mistake from another are in `mistakes`; here stand their reasons and their sentences.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

import polars as pl

from openwres.contracts.problems import Severity
from openwres.contracts.tables import State
from openwres.display import numbers
from openwres.returns.batch import Returns
from openwres.returns.mistakes import COARSEST, mistake_in
from openwres.returns.rules.naming import figure_in_words
from openwres.returns.rules.rule import Hit, Rule
from openwres.returns.truth import Claim, claims_in, claims_of

_NEVER = "Leave the cell as it is calculated, or type the right value; a typed figure is compared and never kept."
_RDASH = "Rotherham Doncaster and South Humber NHS FT, 2025: 0.66 times more likely, for 1.66"
_KMPT = "Kent and Medway NHS and Social Care Partnership Trust, 2020"
_NCIC = "North Cumbria Integrated Care NHS FT, 2023: 1.54% and 17.16% for indicator 2"


def explained(returns: Returns) -> list[tuple[str, Claim]]:
    """Every typed figure that is not right, with the rule that explains it."""
    claims = returns.once("claims", claims_of)
    wrong = claims_in(returns, claims.filter(pl.col("number").is_not_null(), _is_wrong()))
    return [(mistake_in(claim), claim) for claim in wrong]


def _is_wrong() -> pl.Expr:
    """A number where none can be, one that is not the value, or a ratio with a percent sign."""
    ratio = pl.col("statistic") == "relative_likelihood"
    coarsest = pl.col("statistic").replace_strict(COARSEST, default=0, return_dtype=pl.Int32)
    unit = pl.lit(10.0).pow(-pl.max_horizontal("decimals", coarsest))
    off = (pl.col("number") - pl.col("value")).abs() > unit / 2 + 1e-9
    undefined = pl.col("state") == str(State.NOT_CALCULABLE)
    return (undefined | off | (ratio & pl.col("percent") & (pl.col("state") == str(State.VALUE)))).fill_null(
        value=False
    )


def _explained_as(rule: str, finds: str, returns: Returns) -> Iterator[Hit]:
    for found, claim in returns.once("explained", explained):
        if found == rule:
            yield Hit(
                claim.organisation, f"{_beginning(returns, claim)}: {finds}.",
                returns.keys.of_figure(claim.key), claim.sheet, claim.place,
            )  # fmt: skip


def _beginning(returns: Returns, claim: Claim) -> str:
    typed = f"{figure_in_words(returns.edition, claim.key)} is given as {_number(claim)}"
    if claim.value is None:
        return f"{typed} and cannot be calculated from the counts{_counts(claim)}"
    right = claim.value
    places = max(claim.decimals, COARSEST.get(claim.key.statistic, 0), 2 if "ratio" in _kind(claim) else 1)
    return f"{typed} and the counts{_counts(claim)} give {numbers.rounded(right, min(places, 4))}"


def _kind(claim: Claim) -> str:
    return "ratio" if claim.key.statistic == "relative_likelihood" else claim.key.statistic


def _number(claim: Claim) -> str:
    """The number that was read; never the text of the cell."""
    return f"{numbers.rounded(claim.number, min(claim.decimals, 6))}{'%' if claim.percent else ''}"


def _counts(claim: Claim) -> str:
    part, whole, other, other_whole = claim.counts
    if part is None or whole is None:
        return ""
    second = f", {other:,} of {other_whole:,}" if other is not None and other_whole is not None else ""
    return f" ({part:,} of {whole:,}{second})"


def _rule(
    rule_id: str, number: str, finds: str, why: str, source: str, remedy: str = _NEVER, severity: Severity = Severity.BLOCK
) -> Rule:  # fmt: skip
    """A rule that explains a typed figure."""
    return Rule(rule_id, number, severity, finds, remedy, why, source, partial(_explained_as, rule_id, finds))


RULES: tuple[Rule, ...] = (
    _rule(
        "ratio-inverted",
        "R06",
        "the ratio is the other way up",
        "Above 1 and below 1 say the opposite of one another.",
        "Rotherham Doncaster and South Humber NHS FT, 2025: national ratios of 0.71 and 0.79; its own indicator 4 in two directions",
    ),
    _rule(
        "ratio-minus-one",
        "R05",
        "it is what the ratio exceeds 1 by",
        "0.66 as a ratio says that BME people have the advantage.",
        _RDASH,
    ),
    _rule(
        "ratio-with-percent",
        "R07",
        "a ratio has no percent sign",
        "1.54% is a hundredth of 1.54, or a percentage.",
        _NCIC,
    ),
    _rule(
        "ratio-as-percentage",
        "R07",
        "it is the ratio times 100",
        "160 in a column of ratios is taken for one.",
        "North West, 2019: 1.5 per cent greater chance, for 1.5 times",
    ),
    _rule(
        "ratio-of-rounded",
        "R05",
        "it is a ratio of percentages that were rounded before",
        "Rounding first moves the ratio.",
        f"{_KMPT}: 1.7 on one page and 1.8 on another, for 1.83",
    ),
    _rule(
        "figure-truncated",
        "R05",
        "it was cut off and not rounded",
        "A figure that is cut off is always too near 0.",
        "NHS Gloucestershire CCG, 2019: 6.31 for 6.316; Wyre Forest District Council, 2020: 80.23 for 80.236",
    ),
    _rule(
        "rounded-twice",
        "R05",
        "it was rounded twice",
        "0.2949 becomes 0.295 and then 0.30.",
        "Wyre Forest District Council, 2020: 0.30 for 1 of 339",
    ),
    _rule(
        "sign-lost",
        "R10",
        "it has the other sign",
        "Below 0 is adverse and above it is not.",
        "Kent and Medway NHS and Social Care Partnership Trust, 2020: a dash read as a minus",
    ),
    _rule(
        "share-for-difference",
        "R10",
        "it is a share of the board or of the workforce, and no difference",
        "A dash before a share reads as a minus.",
        f"{_KMPT}: indicator 9 as BAME staff - 74%, for -4 points",
    ),
    _rule(
        "fraction-for-percentage",
        "R10",
        "it is a fraction of 1, and a percentage is asked for",
        "0.23 reads as a quarter of one per cent.",
        "No published case; spreadsheets keep 23% as 0.23",
    ),
    _rule(
        "figure-of-other-group",
        "R09",
        "it is the figure of another group",
        "Who is worse off is turned round.",
        f"{_KMPT}: indicators 5 to 8 under each other's labels on the summary page",
    ),
    _rule(
        "figure-of-last-year",
        "R13",
        "it is the figure of the year before",
        "A form that is filled on top of last year's keeps some of it.",
        "Newcastle upon Tyne Hospitals, 2024: a headcount labelled March 2023",
    ),
    _rule(
        "figure-of-other-basis",
        "R23",
        "it is the figure in another basis",
        "Bases differ by tens of points, windows by half.",
        "The Christie, 2021 to 2022: indicator 7 fell from 90 to 61, most likely because the base changed",
    ),
    _rule(
        "digits-swapped",
        "R05",
        "two digits are swapped, in it or in a count behind it",
        "It looks right at a glance.",
        "Newham, 2011: 74% for 14 of 30; Manchester, 2003: 314 for 134 staff",
    ),
    _rule(
        "digit-lost",
        "R08",
        "a digit is missing, or stands twice",
        "It looks right at a glance.",
        f"{_KMPT}: 9.6% for 59.6% of white staff trained",
    ),
    _rule(
        "figure-of-other-question",
        "R18",
        "it is the figure of another indicator",
        "Questions have other numbers each few years.",
        "Question 13a was harassment until 2020 and is physical violence since 2021",
    ),
    _rule(
        "rate-for-ratio",
        "R07",
        "it is the rate of a group, and a ratio is asked for",
        "A rate in the place of a ratio reads as an enormous one.",
        _NCIC,
    ),
    _rule(
        "difference-for-percentage",
        "R10",
        "it is a difference of two groups, and a percentage is asked for",
        "A gap of 5 points reads as 5 per cent of people.",
        "No published case; the form asks for percentages where reports print gaps",
    ),
    _rule(
        "zero-for-undefined",
        "R05",
        "0 stands for a ratio that does not exist",
        "0 reads as no BME staff at all, or as the best there is.",
        "NHS Gloucestershire CCG, 2019 and 2020: 0 for indicator 3 without a case",
        "Leave the cell blank.",
    ),
    _rule(
        "figure-for-undefined",
        "R05",
        "there is none",
        "A number without counts behind it cannot be followed.",
        "Kingston Hospital, 2020-21: 0 of 418 black doctors offered a post, so that no ratio exists",
        "Leave the cell blank, or correct the counts.",
    ),
    _rule(
        "figure-differs",
        "R05",
        "no usual mistake explains it",
        "A figure that does not follow from its counts cannot be checked by anybody.",
        f"{_KMPT}; NHS Gloucestershire CCG, 2019: 4.4% of a count that gives 5.0%",
        "Correct the counts or the figure; a typed figure is compared and never kept.",
    ),
)
