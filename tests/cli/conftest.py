"""Small inputs that the commands are tried on."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.extracts.folders import folder, post, staff


@pytest.fixture(scope="session")
def extracts(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A sound folder of one organisation."""
    return folder(tmp_path_factory.mktemp("sound") / "ZZ9")


@pytest.fixture(scope="session")
def spoilt(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with more problems than a screen takes."""
    rows = [post(f"X{n}", ethnicity=f"Other {n}", status=f"asleep {n}") for n in range(150)]
    return folder(tmp_path_factory.mktemp("spoilt") / "ZZ9", staff=[*staff(), *rows])


@pytest.fixture(scope="session")
def tallies(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A sound table of tallies."""
    path = tmp_path_factory.mktemp("tallies") / "tallies.csv"
    rows = [f"2026,ZZ9,staff,{group},{count}" for group, count in (("white", 60), ("bme", 30), ("unknown", 10))]
    path.write_text("\n".join(["year,organisation,item,group,count", *rows]) + "\n", encoding="utf-8")
    return path
