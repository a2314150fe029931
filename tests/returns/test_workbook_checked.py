"""A return workbook is checked, and collected, as it is."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from openwres.cli import main
from openwres.files.workbook_process import WorkbookProcess
from openwres.returns.files import is_return, newest_year, read_returns
from openwres.standards import load_standard
from tests.reports.cards import calculated, everything


def workbook(folder: Path) -> Path:
    """A workbook that is filled in."""
    tallies, book = folder / "2026.parquet", folder / "ZZ9.xlsx"
    calculated(folder, everything()).tallies.write_parquet(tallies)
    words = ["return", "new", "--organisation", "ZZ9", "--year", "2026", "--from", str(tallies), "--out", str(book)]
    assert main(words) == 0
    return book


def test_a_filled_workbook_is_read_as_the_return_of_its_year(tmp_path: Path) -> None:
    book = workbook(tmp_path)
    assert is_return(book)
    assert newest_year(book, load_standard("wres")) == 2026
    (version,), _ = read_returns(book, load_standard("wres").edition(2026))
    appointed = version.tallies.filter(item="appointed", group="bme", breakdown="")
    assert (version.organisation, appointed["count"].to_list()) == ("ZZ9", [90])
    assert not version.places.is_empty()


def test_checks_of_a_workbook_name_its_cells(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    main(["return", "check", str(workbook(tmp_path))])
    assert "sheet Return, row " in capsys.readouterr().out


def test_a_workbook_is_opened_once_to_be_checked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    book, opened = workbook(tmp_path), list[str]()
    send = WorkbookProcess.send

    def seen(self: WorkbookProcess, request: dict[str, Any]) -> None:
        opened.append(Path(request["path"]).name)
        send(self, request)

    monkeypatch.setattr(WorkbookProcess, "send", seen)
    main(["return", "check", str(book)])
    assert opened == ["ZZ9.xlsx"]


def test_another_workbook_is_no_return(tmp_path: Path) -> None:
    path = tmp_path / "list.xlsx"
    path.write_text("no workbook", encoding="utf-8")
    assert not is_return(path)
    assert main(["return", "check", str(path)]) == 2
