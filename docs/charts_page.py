"""The page of all charts, each drawn of invented numbers: `python docs/charts_page.py` writes it and says what drawing costs."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from time import process_time

from openwres.display.chart import Chart
from openwres.display.charts.before_after import Change, before_after
from openwres.display.charts.composition import Grade, composition
from openwres.display.charts.dots import dots
from openwres.display.charts.funnel import Curve, Placed, funnel
from openwres.display.charts.ladder import Step, ladder
from openwres.display.charts.rows import GAP, PERCENT, RATIO, Break, Measure, Point, Series
from openwres.display.charts.strip import Score, scorecard
from openwres.display.charts.trend import trend

DOCS = Path(__file__).parent
PAGE = DOCS / "reference" / "charts.md"
IMAGES = DOCS / "images" / "charts"

MADE = "<!-- Made by docs/charts_page.py; change that or the charts, then run it. -->"
_HEAD = """# Charts

The charts of reports. Each is a function in `openwres.display.charts` from plain numbers to SVG, a description for those who
do not see it, and a table of its numbers. All numbers here are invented.

- Shape, dash and place tell things apart; colour only helps. Words have a contrast of 4.5 to 1 at least, marks of 3 to 1.
- Ratios lie on a log scale, so that 2 and 0.5 are as far from equality.
- A bar is an interval. An arrowhead is an interval without a limit, or a limit or value beyond the scale.
- What is suppressed, missing or not calculable is a cross with its word, never a zero. No line runs over it, nor over a break.
- Letters are 8.5 points at least, where a chart is printed as wide as it is drawn (162 mm).
- Names that are too long are shortened in the drawing and whole in the table.

