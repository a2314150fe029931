"""Registers in folders and single files: loaded, refused with every problem at once, written whole or not at all."""

from __future__ import annotations

import json
from datetime import date
from itertools import pairwise, zip_longest
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from openwres.contracts.exceptions import InputError, OutputError
from openwres.contracts.problems import Problem
from openwres.organisations import (
    Area,
    Membership,
    Organisation,
    Register,
    Succession,
    load_register,
    register_files,
    register_of,
    write_register,
)

FOLDER = {
    "register.json": '{"format": 1, "sources": [{"file": "etr.csv", "as_at": "2026-07-08", "sha256": "ab"}]}',
    "organisations.csv": (
        "code,name,type,opened,closed\nRJ1,Guy's,acute,1993-04-01,\nRW6,Pennine,,2002-04-01,2021-09-30\n"
    ),
    "areas.csv": "area_type,area,name\nregion,Y56,London\ntype,acute,Acute Trusts\n",
    "memberships.csv": (
        "organisation,area_type,area,from,to\n"
        "RJ1,region,Y56,2022-03-31,2026-07-08\nRJ1,region,Y59,2026-07-08,\nRW6,region,Y62,,\n"
    ),
    "successors.csv": "predecessor,successor,date\nRW6,RJ1,2021-10-01\n",
}


def folder(path: Path, **changes: str) -> Path:
    """The register above in a folder, with files replaced; `organisations=...` replaces organisations.csv."""
    path.mkdir(parents=True, exist_ok=True)
    for name, text in FOLDER.items():
        (path / name).write_text(changes.get(Path(name).stem, text), encoding="utf-8", newline="")
    return path


def single(path: Path, text: str, encoding: str = "utf-8") -> Path:
    path.write_bytes(text.encode(encoding))
    return path


def refused(path: Path) -> list[Problem]:
    with pytest.raises(InputError) as caught:
        load_register(path)
    return list(caught.value.problems)


def test_a_folder_is_loaded(tmp_path: Path) -> None:
    register = load_register(folder(tmp_path / "register"))
    assert register.organisation("RJ1") == Organisation("RJ1", "Guy's", "acute", date(1993, 4, 1), None)
    assert register.memberships[0] == Membership("RJ1", "region", "Y56", date(2022, 3, 31), date(2026, 7, 8))
    assert register.memberships[2] == Membership("RW6", "region", "Y62")
    assert register.successor("RW6") == ("RJ1", date(2021, 10, 1))
    assert register.area_name("type", "acute") == "Acute Trusts"
    assert register.newest == date(2026, 7, 8)


def test_one_simple_file_serves_another_sector(tmp_path: Path) -> None:
    text = (
        "Code,Name,Type,Nation,area:Sector,opened,closed\n"
        " g1 ,Avon Care,Home Care & Support,England,Not-for-profit,2001-05-01,\n"
        "g2,Borders Care,,,,,\n"
    )
    register = load_register(single(tmp_path / "care.csv", text))
    assert register.organisations == (
        Organisation("G1", "Avon Care", "home-care-support", date(2001, 5, 1)),
        Organisation("G2", "Borders Care"),
    )
    assert register.areas_at(date(1990, 1, 1)) == [
        ("G1", "nation", "england"),
        ("G1", "sector", "not-for-profit"),
        ("G1", "type", "home-care-support"),
    ]
    assert register.area_name("type", "home-care-support") == "Home Care & Support"
    assert register.area_name("sector", "not-for-profit") == "Not-for-profit"
    assert register.unassigned(date(1990, 1, 1)) == {"nation": ["G2"], "sector": ["G2"], "type": ["G2"]}


def test_official_codes_of_areas_are_kept_and_names_become_codes(tmp_path: Path) -> None:
    text = "code,name,icb,region\nRJ1,Guy's,QKK,South East\nRX1,Notts,Z9B2Z,South  East\n"
    register = load_register(single(tmp_path / "r.csv", text))
    assert {m.area for m in register.memberships} == {"QKK", "Z9B2Z", "south-east"}
    assert register.area_name("region", "south-east") == "South East"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_files_from_any_spreadsheet_are_read(tmp_path: Path, encoding: str, delimiter: str) -> None:
    text = "code,name\r\nAA1,Ynys Môn\r\n\r\n".replace(",", delimiter)
    register = load_register(single(tmp_path / "r.csv", text, encoding))
    assert register.organisations == (Organisation("AA1", "Ynys Môn"),)


