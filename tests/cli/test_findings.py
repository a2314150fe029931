"""`openwres findings`: who is compared is a word or a file, and what cannot be meant is refused."""

from pathlib import Path

import polars as pl
import pytest

from openwres.contracts.tables import TALLY_SCHEMA
from tests.cli.commands import run
from tests.findings.nations import counted

CODES = [f"Z{n:04d}" for n in range(8)]


@pytest.fixture
def store(tmp_path: Path) -> Path:
    """A store of one year in which one organisation is unlike seven others."""
    home = tmp_path / "store" / "tallies" / "wres" / "2026"
    home.mkdir(parents=True)
    for n, code in enumerate(CODES):
        rows = counted(code, "2", (2000, 400, 1000, 20 if n == 0 else 140 + n))
        pl.DataFrame(rows, schema=TALLY_SCHEMA, orient="row").write_parquet(home / f"{code}.parquet")
    return tmp_path / "store"


def test_sentences_of_one_organisation_among_its_peers(store: Path, capsys: pytest.CaptureFixture[str]) -> None:
    answer = run(capsys, "findings", store, "--kind", "peers", "--organisation", "z0000")
    assert answer.code == 0
    assert "Z0000, indicator 2, 2026" in answer.out
    assert "more adverse than among its peers" in answer.out
    assert "8 organisations (all organisations)" in answer.out
    assert "Z0001, indicator" not in answer.out


def test_peers_from_a_file(store: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    chosen = tmp_path / "mine.csv"
    chosen.write_text("organisation\n" + "\n".join(CODES[:6]) + "\n")
    answer = run(capsys, "findings", store, "--kind", "peers", "--peers", chosen)
    assert "6 organisations (own list)" in answer.out
    missing = run(capsys, "findings", store, "--peers", tmp_path / "none.csv")
    assert missing.code == 1
    assert "The file is not there" in missing.err


def test_peers_that_are_no_word_are_refused(store: Path, capsys: pytest.CaptureFixture[str]) -> None:
    answer = run(capsys, "findings", store, "--peers", "region")
    assert answer.code == 2
    assert "need a register" in answer.err


def test_tables_are_written_for_every_kind(store: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "out"
    assert run(capsys, "findings", store, "--out", out).code == 0
    assert {"peers.csv", "places.parquet", "spread.json", "band-shares.csv", "funnels.csv"} <= {
        path.name for path in out.iterdir()
    }
