"""How much memory records may take can be said: the figures are the same, and too little is told."""

from __future__ import annotations

from pathlib import Path

import pytest

from openwres import calculate
from openwres.contracts.exceptions import UsageError


@pytest.fixture
def extracts(project_root: Path) -> Path:
    return project_root / "examples" / "example-trust"


def test_the_figures_do_not_depend_on_the_memory(extracts: Path) -> None:
    much, little = (calculate(extracts, year=2026, organisation="ZZ0", memory=memory) for memory in (None, "500 MB"))
    assert little.tallies.equals(much.tallies)
    assert little.problems == much.problems


def test_too_little_memory_is_no_fault_of_the_file(extracts: Path) -> None:
    with pytest.raises(UsageError, match=r"too small for this input with the 100KB that are allowed.*--memory"):
        calculate(extracts, year=2026, organisation="ZZ0", memory="100KB")


@pytest.mark.parametrize("memory", ["", "2", "2G", "much", "80%", "-1GB"])
def test_a_size_has_a_unit(extracts: Path, memory: str) -> None:
    with pytest.raises(UsageError, match="Write it as 500MB or 2GB"):
        calculate(extracts, year=2026, organisation="ZZ0", memory=memory)
