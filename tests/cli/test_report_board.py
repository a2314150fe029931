"""`openwres report board`: from a store or from one's own results to files that a board reads, all of them or none."""

from __future__ import annotations

import re
from pathlib import Path

import polars as pl
import pytest

from openwres.contracts.tables import TALLY_SCHEMA
from tests.cli.commands import run
from tests.releases.made import manifest, released
from tests.reports.documents import year_of

OWN = ("--policy", "own-organisation", "--as-at", "2026-11-01")


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store of three years of six organisations."""
    home = tmp_path_factory.mktemp("store")
    for year in (2024, 2025, 2026):
        folder = home / "tallies" / "wres" / str(year)
        folder.mkdir(parents=True)
        for code in ("R01", "R02", "R03", "R04", "R05", "R06"):
            pl.concat(list(year_of(code, year))).select(list(TALLY_SCHEMA)).write_parquet(folder / f"{code}.parquet")
    return home


def test_a_report_of_a_store_is_written_in_the_formats_asked_for(
    store: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "out"
    answer = run(
        capsys,
        "report",
        "board",
        store,
        "--organisation",
        "r01",
        "--year",
        2026,
        *OWN,
        "--format",
        "html",
        "pdf",
        "--out",
        out,
    )
    assert (answer.code, answer.err) == (0, "")
    assert "report to the board, R01. Not for publication." in answer.out
    assert sorted(path.name for path in out.iterdir()) == ["wres-2026-r01-board.html", "wres-2026-r01-board.pdf"]
    page = (out / "wres-2026-r01-board.html").read_text(encoding="utf-8")
    for said in (
        "Not for publication",
        "White applicants were 1.60 times as likely",
        "The average of 6 organisations is 1.60",
        "From 2024 to 2026",
    ):
        assert said in page
    assert (out / "wres-2026-r01-board.pdf").read_bytes().startswith(b"%PDF")


def test_the_same_store_gives_the_same_bytes(store: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    words = ("report", "board", store, "--organisation", "R01", "--year", 2026, *OWN, "--format", "html", "--out")
    for name in ("one", "two"):
        assert run(capsys, *words, tmp_path / name).code == 0
    one, two = (next((tmp_path / name).iterdir()).read_bytes() for name in ("one", "two"))
    assert one == two


def test_the_term_the_plan_and_the_peers_are_those_asked_for(
    store: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    plan = tmp_path / "plan.csv"
    plan.write_text("indicator,action,owner\n2,Structured interviews,Head of recruitment\n,,\n", encoding="utf-8")
    answer = run(
        capsys, "report", "board", store, "--organisation", "R01", "--year", 2026, *OWN, "--term", "ethnic minority",
        "--plan", plan, "--peers", "size", "--format", "html", "--out", tmp_path / "out",
    )  # fmt: skip
    assert answer.code == 0
    page = next((tmp_path / "out").iterdir()).read_text(encoding="utf-8")
    assert "Structured interviews" in page
    assert "BME" not in page
    assert "ethnic minority applicants" in page


def test_extracts_or_tallies_of_one_year_are_enough(
    tallies: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "out"
    answer = run(
        capsys,
        "report",
        "board",
        tallies,
        "--organisation",
        "ZZ9",
        "--year",
        2026,
        *OWN,
        "--format",
        "html",
        "--out",
        out,
    )
    assert answer.code == 0, answer.err
    page = (out / "wres-2026-zz9-board.html").read_text(encoding="utf-8")
    assert "30 of 100 (30.0%) staff are BME." in page
    assert "1 of 9 values are there" in page


def test_results_of_one_year_find_their_earlier_years_in_a_store(
    store: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    results = tmp_path / "tallies.csv"
    pl.concat(list(year_of("R01"))).select(list(TALLY_SCHEMA)).write_csv(results)
    answer = run(
        capsys, "report", "board", results, "--history", store, "--organisation", "R01", "--year", 2026, *OWN, "--format", "html",
        "--out", tmp_path / "out",
    )  # fmt: skip
    assert answer.code == 0, answer.err
    assert "From 2024 to 2026" in next((tmp_path / "out").iterdir()).read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--organisation", "R99", *OWN), "holds nothing of R99 in WRES 2026"),
        (("--organisation", "R01", *OWN, "--format", "odt"), "invalid choice: 'odt'"),
        (("--organisation", "R01", *OWN, "--term", "1"), "no term for a group"),
        (("--organisation", "R01", "--policy", "own-organisation", "--as-at", "yesterday"), "`yesterday` is no date"),
        (("--organisation", "R01", *OWN, "--peers", "region"), "need a register"),
        (("--organisation", "R01", *OWN, "--catalogue", "none.mo"), "cannot be read as a catalogue"),
    ],
)
def test_what_cannot_be_meant_is_refused_and_nothing_is_written(
    store: Path, words: tuple[str, ...], said: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    answer = run(capsys, "report", "board", store, "--year", 2026, *words, "--out", tmp_path / "out")
    assert answer.code == 2
    assert said in answer.err
    assert not (tmp_path / "out").exists()


def test_a_folder_with_other_files_is_left_alone(
    store: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "mine.txt").write_text("mine")
    answer = run(
        capsys,
        "report",
        "board",
        store,
        "--organisation",
        "R01",
        "--year",
        2026,
        *OWN,
        "--format",
        "html",
        "--out",
        tmp_path,
    )
    assert answer.code == 1
    assert "holds other files" in answer.err


def test_without_a_release_the_public_policy_is_refused_and_says_what_to_do(
    store: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    answer = run(capsys, "report", "board", store, "--organisation", "R01", "--year", 2026, "--out", tmp_path / "out")
    assert answer.code == 2
    assert "--policy own-organisation" in answer.err


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Releases of three years of six organisations, in which the appointments of BME applicants of R01 are hidden."""
    home = tmp_path_factory.mktemp("published")
    for year in (2024, 2025, 2026):
        rows = [
            row
            for code in ("R01", "R02", "R03", "R04", "R05", "R06")
            for frame in year_of(code, year, hidden=("appointed",) if code == "R01" else ())
            for row in frame.select(list(TALLY_SCHEMA)).to_dicts()
        ]
        released(home / "releases", rows, manifest(year))
    return home


