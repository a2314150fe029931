"""Small nations, made once."""

from __future__ import annotations

from pathlib import Path

import pytest

from openwres.synthetic import Truth, make_nation

# Years around each change of the standard: two-year windows, key findings, both bases of question 14, today's.
SPANS = ((2017, 2018), (2019, 2020), (2025, 2026))


@pytest.fixture(scope="session", params=SPANS, ids=lambda span: str(span[1]))
def small(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Truth, int]:
    """A nation of twelve small organisations, its truth, and its last year."""
    first, last = request.param
    folder = tmp_path_factory.mktemp("nation") / str(last)
    truth = make_nation(folder, organisations=12, years=range(first, last + 1), seed=last, scale=0.08, changes=False)
    return folder, truth, last
