"""Hostile and broken workbooks: each gets a plain sentence, and the program neither dies nor hangs."""

from __future__ import annotations

import copy
import random
import re
import struct
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from openwres.files import workbook_process
from openwres.files.delimited import UnreadableFileError
from openwres.files.workbooks import open_workbook
from tests.files.made_workbooks import (
    MAIN,
    cell_xml,
    compound,
    ods,
    ods_cell,
    ods_row,
    packed,
    row_xml,
    sheet_xml,
    xlsb,
    xlsx,
    xlsx_parts,
)

ROW = row_xml(1, ["person", "grade"])


@pytest.fixture
def scratch(tmp_path: Path) -> Path:
    folder = tmp_path / "scratch"
    folder.mkdir()
    return folder


def refusal(path: Path, scratch: Path) -> str:
    """The sentence with which a file is refused; nothing is left of the attempt."""
    with pytest.raises(UnreadableFileError) as refused, open_workbook(path, scratch):
        pass
    assert refused.value.remedy
    assert list(scratch.iterdir()) == []
    return str(refused.value)


def zeros(path: Path, size: int) -> Path:
    """A workbook whose sheet is a row of spaces of that size."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in xlsx_parts({"Staff": ""}).items():
            if name.endswith("sheet1.xml"):
                with archive.open(name, "w", force_zip64=True) as target:
                    for _ in range(size >> 20):
                        target.write(b" " * (1 << 20))
            else:
                archive.writestr(name, content)
    return path


def lying(path: Path, name: str, claimed: int) -> Path:
    """The same archive, in which an entry claims another size, in the directory and where it stands."""
    content = bytearray(path.read_bytes())
    for mark, at_name, at_size in ((b"PK\x03\x04", 30, 22), (b"PK\x01\x02", 46, 24)):
        found = [m.start() for m in re.finditer(re.escape(mark), content)]
        at = next(at for at in found if content[at + at_name :].startswith(name.encode()))
        content[at + at_size : at + at_size + 4] = struct.pack("<I", claimed)
    path.write_bytes(content)
    return path


def bomb(path: Path) -> Path:
    return zeros(path, 100 << 20)


def bomb_that_lies(path: Path) -> Path:
    return lying(zeros(path, 100 << 20), "xl/worksheets/sheet1.xml", 1000)


def bomb_that_shares(path: Path) -> Path:
    """Many entries of the directory over the same bytes."""
    with zipfile.ZipFile(xlsx(path, ROW), "a") as archive:
        for n in range(2, 9):
            twin = copy.copy(archive.getinfo("xl/worksheets/sheet1.xml"))
            twin.filename = f"xl/worksheets/sheet{n}.xml"
            archive.filelist.append(twin)
        archive.writestr("last.xml", "<x/>")
    return path


def bomb_within_a_bomb(path: Path) -> Path:
    inner = zeros(path.with_name("inner.zip"), 10 << 20)
    return packed(path, {f"{n}.zip": inner.read_bytes() for n in range(20)})


def far(path: Path) -> Path:
    return xlsx(path, ROW + f'<row r="1048576">{cell_xml("XFD1048576", 1.0)}</row>')


def far_in_single_quotes(path: Path) -> Path:
    return xlsx(path, ROW + "<row r='1048576'><c t='n' r = 'xfd1048576'><v>1</v></c></row>")


def far_with_prefix(path: Path) -> Path:
    rows = '<x:row r="1"><x:c r="A1"><x:v>1</x:v></x:c></x:row><x:row r="1048576"><x:c r="XFD1048576"><x:v>1</x:v></x:c></x:row>'
    sheet = f'<x:worksheet xmlns:x="{MAIN}"><x:sheetData>{rows}</x:sheetData></x:worksheet>'
    return packed(path, xlsx_parts({"Staff": sheet}))


def far_by_its_row(path: Path) -> Path:
    wide = '<row r="2"><c r="CZ2"><v>1</v></c></row>'
    return xlsx(path, ROW + wide + '<row r="1048576"><c><v>1</v></c></row>')


def beyond_the_last_row(path: Path) -> Path:
    return xlsx(path, ROW + f'<row r="99999999">{cell_xml("A99999999", 1.0)}</row>')


def beyond_the_last_column(path: Path) -> Path:
    return xlsx(path, ROW + f'<row r="2">{cell_xml("ZZZZZZZ2", 1.0)}</row>')


def far_in_ods(path: Path) -> Path:
    return ods(
        path, ods_row(ods_cell("x", 'table:number-columns-repeated="16384"'), 'table:number-rows-repeated="1048576"')
    )


def far_apart_in_ods(path: Path) -> Path:
    gap = ods_row("<table:table-cell/>", 'table:number-rows-repeated="1048000"')
    return ods(
        path,
        ods_row(ods_cell("x"))
        + gap
        + ods_row('<table:table-cell table:number-columns-repeated="16000"/>' + ods_cell("x")),
    )


def far_in_xlsb(path: Path) -> Path:
    return xlsb(path, [(0, 0, 1.0), (1_048_575, 16_383, 1.0)])


DOCTYPES = {
    "outside": '<!DOCTYPE x [<!ENTITY x SYSTEM "file:///etc/passwd">]>',
    "laughs": '<!DOCTYPE x [<!ENTITY a "ha">' + "".join(f'<!ENTITY a{n} "{"&a;" * 10}">' for n in range(9)) + "]>",
    "late": f"<!--{'x' * 300_000}--><!DOCTYPE x []>",
}


def with_doctype(kind: str, part: str) -> Callable[[Path], Path]:
    def write(path: Path) -> Path:
        parts = xlsx_parts({"Staff": sheet_xml(row_xml(1, ["&x;"]))})
        parts[part] = DOCTYPES[kind] + str(parts[part]).removeprefix('<?xml version="1.0" encoding="UTF-8"?>')
        return packed(path, parts)

    return write


def doctype_in_ods(path: Path) -> Path:
    return ods(path, ods_row(ods_cell("&x;")), before=DOCTYPES["outside"])


def in_utf16(path: Path) -> Path:
    return packed(path, xlsx_parts({"Staff": ""}) | {"xl/worksheets/sheet1.xml": sheet_xml(ROW).encode("utf-16")})


def password(path: Path) -> Path:
    path.write_bytes(compound("EncryptionInfo", "EncryptedPackage"))
    return path


def password_on_ods(path: Path) -> Path:
    return ods(path, "", manifest="<manifest:file-entry><manifest:encryption-data/></manifest:file-entry>")


def password_on_zip(path: Path) -> Path:
    xlsx(path, ROW)
    content = bytearray(path.read_bytes())
    for at in [m.start() for m in re.finditer(rb"PK\x01\x02", content)]:
        content[at + 8] |= 1
    path.write_bytes(content)
    return path


def cut_off(path: Path) -> Path:
    xlsx(path, ROW)
    path.write_bytes(path.read_bytes()[:-100])
    return path


def damaged_inside(path: Path) -> Path:
    xlsx(path, "".join(row_xml(n, ["person", "grade"]) for n in range(1, 500)))
    content = bytearray(path.read_bytes())
    with zipfile.ZipFile(path) as archive:
        at = archive.getinfo("xl/worksheets/sheet1.xml").header_offset
    content[at + 80 : at + 120] = bytes(40)
    path.write_bytes(content)
    return path


def no_such_text(path: Path) -> Path:
    strings = f'<sst xmlns="{MAIN}"><si><t>a</t></si></sst>'
    parts = xlsx_parts({"Staff": sheet_xml('<row r="1"><c r="A1" t="s"><v>99999</v></c></row>')})
    return packed(path, parts | {"xl/sharedStrings.xml": strings})


def many_sheets(path: Path) -> Path:
    return packed(path, xlsx_parts({f"S{n}": sheet_xml("") for n in range(10_000)}))


def more_sheets_than_are_read(path: Path) -> Path:
    return packed(path, xlsx_parts({f"S{n}": sheet_xml("") for n in range(1_100)}))


def names_that_lead_out(path: Path) -> Path:
    return xlsx(path, ROW, more={"../../outside.xml": "<x/>"})


def same_name_twice(path: Path) -> Path:
    return xlsx(path, ROW, more={"xl/Worksheets/SHEET1.xml": sheet_xml(row_xml(1, ["x"]))})


def two_directories(path: Path) -> Path:
    """A second archive in the comment of the first: readers differ in which one they see."""
    inner = xlsx(path.with_name("inner.xlsx"), ROW).read_bytes()
    with zipfile.ZipFile(xlsx(path, ROW), "a") as archive:
        archive.comment = inner
    return path


def old_workbook_of_nothing(path: Path) -> Path:
    path.write_bytes(compound("Workbook"))
    return path


def noise(path: Path) -> Path:
    path.write_bytes(random.Random(1).randbytes(50_000))
    return path


def noise_that_begins_like_a_workbook(path: Path) -> Path:
    path.write_bytes(b"PK\x03\x04" + random.Random(1).randbytes(50_000))
    return path


HOSTILE: dict[Callable[[Path], Path], str] = {
    bomb: "200 times", bomb_that_lies: "larger than it claims", bomb_that_shares: "over one another",
    bomb_within_a_bomb: "an archive", far: "1,048,576 rows and 16,384 columns", far_in_single_quotes: "1,048,576 rows",
    far_with_prefix: "1,048,576 rows", far_by_its_row: "1,048,576 rows and 104 columns",
    beyond_the_last_row: "99,999,999 rows", beyond_the_last_column: "too many", far_in_ods: "1,048,576 rows", far_in_xlsb: "1,048,576 rows and 16,384 columns",
    far_apart_in_ods: "16,001 columns", with_doctype("outside", "xl/worksheets/sheet1.xml"): "entities",
    with_doctype("laughs", "xl/worksheets/sheet1.xml"): "entities", with_doctype("late", "xl/workbook.xml"): "entities",
    with_doctype("outside", "xl/_rels/workbook.xml.rels"): "entities", doctype_in_ods: "entities", in_utf16: "UTF-8",
    password: "password", password_on_ods: "password", password_on_zip: "password", cut_off: "cut off",
    damaged_inside: "damaged", no_such_text: "damaged", many_sheets: "more than 5,000 parts",
    more_sheets_than_are_read: "1,000 sheets", names_that_lead_out: "lead out of it", same_name_twice: "twice",
    two_directories: "something stands before it", old_workbook_of_nothing: "No visible sheet", noise: "neither text nor a workbook",
    noise_that_begins_like_a_workbook: "damaged",
}  # fmt: skip


@pytest.mark.parametrize(("write", "said"), HOSTILE.items(), ids=lambda value: getattr(value, "__name__", ""))
def test_hostile_workbooks_are_refused(tmp_path: Path, scratch: Path, write: Callable[[Path], Path], said: str) -> None:
    assert said in refusal(write(tmp_path / "staff.xlsx"), scratch)


def test_a_dimension_that_lies_makes_no_difference(tmp_path: Path, scratch: Path) -> None:
    path = xlsx(tmp_path / "a.xlsx", ROW, before='<dimension ref="A1:XFD1048576"/>')
    with open_workbook(path, scratch) as book:
        assert (book.sheets[0].height, book.sheets[0].width) == (1, 2)


def test_formats_far_away_make_no_difference(tmp_path: Path, scratch: Path) -> None:
    """Whole columns that somebody coloured reach to the last row."""
    path = xlsx(tmp_path / "a.xlsx", ROW + '<row r="1048576"><c r="XFD1048576" s="1"/></row>')
    with open_workbook(path, scratch) as book:
        assert (book.sheets[0].height, book.sheets[0].width) == (1, 2)


def test_macros_are_noted_and_not_run(tmp_path: Path, scratch: Path) -> None:
    with open_workbook(xlsx(tmp_path / "a.xlsm", ROW, more={"xl/vbaProject.bin": b"\0" * 100}), scratch) as book:
        assert book.notes == ("The workbook holds macros. They were not run.",)
        assert book.sheets[0].head == (("person", "grade"),)


@pytest.mark.parametrize("name", ["staff.csv", "staff.xls", "staff", "staff.ods"])
def test_a_workbook_is_one_whatever_it_is_called(tmp_path: Path, scratch: Path, name: str) -> None:
    with open_workbook(xlsx(tmp_path / name, ROW), scratch) as book:
        assert book.sheets[0].head == (("person", "grade"),)


def test_text_called_a_workbook_is_refused(tmp_path: Path, scratch: Path) -> None:
    (tmp_path / "staff.xlsx").write_text("person,grade\nP1,5\n", encoding="utf-8")
    assert refusal(tmp_path / "staff.xlsx", scratch) == "The file is text, not a workbook."


def test_a_file_that_is_not_there_is_refused(tmp_path: Path, scratch: Path) -> None:
    assert "cannot be opened" in refusal(tmp_path / "staff.xlsx", scratch)


def test_a_child_without_memory_is_told(tmp_path: Path, scratch: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What slips past every check before still meets the limits of the child."""
    monkeypatch.setattr("openwres.files.workbooks.scan", lambda *_: {})
    assert "memory" in refusal(far(tmp_path / "a.xlsx"), scratch)


