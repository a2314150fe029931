"""The plain sentences of a ratio, one function for each thing that is said, none where there is nothing to say.

What the numbers are is worked out in `ratio`, how they are written is in `display.numbers`.
"""

from __future__ import annotations

from openwres.display import numbers
from openwres.findings.ratio import BAND, SMALL_COUNT, Group, RatioFinding, Scenario


def sentences(finding: RatioFinding) -> list[str]:
    """The counts, the ratio, its doubt, the gap in points and people, the power, and the unknown; without capital and full stop."""
    return [
        *_say_counts(finding),
        *_say_ratio(finding),
        *_say_interval(finding),
        *_say_tests(finding),
        *_say_band(finding),
        *_say_gap(finding),
        *_say_people(finding),
        *_say_power(finding),
        *_say_unknown(finding),
    ]


def _members(finding: RatioFinding, side: Group, number: int = 2) -> str:
    """The members of a group: white people; for one of them: white person."""
    return f"{side.label} {finding.wording.one if number == 1 else finding.wording.many}"


def _had(finding: RatioFinding, number: int) -> str:
    wording = finding.wording
    return wording.had_one if number == 1 and wording.had_one else wording.had


def _some(number: int) -> str:
    return numbers.count(number) if number else "none"


def _say_counts(finding: RatioFinding) -> list[str]:
    return ["; ".join(_say_count(finding, side) for side in (finding.reference, finding.focus))]


def _say_count(finding: RatioFinding, side: Group) -> str:
    if side.rate is None:
        return f"there are no {_members(finding, side)}"
    share = numbers.percentage(side.rate, apart_from=(0, 1))
    people = f"{numbers.count(side.total)} {_members(finding, side, side.total)}"
    return f"of {people}, {_some(side.events)} ({share}) {_had(finding, side.events)}"


def _say_ratio(finding: RatioFinding) -> list[str]:
    first, second = _members(finding, finding.first), _members(finding, finding.second)
    to_have = finding.wording.to_have
    if finding.value is None:
        cannot = f"the ratio ({finding.reads}) cannot be calculated because {_say_reason(finding)}"
        return [cannot] if finding.lower is None else [cannot, _say_direction(finding)]
    if finding.value == 0:
        return [f"no {first} {_had(finding, 2)}, so the ratio ({finding.reads}) is 0", _say_direction(finding)]
    if finding.value == 1:
        return [f"{first} and {second} were equally likely to {to_have} (ratio 1.00)"]
    times = numbers.ratio(finding.value, apart_from=(0, *BAND, 1))
    higher = first if finding.value > 1 else second
    return [
        f"{first} were {times} times as likely as {second} to {to_have}, so {higher} had the higher rate",
        _say_direction(finding),
    ]


def _say_reason(finding: RatioFinding) -> str:
    if finding.reason == "no_population":
        return f"there are no {finding.wording.many} in either group"
    if finding.reason.endswith("_population"):
        empty = finding.second if finding.first.total else finding.first
        return f"there are no {_members(finding, empty)}"
    if finding.reason == "no_events":
        return f"nobody {_had(finding, 1)}"
    return f"no {_members(finding, finding.second)} {_had(finding, 2)}"


def _say_direction(finding: RatioFinding) -> str:
    return f"a ratio above 1 is adverse to {_members(finding, finding.focus)}"


def _say_interval(finding: RatioFinding) -> list[str]:
    if finding.lower is None:
        return []
    limits = numbers.interval(finding.lower, finding.upper, lambda limit: numbers.ratio(limit, apart_from=(0, 1)))
    name = f"the {100 * finding.confidence:g}% interval of the ratio ({finding.method})"
    says = f"{name} is {limits}" if finding.upper is not None else f"{name} has no upper limit; the ratio is {limits}"
    if finding.excludes_one:
        return [f"{says}; that excludes 1, which would be equal rates"]
    return [f"{says}; that includes 1, so these counts are compatible with equal rates"]


def _say_tests(finding: RatioFinding) -> list[str]:
    if finding.score_p_value is None or finding.mid_p_value is None or finding.reason == "no_events":
        return []
    score = f"the score test of equal rates has a p-value of {numbers.p_value(finding.score_p_value)}"
    if not finding.small_counts:
        return [score]
    exact = f"the conditional mid-P test has a p-value of {numbers.p_value(finding.mid_p_value)}"
    return [score, f"because a count is under {SMALL_COUNT}, {exact}"]


