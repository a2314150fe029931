"""A report never shows what its release hides: searched for in the bytes of every file, with numbers that nobody can overlook."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from itertools import count
from pathlib import Path

import polars as pl
import pytest

from openwres.disclosure.protect import protect
from openwres.organisations.write import write_register
from openwres.releases.build import build
from openwres.standards import load_standard
from tests.cli.commands import run
from tests.releases.stores import order, register, write_store
from tests.reports.searching import everything_in, written_as

KEY = ("item", "breakdown", "category", "classification", "group", "basis")
ONE = ("--organisation", "ZZ2")
REPORTS = {"board": ONE, "evidence": ONE, "summary": ONE, "national": ()}
YEARS = (2025, 2026)


@dataclass(frozen=True)
class Made:
    """A store whose every hidden count was replaced by a number of its own after its releases were built."""

    store: Path
    register: Path
    marks: Mapping[tuple[str, ...], int]


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Made:
    home = tmp_path_factory.mktemp("hidden")
    store, standard = write_store(home / "store", years=(2024, *YEARS), disciplined=3), load_standard("wres")
    marks: dict[tuple[str, ...], int] = {}
    numbers = count(8_640_001, 7)
    for year in YEARS:
        released = build(
            store, store / "releases", standard, register(), order(year=year, as_at=date(year, 11, 30)), protect
        )
        hidden = released.release.counts.filter(
            pl.col("state") == "suppressed", pl.col("area_type") == "organisation", pl.col("group") != "all"
        )
        marks |= {(str(year), *row): next(numbers) for row in hidden.select("area", *KEY).rows()}
    for path in (store / "tallies").rglob("*.parquet"):
        marked(path, marks)
    write_register(register(), home / "register")
    return Made(store, home / "register", marks)


def marked(path: Path, marks: Mapping[tuple[str, ...], int]) -> None:
    """Puts the marks into the counts of an organisation and year."""
    table = pl.read_parquet(path)
    keys = table.select("year", "organisation", *KEY).rows()
    counts = [marks.get((str(year), *rest), old) for (year, *rest), old in zip(keys, table["count"], strict=True)]
    table.with_columns(count=pl.Series(counts, dtype=table.schema["count"])).write_parquet(path)


def report(made: Made, kind: str, out: Path, capsys: pytest.CaptureFixture[str], *more: str) -> dict[str, str]:
    """What the files of a report hold, by their endings."""
    words = ("--year", 2026, "--register", made.register, "--as-at", "2026-12-01", *REPORTS[kind], *more)
    answer = run(capsys, "report", kind, made.store, *words, "--out", out)
    assert (answer.code, answer.err) == (0, "")
    return {path.suffix: everything_in(path) for path in out.iterdir()}


def found(held: str, made: Made) -> list[int]:
    return [number for number in made.marks.values() if any(text in held for text in written_as(number))]


@pytest.mark.parametrize("kind", REPORTS)
def test_no_format_of_a_report_from_a_release_holds_a_hidden_count(
    made: Made, kind: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert len(made.marks) > 20
    files = report(made, kind, tmp_path / "out", capsys)
    assert set(files) == {".pdf", ".docx", ".html", ".xlsx", ".ods"}
    assert {ending: found(held, made) for ending, held in files.items()} == {ending: [] for ending in files}
    assert not any("Not for publication" in held for held in files.values())


@pytest.mark.parametrize("kind", ["board", "evidence"])
def test_the_search_finds_them_where_a_report_is_not_from_a_release(
    made: Made, kind: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    files = report(made, kind, tmp_path / "out", capsys, "--policy", "own-organisation")
    assert all(found(held, made) for held in files.values())
    assert all("Not for publication" in held for held in files.values())
