"""Workbooks damaged anywhere: always either sheets or a sentence, and never anything else."""

from __future__ import annotations

import random
import tempfile
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from openwres.files.delimited import UnreadableFileError
from openwres.files.workbooks import open_workbook
from tests.files.made_workbooks import Parts, ods_cell, ods_parts, ods_row, packed, row_xml, sheet_xml, xlsx_parts

Row = tuple[str, str, str | float]
TABLE: list[Row] = [("person", "grade", "fte"), *[(f"P{n}", "5", n / 2) for n in range(1, 12)]]
ROWS = "".join(row_xml(n, cells) for n, cells in enumerate(TABLE, 1))
SMALL: Mapping[str, Parts] = {
    "xlsx": xlsx_parts({"Staff": sheet_xml(ROWS, '<dimension ref="A1:C12"/>'), "Board": sheet_xml(row_xml(1, ["a"]))}),
    "ods": ods_parts("".join(ods_row("".join(ods_cell(cell) for cell in row)) for row in TABLE)),
}


def outcome(path: Path) -> str:
    """What reading all of it ends in; any other exception is a failure of the test that asks."""
    try:
        with open_workbook(path, path.parent) as book:
            for sheet in book.sheets:
                book.write(sheet, 1, range(sheet.width))
                book.rows(sheet, 10_000)
    except UnreadableFileError as refused:
        return str(refused)
    return "sheets"


def damaged(content: bytes, seed: int) -> bytes:
    """Some bytes changed, a piece lost, doubled or moved."""
    chance = random.Random(seed)
    changed = bytearray(content)
    for _ in range(chance.choice([1, 1, 2, 5, 30])):
        at, end = sorted(chance.randrange(len(changed)) for _ in range(2))
        end = min(end, at + chance.choice([1, 1, 4, 64]))
        what = chance.randrange(4)
        if what == 0:
            changed[at] ^= 1 << chance.randrange(8)
        elif what == 1:
            del changed[at:end]
        elif what == 2:
            changed[at:at] = changed[at:end]
        else:
            changed[at:end] = bytes(chance.choice([0, 255, 60, 62, 34, 57]) for _ in range(end - at))
        changed = changed or bytearray(b"P")
    return bytes(changed)


def damaged_file(folder: Path, kind: str, seed: int) -> Path:
    """The bytes of the file damaged, its directory included."""
    path = packed(folder / f"staff.{kind}", SMALL[kind])
    path.write_bytes(damaged(path.read_bytes(), seed))
    return path


def damaged_part(folder: Path, kind: str, seed: int) -> Path:
    """A sound archive in which one part is damaged, so that the reader of it comes to its turn."""
    chance = random.Random(seed)
    name = chance.choice(sorted(SMALL[kind]))
    content = SMALL[kind][name]
    content = content.encode() if isinstance(content, str) else content
    return packed(folder / f"staff.{kind}", {**SMALL[kind], name: damaged(content, seed)})


WAYS: list[Callable[[Path, str, int], Path]] = [damaged_file, damaged_part]


def check(kind: str, way: Callable[[Path, str, int], Path], examples: int) -> None:
    @settings(max_examples=examples, suppress_health_check=list(HealthCheck))
    @given(st.integers(0, 2**32))
    def reads_or_refuses(seed: int) -> None:
        with tempfile.TemporaryDirectory() as folder:
            assert outcome(way(Path(folder), kind, seed))

    reads_or_refuses()


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("kind", SMALL)
def test_damaged_workbooks_are_read_or_refused(kind: str, way: Callable[[Path, str, int], Path]) -> None:
    check(kind, way, examples=25)


@pytest.mark.slow
@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("kind", SMALL)
def test_many_damaged_workbooks_are_read_or_refused(kind: str, way: Callable[[Path, str, int], Path]) -> None:
    check(kind, way, examples=300)


@pytest.mark.parametrize("kind", SMALL)
def test_the_sound_workbook_is_read(tmp_path: Path, kind: str) -> None:
    assert outcome(packed(tmp_path / f"staff.{kind}", SMALL[kind])) == "sheets"


@pytest.mark.parametrize("kind", SMALL)
def test_a_workbook_cut_off_anywhere_is_refused(tmp_path: Path, kind: str) -> None:
    path = packed(tmp_path / f"staff.{kind}", SMALL[kind])
    content = path.read_bytes()
    for length in range(0, len(content), len(content) // 40):
        path.write_bytes(content[:length])
        assert outcome(path) != "sheets"


@pytest.mark.parametrize(("kind", "name"), [(kind, name) for kind in SMALL for name in sorted(SMALL[kind])])
def test_a_workbook_without_one_of_its_parts_is_read_or_refused(tmp_path: Path, kind: str, name: str) -> None:
    parts = {part: content for part, content in SMALL[kind].items() if part != name}
    path = packed(tmp_path / f"staff.{kind}", parts)
    assert outcome(path)