def test_a_report_of_a_release_shows_what_was_published_and_nothing_that_it_hides(
    published: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "out"
    answer = run(
        capsys, "report", "board", published, "--organisation", "R01", "--year", 2026, "--as-at", "2026-12-01", "--format", "html", "--out", out
    )  # fmt: skip
    assert answer.code == 0, answer.err
    page = (out / "wres-2026-r01-board.html").read_text(encoding="utf-8")
    assert "Not for publication" not in page
    assert "These figures are those of what was published: wres-2024.1, wres-2025.1, wres-2026.1." in page
    assert "Trust R02" in page
    assert "[c] means that a number is not shown, to protect people." in page
    appointed = page.split("2. Applicants appointed")[-1]
    assert "90" not in re.findall(r"<td[^>]*>(\d+)</td>", appointed.split("3. Staff entering")[0])


def test_releases_of_another_policy_and_of_other_years_are_told_apart(
    published: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    words = ("report", "board", published, "--organisation", "R01", "--out", tmp_path / "out")
    other = run(capsys, *words, "--year", 2026, "--policy", "mine")
    assert (other.code, "Say --policy wres-public" in other.err) == (2, True)
    missing = run(capsys, *words, "--year", 2023)
    assert (missing.code, "no release of WRES 2023" in missing.err) == (2, True)


def test_the_summary_for_the_website_is_made_of_what_was_published(
    published: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "out"
    words = (
        "--organisation",
        "R01",
        "--year",
        2026,
        "--as-at",
        "2026-12-01",
        "--term",
        "ethnic minority",
        "--format",
        "html",
    )
    answer = run(capsys, "report", "summary", published, *words, "--final", "--out", out)
    assert answer.code == 0, answer.err
    page = (out / "wres-2026-r01-summary.html").read_text(encoding="utf-8")
    assert "Not for publication" not in page
    assert "Trust R01" in page
    assert "ethnic minority" in page
    assert "BME" not in page
    missing = run(capsys, "report", "summary", published, *words, "--organisation", "R99", "--out", out)
    assert (missing.code, "no figures of R99" in missing.err) == (2, True)