def test_every_problem_of_a_simple_file_is_told_at_once(tmp_path: Path) -> None:
    text = (
        "code,name,region,opened,closed\n"
        "R,One,Y56,,\n"
        "RA1,,Y56,01/04/1991,\n"
        "RA2,Two,Y56,2020-01-01,2019-01-01\n"
        "\n"
        "RA2,Two again,y56,,2020-02-30\n"
        "RA3,Three\n"
        "RA4,Four,…,,\n"
    )
    problems = refused(single(tmp_path / "r.csv", text))
    assert {(p.id, p.row, p.column) for p in problems} == {
        ("code-form", 2, "code"),
        ("name-missing", 3, "name"),
        ("date-form", 3, "opened"),
        ("closed-before-opened", 4, "closed"),
        ("duplicate", 6, "code"),
        ("area-spelled-two-ways", 6, ""),
        ("date-form", 6, "closed"),
        ("row-width", 7, ""),
        ("area-form", 8, "region"),
    }
    assert all(p.file == "r.csv" and p.sentence and p.remedy for p in problems)


def test_every_problem_of_a_folder_is_told_at_once(tmp_path: Path) -> None:
    path = folder(
        tmp_path / "register",
        register='{"format": 2}',
        organisations="code,name,type,opened,closed\nRJ1,Guy's,,,\nRJ1,Guy's,,,\nRW6,Pennine,,,\nRM3,Salford,,,\n",
        areas="area_type,area,name\nRegion,Y56,London\nregion,Y59,\nicb,QOP,GM\nicb,QOP,Manchester\n",
        memberships=(
            "organisation,area_type,area,from,to\n"
            "RXX,region,Y56,,\n"
            "RJ1,region,Y56,2020-01-01,\n"
            "RJ1,region,Y59,2021-01-01,2021-06-01\n"
            "RJ1,region,Y60,2022-01-01,\n"
            "RW6,region,,,\n"
            "RW6,type,acute,,\n"
            "RW6,icb,QOP,2022-01-01,2021-01-01\n"
        ),
        successors=(
            "predecessor,successor,date\nRW6,RM3,2021-10-01\nRM3,RW6,2022-10-01\n"
            "RW6,RM3,2021-10-01\nRJ1,RXX,2022-10-01\nRJ1,RW6,\n"
        ),
    )
    problems = refused(path)
    assert {(p.file, p.id, p.row) for p in problems} == {
        ("register.json", "manifest", None),
        ("organisations.csv", "duplicate", 3),
        ("areas.csv", "area-type-form", 2),
        ("areas.csv", "area-incomplete", 3),
        ("areas.csv", "duplicate", 5),
        ("memberships.csv", "organisation-unknown", 2),
        ("memberships.csv", "membership-overlap", 4),
        ("memberships.csv", "membership-overlap", 5),
        ("memberships.csv", "area-missing", 6),
        ("memberships.csv", "type-in-memberships", 7),
        ("memberships.csv", "membership-dates", 8),
        ("successors.csv", "succession-circle", 2),
        ("successors.csv", "succession-circle", 3),
        ("successors.csv", "succession-twice", 4),
        ("successors.csv", "succession-circle", 4),
        ("successors.csv", "organisation-unknown", 5),
        ("successors.csv", "date-missing", 6),
    }


@pytest.mark.parametrize(
    "manifest",
    [
        "",
        "[]",
        "{}",
        '{"format": true}',
        '{"format": 1, "sources": {}}',
        '{"format": 1, "sources": [{"file": "a"}]}',
        '{"format": 1, "sources": [1]}',
        '{"format": 1, "sources": [{"file": "a", "as_at": 2026, "sha256": ""}]}',
        '{"format": 1, "sources": [{"file": "a", "as_at": "July", "sha256": ""}]}',
        "[" * 100_000,
    ],
)
def test_a_broken_manifest_is_told(tmp_path: Path, manifest: str) -> None:
    (problem,) = refused(folder(tmp_path / "register", register=manifest))
    assert (problem.file, problem.id) == ("register.json", "manifest")


