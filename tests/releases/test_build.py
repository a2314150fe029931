"""Building a release: what is in the folder, that it is the same every time, and who must have signed it."""

from __future__ import annotations

import hashlib
import itertools
import json
import re
import subprocess
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import polars as pl
import pytest

from openwres.contracts.exceptions import InputError, OutputError, UsageError
from openwres.contracts.tables import COUNT_KEY, COUNT_SCHEMA, FIGURE_SCHEMA
from openwres.disclosure.policy import load_policy
from openwres.releases.build import Built
from openwres.releases.figures import figures_of
from openwres.releases.folder import checksums, content_digest
from openwres.releases.manifest import SignOff
from openwres.releases.review import MARK, before_and_after, write_review
from tests.releases.stores import DAY, SIGNED, built, write_store

FILES = {
    "manifest.json", "counts.csv", "counts.parquet", "counts.csv-metadata.json", "figures.csv", "figures.parquet",
    "figures.json", "figures.csv-metadata.json", "datapackage.json", "changes.csv", "changes.md", "SHA256SUMS",
    "register", "definitions",
}  # fmt: skip


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_store(tmp_path_factory.mktemp("store"))


@pytest.fixture(scope="module")
def first(store: Path, tmp_path_factory: pytest.TempPathFactory) -> Built:
    """A first release, only to be read."""
    return built(store, tmp_path_factory.mktemp("releases"))


