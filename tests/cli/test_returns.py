"""`openwres return`: what it prints, its exit codes, and what it says of input that it cannot use."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from openwres.cli import main
from tests.returns.made import SOUND, version

REGISTER = "code,name,type,nation\nZZ1,One,acute,england\nZZ2,Two,acute,england\n"


def keyed(path: Path, year: int = 2026, code: str = "ZZ1", **changed: str) -> Path:
    cells = {
        **SOUND,
        "snapshot": f"31 March {year}",
        **{name.replace("__", "."): cell for name, cell in changed.items()},
    }
    rows = [f"{code},{year},{field},{cell}" for field, cell in cells.items()]
    path.write_text("\n".join(["organisation,year,field,cell", *rows, ""]), encoding="utf-8")
    return path


def told(capsys: pytest.CaptureFixture[str]) -> dict[str, Any]:
    document: dict[str, Any] = json.loads(capsys.readouterr().out)
    return document


def test_a_sound_return_passes(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = keyed(tmp_path / "return.csv")
    assert main(["return", "check", str(path)]) == 0
    assert "Checked 1 as WRES 2026: nothing blocks" in capsys.readouterr().out


def test_a_wrong_cell_is_told_with_its_row_and_stops(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = keyed(tmp_path / "return.csv", w2__ratio="0.63")
    assert main(["return", "check", str(path)]) == 1
    out = capsys.readouterr().out
    assert "block   row 32, column D: Indicator 2, relative likelihood is given as 0.63" in out
    assert "the other way up" in out


def test_an_explanation_from_a_file_confirms(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = keyed(tmp_path / "return.csv", w2__appointed__unknown="")
    assert main(["return", "check", str(path), "--json"]) == 1
    (returned,) = told(capsys)["returns"]
    (found,) = [p for p in returned["problems"] if p["severity"] == "confirm"]
    reasons = tmp_path / "explanations.csv"
    head = "problem,about,reason,person,date"
    reasons.write_text(
        f"{head}\n{found['id']},{found['about']},No such field,A. Analyst,2026-05-12\n", encoding="utf-8"
    )
    assert main(["return", "check", str(path), "--explanations", str(reasons)]) == 0
    assert "Confirmed by A. Analyst on 2026-05-12" in capsys.readouterr().out


def test_tallies_with_typed_figures_beside_them_are_a_return(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    version().tallies.write_csv(tmp_path / "tallies.csv")
    typed = "indicator,statistic,group,cell,sheet,place\n2,relative_likelihood,white:bme,1.60%,WRES,F12\n"
    (tmp_path / "typed.csv").write_text(typed, encoding="utf-8")
    assert main(["return", "check", str(tmp_path / "tallies.csv"), "--json"]) == 1
    (returned,) = told(capsys)["returns"]
    (found,) = [p for p in returned["problems"] if p["severity"] == "block"]
    assert (found["id"], found["sheet"], found["row"], found["column"]) == ("ratio-with-percent", "WRES", 12, "F")


def test_prefilled_rows_of_a_file_of_tallies_are_compared(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    given = version().tallies
    before = given.filter(pl.col("item") == "staff").with_columns(source=pl.lit("prefilled"), count=pl.col("count") * 2)
    pl.concat([given, before]).write_parquet(tmp_path / "tallies.parquet")
    assert main(["return", "check", str(tmp_path / "tallies.parquet"), "--json"]) == 1
    (returned,) = told(capsys)["returns"]
    assert {p["id"] for p in returned["problems"] if p["severity"] != "note"} == {"differs-from-prefilled"}


def test_last_year_comes_from_a_file_or_from_a_store(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = keyed(tmp_path / "return.csv", w1__staff__white="4000", w3__ratio="", w4__ratio="", w9__difference="")
    last = keyed(tmp_path / "last.csv", 2025)
    assert main(["return", "check", str(path), "--last-year", str(last)]) == 1
    assert "last year 3,296" in capsys.readouterr().out
    register = tmp_path / "register.csv"
    register.write_text(REGISTER, encoding="utf-8")
    store = ["--store", str(tmp_path / "store")]
    assert main(["return", "collect", str(last), "--year", "2025", "--register", str(register), *store]) == 0
    capsys.readouterr()
    assert main(["return", "check", str(path), *store]) == 1
    assert "last year 3,296" in capsys.readouterr().out


def test_collecting_says_who_is_missing(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "register.csv").write_text(REGISTER, encoding="utf-8")
    (tmp_path / "received.csv").write_text("organisation,received\nZZ1,2026-06-02\n", encoding="utf-8")
    path = keyed(tmp_path / "return.csv")
    words = ["return", "collect", str(path), "--year", "2026", "--register", str(tmp_path / "register.csv")]
    words += [
        "--store",
        str(tmp_path / "store"),
        "--received",
        str(tmp_path / "received.csv"),
        "--deadline",
        "2026-05-31",
    ]
    assert main(words) == 0
    out = capsys.readouterr().out
    assert "missing      ZZ2  Two" in out
    assert "indicator 2: 1 of 2 organisations" in out
    assert "1 complete, 1 missing; 1 late" in out
    assert main([*words, "--json"]) == 0
    assert [row["status"] for row in told(capsys)["status"]] == ["complete", "missing"]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["check", "absent.csv"], "There is no file"),
        (["check", "other.csv"], "no return that can be read here"),
        (["check", "return.csv", "--organisation", "ZZ9"], "holds no return of ZZ9"),
        (["check", "return.csv", "--year", "2025"], "holds no return of WRES 2025"),
        (["check", "return.csv", "--explanations", "other.csv"], "no column problem"),
        (["collect", "return.csv", "--year", "2026", "--register", "register.csv", "--store", "s", "--deadline", "May"], "`May` is no day"),
    ],
)  # fmt: skip
def test_input_that_cannot_be_used_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], words: list[str], said: str
) -> None:
    monkeypatch.chdir(tmp_path)
    keyed(tmp_path / "return.csv")
    (tmp_path / "register.csv").write_text(REGISTER, encoding="utf-8")
    (tmp_path / "other.csv").write_text("a,year\n1,2026\n", encoding="utf-8")
    assert main(["return", *words]) in (1, 2)
    assert said in capsys.readouterr().err