`measure` (`Measure`) says what is drawn, in which unit, and which side is adverse to whom; `Point` is a value with its limits,
or the word for why there is none. Both are in `openwres.display.charts.rows`. What a chart adds to the words it is given is in the
`language` of its measure; `scorecard` and `composition` have a `language` of their own.
"""

LIKELIHOOD = Measure(
    "Likelihood of appointment from shortlisting, white to BME applicants", RATIO,
    adverse="above", adverse_to="BME applicants", band=(0.8, 1.25),
)  # fmt: skip
DISCIPLINE = replace(
    LIKELIHOOD, title="Entering the formal disciplinary process, BME to white staff", adverse_to="BME staff"
)
ABUSE = Measure("Harassment from the public, BME less white", GAP, adverse="above", adverse_to="BME staff")
BELIEF = Measure("Belief in equal opportunities, BME less white", GAP, adverse="below", adverse_to="BME staff")
LONG = "Vale of Nowhere Community, Children's, Learning Disability and Mental Health NHS Foundation Trust"


@dataclass(frozen=True)
class Shown:
    """A chart of the page: the name of its file, its title, the call in code, its job, and how it is drawn."""

    name: str
    title: str
    call: str
    job: str
    draw: Callable[[], Chart]

    @cached_property
    def chart(self) -> Chart:
        """The chart."""
        return self.draw()


def _scorecard() -> Chart:
    return scorecard(
        "Indicators of an invented trust, 2026",
        [
            Score(LIKELIHOOD, Point("", 1.60, 1.27, 2.03)),
            Score(DISCIPLINE, Point("", None, 1.45, None, "not calculable")),
            Score(replace(DISCIPLINE, title="Access to training, white to BME staff"), Point("", state="suppressed")),
            Score(ABUSE, Point("", 2.1, -1.0, 5.2), "ring"),
            Score(BELIEF, Point("", -12.3, -16.0, -8.1)),
            Score(replace(BELIEF, title="Board less workforce, BME share"), Point("", -8.0), "block"),
        ],
    )


def _dots() -> Chart:
    points = [
        Point("Little Wold NHS Trust", 1.02, 0.71, 1.46),
        Point("Upper Fenwick NHS Trust", 1.31, 1.12, 1.53),
        Point(LONG, 1.60, 1.27, 2.03, emphasis=True),
        Point("Isle of Gull Ambulance Service", None, 1.45, None, "not calculable"),
        Point("Saltmarsh Hospice", state="suppressed"),
        Point("Mereside Hospitals", 1.94, 1.68, 2.24),
    ]
    return dots(LIKELIHOOD, points, 1.45)


def _placed(many: int) -> list[Placed]:
    """As many organisations, scattered by a rule and not by chance, so that the page is the same each time."""
    found = []
    for at in range(many):
        error = 0.07 + 0.38 * ((at * 0.618034) % 1) ** 2
        away = (((at * 0.754877) % 1) + ((at * 0.569840) % 1) - 1) * 2.4 * math.hypot(error, 0.14)
        value = 1.45 * math.exp(away)
        limits = (value * math.exp(-1.96 * error), value * math.exp(1.96 * error))
        found.append(Placed(Point(f"Trust {at + 1}", value, *limits, emphasis=at == 41), error))
    return found


def _funnel() -> Chart:
    errors = [0.5 * at / 29 for at in range(30)]
    curves = [
        Curve(
            name, errors, *([1.45 * math.exp(side * z * math.hypot(error, 0.14)) for error in errors] for side in (-1, 1))
        )
        for name, z in (("99.8%", 3.09), ("95%", 1.96))
    ]  # fmt: skip
    return funnel(LIKELIHOOD, _placed(215), 1.45, curves)


def _trend() -> Chart:
    points = (
        Point("2018", 1.72, 1.41, 2.10), Point("2019", 1.55, 1.29, 1.87), Point("2020", state="missing"),
        Point("2021", state="suppressed"), Point("2022", 1.81, 1.22, 2.70), Point("2023", 1.64, 1.35, 2.01),
        Point("2024", 1.49, 1.24, 1.80), Point("2025", 1.52, 1.28, 1.81), Point("2026", 1.36, 1.16, 1.60),
    )  # fmt: skip
    return trend(LIKELIHOOD, range(2018, 2027), [Series("", points)], [Break(2022, "new recruitment system")])


def _groups() -> Chart:
    years = range(2019, 2027)
    bme = [15.8, 16.2, 17.0, 16.9, 16.4, None, 15.6, 15.1]
    white = [6.1, 6.0, 6.5, 6.8, 6.7, 6.6, 6.4, 6.3]

    def series(label: str, values: list[float | None], half: float) -> Series:
        return Series(
            label,
            tuple(
                Point(str(year), state="suppressed") if v is None else Point(str(year), v, v - half, v + half)
                for year, v in zip(years, values, strict=True)
            ),
        )

    measure = Measure("Staff who met discrimination from a manager or colleague", PERCENT)
    return trend(measure, years, [series("BME", bme, 1.6), series("White", [*white], 0.7)])


def _target() -> Chart:
    years, values = range(2022, 2027), (9.1, 10.4, 11.0, 12.3, 12.9)
    points = tuple(Point(str(year), value) for year, value in zip(years, values, strict=True))
    path = [(year, 9.1 + 2.55 * (year - 2022)) for year in range(2022, 2029)]
    measure = Measure("BME share of staff in band 8c", PERCENT)
    return trend(measure, years, [Series("", points)], target=path, target_name="path to parity")


def _composition() -> Chart:
    counts = (12, 310, 450, 380, 520, 560, 410, 190, 80, 45, 22, 9)
    shares = (0.33, 0.31, 0.29, 0.22, 0.36, 0.25, 0.17, 0.13, 0.11, 0.09, 0.05, 0.11)
    bands = ("2", "3", "4", "5", "6", "7", "8a", "8b", "8c", "8d", "9")
    labels = ("Under band 2", *(f"Band {band}" for band in bands))
    rows = []
    for block, times in (("Non-clinical", 0.5), ("Clinical", 1.4)):
        for label, count, share in zip(labels, counts, shares, strict=True):
            bme, unknown = round(count * times * share), round(count * times * 0.04)
            total = round(count * times)
            rows.append(Grade(label, 100 * bme / total, (bme, total - bme - unknown, unknown), block=block))
    rows[10] = Grade("Band 8d", None, (None, None, None), "suppressed", "Non-clinical")
    rows[12] = Grade("Under band 2", None, (0, 0, 0), "nobody", "Clinical")
    return composition("BME staff by grade", rows, ("BME", "White", "Unknown"), 24.4)


def _ladder() -> Chart:
    rates = (
        ("Band 2", 4.1, 5.0), ("Band 3", 4.6, 5.9), ("Band 4", 5.2, 6.4), ("Band 5", 7.9, 9.8), ("Band 6", 4.4, 5.6),
        ("Band 7", 3.1, 4.9), ("Band 8a", 3.6, 4.7),
    )  # fmt: skip
    steps = [
        Step(label, (Point("", bme, 0.78 * bme, 1.27 * bme), Point("", white, 0.88 * white, 1.13 * white)))
        for label, bme, white in rates
    ]
    steps.append(Step("Band 8b", (Point("", state="suppressed"), Point("", 4.2, 3.0, 5.8))))
    return ladder(Measure("Staff who moved up a band within a year", PERCENT), steps, ("BME", "White"))


def _before_after() -> Chart:
    changes = [
        Change("Appointment from shortlisting", Point("", 1.72), Point("", 1.36)),
        Change("Formal disciplinary process", Point("", 1.24), Point("", 1.31)),
        Change("Access to training", Point("", state="suppressed"), Point("", 0.95)),
    ]
    measure = Measure("Relative likelihoods", RATIO, adverse="above", adverse_to="BME staff", band=(0.8, 1.25))
    return before_after(measure, changes, "March 2018", "March 2026", "Indicator")


_OF_SCORECARD = (
    "All indicators at a glance: value, interval, equality, band. `strip.strip` is one strip alone, `spark.spark` a small "
    "picture of the years, both for pages."
)
_OF_FUNNEL = (
    "Is an organisation unlike its peers, or is this what chance gives numbers so small? Equality is another question, and "
    "has its own line."
)
_OF_COMPOSITION = "Shares and people side by side: a large share of few people is seen as such."
SHOWN = (
    Shown("scorecard", "Scorecard", "strip.scorecard", _OF_SCORECARD, _scorecard),
    Shown("dots", "Interval dot plot", "dots.dots", "One indicator of an organisation among its peers, or of several groups.", _dots),
    Shown("funnel", "Funnel", "funnel.funnel", _OF_FUNNEL, _funnel),
    Shown("trend", "Trend with breaks", "trend.trend", "One indicator over the years.", _trend),
    Shown("trend-of-groups", "Trend of groups", "trend.trend", "The same of two groups, or three.", _groups),
    Shown("trend-with-target", "Trend with a target", "trend.trend", "The same with the path to a target, which goes on into years to come.", _target),
    Shown("composition", "Composition by grade", "composition.composition", _OF_COMPOSITION, _composition),
    Shown("ladder", "Career ladder", "ladder.ladder", "A rate at each step, of each group.", _ladder),
    Shown("before-after", "Before and after", "before_after.before_after", "Two dates of many rows on one scale.", _before_after),
)  # fmt: skip


def files() -> dict[Path, str]:
    """The page and its drawings by path."""
    sections = [_section(shown) for shown in SHOWN]
    drawings = {IMAGES / f"{shown.name}.svg": f"{shown.chart.svg}\n" for shown in SHOWN}
    return {PAGE: "\n".join([MADE, "", _HEAD, *sections]), **drawings}


def _section(shown: Shown) -> str:
    """One chart, laid out; what it says in words stands under it, as a screen reader would read it."""
    alternative = shown.chart.description.replace("[", "\\[").replace("]", "\\]")
    return (
        f"## {shown.title}\n\n`{shown.call}`. {shown.job}\n\n"
        f"![{shown.title}: described below](../images/charts/{shown.name}.svg)\n\n{alternative}\n"
    )


def cost_of(draw: Callable[[], Chart], times: int = 100) -> float:
    """Milliseconds of processor time for one drawing, after a first one."""
    draw()
    start = process_time()
    for _ in range(times):
        draw()
    return 1000 * (process_time() - start) / times


def main() -> None:
    """Write what is out of date and print what each chart costs."""
    IMAGES.mkdir(parents=True, exist_ok=True)
    for path, text in files().items():
        if not path.exists() or path.read_text(encoding="utf-8") != text:
            path.write_text(text, encoding="utf-8", newline="\n")
            print(f"written: {path.name}")
    for shown in SHOWN:
        print(f"{shown.name}: {cost_of(shown.draw):.1f} ms, {len(shown.chart.svg) / 1000:.1f} kB")


if __name__ == "__main__":
    main()
