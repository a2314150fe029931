"""The page of charts is what the program draws today."""

from __future__ import annotations

import pytest

from docs.charts_page import IMAGES, SHOWN, Shown, files
from tests.display.drawings import outside, overlapping
from tests.docs.pages import ROOT


@pytest.mark.parametrize("name", [path.relative_to(ROOT).as_posix() for path in files()])
def test_the_page_and_its_drawings_are_current(name: str) -> None:
    path = ROOT / name
    assert path.read_text(encoding="utf-8") == files()[path], "run: python docs/charts_page.py"


def test_no_drawing_is_left_over() -> None:
    assert {path.stem for path in IMAGES.iterdir()} == {shown.name for shown in SHOWN}


@pytest.mark.parametrize("shown", SHOWN, ids=lambda shown: shown.name)
def test_nothing_on_the_page_overlaps_or_leaves_its_drawing(shown: Shown) -> None:
    chart = shown.chart
    assert outside(chart) == []
    assert overlapping(chart) == []
