"""Findings from what was published: the history that releases hold."""

from __future__ import annotations

from pathlib import Path

import pytest

from openwres.contracts.exceptions import InputError
from openwres.findings import trends
from openwres.findings.history import Asked
from openwres.releases.past import history_of
from tests.findings.nations import counted
from tests.releases.made import manifest, released


def test_findings_are_made_of_what_was_published(tmp_path: Path) -> None:
    for year in (2023, 2024, 2025, 2026):
        released(tmp_path, counted("RXX", "2", (1000, 180, 800, 90 + year % 10), year), manifest(year))
    released(tmp_path, counted("RXX", "2", (1000, 100, 800, 90), 2026), manifest(number=2))
    history = history_of(tmp_path, "wres")
    assert history.years == (2023, 2024, 2025, 2026)
    newest = history.measures.filter(year=2026, indicator="2", breakdown="", group="white:bme")
    assert newest["value"].to_list() == [pytest.approx((100 / 1000) / (90 / 800))]
    assert len(history.tallies.filter(year=2026, item="appointed", group="white")) == 1
    assert history.register is not None
    assert history.register.organisation("RXX") is not None
    assert len(trends.find(history, Asked())) > 0


def test_an_organisation_that_released_by_itself_is_in_the_history_once(tmp_path: Path) -> None:
    released(tmp_path, counted("RXX", "2", (1000, 1, 800, 90)), manifest(organisation="RXX"))
    released(tmp_path, counted("RYY", "2", (1000, 180, 800, 90)), manifest(organisation="RYY"))
    assert set(history_of(tmp_path, "wres").tallies["organisation"]) == {"RXX", "RYY"}
    released(tmp_path, counted("RXX", "2", (1000, 180, 800, 90)), manifest())
    history = history_of(tmp_path, "wres")
    assert set(history.tallies["organisation"]) == {"RXX", "RYY"}
    assert history.tallies.filter(organisation="RXX", item="appointed", group="white")["count"].to_list() == [180]
    assert history.tallies.select("organisation", "item", "group").is_duplicated().sum() == 0


def test_a_folder_without_releases_has_no_history(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no release of wres"):
        history_of(tmp_path, "wres")
