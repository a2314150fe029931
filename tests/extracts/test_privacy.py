"""Records stay home: no name leaves the folder it was in, the folder is not touched, and nothing is left behind."""

from __future__ import annotations

import hashlib
import os
import stat
import tempfile
from dataclasses import asdict
from pathlib import Path

import polars as pl
import pytest

from openwres.calculation import Check
from openwres.contracts.exceptions import InputError
from openwres.files.scratch import scratch_folder
from tests.extracts.folders import cells, checked, counted, folder, post, the, workbook, written
from tests.extracts.whole import CASES, EVERYTHING, LEARNING

NAME = "Zebedee Quillfeather"


def digests(root: Path) -> dict[str, str]:
    return {
        p.name: hashlib.sha256(p.read_bytes()).hexdigest() + str(p.stat().st_mtime_ns) for p in sorted(root.rglob("*"))
    }


def everything_said(found: Check) -> str:
    return repr([asdict(problem) for problem in found.problems]) + repr(found.read)


@pytest.fixture
def temporary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A place of its own for temporary files, so that what is left of them can be seen."""
    place = tmp_path / "temporary"
    place.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(place))
    return place


def with_names(root: Path, **other: str) -> Path:
    """Names where no value is coded: in identifiers, in columns that nobody asked for, in a text over two lines."""
    rows = [row | {"Full name": NAME, "Notes": f"ring {NAME}\n\nat home"} for row in EVERYTHING["staff"]]
    rows[0] |= {"person": NAME, "assignment": f"{NAME}-1"} | other
    cases = [row | {"case": f"{NAME} {n}", "Handler": NAME} for n, row in enumerate(CASES)]
    learning = [row | {"course": f"Coaching with {NAME}"} for row in LEARNING]
    files = EVERYTHING | {"staff": rows, "cases": cases, "learning": learning}
    given = folder(root, **files)
    (given / "cases.csv").write_bytes(written(cases).encode("utf-16"))
    (given / "board.csv").unlink()
    workbook(given / "board.xlsx", {"Board": cells([row | {"Name": NAME} for row in EVERYTHING["board"]])})
    return given


def test_a_name_is_in_no_result_and_nothing_is_left_or_changed(tmp_path: Path, temporary: Path) -> None:
    given = with_names(tmp_path / "ZZ9")
    before = digests(given)
    found = counted(given)
    assert NAME not in everything_said(found)
    out = found.write(tmp_path / "results")
    for path in out.iterdir():
        assert NAME.encode() not in path.read_bytes(), path.name
        if path.suffix == ".parquet":
            assert NAME not in repr(pl.read_parquet(path).rows())
    assert digests(given) == before
    assert list(temporary.iterdir()) == []


def test_a_name_is_in_no_problem(tmp_path: Path, temporary: Path) -> None:
    given = with_names(tmp_path / "ZZ9", start_date=NAME, fte=NAME)
    with (given / "staff.csv").open("a", encoding="utf-8", newline="") as file:
        file.write(f"{NAME}\n")
    folder(given / "extra", **{"staff list": [post(NAME), post(NAME)]})
    (given / "extra" / "staff list.csv").rename(given / "staff list.csv")
    found = checked(given)
    problems = {problem.id for problem in found.problems if problem.severity == "block"}
    assert problems >= {"not-readable", "broken-row", "duplicate-person"}
    assert NAME not in everything_said(found)
    with pytest.raises(InputError) as caught:
        counted(given)
    assert NAME not in str(caught.value)
    assert list(temporary.iterdir()) == []


def test_a_wrong_value_is_quoted_where_many_rows_have_it_or_its_words_are_known(tmp_path: Path) -> None:
    many = checked(folder(tmp_path / "many", staff=[post(f"P{n}", ethnicity="Martian") for n in range(5)]))
    assert "`Martian`" in the(many, "unmapped-value").sentence
    known = checked(folder(tmp_path / "known", staff=[post("P1", ethnicity="Other British 7")]))
    assert "`Other British 7`" in the(known, "unmapped-value").sentence
    few = checked(folder(tmp_path / "few", staff=[post("P1", ethnicity="Martian")]))
    assert "Martian" not in everything_said(few)


def test_a_comma_in_a_name_does_not_bring_it_into_a_problem(tmp_path: Path) -> None:
    lines = [
        "person,name,ethnicity,grade,staff_group,contract,end_date",
        "P1,Quillfeather, Zebedee,A,5,Students,permanent,",
    ]
    found = checked(folder(tmp_path, staff="\n".join(lines) + "\n"))
    assert found.blocked
    assert "Zebedee" not in everything_said(found)


def test_a_list_without_a_header_does_not_show_its_first_person(tmp_path: Path) -> None:
    found = checked(folder(tmp_path, staff=f"P1,{NAME},1980-01-01,A,5\nP2,Someone,1981-01-01,B,6\n"))
    assert found.blocked
    assert NAME not in everything_said(found)


@pytest.mark.skipif(os.name == "nt", reason="the rights of a file are said otherwise there")
def test_temporary_files_can_be_read_by_nobody_else(temporary: Path) -> None:
    with scratch_folder() as scratch:
        assert stat.S_IMODE(scratch.stat().st_mode) == 0o700
        assert scratch.parent == temporary
    assert not scratch.exists()