def contents(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_a_release_holds_everything_that_is_needed_to_read_it(first: Built) -> None:
    release = first.release
    assert release.name == "wres-2026.1"
    assert {path.name for path in release.folder.iterdir()} == FILES
    assert release.counts.schema == COUNT_SCHEMA
    assert release.figures.schema == FIGURE_SCHEMA
    assert release.edition.year == 2026
    assert release.names["organisation", "ZZ1"] == "Trust 1"
    assert release.names["region", "y61"] == "'=East", "no cell acts as a formula"
    assert set(release.members["area"]) == {"england", "y60", "y61", "acute"}
    assert (release.manifest.organisations, release.manifest.areas) == (3, 4)
    assert "id: wres-public" in (release.folder / "definitions" / "policies" / "wres-public.yaml").read_text(
        encoding="utf-8"
    )
    assert sorted(path.name for path in release.folder.parent.iterdir()) == ["catalogue.json", "wres-2026.1"]


@pytest.mark.needs("sha256sum")
def test_checksums_are_those_that_common_tools_check(first: Built) -> None:
    release = first.release
    subprocess.run(["sha256sum", "--check", "--strict", "--quiet", "SHA256SUMS"], cwd=release.folder, check=True)
    listed = {line.split("  ")[1] for line in (release.folder / "SHA256SUMS").read_text(encoding="utf-8").splitlines()}
    assert listed == contents(release.folder).keys() - {"SHA256SUMS"}
    assert release.manifest.content == content_digest(checksums(release.folder))


def test_the_same_input_gives_the_same_bytes(store: Path, first: Built, tmp_path: Path) -> None:
    assert contents(built(store, tmp_path).release.folder) == contents(first.release.folder)


def test_figures_follow_from_the_published_counts_alone(first: Built, tmp_path: Path) -> None:
    """Two stores that differ in hidden counts only give the same release, to the byte: nothing in it knows them."""
    # The row that is shown makes up for the other, so that the whole stays the same.
    other_store = write_store(tmp_path / "two")
    path = other_store / "tallies" / "wres" / "2026" / "ZZ1.parquet"
    table, moved = pl.read_parquet(path), {"clinical-5": 1, "clinical-6": -1}
    step = pl.col("category").replace_strict(moved, default=0, return_dtype=pl.Int64)
    here = (pl.col("group") == "bme") & (pl.col("item") == "staff")
    table.with_columns(count=pl.col("count") + pl.when(here).then(step).otherwise(0)).write_parquet(path)
    assert not pl.read_parquet(path).equals(table)
    two = built(other_store, tmp_path / "b").release.folder
    assert contents(first.release.folder) == contents(two)


def test_nothing_published_is_a_digest_of_a_hidden_count(first: Built) -> None:
    text = b"".join(contents(first.release.folder).values()).decode("utf-8", errors="replace")
    published = set(re.findall(r"[0-9a-f]{64}", text))
    assert len(published) > 1000, "receipts and checksums are there"
    hidden = first.release.counts.filter(state="suppressed").select(COUNT_KEY).head(40)
    keys = ["", *(",".join("" if value is None else str(value) for value in row) for row in hidden.iter_rows())]
    guesses = (f"{key}{mark}{n}" for key, n, mark in itertools.product(keys, range(500), ("", ",", ":", "\x1f")))
    assert [guess for guess in guesses if hashlib.sha256(guess.encode()).hexdigest() in published] == []


def test_a_hidden_count_is_neither_zero_nor_blank_nor_missing(first: Built) -> None:
    release = first.release
    hidden = release.counts.filter(area="ZZ1", item="staff", category="clinical-5", group="bme").row(0, named=True)
    assert (hidden["state"], hidden["reason"], hidden["count"]) == ("suppressed", "disclosive", None)
    zero = release.counts.filter(area="ZZ1", item="appointed", group="unknown").row(0, named=True)
    assert (zero["state"], zero["count"]) == ("value", 0)
    share = release.figures.filter(
        area="ZZ1", indicator="1", statistic="percentage", category="clinical-5", group="bme"
    ).row(0, named=True)  # fmt: skip
    assert (share["state"], share["value"], share["numerator"]) == ("suppressed", None, None)


def test_what_the_policy_does_not_publish_is_not_called_missing(first: Built) -> None:
    figures = first.release.figures
    assert figures.filter(indicator="3", breakdown="grade").is_empty()
    assert not figures.filter(indicator="2", breakdown="grade").is_empty()
    assert not figures.filter(indicator="9", state="missing").is_empty(), "a board that nobody gave is missing"


def test_anybody_can_work_the_figures_out_again_from_the_folder_alone(first: Built) -> None:
    release = first.release
    policy = load_policy(str(release.folder / "definitions" / "policies" / "wres-public.yaml"))
    assert figures_of(release.counts, release.edition, release.members, policy).equals(release.figures)


def test_areas_have_the_counts_of_protection_and_not_sums_of_what_is_shown(first: Built) -> None:
    figures = first.release.figures
    region = figures.filter(
        area="y60", indicator="2", statistic="relative_likelihood", breakdown="", variant="official"
    )
    row = region.row(0, named=True)
    assert (row["numerator"], row["denominator"], row["organisations"], row["expected"]) == (300, 1500, 2, 2)


def test_a_ratio_of_too_few_events_is_suppressed_where_it_is_not_official(first: Built) -> None:
    ratios = first.release.figures.filter(area="ZZ1", indicator="3", statistic="relative_likelihood", breakdown="")
    official = ratios.filter(variant="official").row(0, named=True)  # one event
    assert (official["state"], official["numerator"]) == ("value", 1)
    scenario = ratios.filter(variant="scenario-all-white").row(0, named=True)
    assert (scenario["state"], scenario["reason"]) == ("suppressed", "too_few")
    assert (scenario["value"], scenario["lower"], scenario["excludes_one"]) == (None, None, None)
    assert scenario["numerator"] == 1


def test_without_signatures_it_is_a_draft_that_nothing_counts_as_published(store: Path, tmp_path: Path) -> None:
    draft = built(store, tmp_path, signed=())
    assert draft.release.folder.name == "wres-2026.1-draft"
    assert draft.release.manifest.is_draft
    assert not (tmp_path / "catalogue.json").exists()
    again = built(store, tmp_path, signed=())
    assert again.release.folder.name == "wres-2026.1-draft"
    released = built(store, tmp_path)
    assert released.release.name == "wres-2026.1"
    assert released.release.manifest.earlier == ()
    assert released.release.manifest.content == draft.release.manifest.content
    assert sorted(path.name for path in tmp_path.iterdir()) == ["catalogue.json", "wres-2026.1"]


def test_what_is_signed_is_what_was_reviewed(store: Path, tmp_path: Path) -> None:
    built(store, tmp_path / "out", signed=())
    other = write_store(tmp_path / "other", bme_grade_five=50)
    with pytest.raises(OutputError, match="was reviewed"):
        built(other, tmp_path / "out")
    assert [path.name for path in (tmp_path / "out").iterdir()] == ["wres-2026.1-draft"]


@pytest.mark.parametrize("signed", [SIGNED[:1], (SIGNED[0], SignOff("reviewer", "p04", DAY))])
def test_one_person_alone_does_not_release(store: Path, tmp_path: Path, signed: tuple[SignOff, ...]) -> None:
    with pytest.raises(UsageError, match="two different people"):
        built(store, tmp_path / "out", signed=signed)
    assert not (tmp_path / "out").exists()


def test_the_next_release_tells_what_changed_and_knows_the_one_before(store: Path, tmp_path: Path) -> None:
    first = built(store, tmp_path / "out").release
    before = contents(first.folder)
    corrected = write_store(tmp_path / "corrected", disciplined=12)
    second = built(corrected, tmp_path / "out", as_at=date(2026, 12, 15), note="ZZ1 had left out eleven cases.").release
    assert second.name == "wres-2026.2"
    assert [(one.release, one.sha256) for one in second.manifest.earlier] == [("wres-2026.1", first.sha256)]
    assert contents(first.folder) == before, "a release is never changed"
    page = (second.folder / "changes.md").read_text(encoding="utf-8")
    assert "eleven cases" in page
    assert "Trust 1 (ZZ1), indicator 3, relative likelihood, BME over White, one year: was " in page
    changes = pl.read_csv(second.folder / "changes.csv")
    assert set(changes.filter(pl.col("area_type") == "organisation")["area"]) == {"ZZ1"}
    assert "3" in set(changes["indicator"].cast(pl.String))
    catalogue = json.loads((tmp_path / "out" / "catalogue.json").read_text(encoding="utf-8"))
    assert [one["release"] for one in catalogue["releases"] if one["current"]] == ["wres-2026.2"]


def test_a_changed_rule_is_told_or_refused(store: Path, tmp_path: Path) -> None:
    first = built(store, tmp_path).release
    lock = first.folder / "definitions" / "standards.lock"
    lock.write_text(lock.read_text(encoding="utf-8").replace('"digest": "', '"digest": "0', 1), encoding="utf-8")
    with pytest.raises(UsageError, match=r"rules of indicators 1 .*--note"):
        built(store, tmp_path)
    assert built(store, tmp_path, note="Agency staff no longer count.").release.name == "wres-2026.2"


def test_an_organisation_releases_by_itself_and_the_nation_knows_it(store: Path, tmp_path: Path) -> None:
    own = built(store, tmp_path, organisation="ZZ2", as_at=date(2026, 10, 1)).release
    assert own.name == "wres-2026-ZZ2.1"
    assert own.manifest.organisation == "ZZ2"
    assert set(own.counts["area"]) == {"ZZ2"}
    assert set(own.figures["area"]) == {"ZZ2"}
    assert own.figures.equals(figures_of(own.counts, own.edition, own.members, load_policy("wres-public")))
    national = built(store, tmp_path).release
    assert national.name == "wres-2026.1"
    assert [one.release for one in national.manifest.earlier] == ["wres-2026-ZZ2.1"]


def test_a_store_without_the_year_and_an_unknown_organisation_are_refused(store: Path, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="holds nothing for WRES 2023"):
        built(store, tmp_path / "out", year=2023)
    strange = write_store(tmp_path / "strange")
    year = strange / "tallies" / "wres" / "2026"
    table = pl.read_parquet(year / "ZZ1.parquet").with_columns(organisation=pl.lit("ZZ9"))
    table.write_parquet(year / "ZZ9.parquet")
    with pytest.raises(InputError, match="ZZ9"):
        built(strange, tmp_path / "out")
    assert not (tmp_path / "out").exists()


def test_reviewers_see_before_and_after_and_the_reason_and_nobody_else(store: Path, tmp_path: Path) -> None:
    made = built(store, tmp_path / "out", signed=())
    table = before_and_after(made)
    row = table.filter(area="ZZ1", item="staff", category="clinical-5", group="bme").row(0, named=True)
    assert (row["before"], row["after"], row["state"], row["why"]) == (3, None, "suppressed", "small")
    with pytest.raises(OutputError, match="unprotected"):
        write_review(tmp_path / "out" / "review.xlsx", made, [])
    for name in ("a.xlsx", "b.xlsx"):
        write_review(tmp_path / name, made, [("release", made.release.name)])
    assert (tmp_path / "a.xlsx").read_bytes() == (tmp_path / "b.xlsx").read_bytes()
    assert set(first_cells(tmp_path / "a.xlsx")) == {MARK}


def first_cells(path: Path) -> Iterator[str]:
    from python_calamine import CalamineWorkbook

    book = CalamineWorkbook.from_path(str(path))
    for name in book.sheet_names:
        yield str(book.get_sheet_by_name(name).to_python()[0][0])


def test_the_year_before_gives_windows_of_two_years(first: Built) -> None:
    counts = first.release.counts
    assert counts.filter(area="ZZ1", item="disciplined", basis="two-year", group="white")["count"].to_list() == [18]