def test_a_child_that_takes_too_long_is_ended(tmp_path: Path, scratch: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workbook_process, "WALL_SECONDS", 0.001)
    path = xlsx(tmp_path / "a.xlsx", "".join(row_xml(n, ["x"] * 20) for n in range(1, 5_000)))
    assert "too long" in refusal(path, scratch)


def test_what_went_wrong_never_quotes_a_cell(tmp_path: Path, scratch: Path, capfd: pytest.CaptureFixture[str]) -> None:
    rows = f'<row r="1">{cell_xml("A1", "Zebedee")}<c r="B1"><v>Quillfeather</v></c><c r="C1" t="s"><v>Zebedee</v></c></row>'
    said = refusal(xlsx(tmp_path / "a.xlsx", rows), scratch)
    assert not re.search("Zebedee|Quillfeather", said + "".join(capfd.readouterr()))


READ = "person,grade"
SLOW = {
    "spaces after a formula": '<c r="A2"><f>1</f>' + " " * 900_000 + "<x/></c>",
    "places without an end": "<c " + '"AB1" ' * 150_000 + "/>",
    "letters": '<c x="' + "A" * 900_000 + '"/>',
    "errors without values": '<c r="A2" t="e">' * 50_000,
    "words in one tag": "<c " + "t r " * 200_000 + "/>",
    "rows in one tag": '<c><v>1</v></c><row r="' + '1" r="' * 150_000 + '"/>',
}


@pytest.mark.parametrize("what", SLOW)
def test_what_is_made_to_take_for_ever_does_not(tmp_path: Path, scratch: Path, what: str) -> None:
    """These take hours where a pattern tries the same signs again and again."""
    path = xlsx(tmp_path / "a.xlsx", ROW + f'<row r="2">{SLOW[what]}</row>')
    try:
        with open_workbook(path, scratch) as book:
            said = ",".join(book.sheets[0].head[0])
    except UnreadableFileError as refused:
        said = str(refused)
    assert said == (READ if what in ("letters", "rows in one tag") else "The workbook is damaged or was cut off.")


def test_an_error_without_a_value_does_not_take_that_of_its_neighbour(tmp_path: Path, scratch: Path) -> None:
    rows = '<row r="1"><c r="A1" t="e"/><c r="B1"><v>5</v></c></row><row r="2"><c r="A2" t="e"></c><c r="B2"><v>6</v></c></row>'
    with open_workbook(xlsx(tmp_path / "a.xlsx", rows), scratch) as book:
        assert [row[-1] for row in book.sheets[0].head] == ["5", "6"]
        assert {cell for row in book.sheets[0].head for cell in row[:-1]} <= {""}
