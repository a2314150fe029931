"""Documents made up for tests: one with every block and with data as ugly as they come, and one with nothing."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import polars as pl

from openwres.display.chart import Chart
from openwres.reports.document import (
    Blank,
    Block,
    Bullets,
    Cell,
    Column,
    Document,
    Drawing,
    Heading,
    Kind,
    Link,
    Note,
    Paragraph,
    Table,
    Terms,
)  # fmt: skip

LONG_NAME = "Llanfairpwllgwyngyll and Ynys Môn University Hospitals and Community Partnership NHS Foundation Trust"
HEBREW = "בית חולים"
ARABIC = "مستشفى"
UGLY = ("#heading $x^2$ *bold* _under_ @ref <label> \\ [a] // no comment", "<script>alert('x')</script> & \"quoted\"")
FORMULAS = ("=cmd|'/c calc'!A1", "+44 20 7946 0000", "-1+1", "@SUM(1)")
MARKING = "Not for publication"


def dots(rows: Sequence[tuple[str, float, float, float]], pattern: str = "hatch") -> Chart:
    """Values with their intervals, one under the other."""
    height = 30 + 24 * len(rows)
    marks = "".join(
        f'<text x="0" y="{y + 3.5}" font-size="9.5">{name}</text>'
        f'<line x1="{_x(lower)}" x2="{_x(upper)}" y1="{y}" y2="{y}" stroke="#005eb8" stroke-width="2"/>'
        f'<circle cx="{_x(value)}" cy="{y}" r="4" fill="#005eb8"/>'
        for y, (name, value, lower, upper) in zip(range(14, height, 24), rows, strict=False)
    )
    svg = (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="450" height="{height}" viewBox="0 0 450 {height}" '
        'font-family="\'Source Sans 3\', Arial, sans-serif" fill="#1d262c">'
        f'<defs><pattern id="{pattern}" width="6" height="6" patternUnits="userSpaceOnUse">'
        '<path d="M0 6L6 0" stroke="#768692"/></pattern></defs>'
        f'<rect x="{_x(0.8)}" width="{_x(1.25) - _x(0.8)}" y="0" height="{height - 22}" fill="url(#{pattern})" opacity="0.35"/>'
        f'<line x1="{_x(1)}" x2="{_x(1)}" y1="0" y2="{height - 22}" stroke="#1d262c"/>{marks}'
        f'<text x="{_x(1)}" y="{height - 8}" font-size="9" text-anchor="middle">1.00</text></svg>'
    )
    table = pl.DataFrame(
        {
            "Organisation": [row[0] for row in rows],
            "Ratio": [row[1] for row in rows],
            "Lower limit": [row[2] for row in rows],
            "Upper limit": [row[3] for row in rows],
            "People": [1000 + 7 * number for number in range(len(rows))],
        }
    )
    return Chart(svg, 450, height, f"{len(rows)} ratios with their intervals. Eight of ten lie above 1.", table)


def _x(value: float) -> float:
    return round(150 + 120 * value, 1)


def numbers(*values: float | None, form: str = "{:,.0f}") -> list[Cell]:
    """Cells of numbers; None is confidential."""
    return [Cell("[c]") if value is None else Cell(form.format(value), value) for value in values]


GRADES = Table(
    "grades",
    "Staff by pay band and ethnicity, 31 March 2026",
    [
        Column("Pay band"), Column("White", Kind.NUMBER, "people"), Column("BME", Kind.NUMBER, "people"),
        Column("Unknown", Kind.NUMBER, "people"), Column("BME share of those known", Kind.NUMBER, "%"),
    ],
    [
        [Cell("Band 5 and below"), *numbers(2841, 1206, 61), Cell("29.8", 29.8)],
        [Cell("Bands 6 and 7"), *numbers(1990, 512, 40), Cell("20.5", 20.5)],
        [Cell("Bands 8a to 8c"), *numbers(412, 61, 9), Cell("12.9", 12.9)],
        [Cell("Band 8d and above"), *numbers(57, None, None), Cell("[c]")],
        [Cell("Medical and dental"), *numbers(388, 402, 30), Cell("50.9", 50.9)],
    ],
    notes=["[c] Hidden to protect people.", "Shares leave out people whose ethnicity is unknown."],
)  # fmt: skip

EMPTY = Table("empty", "Overrides of the year", [Column("Check"), Column("Cases", Kind.NUMBER)], [])

LONG = Table(
    "long",
    "Relative likelihood of appointment from shortlisting, by organisation, 2022 to 2026",
    [
        Column("Code"), Column("Organisation"), *(Column(str(year), Kind.NUMBER) for year in range(2022, 2027)),
        Column("Trend"),
    ],
    [
        [
            Cell(f"Z{number:03}"),
            Cell(LONG_NAME if number % 50 == 7 else f"Invented hospital {number} NHS Trust"),
            *numbers(*(1 + (number * year) % 97 / 100 for year in range(1, 6)), form="{:.2f}"),
            Cell("improving" if number % 9 == 0 else "no change shown"),
        ]
        for number in range(500)
    ],
)  # fmt: skip

WIDE = Table(
    "a name that is far too long for the tab of a sheet: / ? * [ ]",
    "Every year beside every other",
    [
        Column("Organisation"),
        *(Column(f"{year} relative likelihood", Kind.NUMBER, "ratio") for year in range(2014, 2027)),
    ],
    [[Cell(f"Trust {number}"), *numbers(*(1.25 + number for _ in range(13)), form="{:.2f}")] for number in range(3)],
)

ODD = Table(
    "A NAME THAT IS FAR TOO LONG FOR THE TAB OF A SHEET, AGAIN",
    f"Odd things: {UGLY[1]}",
    [Column("What"), Column("Text"), Column("Number", Kind.NUMBER, "£")],
    [
        *([Cell(f"Formula {number}"), Cell(text), *numbers(number)] for number, text in enumerate(FORMULAS)),
        [Cell(HEBREW), Cell(ARABIC), *numbers(-123456789012345.0)],
        [Cell("Ŵŷ ŵ â"), Cell(UGLY[0]), Cell("[x]", float("nan"))],
        [Cell("Long"), Cell("A sentence that goes on and on. " * 12), *numbers(9.9e21)],
        [Cell("Control\x00 and\x1f\ttab"), Cell(""), Cell("−0.5", -0.5)],
    ],
)

_RATIOS = [
    (f"Invented trust {number}", 0.7 + number / 12, 0.55 + number / 14, 0.95 + number / 9) for number in range(10)
]
_MANY = [(f"Trust {number}", 1.1, 0.9, 1.3) for number in range(80)]

BLOCKS: tuple[Block, ...] = (
    Heading("Summary", 1),
    Paragraph(
        "White applicants were 1.60 times as likely as BME applicants to be appointed from shortlisting. The interval, 1.27 to 2.03, lies above 1.",
        lead=True,
    ),
    Paragraph(
        "This report shows the nine indicators of the Workforce Race Equality Standard. It says for each which way it points, how large it is, "
        "how sure we can be, and how many people it is about. " * 2
    ),
    Bullets(["Three indicators are to the disadvantage of BME staff.", "Four show no difference.", "Two have too few people to tell."]),
    Heading("How to read this report", 2),
    Bullets(["Read the summary.", "Look at the chart.", "Ask what was done."], numbered=True),
    Note("What the data cannot say", "A ratio says nothing about why. The counts would show a true ratio of 1.5 one time in four."),
    Heading("Appointment from shortlisting", 1),
    Heading("Among peers", 2),
    Drawing("ratios", "Relative likelihood of appointment, ten trusts", dots(_RATIOS), notes=["Hatched: the screening band, 0.80 to 1.25."]),
    Paragraph("The table shows where staff work."),
    GRADES,
    Heading("By grade", 3),
    Paragraph(UGLY[0]),
    Paragraph(UGLY[1]),
    Paragraph(f"{HEBREW} {ARABIC} Ŵŷ"),
    Bullets([]),
    Bullets(["One.", "Two."], numbered=True),
    EMPTY,
    WIDE,
    ODD,
    Drawing("many", f"Eighty trusts {UGLY[1]}", dots(_MANY[:4]), notes=[]),
    Drawing("few", "Eighty rows", Chart(dots(_MANY[:2]).svg, 450, 78, "Eighty trusts.", dots(_MANY).table)),
    LONG,
    Heading("Method", 1),
    Terms([("Relative likelihood", "The share of white applicants appointed, divided by that of BME applicants."), ("Interval", "Where the truth may lie.")]),
    Link("The standard", "https://www.example.org/wres?a=1&b=%23"),
    Link("No way out", "javascript:alert(1)"),
    Heading("Sign-off", 1),
    Blank("Chief executive"),
    Blank("What the board decided", 5),
)  # fmt: skip

EVERYTHING = Document(
    title="Workforce race equality: report to the board",
    subject=LONG_NAME,
    publisher="OpenWRES demonstration",
    as_at=date(2026, 3, 31),
    blocks=BLOCKS,
    subtitle="Nine indicators, 2026",
    marking=MARKING,
    keywords=("WRES", "board"),
)
NOTHING = Document("Nothing", "", "", date(2026, 3, 31), ())

HEADINGS = [
    (1, "Summary"), (2, "How to read this report"), (1, "Appointment from shortlisting"), (2, "Among peers"), (3, "By grade"),
    (1, "Method"), (1, "Sign-off"),
]  # fmt: skip
CAPTIONS = [
    "Figure 1: Relative likelihood of appointment, ten trusts",
    "Table 1: Staff by pay band and ethnicity, 31 March 2026",
    "Table 2: Overrides of the year",
    "Table 3: Every year beside every other",
    "Table 4: Odd things: <script>alert('x')</script> & \"quoted\"",
    "Figure 2: Eighty trusts <script>alert('x')</script> & \"quoted\"",
    "Figure 3: Eighty rows",
    "Table 5: Relative likelihood of appointment from shortlisting, by organisation, 2022 to 2026",
]
