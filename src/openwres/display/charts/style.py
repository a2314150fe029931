"""Colours and sizes of charts. Shape, dash and place tell things apart; colour only helps."""

from __future__ import annotations

WIDTH = 459.0
"""How wide a chart is unless told, in points: the text of an A4 page. Printed at this width, no letter is under 8 points."""

FAMILY = "'Source Sans 3', Arial, sans-serif"
LABEL, SMALL = 9.0, 8.5
LEADING = 1.2

INK = "#212b32"
SOFT = "#4c6272"
DARK_BLUE = "#003087"
BLUE = "#005eb8"
ACCENT = "#ae2573"
QUIET = "#768692"
RULE = "#d8dde0"
BAND = "#e8edee"
PAPER = "#ffffff"

TEXT_COLOURS = (INK, SOFT, DARK_BLUE, BLUE, ACCENT)
MARK_COLOURS = (INK, SOFT, DARK_BLUE, BLUE, ACCENT, QUIET)

DASHED, DOTTED = "5 3", "1.2 2.4"
