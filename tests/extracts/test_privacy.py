"""Records stay home: no name leaves the folder it was in, the folder is not touched, and nothing is left behind."""

from __future__ import annotations

import csv
import hashlib
import io
import os
import signal
import stat
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import asdict
from pathlib import Path

import polars as pl
import pytest

from openwres.contracts.exceptions import InputError
from openwres.extracts.kinds import kinds_of
from openwres.files.scratch import scratch_folder
from openwres.inputs import Check
from openwres.standards import load_standard
from tests.cli.commands import program, run
from tests.extracts.folders import CODE, YEAR, cells, checked, counted, folder, post, the, workbook, written
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
    initial = checked(folder(tmp_path / "initial", staff=[post("P1", ethnicity="Q White")]))
    assert "Q White" not in everything_said(initial)
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


# The name in every place that there is

SURVEY_VALUES = {"question": "q15", "group": "white", "percentage": "60", "base": "900", "disability": ""}


def bases() -> Iterator[tuple[str, str, dict[str, str]]]:
    """File, kind, and a sound row with every column that the kind can have."""
    edition = load_standard("wres").edition(YEAR)
    for name, kind in kinds_of(edition).items():
        row = EVERYTHING[name][0]
        every = {column: row.get(column, "") for column in kind.columns if name != "survey"}
        yield name, name, {"Full name": "", **every, **row}
    yield "survey values", "survey", {"Full name": "", **SURVEY_VALUES}


def planted(row: dict[str, str], name: str) -> list[dict[str, str]]:
    """A sound row, and for each column a row with the name in it."""
    return [row, *(row | {column: name} for column in row)]


@pytest.mark.parametrize(
    ("form", "name"),
    [("csv", NAME), ("csv", "QQ123456C"), ("csv", "14/02/1961"), pytest.param("xlsx", NAME, marks=pytest.mark.slow)],
)
def test_whatever_column_it_stands_in_it_is_not_told(
    tmp_path: Path, temporary: Path, capsys: pytest.CaptureFixture[str], form: str, name: str
) -> None:
    given = tmp_path / "extracts"
    given.mkdir()
    for file, _, row in bases():
        rows = [[f"Made by {name}"], [], *cells(planted(row, name))]
        if form == "xlsx":
            workbook(given / f"{file}.xlsx", {"Sheet1": rows})
        else:
            text = io.StringIO()
            csv.writer(text).writerows(rows)
            (given / f"{file}.csv").write_text(text.getvalue(), encoding="utf-8", newline="")
    before = digests(given)
    words = ("check", given, "--year", YEAR, "--organisation", CODE)
    said = [run(capsys, *words, "--json")]
    assert len(said[0].json["problems"]) > 30
    assert [entry["tables"][0]["kind"] for entry in said[0].json["read"]] == sorted(kind for _, kind, _ in bases())
    assert [answer.code for answer in said] == [1]
    assert digests(given) == before
    said += [run(capsys, *words, "--init"), run(capsys, "calculate", *words[1:], "--out", tmp_path / "results")]
    draft = (given / "decisions.yaml").read_text(encoding="utf-8")
    assert name not in "".join(answer.out + answer.err for answer in said) + draft
    assert list(temporary.iterdir()) == []


TABLES = {
    "applicants": "Ethnic Origin,Applied,%,Shortlisted,Appointed\nWhite - British,30,5,10,5\nIndian,20,4,4,2\nTotal,50,9,14,7\n",
    "headcount": "Staff Group,Pay Band,White,BME,Total\nEstates and Ancillary,5,10,5,15\nStudents,6,4,2,6\nTotal,,14,7,21\n",
    "board": "Ethnicity,Board,Voting,Non-voting\nWhite,10,8,2\nBME,2,1,1\n",
    "survey": "Question,White %,White base,BME %,Median BME\nq14a,20.5,1000,25.1,26\nq15,60,900,50,1\n",
    "organisations": "ODS code,Year,Q14a White %,Q14a BME %\nZZ1,2025,20,30\nZZ2,2025,22,32\n",
}


def test_whatever_cell_of_a_cross_table_it_stands_in_it_is_not_told(
    tmp_path: Path, temporary: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    given = tmp_path / "extracts"
    given.mkdir()
    for file, text in TABLES.items():
        header, *lines = [line.split(",") for line in text.splitlines()]
        for place in [(row, at) for row, line in enumerate(lines) for at in range(len(line))]:
            changed = [
                [NAME if (row, at) == place else cell for at, cell in enumerate(line)] for row, line in enumerate(lines)
            ]
            rows = [[f"Made by {NAME}"], [], header, *changed, [f"{NAME} on 1 April"]]
            name = f"{file} {place[0]} {place[1]}.csv"
            (given / name).write_text("".join(",".join(row) + "\n" for row in rows), encoding="utf-8")
    words = ("check", given, "--year", YEAR, "--organisation", CODE)
    said = [run(capsys, *words, "--json"), run(capsys, *words)]
    assert len({problem["file"] for problem in said[0].json["problems"]}) > 30
    assert NAME not in "".join(answer.out + answer.err for answer in said)
    assert list(temporary.iterdir()) == []


@pytest.mark.skipif(os.name == "nt", reason="needs signals")
def test_a_run_that_is_killed_leaves_no_record_behind(tmp_path: Path) -> None:
    given, place = tmp_path / "extracts", tmp_path / "temporary"
    given.mkdir()
    place.mkdir()
    many = [post(f"{NAME} {n}") for n in range(4000)]
    workbook(given / "staff.xlsx", {"Posts": cells(many)})
    running = program("check", given, "--year", YEAR, "--organisation", CODE, TMPDIR=str(place))
    try:
        assert _soon(lambda: any(path.stat().st_size for path in place.glob("*/*.csv"))), (
            "nothing was written meanwhile"
        )
    finally:
        running.send_signal(signal.SIGKILL)
        running.communicate()
    assert running.returncode == -signal.SIGKILL
    assert _soon(lambda: not list(place.iterdir()))


def _soon(true: Callable[[], bool]) -> bool:
    end = time.monotonic() + 20
    while not (found := true()) and time.monotonic() < end:
        time.sleep(0.002)
    return found


@pytest.mark.skipif(os.name == "nt", reason="the rights of a file are said otherwise there")
def test_temporary_files_can_be_read_by_nobody_else(temporary: Path) -> None:
    with scratch_folder() as scratch:
        assert stat.S_IMODE(scratch.stat().st_mode) == 0o700
        assert scratch.parent == temporary
    assert not scratch.exists()
