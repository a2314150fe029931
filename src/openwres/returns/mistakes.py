"""Which of the classic mistakes explains a typed figure best: one small question for each, asked in order.

A question is asked only of a figure that is not right. What is said of it is in `rules.typed`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from decimal import ROUND_DOWN, Decimal
from itertools import pairwise

from openwres.contracts.tables import State
from openwres.display.numbers import rounded
from openwres.returns.truth import Claim

COARSEST = {"relative_likelihood": 1}
"""So many decimals are asked of a ratio: 2 stands for 2.0, as a spreadsheet shows it, and not for 1.6."""

_RECIPROCAL = 0.02  # R06: within 2% of the reciprocal
_EXACT = 1e-9
_DIFFERENCES = ("gap", "difference")


def half_unit(claim: Claim) -> float:
    """Half a unit of the last digit that was typed."""
    return 0.5 * 10.0 ** -max(claim.decimals, COARSEST.get(claim.key.statistic, 0))


def _near(claim: Claim, value: float) -> bool:
    return abs(claim.number - value) <= half_unit(claim) + _EXACT


def _true(claim: Claim) -> float:
    assert claim.value is not None  # noqa: S101 - questions after the first two are asked of values only
    return claim.value


def _undefined(claim: Claim) -> bool:
    return claim.state == str(State.NOT_CALCULABLE)


def _is_ratio(claim: Claim) -> bool:
    return claim.key.statistic == "relative_likelihood"


def _zero(c: Claim) -> str:
    return "zero-for-undefined" if _undefined(c) and c.number == 0 else ""


def _for_undefined(c: Claim) -> str:
    return "figure-for-undefined" if _undefined(c) else ""


def _with_percent(c: Claim) -> str:
    return "ratio-with-percent" if _is_ratio(c) and c.percent and _near(c, _true(c)) else ""


def _inverted(c: Claim) -> str:
    if not _is_ratio(c) or not _true(c) or not c.number:
        return ""
    close = abs(c.number * _true(c) - 1) <= _RECIPROCAL
    return "ratio-inverted" if close or _near(c, 1 / _true(c)) else ""


def _minus_one(c: Claim) -> str:
    if not _is_ratio(c):
        return ""
    excess = _true(c) - 1
    return "ratio-minus-one" if any(_near(c, x) for x in (excess, 100 * excess, -100 * excess)) else ""


def _as_percentage(c: Claim) -> str:
    return "ratio-as-percentage" if _is_ratio(c) and _near(c, 100 * _true(c)) else ""


def _truncated(c: Claim) -> str:
    cut = Decimal(repr(_true(c))).quantize(Decimal(1).scaleb(-c.decimals), rounding=ROUND_DOWN)
    return "figure-truncated" if c.decimals and abs(c.number - float(cut)) <= _EXACT else ""


def _twice(c: Claim) -> str:
    if c.decimals < COARSEST.get(c.key.statistic, 0):
        return ""
    more = (rounded(float(rounded(_true(c), c.decimals + n)), c.decimals) for n in (1, 2))
    return "rounded-twice" if any(abs(c.number - float(value)) <= _EXACT for value in more) else ""


def _of_rounded(c: Claim) -> str:
    event, people, other_event, other_people = c.counts
    if not _is_ratio(c) or event is None or other_event is None or not people or not other_people:
        return ""
    for places in (0, 1):
        one, other = (float(rounded(100 * x, places)) for x in (event / people, other_event / other_people))
        if other and _near(c, one / other):
            return "ratio-of-rounded"
    return ""


def _fraction(c: Claim) -> str:
    exact = 50 * 10.0**-c.decimals + _EXACT
    typed = not _is_ratio(c) and not c.percent and c.decimals >= 2
    return "fraction-for-percentage" if typed and abs(100 * c.number - _true(c)) <= exact else ""


def _sign(c: Claim) -> str:
    return "sign-lost" if c.key.statistic in _DIFFERENCES and _near(c, -_true(c)) else ""


def _share(c: Claim) -> str:
    if c.key.statistic != "difference":
        return ""
    part, whole, staff, all_staff = c.counts
    shares = [100 * n / d for n, d in ((part, whole), (staff, all_staff)) if n is not None and d]
    return "share-for-difference" if any(_near(c, sign * share) for share in shares for sign in (1, -1)) else ""


def _difference(c: Claim) -> str:
    if c.key.statistic != "percentage":
        return ""
    gaps = [_true(c) - other for _, other in c.beside.get("group", ())]
    return "difference-for-percentage" if any(_near(c, x) for gap in gaps for x in (gap, -gap)) else ""


def _elsewhere(what: str, rule: str) -> Callable[[Claim], str]:
    """Whether the figure is that of another group, basis, year or question."""

    def question(c: Claim) -> str:
        return rule if any(_near(c, value) for _, value in c.beside.get(what, ())) else ""

    return question


def _digits(c: Claim) -> str:
    """Two digits swapped, or one lost or doubled, in the figure itself or in a count that it was worked out from."""
    typed = _plain(abs(c.number), c.decimals)
    right = _plain(abs(_true(c)), c.decimals)
    if typed in swapped(right) or any(_near(c, value) for value in _of_swapped_counts(c)):
        return "digits-swapped"
    return "digit-lost" if typed in shortened(right) or right in shortened(typed) else ""


def _plain(value: float, decimals: int) -> str:
    return f"{rounded(value, decimals):f}"


def swapped(text: str) -> set[str]:
    """The texts that come of it when two digits beside one another change places."""
    found = set()
    digits = [n for n, sign in enumerate(text) if sign.isdigit()]
    for one, other in pairwise(digits):
        signs = list(text)
        signs[one], signs[other] = signs[other], signs[one]
        found.add("".join(signs))
    return found - {text}


def shortened(text: str) -> set[str]:
    """The texts that come of it when one digit is lost, of those that leave a number."""
    cut = {text[:n] + text[n + 1 :] for n, sign in enumerate(text) if sign.isdigit()}
    return {short for short in cut if short and short[0].isdigit() and short[-1].isdigit()} - {text}


def _of_swapped_counts(c: Claim) -> Iterator[float]:
    """Percentages from counts of which one has two digits swapped."""
    part, whole = c.counts[:2]
    if c.key.statistic == "percentage" and part is not None and whole:
        yield from (100 * part / int(other) for other in swapped(str(whole)) if int(other))
        yield from (100 * int(other) / whole for other in swapped(str(part)))


QUESTIONS: tuple[Callable[[Claim], str], ...] = (
    _zero,
    _for_undefined,
    _with_percent,
    _inverted,
    _minus_one,
    _as_percentage,
    _truncated,
    _twice,
    _of_rounded,
    _sign,
    _share,
    _fraction,
    _elsewhere("group", "figure-of-other-group"),
    _elsewhere("year", "figure-of-last-year"),
    _elsewhere("basis", "figure-of-other-basis"),
    _digits,
    _elsewhere("question", "figure-of-other-question"),
    _elsewhere("share", "rate-for-ratio"),
    _difference,
)
"""The first that answers with the id of a rule explains the figure."""


def mistake_in(claim: Claim) -> str:
    """The rule that explains a typed figure that is not right."""
    for question in QUESTIONS:
        if rule := question(claim):
            return rule
    return "ratio-with-percent" if _is_ratio(claim) and claim.percent else "figure-differs"
