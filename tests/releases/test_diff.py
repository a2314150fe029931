"""What a reader would see change from one release to the next, figure by figure, and in which words."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from openwres.contracts.exceptions import UsageError
from openwres.releases.changes import sentence, write_changes
from openwres.releases.compare import compared
from openwres.releases.diff import Change, between
from openwres.releases.wording import Wording, described
from tests.findings.nations import counted
from tests.releases.made import edition, figures, manifest, released

BEFORE = counted("RXX", "2", (1000, 180, 800, 90))
NAMES = {("organisation", "RXX"): "Trust of X"}


def changed(before: list[dict[str, Any]], after: list[dict[str, Any]]) -> pl.DataFrame:
    return described(between(figures(before), figures(after)), Wording(edition(), NAMES))


def ratio(table: pl.DataFrame) -> dict[str, Any]:
    own = table.filter(
        indicator="2", statistic="relative_likelihood", variant="official", group="white:bme", breakdown=""
    )
    return own.row(0, named=True)


def test_equal_releases_differ_in_nothing() -> None:
    assert changed(BEFORE, BEFORE).is_empty()


def test_another_value_reads_as_before_and_after() -> None:
    row = ratio(changed(BEFORE, counted("RXX", "2", (1000, 150, 800, 90))))
    assert row["change"] == Change.VALUE
    assert row["what"] == "Trust of X (RXX), indicator 2, relative likelihood, White over BME"
    assert row["before"].startswith("1.60 (interval 1.27 to 2.03; 180 of 1,000; 90 of 800)")
    assert row["after"].startswith("1.33 (")


def test_the_same_reading_on_other_counts_is_not_called_another_value() -> None:
    row = ratio(changed(BEFORE, counted("RXX", "2", (2000, 360, 1601, 180))))
    assert row["before"][:4] == row["after"][:4] == "1.60"
    assert row["change"] == Change.BESIDE


def test_a_value_that_is_hidden_now_is_another_state_and_zero_is_a_value() -> None:
    hidden = ratio(changed(BEFORE, counted("RXX", "2", (1000, 180, 800, None))))
    assert hidden["change"] == Change.STATE
    assert hidden["after"].startswith("suppressed to protect people")
    shares = changed(counted("RXX", "2", (1000, 180, 800, 0)), counted("RXX", "2", (1000, 180, 800, None)))
    row = shares.filter(statistic="percentage", group="bme", indicator="2").row(0, named=True)
    assert row["before"].startswith("0.0%")
    assert row["change"] == Change.STATE


def test_figures_that_came_and_went_are_told() -> None:
    table = changed(BEFORE, [*BEFORE, *counted("RYY", "2", (10, 5, 10, 4))])
    assert set(table["change"]) == {Change.NEW}
    assert set(table["area"]) == {"RYY"}
    assert set(changed([*BEFORE, *counted("RYY", "2", (10, 5, 10, 4))], BEFORE)["change"]) == {Change.GONE}


def test_another_rule_with_the_same_numbers_is_told() -> None:
    now = figures(BEFORE)
    other = now.with_columns(receipt=pl.lit("another"), edition=pl.lit("2026-2027"))
    assert set(between(now, other)["change"]) == {Change.RULE}


def test_sentences_of_changes() -> None:
    assert sentence("X", "1.60", "1.42") == "X: was 1.60; is 1.42."
    assert sentence("X", "", "1.42") == "X: new, 1.42."
    assert sentence("X", "1.60", "") == "X: no longer there, was 1.60."


def test_a_reader_finds_the_note_and_the_summary_in_front_of_the_first_changes(tmp_path: Path) -> None:
    table = changed(BEFORE, counted("RXX", "2", (1000, 150, 800, 90)))
    write_changes(tmp_path, "wres-2026.2", table, "wres-2026.1", "RXX had counted agency staff.\n")
    page = (tmp_path / "changes.md").read_text(encoding="utf-8")
    assert page.index("agency staff") < page.index("differ from wres-2026.1") < page.index("- Trust of X")
    assert "| another value | 2 | organisation |" in page
    assert len((tmp_path / "changes.csv").read_text(encoding="utf-8").splitlines()) == len(table) + 1


def test_a_reader_is_told_of_values_that_are_hidden_now(tmp_path: Path) -> None:
    table = changed(BEFORE, counted("RXX", "2", (1000, 180, 800, None)))
    write_changes(tmp_path, "wres-2026.2", table, "wres-2026.1", "")
    page = (tmp_path / "changes.md").read_text(encoding="utf-8")
    assert re.search(r"\d+ figures of them had a value and no longer have one, to protect people", page)


def test_the_first_release_says_that_it_is_the_first(tmp_path: Path) -> None:
    write_changes(tmp_path, "wres-2026.1", None, "", "")
    assert "the first release" in (tmp_path / "changes.md").read_text(encoding="utf-8")
    assert (tmp_path / "changes.csv").read_text(encoding="utf-8").startswith("standard,year,area_type")


def test_a_comparison_begins_with_a_summary_and_shortens_long_lists(tmp_path: Path) -> None:
    a = released(tmp_path, BEFORE, manifest())
    b = released(tmp_path, counted("RXX", "2", (1000, 150, 800, 90)), manifest(number=2))
    found = compared(a, b)
    lines = list(found.lines(2))
    assert lines[0] == f"wres-2026.1 to wres-2026.2: {len(found.changed)} figures differ."
    assert any("another value (indicator 2:" in line for line in lines)
    assert any(line.strip().startswith("... and ") for line in lines)
    assert len(list(found.lines(None))) > len(lines)
    assert found.as_dict()["summary"][0].keys() == {"change", "indicator", "area_type", "figures"}
    assert list(compared(a, a).lines(2)) == ["wres-2026.1 to wres-2026.1: every figure reads the same."]


def test_releases_of_different_years_are_not_compared(tmp_path: Path) -> None:
    a = released(tmp_path, BEFORE, manifest())
    b = released(tmp_path, counted("RXX", "2", (1000, 150, 800, 90), 2025), manifest(2025))
    with pytest.raises(UsageError, match="Compare releases of one year"):
        compared(b, a)
