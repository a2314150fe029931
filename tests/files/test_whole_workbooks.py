"""Many workbooks read by one process: each gets what it would get alone, whatever the others do."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from openwres.files import workbook_child, workbook_process
from openwres.files.delimited import UnreadableFileError
from openwres.files.whole_workbooks import Contents, read_workbooks
from openwres.files.workbook_process import WorkbookProcess
from tests.files.made_workbooks import cell_xml, ods, ods_cell, ods_row, packed, row_xml, sheet_xml, xlsx, xlsx_parts
from tests.files.test_untrusted_workbooks import HOSTILE, ROW, far

MOST = 1_000


def sound(path: Path) -> Path:
    return xlsx(path, ROW + row_xml(2, [path.stem, 5.0]))


def said(path: Path, found: Contents | UnreadableFileError) -> str:
    return str(found) if isinstance(found, UnreadableFileError) else found.sheets["Staff"][1][0]


def test_what_books_hold_is_told_in_their_order(tmp_path: Path) -> None:
    parts = xlsx_parts({"Staff": sheet_xml(row_xml(2, ["", "b"]) + '<row r="3"><c r="A3" t="e"><v>#N/A</v></c></row>')})
    hidden = str(parts["xl/workbook.xml"]).replace('name="Staff"', 'name="Staff" state="hidden"')
    two = xlsx_parts({"Staff": sheet_xml(ROW), "Board": sheet_xml(ROW)})
    books = [
        packed(tmp_path / "a.xlsx", parts | {"xl/vbaProject.bin": b"macro"}),
        packed(tmp_path / "b.xlsx", parts | {"xl/workbook.xml": hidden}),
        packed(tmp_path / "c.xlsx", two | {"xl/workbook.xml": str(two["xl/workbook.xml"]).replace(
            'name="Staff"', 'name="Staff" state="veryHidden"')}),
        ods(tmp_path / "d.ods", ods_row(ods_cell("x"))),
    ]  # fmt: skip
    a, b, c, d = (found for _, found in read_workbooks(books, MOST))
    assert isinstance(a, Contents)
    assert [list(row) for row in a.sheets["Staff"]] == [["", ""], ["", "b"], ["#N/A", ""]]
    assert a.notes == ("The workbook holds macros. They were not run.",)
    assert isinstance(b, UnreadableFileError)
    assert isinstance(c, Contents)
    assert (list(c.sheets), c.hidden) == (["Board"], ("Staff",))
    assert isinstance(d, Contents)
    assert list(d.sheets) == ["Staff"]


def test_a_hostile_book_is_refused_as_it_is_alone_and_costs_no_other(tmp_path: Path) -> None:
    books: list[Path] = []
    wanted: list[str] = []
    for number, (write, words) in enumerate(HOSTILE.items()):
        (tmp_path / f"{number}").mkdir()
        books += [write(tmp_path / f"{number}" / "bad.xlsx"), sound(tmp_path / f"{number}" / f"good{number}.xlsx")]
        wanted += [words, f"good{number}"]
    for (path, found), words in zip(read_workbooks(books, MOST), wanted, strict=True):
        assert words in said(path, found)


def test_a_book_that_uses_up_the_memory_of_the_process_costs_no_other(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What slips past every check before still meets the limits of the child."""
    blind = tmp_path / "child.py"
    unseen = "import openwres.files.whole_workbooks as whole; whole.scan = lambda *_: {}"
    start = "sys.path += sys.argv[1:]"
    source = Path(workbook_child.__file__).read_text(encoding="utf-8")
    assert start in source
    blind.write_text(source.replace(start, f"{start}; {unseen}"), encoding="utf-8")
    monkeypatch.setattr(workbook_process, "_CHILD", blind)
    books = [
        sound(tmp_path / "a.xlsx"),
        far(tmp_path / "b.xlsx"),
        sound(tmp_path / "c.xlsx"),
        sound(tmp_path / "d.xlsx"),
    ]
    found = [said(*one) for one in read_workbooks(books, MOST)]
    assert [found[0], *found[2:]] == ["a", "c", "d"]
    assert "memory" in found[1]


