"""`return new` and `return read` as a user meets them."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import polars as pl
import pytest

from openwres.contracts.tables import TALLY_SCHEMA
from tests.cli.commands import run

ROWS = [
    ("shortlisted", "white", 1000),
    ("shortlisted", "bme", 800),
    ("appointed", "white", 180),
    ("appointed", "bme", 90),
]


@pytest.fixture
def filled(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Path:
    """A return workbook of ZZ0 with four numbers of 2026."""
    rows = [(2026, "ZZ0", *row) for row in ROWS]
    pl.DataFrame(rows, schema=["year", "organisation", "item", "group", "count"], orient="row").write_csv(
        tmp_path / "t.csv"
    )
    answer = run(capsys, "return", "new", "--organisation", "zz0", "--year", 2026, "--from", tmp_path / "t.csv", "--out", tmp_path / "r.xlsx")  # fmt: skip
    assert answer.code == 0
    return tmp_path / "r.xlsx"


def test_a_workbook_is_made_and_read_back(filled: Path, capsys: pytest.CaptureFixture[str]) -> None:
    answer = run(capsys, "return", "read", filled, "--out", filled.parent / "read", "--json")
    assert answer.code == 0
    counts = {(tally["item"], tally["group"]): tally["count"] for tally in answer.json["tallies"]}
    assert counts == {(item, group): count for item, group, count in ROWS}
    assert (filled.parent / "read" / "return.json").is_file()


def test_a_filled_workbook_is_never_replaced(filled: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = filled.read_bytes()
    answer = run(capsys, "return", "new", "--organisation", "ZZ0", "--year", 2026, "--out", filled)
    assert answer.code == 1
    assert "there already" in answer.err
    assert filled.read_bytes() == before


def test_calculate_takes_the_workbook(filled: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(capsys, "calculate", filled, "--year", 2026, "--out", filled.parent / "results").code == 0
    figures = pl.read_parquet(filled.parent / "results" / "figures.parquet")
    (ratio,) = figures.filter(
        pl.col("indicator") == "2", pl.col("statistic") == "relative_likelihood", pl.col("breakdown") == ""
    )["value"]
    assert ratio == pytest.approx(1.6)


def test_last_years_return_becomes_the_previous_year(filled: Path, capsys: pytest.CaptureFixture[str]) -> None:
    old = filled.parent / "old.xlsx"
    rows = [(2025, "ZZ0", *row) for row in ROWS]
    pl.DataFrame(rows, schema=["year", "organisation", "item", "group", "count"], orient="row").write_csv(
        filled.parent / "o.csv"
    )
    assert (
        run(
            capsys,
            "return",
            "new",
            "--organisation",
            "ZZ0",
            "--year",
            2025,
            "--from",
            filled.parent / "o.csv",
            "--out",
            old,
        ).code
        == 0
    )
    both = filled.parent / "both.xlsx"
    words = ("return", "new", "--organisation", "ZZ0", "--year", 2026, "--from", filled, "--from", old, "--out", both)
    assert run(capsys, *words).code == 0
    years = [tally["year"] for tally in run(capsys, "return", "read", both, "--json").json["tallies"]]
    assert (years.count(2025), years.count(2026)) == (4, 4)


@pytest.mark.parametrize(
    "words", [("--year", 2025), ("--year", 2026, "--standard", "wdes"), ("--year", 2026, "--organisation", "ZZ1")]
)
def test_the_return_of_another_year_standard_or_organisation_is_refused(
    filled: Path, capsys: pytest.CaptureFixture[str], words: tuple[object, ...]
) -> None:
    answer = run(capsys, "calculate", filled, *words, "--out", filled.parent / "results")
    assert answer.code == 1
    assert "return of" in answer.err


def test_a_file_that_is_no_return_is_refused_with_its_reason(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "r.xlsx").write_text("key,cell\n", encoding="utf-8")
    answer = run(capsys, "return", "read", tmp_path / "r.xlsx", "--out", tmp_path / "read")
    assert answer.code == 1
    assert "block" in answer.err
    assert not (tmp_path / "read").exists()


def test_two_returns_are_compared(filled: Path, capsys: pytest.CaptureFixture[str]) -> None:
    empty = filled.parent / "empty.xlsx"
    assert run(capsys, "return", "new", "--organisation", "ZZ0", "--year", 2025, "--out", empty).code == 0
    answer = run(capsys, "return", "compare", empty, filled)
    assert answer.code == 0
    assert "Applicants shortlisted, White: nothing before, 1,000 after." in answer.out
    assert "4 numbers differ." in answer.out
    assert "Nothing differs." in run(capsys, "return", "compare", filled, filled).out
    assert len(run(capsys, "return", "compare", filled, "--json").json["changes"]) == 4


def test_an_entry_sheet_is_made(filled: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(capsys, "return", "entry", filled, "--out", filled.parent / "entry.html").code == 0
    page = (filled.parent / "entry.html").read_text(encoding="utf-8")
    assert "Sum of the block: 2,070" in page


@pytest.fixture
def store(tmp_path: Path) -> Path:
    """A store with two years of ZZ0."""
    for year, more in ((2025, 0), (2026, 10)):
        rows = [("wres", year, "ZZ0", item, "", "", "wres", group, "", n + more, None, None, "value", "", "extract")
                for item, group, n in ROWS]  # fmt: skip
        folder = tmp_path / "store" / "tallies" / "wres" / str(year)
        folder.mkdir(parents=True)
        pl.DataFrame(rows, schema=TALLY_SCHEMA, orient="row").write_parquet(folder / "ZZ0.parquet")
    return tmp_path / "store"


def test_a_store_fills_the_pre_filled_columns_and_last_years(
    store: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    made = run(capsys, "return", "new", "--organisation", "ZZ0", "--year", 2026, "--from", store, "--out", tmp_path / "n.xlsx")  # fmt: skip
    assert made.code == 0
    read = run(capsys, "return", "read", tmp_path / "n.xlsx", "--json").json
    assert {(t["year"], t["item"], t["group"], t["count"]) for t in read["tallies"]} == {(2025, *row) for row in ROWS}
    assert {(t["year"], t["count"] - 10) for t in read["prefilled"]} == {(2026, n) for _, _, n in ROWS}
    answer = run(capsys, "return", "compare", tmp_path / "n.xlsx", "--json")
    assert {change["after"] for change in answer.json["changes"] if change["cell"] == "w2.appointed.bme"} == {None}


def test_two_years_of_a_store_are_compared(store: Path, capsys: pytest.CaptureFixture[str]) -> None:
    answer = run(capsys, "return", "compare", store, store, "--organisation", "ZZ0", "--years", 2025, 2026, "--json")
    assert {c["cell"]: c["difference"] for c in answer.json["changes"] if c["cell"].startswith("w2.appointed.")} == {
        "w2.appointed.white": 10, "w2.appointed.bme": 10,
    }  # fmt: skip
    assert run(capsys, "return", "compare", store, store).code == 2
    assert run(capsys, "return", "compare", store, store, "--organisation", "ZZ9").code == 2


def test_a_workbook_a_document_and_named_cells_of_one_return_do_not_differ(
    filled: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = filled.parent / "read"
    assert run(capsys, "return", "read", filled, "--out", folder).code == 0
    files = [filled, *(folder / name for name in ("return.json", "return.csv", "tallies.csv"))]
    for one, other in pairwise(files):
        assert "Nothing differs." in run(capsys, "return", "compare", one, other).out
    for path in (folder / "return.json", folder / "return.csv"):
        assert run(capsys, "calculate", path, "--year", 2026, "--out", filled.parent / "results").code == 0
        assert run(capsys, "return", "check", path).code == 1, "much of it is missing"


@pytest.mark.parametrize("ending", ["xlsx", "csv", "json"])
def test_the_name_of_the_organisation_stays_with_its_return(
    tmp_path: Path, ending: str, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / f"r.{ending}"
    made = run(
        capsys, "return", "new", "--organisation", "ZZ0", "--year", 2026, "--name", "=An Example Trust", "--out", path
    )
    assert made.code == 0
    assert run(capsys, "return", "read", path, "--json").json["details"] == {"name": "=An Example Trust"}
    page = tmp_path / "page.html"
    assert "An Example Trust" in run(capsys, "return", "template", path, "--out", page).out
