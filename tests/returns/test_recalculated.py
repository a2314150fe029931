"""The formulas of a return workbook give what we calculate: in a real spreadsheet program, and beside the figures."""

from __future__ import annotations

import re
import shutil
import subprocess
import zipfile
from pathlib import Path

import polars as pl
import pytest

from openwres.figures import calculate_figures
from openwres.files.workbooks import open_workbook
from openwres.returns.filling import fill
from openwres.returns.keys import FigureKey, keys_of
from openwres.returns.layout import Cell, Column
from openwres.returns.reading import read_workbook
from openwres.returns.sheets import MOST_CELLS
from openwres.returns.workbook import write_workbook
from tests.returns.generated import generated, layout

STANDARDS = (("wres", 2026), ("wres", 2020), ("wdes", 2026), ("sc-wres", 2026))


def uncalculated(path: Path, target: Path) -> int:
    """A copy of a workbook without the saved values of its formulas; how many there were."""
    removed = 0
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as new:
        for entry in old.infolist():
            content = old.read(entry)
            if entry.filename.startswith("xl/worksheets/sheet"):
                text, found = re.subn(r"(<f>[^<]*</f>)<v>[^<]*</v>", r"\1", content.decode())
                text = re.sub(r'(<c [^>]*?) t="str"(?=[^>]*><f>)', r"\1", text)
                content, removed = text.encode(), removed + found
            new.writestr(entry, content)
    return removed


def in_libreoffice(path: Path, folder: Path) -> Path:
    """The workbook opened, calculated and saved by LibreOffice."""
    folder.mkdir()
    subprocess.run(
        ["soffice", f"-env:UserInstallation=file://{folder}/profile", "--headless", "--convert-to", "xlsx:Calc MS Excel 2007 XML",
         "--outdir", folder, path],
        check=True, capture_output=True, timeout=180,
    )  # fmt: skip
    shutil.rmtree(folder / "profile", ignore_errors=True)
    return folder / path.name


def texts(path: Path, folder: Path) -> list[list[str]]:
    with open_workbook(path, folder) as book:
        (sheet,) = (sheet for sheet in book.sheets if sheet.name == "Return")
        assert sheet.uncalculated == 0
        return [list(row) for row in book.rows(sheet, MOST_CELLS)]


@pytest.mark.needs("soffice")
@pytest.mark.parametrize(("standard", "year"), STANDARDS)
def test_libreoffice_calculates_what_we_do(standard: str, year: int, tmp_path: Path) -> None:
    form = layout(standard, year)
    version = generated(form, seed=11, gaps=0.1)
    written, bare = tmp_path / "written.xlsx", tmp_path / "return.xlsx"
    write_workbook(version, form, written)
    assert uncalculated(written, bare) > 100
    saved = in_libreoffice(bare, tmp_path / "saved")
    ours, theirs = texts(written, tmp_path), texts(saved, tmp_path)
    assert [row[:6] for row in ours] == [row[:6] for row in theirs]
    for ours_row, their_row in zip(ours[1:], theirs[1:], strict=True):
        for one, other in zip(ours_row[6:-1], their_row[6:-1], strict=True):
            assert one == other or float(one) == pytest.approx(float(other), rel=1e-9), ours_row[:4]
    read, problems = read_workbook(saved)
    assert read is not None
    assert read.typed.is_empty()
    assert not [problem for problem in problems if problem.severity != "note"]


@pytest.mark.parametrize(("standard", "year"), STANDARDS)
@pytest.mark.parametrize("seed", range(3))
def test_calculated_cells_are_the_figures(standard: str, year: int, seed: int) -> None:
    form = layout(standard, year)
    tallies = generated(form, seed, gaps=0.05).tallies
    tallies = tallies.filter(
        ~(pl.col("item").str.starts_with("asked-") & (pl.col("count") == 0))
    )  # a percentage of nobody
    filled, keys = fill(form, tallies), keys_of(form.edition)
    figures = calculate_figures(tallies, form.edition).filter(
        pl.col("classification").is_in(["", form.edition.main]),
        pl.col("variant").is_in(["official", "unsettled"]),
        pl.col("area_type") == "organisation",
    )
    values = {
        FigureKey(*(row[name] for name in FigureKey._fields)): (row["value"], row["state"])
        for row in figures.to_dicts()
    }
    compared = 0
    for row in form.rows:
        for group in row.groups:
            key = keys.spellings.get(f"{row.key}.{group}", keys.spellings.get(row.key))
            ours = filled.content(Cell(row.key, Column(year, group)))
            if isinstance(key, FigureKey) and (key.statistic != "difference" or group == form.edition.focus):
                value, state = values[key]
                assert isinstance(ours, int | float) == (state == "value"), (key, ours, state)
                assert value is None or ours == pytest.approx(value, rel=1e-12), key
                compared += 1
    assert compared > 20