def test_what_is_said_of_a_book_depends_on_no_other(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A process that has read others and cannot read the next may be worn out: a fresh one has the last word."""
    asked: list[WorkbookProcess] = []
    answer = WorkbookProcess.answer

    def worn_out(self: WorkbookProcess) -> dict[str, Any]:
        asked.append(self)
        if asked.count(self) > 2:
            raise UnreadableFileError("worn out", "")
        return answer(self)

    monkeypatch.setattr(WorkbookProcess, "answer", worn_out)
    books = [sound(tmp_path / f"{number}.xlsx") for number in range(7)]
    assert [said(*one) for one in read_workbooks(books, MOST)] == [f"{number}" for number in range(7)]
    assert len(set(asked)) == 4
    assert not any(process.alive() for process in asked)


def test_every_book_that_takes_too_long_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workbook_process, "WALL_SECONDS", 0.001)
    rows = "".join(row_xml(n, ["x"] * 20) for n in range(1, 5_000))
    books = [xlsx(tmp_path / f"{n}.xlsx", rows) for n in range(2)]
    assert all("too long" in said(*one) for one in read_workbooks(books, MOST))


def test_a_sheet_with_more_cells_than_are_wanted_is_refused(tmp_path: Path) -> None:
    books = [xlsx(tmp_path / "a.xlsx", f'<row r="900">{cell_xml("C900", 1.0)}</row>'), sound(tmp_path / "b.xlsx")]
    first, second = (said(*one) for one in read_workbooks(books, MOST))
    assert "900 rows and 3 columns" in first
    assert second == "b"


def test_no_process_is_left_when_reading_is_given_up(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    started: list[WorkbookProcess] = []

    def start() -> WorkbookProcess:
        started.append(WorkbookProcess())
        return started[-1]

    monkeypatch.setattr("openwres.files.whole_workbooks.WorkbookProcess", start)
    found = read_workbooks([sound(tmp_path / f"{n}.xlsx") for n in range(6)], MOST)
    next(found)
    del found
    assert [process.alive() for process in started] == [False]


def test_many_books_are_read_by_several_processes_and_told_in_their_order(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    started: list[WorkbookProcess] = []

    def start() -> WorkbookProcess:
        started.append(WorkbookProcess())
        return started[-1]

    monkeypatch.setattr("openwres.files.whole_workbooks.WorkbookProcess", start)
    monkeypatch.setattr("os.cpu_count", lambda: 2)
    books = [sound(tmp_path / f"{n}.xlsx") for n in range(40)]
    books[20].write_bytes(b"PK\x03\x04 and not more")
    found = [said(*one) for one in read_workbooks(books, MOST)]
    assert [words for words in found if "damaged" not in words] == [f"{n}" for n in range(40) if n != 20]
    assert "damaged" in found[20]
    assert len(started) == 2
    assert not any(process.alive() for process in started)


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no limit on processor time")
def test_each_book_has_its_own_processor_time(tmp_path: Path) -> None:
    """What the books before took is not counted, and the limit stands before the book is opened."""
    code = (
        "import sys, resource; from openwres.files import workbook_child as child\n"
        "child.CPU_SECONDS = 1; child.limit()\n"
        "def burn(seconds):\n"
        "    end = sum(resource.getrusage(0)[:2]) + seconds\n"
        "    while sum(resource.getrusage(0)[:2]) < end: pass\n"
        "for _ in range(3): child.limit_time(); burn(0.8)\n"
        "print('books', flush=True); child.limit_time(); burn(4); print('never')"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert (done.stdout, done.returncode) == ("books\n", -24)
    assert workbook_child.CPU_SECONDS < workbook_process.WALL_SECONDS
