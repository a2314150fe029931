"""What is written into a return workbook comes back from it, cell for cell, for every standard and year."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest
from polars.testing import assert_frame_equal

from openwres.contracts.tables import TALLY_KEY, TALLY_SCHEMA
from openwres.returns.filling import fill, not_held
from openwres.returns.keyed import read_keyed
from openwres.returns.model import Explanation, ReturnVersion
from openwres.returns.named import named_cells, write_named
from openwres.standards import load_standard
from tests.returns.generated import generated, layout, there_and_back

EDITIONS = [(name, year) for name in ("wres", "wdes", "sc-wres") for year in sorted(load_standard(name).editions)]


def same(version: ReturnVersion, standard: str, year: int, folder: Path) -> None:
    read, problems = there_and_back(version, layout(standard, year), folder)
    assert (read.standard, read.year, read.organisation) == (standard, year, "ZZ1")
    assert_frame_equal(read.tallies.sort(TALLY_KEY), version.tallies.sort(TALLY_KEY))
    assert_frame_equal(read.prefilled.sort(TALLY_KEY), version.prefilled.sort(TALLY_KEY))
    assert read.typed.is_empty()
    assert not problems


@pytest.mark.parametrize(("standard", "year"), EDITIONS)
def test_a_return_of_every_standard_and_year_comes_back_as_it_was(standard: str, year: int, tmp_path: Path) -> None:
    same(generated(layout(standard, year), seed=year), standard, year, tmp_path)


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(40))
@pytest.mark.parametrize(("standard", "year"), EDITIONS)
def test_many_returns_come_back_as_they_were(standard: str, year: int, seed: int, tmp_path: Path) -> None:
    same(generated(layout(standard, year), seed=seed, gaps=(seed % 5) / 4), standard, year, tmp_path)


def test_an_empty_return_comes_back_empty(tmp_path: Path) -> None:
    form = layout("wres", 2026)
    read, problems = there_and_back(
        ReturnVersion("wres", 2026, "ZZ1", pl.DataFrame(schema=TALLY_SCHEMA)), form, tmp_path
    )
    assert read.tallies.is_empty()
    assert not problems


def test_words_and_explanations_come_back_even_where_they_look_like_formulas(tmp_path: Path) -> None:
    form = layout("wres", 2026)
    why = Explanation("unlikely-change", "w1.staff", "=a merger, +two sites", "@A. Person", "2026-05-01")
    details = {"board-lead": "-Director of People", "completeness": "=1+1"}
    version = ReturnVersion(
        "wres", 2026, "ZZ1", pl.DataFrame(schema=TALLY_SCHEMA), explanations=(why,), details=details
    )
    read, _ = there_and_back(version, form, tmp_path)
    assert read.explanations == (why,)
    assert dict(read.details) == {**details, "name": "An Example Trust"}


def test_the_report_has_a_narrative_and_an_action_for_each_indicator_that_come_back(tmp_path: Path) -> None:
    form = layout("wres", 2026)
    words = {f"w{i.name}.{what}": f"{what} of {i.name}" for i in form.edition.indicators if not i.supplementary
             for what in ("narrative", "action")}  # fmt: skip
    assert len(words) == 18
    version = ReturnVersion("wres", 2026, "ZZ1", pl.DataFrame(schema=TALLY_SCHEMA), details=words)
    read, problems = there_and_back(version, form, tmp_path)
    assert not problems
    assert {key: text for key, text in read.details.items() if key != "name"} == words
    write_named(named_cells(version, load_standard("wres")), tmp_path / "return.csv")
    (named,), problems = read_keyed(tmp_path / "return.csv", form.edition)
    assert not problems
    assert dict(named.details) == words


def test_the_same_return_gives_the_same_bytes(tmp_path: Path) -> None:
    form = layout("wdes", 2026)
    version, files = generated(form, 3), []
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
        there_and_back(version, form, tmp_path / name)
        files.append((tmp_path / name / "return.xlsx").read_bytes())
    assert files[0] == files[1]


def test_the_whole_workforce_follows_from_its_rows_without_counting_senior_medical_managers_twice(
    tmp_path: Path,
) -> None:
    form = layout("wres", 2026)
    version = generated(form, 7, gaps=0)
    staff = (pl.col("item") == "staff") & (pl.col("year") == 2026)
    rows = version.tallies.filter(staff, pl.col("breakdown") == "grade", pl.col("group") == "bme")
    without = version.tallies.filter(~(staff & (pl.col("breakdown") == "")))
    read, _ = there_and_back(ReturnVersion("wres", 2026, "ZZ1", without), form, tmp_path)
    whole = read.tallies.filter(staff, pl.col("breakdown") == "", pl.col("group") == "bme")
    expected = rows.filter(pl.col("category") != "medical-senior-manager")["count"].sum()
    assert whole["count"].to_list() == [expected]


def test_what_a_return_has_no_cell_for_is_listed() -> None:
    form = layout("wres", 2026)
    version = generated(form, 1, gaps=0)
    tier = version.tallies.head(1).with_columns(
        item=pl.lit("staff"), breakdown=pl.lit("tier"), category=pl.lit("clinical-upper")
    )
    assert not_held(form, version.tallies).is_empty()
    assert not_held(form, pl.concat([version.tallies, tier])).height == 1


def test_what_was_verified_stands_before_what_was_extracted() -> None:
    form = layout("wres", 2026)
    version = generated(form, 1, gaps=0)
    extracted = version.tallies.with_columns(source=pl.lit("extract"), count=pl.lit(1, pl.Int64))
    assert fill(form, pl.concat([extracted, version.tallies])).contents == fill(form, version.tallies).contents
