"""The same people as ESR, Trac, OLM and a case log export them come to the same counts."""

from __future__ import annotations

from pathlib import Path

import pytest

import openwres
from openwres.synthetic import make_plan, nation
from openwres.synthetic.mess import plant, spoilt
from openwres.synthetic.source_systems import WRITTEN, write_source_systems

ITEMS = ("staff", "shortlisted", "appointed", "disciplined", "trained")


@pytest.mark.parametrize("year", [2026])
def test_exports_come_to_the_counts_of_the_records(tmp_path: Path, year: int) -> None:
    plan = make_plan(11, 2, (year,), changes=False, scale=0.15)
    made = next(iter(nation(plan)))
    write_source_systems(made.records, "Z0002", tmp_path / "exports")
    assert sorted(path.name for path in (tmp_path / "exports").iterdir()) == sorted(WRITTEN)
    found = openwres.calculate(tmp_path / "exports", year=year, organisation="Z0002")
    assert [p for p in found.problems if p.severity != "note"] == []
    own = made.counts.filter(made.counts["organisation"] == "Z0002", made.counts["item"].is_in(ITEMS))
    assert found.tallies.equals(own)


def test_planted_errors_stand_in_the_exports_too(tmp_path: Path) -> None:
    plan = make_plan(11, 1, (2026,), changes=False, scale=0.1)
    wanted = [f"{name}@Z0001/2026" for name in ("unmapped-ethnicity", "unreadable-dates", "unmapped-course")]
    made, _ = spoilt(next(iter(nation(plan))), plant(plan, wanted), plan)
    write_source_systems(made.records, "Z0001", tmp_path / "exports")
    found = {(p.id, p.file) for p in openwres.check(tmp_path / "exports", year=2026, organisation="Z0001").problems}
    assert {
        ("unmapped-value", "ESR staff list.csv"),
        ("not-readable", "ESR staff list.csv"),
        ("unmapped-value", "OLM learning.csv"),
    } <= found