def _say_band(finding: RatioFinding) -> list[str]:
    if finding.value is None:
        return []
    where = "inside" if finding.in_band else "outside"
    return [f"the ratio is {where} the band {numbers.interval(*BAND)}, a screening convention and not a test"]


def _say_gap(finding: RatioFinding) -> list[str]:
    if finding.gap is None or finding.reason == "no_events":
        return []
    limits = ""
    if finding.gap_lower is not None and finding.gap_upper is not None:
        span = numbers.interval(finding.gap_lower, finding.gap_upper, numbers.points).replace(" pp to ", " to ")
        limits = f" ({100 * finding.confidence:g}% interval {span})"
    if finding.gap == 0:
        return [f"there is no gap between the rates{limits}"]
    side = "above" if finding.gap > 0 else "below"
    size = numbers.points_in_words(finding.gap)
    first, second = (_members(finding, each) for each in (finding.first, finding.second))
    return [f"the rate of {first} is {size} {side} that of {second}{limits}"]


def _say_people(finding: RatioFinding) -> list[str]:
    if finding.people is None or finding.reason == "no_events":
        return []
    events = finding.focus.events
    expected = int(numbers.rounded(events + finding.people, 0))
    more = expected - events
    difference = f"{numbers.count(abs(more))} {'more' if more > 0 else 'fewer'}" if more else "no more and no fewer"
    likely = f"if {_members(finding, finding.focus)} were as likely as {_members(finding, finding.reference)}"
    instead = f"{_some(expected)} rather than {_some(events)}" if more else _some(events)
    says = f"{likely} to {finding.wording.to_have}, about {instead} would be expected: {difference}"
    return [f"{says}{_say_people_limits(finding)}"]


def _say_people_limits(finding: RatioFinding) -> str:
    """From how many fewer to how many more the interval of the gap goes, in people."""
    if finding.people_lower is None or finding.people_upper is None:
        return ""
    limits = [int(numbers.rounded(limit, 0)) for limit in (finding.people_lower, finding.people_upper)]
    words = ["fewer" if limit < 0 else "more" for limit in limits]
    if words[0] == words[1] == "fewer":
        limits.reverse()
    least, most = (numbers.count(abs(limit)) for limit in limits)
    between = f"{least} to {most} {words[1]}" if words[0] == words[1] else f"{least} fewer to {most} more"
    return f" ({100 * finding.confidence:g}% interval: {between})"


def _say_power(finding: RatioFinding) -> list[str]:
    if not (finding.first.total and finding.second.total and finding.first.events + finding.second.events):
        return []
    disparity = f"a true ratio of {numbers.ratio(finding.power_ratio)}"
    if finding.power is None:
        return [f"so many {_had(finding, 2)} overall that {disparity} is not possible"]
    test = f"score test at the {100 * (1 - finding.confidence):.3g}% level"
    says = f"with these numbers {disparity} would show here {numbers.chance(finding.power)} ({test})"
    if finding.excludes_one or finding.power >= 0.8:
        return [says]
    return [f"{says}, so not seeing one is weak evidence of equal rates"]


def _say_unknown(finding: RatioFinding) -> list[str]:
    """The scenarios and the bounds; nothing where nobody is unknown."""
    unknown = finding.unknown
    if unknown is None or not unknown.total:
        return []
    people = numbers.quantity(unknown.total, f"{finding.wording.one} is", f"{finding.wording.many} are")
    labels = {side.code: side.label for side in (finding.first, finding.second)}
    parts = [f"if all were {labels[one.all_in]}, the ratio would be {_say_scenario(one)}" for one in unknown.scenarios]
    bounds = "whoever they are, there is no limit to what the ratio can be"
    if unknown.ratio_lower is not None:
        limits = numbers.interval(unknown.ratio_lower, unknown.ratio_upper, lambda limit: numbers.ratio(limit, (0, 1)))
        kind = "lies between these bounds" if unknown.ratio_upper is not None else "has this bound"
        bounds = f"whoever they are, the ratio {kind}: {limits}"
    return [f"{people} of unknown ethnicity: {'; '.join(parts)}", bounds]


def _say_scenario(one: Scenario) -> str:
    if one.value is None:
        return "not calculable"
    value = numbers.ratio(one.value, apart_from=(0, *BAND, 1))
    return value if one.lower is None else f"{value} ({numbers.interval(one.lower, one.upper)})"
