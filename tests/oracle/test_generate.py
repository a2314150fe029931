"""The generator: the same folder for the same seed, and what must hold in any folder that it writes."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.oracle.generate import write_folder
from tests.oracle.oracle import GROUPS, Counts, count, figures
from tests.oracle.records import BLOCKS

SEEDS = range(60)


def by_group(counts: Counts, item: str, breakdown: str = "", category: str = "", basis: str = "") -> list[int]:
    return [counts[item, breakdown, category, name, basis] for name in GROUPS]


def test_same_seed_same_folder(tmp_path: Path) -> None:
    for folder, seeds in {"once": [7], "again": [8, 7]}.items():
        for seed in seeds:
            write_folder(tmp_path / folder, seed)
    once, again = ({path.name: path.read_bytes() for path in (tmp_path / name).iterdir()} for name in ("once", "again"))
    assert once == again


@pytest.mark.parametrize("seed", SEEDS)
def test_what_holds_in_any_folder(tmp_path: Path, seed: int) -> None:
    write_folder(tmp_path, seed)
    counts = count(tmp_path, 2026)
    assert min(counts.values()) >= 0
    for item, basis in {(key[0], key[4]) for key in counts if key[1] == "grade"}:
        rows = [by_group(counts, item, "grade", row, basis) for row in BLOCKS]
        assert all(
            sum(side) <= whole
            for side, whole in zip(zip(*rows, strict=True), by_group(counts, item, "", "", basis), strict=True)
        )
    in_rows = sum(sum(by_group(counts, "staff", "grade", row)) for row in BLOCKS)
    assert in_rows == sum(number for key, number in counts.items() if key[:2] == ("staff", "tier"))
    for key, number in counts.items():
        if key[0] == "trained":
            assert number <= counts["staff", *key[1:]]
        if key[0] == "disciplined" and key[4] == "two-year":
            assert number >= counts[*key[:4], "one-year"]
        if f"asked-{key[0]}" in {other[0] for other in counts}:
            assert number <= counts[f"asked-{key[0]}", *key[1:]]


def test_folders_differ_where_it_matters(tmp_path: Path) -> None:
    """Between them the folders have one year of cases and two, ratios and none, missing files, senior doctors."""
    every = []
    for seed in SEEDS:
        write_folder(tmp_path / str(seed), seed)
        every.append(count(tmp_path / str(seed), 2026))
    two_year = [any(key[4] == "two-year" for key in counts) for counts in every]
    assert 10 < sum(two_year) < len(SEEDS) - 5
    for indicator in ("2", "3", "4"):
        ratios = [
            value for counts in every for key, value in figures(counts).items() if (key[0], key[2]) == (indicator, "")
        ]
        assert None in ratios
        assert len({value for value in ratios if value}) > 10
    assert len({frozenset(key[0] for key in counts) for counts in every}) > 3
    assert sum(counts.get(("staff", "grade", "medical-senior-manager", "bme", ""), 0) for counts in every) > 3
