"""Charts of plain and of ugly data, each under the name of what is ugly about it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from math import exp, hypot

from openwres.display.chart import Chart
from openwres.display.charts.before_after import Change, before_after
from openwres.display.charts.composition import Grade, composition
from openwres.display.charts.dots import dots
from openwres.display.charts.funnel import Curve, Placed, funnel
from openwres.display.charts.ladder import Step, ladder
from openwres.display.charts.rows import COUNT, GAP, PERCENT, RATIO, SCORE_GAP, Break, Measure, Point, Series
from openwres.display.charts.strip import Score, scorecard
from openwres.display.charts.trend import trend

LONG = "The Royal and Ancient United Invented Integrated Community and Mental Health NHS Foundation Trust"
LIKELIHOOD = Measure(
    "Likelihood of appointment from shortlisting, white to BME applicants", RATIO,
    adverse="above", adverse_to="BME applicants", band=(0.8, 1.25),
)  # fmt: skip
BELIEF = Measure("Belief in equal opportunities, BME minus white staff", GAP, adverse="below", adverse_to="BME staff")
SHARE = Measure("Staff who met discrimination", PERCENT)
YEARS = range(2017, 2027)
UGLY = (
    Point("Little Wold NHS Trust", 1.2, 0.9, 1.6),
    Point(LONG, 1.6, 1.27, 2.03, emphasis=True),
    Point("Hidden", state="suppressed"),
    Point("Nobody appointed", None, 1.45, None, "not calculable"),
    Point("Huge", 19.0, 3.0, 900.0),
    Point("None", 0.0, 0.0, 1.3),
    Point("<&> \u0175\u0177", 0.7, 0.3, 1.2),
    Point("Unbroken" + "n" * 120, 1.0, 1.0, 1.0),
)


def many(number: int) -> list[Point]:
    """Points of as many invented organisations, the same ones each time."""
    values = [0.6 + (at * 37 % 101) / 60 for at in range(number)]
    return [
        Point(f"Invented NHS Trust {at}", value, 0.7 * value, 1.5 * value, emphasis=at == 7)
        for at, value in enumerate(values)
    ]


def yearly(values: Sequence[float | None], label: str = "", half: float = 0.2) -> Series:
    """A series over `YEARS`; None is suppressed."""
    return Series(
        label,
        tuple(
            Point(str(year), state="suppressed")
            if value is None
            else Point(str(year), value, value - half, value + half)
            for year, value in zip(YEARS, values, strict=False)
        ),
    )


def placed(number: int) -> list[Placed]:
    """As many invented organisations with errors between 0.1 and 0.4."""
    return [Placed(point, 0.1 + (at * 53 % 97) / 320) for at, point in enumerate(many(number))]


ERRORS = [0.45 * at / 29 for at in range(30)]
CURVES = [
    Curve(name, ERRORS, [1.4 * exp(-z * hypot(0.2, e)) for e in ERRORS], [1.4 * exp(z * hypot(0.2, e)) for e in ERRORS])
    for name, z in (("99.8%", 3.09), ("95%", 1.96))
]
GAPS = [Curve("95%", [0.1, 9.0], [-11.0, -30.0], [-3.0, 16.0])]


def grades(number: int) -> list[Grade]:
    """As many grades in two blocks and some without; each seventh is hidden, each ninth has nobody."""
    found = []
    for at in range(number):
        people = (at * 13 % 90, at * 71 % 1300, at % 4)
        share = 100 * people[0] / sum(people) if sum(people) else None
        block = ("Non-clinical", "Clinical", "")[min(3 * at // number, 2)]
        grade = Grade(f"Band {at}", share, people, "" if share is not None else "nobody", block)
        if at % 7 == 3:
            grade = Grade(grade.label, None, (None, None, None), "suppressed", block)
        found.append(grade)
    return found


GROUPS = ("BME", "White", "Unknown")
MOVES = Measure("Staff who moved up a band within a year", PERCENT)
STEPS = [
    Step("Band 2", (Point("", 3.1, 2.2, 4.3), Point("", 4.4, 3.9, 5.0))),
    Step("Band 8a", (Point("", state="suppressed"), Point("", 5.4, 3.9, 7.0))),
    Step(LONG, (Point("", 0.0, 0.0, 4.0), Point("", state="not calculable"))),
]
CHANGES = [
    Change("Appointment", Point("", 1.6), Point("", 1.4)),
    Change(LONG, Point("", 0.6), Point("", 2.9), emphasis=True),
    Change("Training", Point("", state="suppressed"), Point("", 0.95)),
    Change("Discipline", Point("", 30.0), Point("", 0.0)),
    Change("Board", Point("", state="not collected"), Point("", state="missing")),
]
SCORES = [
    Score(replace(SHARE, title="1. Share of BME staff"), Point("", 24.4)),
    Score(LIKELIHOOD, Point("", 1.6, 1.27, 2.03)),
    Score(replace(LIKELIHOOD, title=LONG), Point("", None, 1.45, None, "not calculable"), "ring"),
    Score(LIKELIHOOD, Point("", state="suppressed")),
    Score(LIKELIHOOD, Point("", 19.0, 3.0, 900.0)),
    Score(BELIEF, Point("", -40.1, -45.0, -35.2), "diamond"),
    Score(BELIEF, Point("", 2.1), "frame"),
    Score(replace(BELIEF, unit=SCORE_GAP), Point("", -0.49), "block", 10.0),
]
FULL = yearly([1.6, 1.5, 1.7, 1.4, None, 1.5, 1.3, 1.2, 1.3, 1.1])
WHITE = yearly([6.0 + at / 9 for at in range(10)], "White staff", 1)
BME = yearly([15.0, None, 15.5, None, 15.2, 14.9, 16.0, 17.0, 16.5, 16.0], "BME staff", 2)
CHARTS: dict[str, Callable[[], Chart]] = {
    "dots of nothing": lambda: dots(LIKELIHOOD, []),
    "dots of one": lambda: dots(LIKELIHOOD, UGLY[:1]),
    "dots of one hidden": lambda: dots(LIKELIHOOD, UGLY[2:3]),
    "dots of ugly values": lambda: dots(LIKELIHOOD, UGLY, 1.51),
    "dots with equality and average in one place": lambda: dots(LIKELIHOOD, UGLY, 1.0),
    "dots with an average far out": lambda: dots(LIKELIHOOD, UGLY[:1], 7.9),
    "dots with an average far down": lambda: dots(BELIEF, many(3), -99.0),
    "dots of many": lambda: dots(LIKELIHOOD, many(215), 1.4),
    "dots of gaps": lambda: dots(BELIEF, [Point("A", -12.0, -20.0, -4.0), Point("B", 3.0, -1.0, 7.0)], -3.0),
    "dots in a narrow column": lambda: dots(LIKELIHOOD, UGLY, 1.51, width=280),
    "funnel of nothing": lambda: funnel(LIKELIHOOD, [], 1.4),
    "funnel of one": lambda: funnel(LIKELIHOOD, [Placed(UGLY[1], 0.2)], 1.4, CURVES),
    "funnel of many": lambda: funnel(LIKELIHOOD, placed(215), 1.4, CURVES),
    "funnel of ugly values": lambda: funnel(
        LIKELIHOOD, [Placed(replace(point, emphasis=True), 0.05 * at if at else None) for at, point in enumerate(UGLY)], 1.01, CURVES
    ),
    "funnel of gaps": lambda: funnel(BELIEF, [Placed(Point("A", -12.0, -20.0, -4.0, emphasis=True), 4.0), Placed(Point("B", 3.0), 2.0)], -7.0, GAPS),
    "funnel in a narrow column": lambda: funnel(LIKELIHOOD, placed(40), 1.4, CURVES, width=280),
    "composition of nothing": lambda: composition("Staff by grade", [], GROUPS),
    "composition of one hidden": lambda: composition("Staff by grade", grades(4)[3:], GROUPS, 24.4),
    "composition of 33 rows": lambda: composition("Staff by grade", grades(33), GROUPS, 5.5),
    "composition of 17 rows": lambda: composition("Staff by grade", grades(17), GROUPS, 99.0),
    "composition with long names": lambda: composition(
        "Staff by grade", [Grade(LONG, 12.5, (1_000_000, 7_000_000, 0), block=LONG), Grade("B", None, (0, 0, 0), LONG)], (LONG, "White", LONG), 20.0, LONG,
    ),
    "ladder of nothing": lambda: ladder(MOVES, [], GROUPS[:2]),
    "ladder of two groups": lambda: ladder(MOVES, STEPS, GROUPS[:2]),
    "ladder of ratios": lambda: ladder(LIKELIHOOD, [Step(p.label, (p,)) for p in UGLY], ("",), 1.21),
    "ladder in a narrow column": lambda: ladder(MOVES, STEPS, GROUPS[:2], width=260),
    "before and after of nothing": lambda: before_after(LIKELIHOOD, [], "2022", "2026"),
    "before and after": lambda: before_after(LIKELIHOOD, CHANGES, "March 2022", "March 2026", "Indicator"),
    "before and after of many": lambda: before_after(
        SHARE, [Change(f"Trust {at}", Point("", at * 37 % 101), Point("", at * 53 % 101)) for at in range(60)], LONG, LONG
    ),
    "scorecard of nothing": lambda: scorecard("Indicators", []),
    "scorecard of ugly values": lambda: scorecard("Indicators", SCORES),
    "scorecard in a narrow column": lambda: scorecard("Indicators", SCORES, width=280),
    "trend of nothing": lambda: trend(LIKELIHOOD, [], []),
    "trend of the first year": lambda: trend(LIKELIHOOD, [2017], [yearly([1.3])]),
    "trend of a hidden year alone": lambda: trend(LIKELIHOOD, [2017], [yearly([None])]),
    "trend of ten years": lambda: trend(LIKELIHOOD, YEARS, [FULL]),
    "trend with breaks": lambda: trend(
        LIKELIHOOD, YEARS, [FULL], [Break(2019, "new system of recruitment, all counted anew"), Break(2020, LONG), Break(2026, "new definition of applicants")],
    ),
    "trend of all hidden": lambda: trend(LIKELIHOOD, YEARS, [yearly([None] * 10)]),
    "trend of two groups": lambda: trend(SHARE, YEARS, [WHITE, BME]),
    "trend of groups that meet": lambda: trend(
        SHARE, YEARS, [yearly([9.0] * 10, LONG), yearly([9.0] * 10, "BME staff"), yearly([9.1] * 10, "Unknown")]
    ),
    "trend with a target": lambda: trend(
        Measure("BME staff at band 8a", COUNT), YEARS, [yearly([float(300 + 10 * at) for at in range(10)], half=0)],
        target=[(year, 300.0 + 22 * (year - 2017)) for year in range(2017, 2029)], target_name="path to parity",
    ),
    "trend with huge values": lambda: trend(LIKELIHOOD, [2017, 2018, 2019], [Series("", (UGLY[4], UGLY[5], UGLY[3]))]),
}  # fmt: skip