def test_each_missing_file_of_a_folder_is_told(tmp_path: Path) -> None:
    path = folder(tmp_path / "register")
    (path / "areas.csv").unlink()
    (path / "successors.csv").unlink()
    assert [(p.file, p.id) for p in refused(path)] == [
        ("areas.csv", "file-missing"),
        ("successors.csv", "file-missing"),
    ]


@pytest.mark.parametrize(
    ("content", "problem", "said"),
    [
        (b"", "empty-file", "empty"),
        (b"\xef\xbb\xbf\r\n\r\n", "empty-file", "empty"),
        (b"PK\x03\x04rest", "not-csv", "workbook or a zip"),
        (b"\xd0\xcf\x11\xe0rest", "not-csv", "old workbook"),
        (b"%PDF-1.7", "not-csv", "PDF"),
        (b"\n <!doctype html>", "not-csv", "web page"),
        ("code,name\n".encode("utf-16"), "not-csv", "UTF-16"),
        (b"code,name\nAA,\x81\xff\n", "not-text", "UTF-8 or Windows-1252"),
        (b"code,name\nAA,\x00\n", "not-text", "UTF-8 or Windows-1252"),
        (b'code,name\nAA,"open\nBB,B\n', "not-readable", "cannot be read on"),
        (b"x" * 20_000_001, "file-too-large", "20 MB"),
    ],
    ids=["empty", "blank", "xlsx", "xls", "pdf", "html", "utf-16", "bytes", "nul", "quotes", "large"],
)
def test_a_file_of_the_wrong_kind_is_told_as_that(tmp_path: Path, content: bytes, problem: str, said: str) -> None:
    path = tmp_path / "r.csv"
    path.write_bytes(content)
    (found,) = refused(path)
    assert found.id == problem
    assert said in found.sentence


def test_a_file_that_is_not_there_is_told(tmp_path: Path) -> None:
    assert [p.id for p in refused(tmp_path / "none.csv")] == ["file-missing"]


@pytest.mark.parametrize(
    ("header", "ids"),
    [
        ("code", ["column-missing"]),
        ("code,name,regoin", ["column-unknown"]),
        ("code,name,region,Region", ["column-twice"]),
        ("code,name,area:type", ["column-unknown"]),
        ("code,name,area:", ["column-unknown"]),
    ],
)
def test_a_misspelt_column_is_not_lost_silently(tmp_path: Path, header: str, ids: list[str]) -> None:
    row = ",".join(["RJ1", "Guy's", "London", "London"][: header.count(",") + 1])
    assert [p.id for p in refused(single(tmp_path / "r.csv", f"{header}\n{row}\n"))] == ids


def test_columns_without_a_name_that_a_spreadsheet_left_are_no_matter(tmp_path: Path) -> None:
    register = load_register(single(tmp_path / "r.csv", "code,name,,\nRJ1,Guy's,,\nRX1,Notts,,,\n"))
    assert [o.code for o in register.organisations] == ["RJ1", "RX1"]


def test_the_official_file_given_as_a_register_is_sent_to_the_import(tmp_path: Path) -> None:
    row = ",".join(['"RJ1"', '"GUY\'S"', '"Y56"', '"QKK"', *['""'] * 23])
    (problem,) = refused(single(tmp_path / "etr.csv", f"{row}\n"))
    assert "openwres organisations import" in problem.remedy


def test_what_is_written_is_loaded_again_as_it_was(tmp_path: Path) -> None:
    register = load_register(folder(tmp_path / "first"))
    write_register(register, tmp_path / "deep" / "second")
    assert load_register(tmp_path / "deep" / "second") == register


def test_a_simple_file_can_be_kept_as_a_folder(tmp_path: Path) -> None:
    text = "code,name,type,region,area:sector\nG1,Avon,Home Care,South West,Public\nG2,B,,,\n"
    register = load_register(single(tmp_path / "r.csv", text))
    write_register(register, tmp_path / "register")
    assert load_register(tmp_path / "register") == register


NAMES = st.text(min_size=1, max_size=20).map(lambda text: " ".join(text.replace("\0", "").split())).filter(bool)
DATES = st.none() | st.dates(date(1900, 1, 1), date(2100, 1, 1))


