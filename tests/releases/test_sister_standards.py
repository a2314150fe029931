"""Sister standards are released alike: also mean scores and answers of yes or no, which nobody counts."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from openwres.contracts.tables import TALLY_SCHEMA
from openwres.disclosure.policy import load_policy
from openwres.releases.build import Order, build
from openwres.releases.folder import Release
from openwres.standards import Edition, load_standard
from openwres.standards.model import YES_NO
from tests.releases.stores import DAY, ORGANISATIONS, SIGNED, hide_small, register


def rows_of(edition: Edition, organisation: str) -> Iterator[dict[str, Any]]:
    """Every item of an edition for the whole of an organisation."""
    fixed = {
        "standard": edition.standard, "year": edition.year, "organisation": organisation, "breakdown": "", "category": "",
        "classification": edition.main, "state": "value", "reason": "", "source": "extract",
    }  # fmt: skip
    for item in edition.items.values():
        for basis in item.bases:
            groups = ["all"] if item.unit == YES_NO else list(edition.classifications[edition.main].groups)
            for n, group in enumerate(groups):
                given = (
                    {"count": 60 + n}
                    if item.counted
                    else {"value": 1.0 if item.unit == YES_NO else 6.0 + n, "base": 80}
                )
                yield {
                    **dict.fromkeys(("count", "value", "base")),
                    **fixed,
                    "item": item.code,
                    "group": group,
                    "basis": basis,
                    **given,
                }


def released(standard: str, home: Path) -> Release:
    loaded = load_standard(standard)
    for code in ORGANISATIONS:
        path = home / "store" / "tallies" / standard / "2026" / f"{code}.parquet"
        path.parent.mkdir(parents=True, exist_ok=True)
        rows = list(rows_of(loaded.edition(2026), code))
        pl.DataFrame(rows, schema=TALLY_SCHEMA, orient="row").write_parquet(path)
    asked = Order(standard, 2026, load_policy(f"{standard}-public"), DAY, "0", signed=SIGNED)
    return build(home / "store", home / "releases", loaded, register(), asked, hide_small).release


@pytest.mark.parametrize("standard", ["wdes", "sc-wres"])
def test_a_sister_standard_is_released_alike(standard: str, tmp_path: Path) -> None:
    release = released(standard, tmp_path)
    assert release.name == f"{standard}-2026.1"
    assert release.edition.standard == standard
    assert release.manifest.shown == 1
    assert release.figures.filter(area_type="nation", state="value").height > 10


def test_scores_and_answers_of_areas_come_from_what_organisations_publish(tmp_path: Path) -> None:
    nation = released("wdes", tmp_path).figures.filter(area_type="nation")
    scores = nation.filter(statistic="score", state="value").select("group", "value", "organisations")
    assert dict(scores.select("group", "value").iter_rows()) == {"disabled": 6.0, "non-disabled": 7.0, "unknown": 8.0}
    answers = nation.filter(statistic="yes").row(0, named=True)
    assert (answers["value"], answers["denominator"], answers["expected"]) == (3, 3, 3)