@st.composite
def registers(draw: st.DrawFn) -> Register:
    """Registers of organisations in any number of regions one after the other, with chains of successors."""
    codes = draw(st.lists(st.from_regex(r"[A-Z0-9]{2,10}", fullmatch=True), min_size=1, max_size=5, unique=True))
    organisations, memberships = [], []
    for code in codes:
        opened, closed = sorted(draw(st.tuples(DATES, DATES)), key=lambda day: day or date.min)
        organisations.append(Organisation(code, draw(NAMES), draw(st.sampled_from(["", "acute"])), opened, closed))
        days = sorted(draw(st.sets(st.dates(date(1900, 1, 1), date(2100, 1, 1)), max_size=4)))
        for start, end in zip_longest(days, days[1:]):
            memberships.append(Membership(code, "region", draw(st.sampled_from(["Y56", "Y59", "wessex"])), start, end))
    links = [Succession(a, b, date(2020, 1, 1)) for a, b in pairwise(codes)]
    return register_of(organisations, memberships, [Area("region", "Y56", draw(NAMES))], links)


@given(registers())
def test_any_register_survives_being_written_and_loaded(
    tmp_path_factory: pytest.TempPathFactory, made: Register
) -> None:
    path = tmp_path_factory.mktemp("any") / "register"
    write_register(made, path)
    assert load_register(path) == made


def test_equal_registers_have_the_same_bytes() -> None:
    one = [Organisation("AA", "A"), Organisation("BB", "Ynys Môn, the isle", closed=date(2020, 1, 1))]
    assert register_files(register_of(one)) == register_files(register_of(reversed(one)))
    assert register_files(register_of(one))["organisations.csv"] == (
        'code,name,type,opened,closed\nAA,A,,,\nBB,"Ynys Môn, the isle",,,2020-01-01\n'.encode()
    )
    assert json.loads(register_files(register_of(one))["register.json"]) == {"format": 1, "sources": []}


def test_a_register_takes_the_place_of_an_older_one(tmp_path: Path) -> None:
    path = folder(tmp_path / "register")
    write_register(register_of([Organisation("AA", "A")]), path)
    assert [o.code for o in load_register(path).organisations] == ["AA"]
    assert [p.name for p in tmp_path.iterdir()] == ["register"], "nothing is left beside it"


def test_an_empty_folder_is_filled(tmp_path: Path) -> None:
    (tmp_path / "register").mkdir()
    write_register(register_of([Organisation("AA", "A")]), tmp_path / "register")
    assert load_register(tmp_path / "register").by_code.keys() == {"AA"}


@pytest.mark.parametrize("name", ["staff.csv", "areas.csv"])
def test_a_folder_with_anything_else_is_not_overwritten(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_text("mine", encoding="utf-8")
    with pytest.raises(OutputError, match=name):
        write_register(register_of([]), tmp_path)
    assert [p.name for p in tmp_path.iterdir()] == [name]


def test_a_register_with_a_file_beside_its_own_is_not_overwritten(tmp_path: Path) -> None:
    path = folder(tmp_path / "register")
    (path / "notes.txt").write_text("mine", encoding="utf-8")
    with pytest.raises(OutputError, match=r"notes\.txt"):
        write_register(register_of([]), path)


def test_a_file_is_not_overwritten_by_a_folder(tmp_path: Path) -> None:
    (tmp_path / "register").write_text("mine", encoding="utf-8")
    with pytest.raises(OutputError, match="is a file"):
        write_register(register_of([]), tmp_path / "register")


@pytest.mark.parametrize("fails_at", [1, 2])
def test_the_older_register_stays_where_the_new_one_cannot_be_put(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, fails_at: int
) -> None:
    path = folder(tmp_path / "register")
    before = load_register(path)
    calls: list[Path] = []
    rename = Path.rename

    def refusing(self: Path, target: Path) -> Path:
        calls.append(target)
        if len(calls) == fails_at:
            raise PermissionError(13, "in use")
        return rename(self, target)

    monkeypatch.setattr(Path, "rename", refusing)
    with pytest.raises(OutputError, match="in use"):
        write_register(register_of([]), path)
    monkeypatch.undo()
    assert load_register(path) == before
    assert [p.name for p in tmp_path.iterdir()] == ["register"]
