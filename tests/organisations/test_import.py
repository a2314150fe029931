"""The official trust file imported: what it makes of several dates, what it lists as unknown, what it refuses."""

from __future__ import annotations

import csv
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from openwres.contracts.exceptions import InputError, UsageError
from openwres.contracts.problems import Problem, Severity
from openwres.organisations import (
    Membership,
    Organisation,
    Register,
    import_ods,
    load_register,
    parse_source,
    register_files,
    register_of,
    summary,
    write_register,
)
from openwres.organisations.history import memberships_over_time

OLD, MIDDLE, NEW = date(2022, 3, 31), date(2025, 7, 15), date(2026, 7, 8)


def trust(
    code: str,
    region: str = "Y56",
    icb: str = "QKK",
    opened: str = "19930401",
    closed: str = "",
    office: str = "H",
    name: str = "",
) -> list[str]:
    """One row of the official file."""
    cells = [""] * 27
    cells[0], cells[1], cells[2], cells[3] = code, name or f"TRUST {code}", region, icb
    cells[10], cells[11], cells[23] = opened, closed, office
    return cells


def official(path: Path, *rows: list[str]) -> Path:
    with path.open("w", encoding="utf-8", newline="") as stream:
        csv.writer(stream, quoting=csv.QUOTE_ALL).writerows(rows)
    return path


def text(path: Path, content: str) -> Path:
    path.write_text(content, encoding="utf-8")
    return path


def refused(*sources: tuple[date, Path], **side: Path) -> list[Problem]:
    with pytest.raises(InputError) as caught:
        import_ods(sources, **side)
    return list(caught.value.problems)


def areas_of(register: Register, code: str, day: date) -> dict[str, str]:
    return {area_type: area for organisation, area_type, area in register.areas_at(day) if organisation == code}


def test_one_file_makes_a_register(tmp_path: Path) -> None:
    register, problems = import_ods([(NEW, official(tmp_path / "etr.csv", trust("RJ1", name="GUY'S")))])
    assert register.organisations == (Organisation("RJ1", "GUY'S", "", date(1993, 4, 1), None),)
    assert areas_of(register, "RJ1", NEW) == {"region": "Y56", "icb": "QKK", "nation": "england"}
    assert register.area_name("region", "Y56") == "London"
    assert register.area_name("nation", "england") == "England"
    assert [(p.id, p.severity) for p in problems] == [("area-without-name", Severity.NOTE)]
    (source,) = register.sources
    assert (source.file, source.as_at, len(source.sha256)) == ("etr.csv", NEW, 64)


def test_a_trust_moves_when_the_regions_are_redrawn(tmp_path: Path) -> None:
    old = official(tmp_path / "old.csv", trust("RPG", region="Y56", icb="QKK"))
    new = official(tmp_path / "new.csv", trust("RPG", region="Y59", icb="QKK"))
    register, _ = import_ods([(NEW, new), (OLD, old)])
    assert areas_of(register, "RPG", OLD)["region"] == "Y56"
    assert areas_of(register, "RPG", NEW - timedelta(days=1))["region"] == "Y56"
    assert areas_of(register, "RPG", NEW)["region"] == "Y59"
    assert Membership("RPG", "icb", "QKK", OLD, None) in register.memberships


def test_an_icb_that_gets_a_new_code_starts_a_new_membership(tmp_path: Path) -> None:
    old = official(tmp_path / "old.csv", trust("G6V2S", icb="QMJ"))
    new = official(tmp_path / "new.csv", trust("G6V2S", icb="Z9B2Z"))
    names = text(tmp_path / "names.csv", "area_type,area,name\nicb,Z9B2Z,North London\nicb,QMJ,North Central London\n")
    register, problems = import_ods([(OLD, old), (NEW, new)], names=names)
    assert [(m.area, m.start, m.end) for m in register.memberships if m.area_type == "icb"] == [
        ("QMJ", OLD, NEW),
        ("Z9B2Z", NEW, None),
    ]
    assert register.area_name("icb", "Z9B2Z") == "North London"
    assert problems == []


def test_a_merger_closes_one_trust_and_the_other_continues_it(tmp_path: Path) -> None:
    old = official(tmp_path / "old.csv", trust("RW6"), trust("RM3"))
    new = official(tmp_path / "new.csv", trust("RW6", closed="20250930"), trust("RM3", name="RENAMED"))
    successors = text(tmp_path / "s.csv", "predecessor,successor,date\nRW6,RM3,2025-10-01\n")
    register, _ = import_ods([(OLD, old), (NEW, new)], successors=successors)
    assert register.successor("RW6") == ("RM3", date(2025, 10, 1))
    assert [o.code for o in register.open_at(date(2026, 3, 31))] == ["RM3"]
    assert areas_of(register, "RW6", NEW)["region"] == "Y56", "its earlier years still have a place on the newest map"
    (problem,) = register.problems_with("RW6", date(2026, 3, 31))
    assert "RM3 (RENAMED)" in problem.sentence


def test_a_trust_that_vanishes_without_a_closing_date_is_told_and_kept(tmp_path: Path) -> None:
    old = official(tmp_path / "old.csv", trust("RA4"), trust("RJ1"), trust("RW6", closed="20210930"))
    new = official(tmp_path / "new.csv", trust("RJ1"))
    register, problems = import_ods([(OLD, old), (NEW, new)])
    vanished = [p for p in problems if p.id == "organisation-vanished"]
    assert [(p.severity, p.file) for p in vanished] == [(Severity.NOTE, "new.csv")]
    assert vanished[0].sentence.startswith("RA4 ")
    assert "RA4" in [o.code for o in register.open_at(NEW)]


def test_a_trust_missing_from_a_file_in_between_keeps_one_membership(tmp_path: Path) -> None:
    sources = [
        (OLD, official(tmp_path / "1.csv", trust("RA4"), trust("RJ1"))),
        (MIDDLE, official(tmp_path / "2.csv", trust("RJ1"))),
        (NEW, official(tmp_path / "3.csv", trust("RA4", closed="20230331"), trust("RJ1"))),
    ]
    register, problems = import_ods(sources)
    assert Membership("RA4", "region", "Y56", OLD, None) in register.memberships
    assert "organisation-vanished" not in [p.id for p in problems]


def test_a_welsh_trust_is_in_wales_and_in_no_english_area(tmp_path: Path) -> None:
    old = official(tmp_path / "old.csv", trust("RQF", region="W00", icb="Q99", office="W"))
    new = official(tmp_path / "new.csv", trust("RQF", region="", icb="", office="W"))
    register, problems = import_ods([(OLD, old), (NEW, new)])
    assert register.memberships == (Membership("RQF", "nation", "wales", OLD, None),)
    assert problems == []


def test_a_trust_without_a_region_stays_in_the_nation_it_lies_in(tmp_path: Path) -> None:
    register, _ = import_ods([(NEW, official(tmp_path / "e.csv", trust("RJ1"), trust("RX1", region="", office="E")))])
    assert areas_of(register, "RX1", NEW) == {"icb": "QKK", "nation": "england"}
    assert register.unassigned(NEW)["region"] == ["RX1"]


def test_a_nation_that_the_file_does_not_tell_is_left_blank_and_listed(tmp_path: Path) -> None:
    register, problems = import_ods([(NEW, official(tmp_path / "e.csv", trust("RX1", region="", icb="", office="Z")))])
    assert register.unassigned(NEW)["nation"] == ["RX1"]
    assert [p.id for p in problems] == ["nation-unknown"]
    assert "RX1" in problems[0].sentence


def test_an_older_region_is_kept_under_its_code(tmp_path: Path) -> None:
    register, problems = import_ods([(OLD, official(tmp_path / "e.csv", trust("RJ1", region="Y57")))])
    assert areas_of(register, "RJ1", OLD)["region"] == "Y57"
    assert areas_of(register, "RJ1", OLD)["nation"] == "england"
    assert "Y57" in problems[0].sentence


def test_types_are_taken_with_their_names(tmp_path: Path) -> None:
    file = official(tmp_path / "etr.csv", trust("RJ1"), trust("RX1"))
    types = text(tmp_path / "types.csv", "code,type\nrj1,Acute and Acute & Community Trusts\nRX1,\nZZ9,Care\n")
    register, problems = import_ods([(NEW, file)], types=types)
    assert areas_of(register, "RJ1", NEW)["type"] == "acute-and-acute-community-trusts"
    assert register.area_name("type", "acute-and-acute-community-trusts") == "Acute and Acute & Community Trusts"
    assert register.unassigned(NEW)["type"] == ["RX1"]
    (left_out,) = [p for p in problems if p.id == "organisation-unknown"]
    assert "ZZ9" in left_out.sentence


def test_the_users_own_names_of_areas_hold(tmp_path: Path) -> None:
    file = official(tmp_path / "etr.csv", trust("RJ1"))
    names = text(tmp_path / "n.csv", "area_type,area,name\nregion,Y56,Greater London\nicb,QKK,SEL\nicb,QXX,Nowhere\n")
    register, problems = import_ods([(NEW, file)], names=names)
    assert register.area_name("region", "Y56") == "Greater London"
    assert [p.id for p in problems] == ["area-unused"]


def test_successions_of_others_are_left_out_and_told(tmp_path: Path) -> None:
    file = official(tmp_path / "etr.csv", trust("RJ1"))
    successors = text(tmp_path / "s.csv", "predecessor,successor,date\nRJ1,RXX,2025-10-01\nAAA,BBB,2025-10-01\n")
    register, problems = import_ods([(NEW, file)], successors=successors)
    assert register.successions == ()
    (left_out,) = [p for p in problems if p.id == "organisation-unknown"]
    assert "AAA, BBB, RXX" in left_out.sentence


def test_every_problem_of_every_file_is_told_at_once(tmp_path: Path) -> None:
    bad = official(
        tmp_path / "etr.csv",
        trust("R"),
        trust("RA1", opened="01/04/1993"),
        trust("RA2", closed="20261301"),
        trust("RA3", opened="20200101", closed="20190101"),
        trust("RA4"),
        trust("RA4"),
        trust("RA5", icb="Q-1"),
        trust("RA6", name=" "),
        ["RA7", "TOO SHORT"],
        ["RA8", "TOO SHORT"],
    )
    problems = refused(
        (NEW, bad),
        (OLD, tmp_path / "none.csv"),
        types=text(tmp_path / "types.csv", "code,type\nRA4,Acute\nRA4,Community\n?,Acute\nRA5,…\n"),
        successors=text(
            tmp_path / "succ.csv",
            "predecessor,successor,date\nRA4,RA5,1/10/2025\nRA4,RA5,\nRA5,RA6,2020-01-01\nRA6,RA5,2020-01-01\n",
        ),
        names=text(tmp_path / "names.csv", "area_type,area,name\nICB,QKK,x\nicb,QKK,x\nicb,QKK,y\n"),
    )
    assert {(p.file, p.id, p.row, p.column) for p in problems if p.severity is Severity.BLOCK} == {
        ("etr.csv", "code-form", 1, "organisation code"),
        ("etr.csv", "date-form", 2, "open date"),
        ("etr.csv", "date-form", 3, "close date"),
        ("etr.csv", "closed-before-opened", 4, "close date"),
        ("etr.csv", "duplicate", 6, "organisation code"),
        ("etr.csv", "area-form", 7, "high level health geography"),
        ("etr.csv", "name-missing", 8, "name"),
        ("etr.csv", "row-width", 9, ""),
        ("none.csv", "file-missing", None, ""),
        ("types.csv", "duplicate", 3, "code"),
        ("types.csv", "code-form", 4, "code"),
        ("types.csv", "area-form", 5, "type"),
        ("succ.csv", "date-form", 2, "date"),
        ("succ.csv", "date-missing", 3, "date"),
        ("succ.csv", "succession-circle", 4, ""),
        ("succ.csv", "succession-circle", 5, ""),
        ("names.csv", "area-incomplete", 2, ""),
        ("names.csv", "duplicate", 4, "area"),
    }
    (width,) = [p for p in problems if p.id == "row-width"]
    assert width.rows == 2
    assert all(p.sentence and p.remedy for p in problems)


def test_a_file_of_another_kind_is_one_problem(tmp_path: Path) -> None:
    (problem,) = refused((NEW, text(tmp_path / "etr.csv", "code,name\nRJ1,Guy's\nRX1,Notts\n")))
    assert (problem.id, problem.row, problem.rows) == ("row-width", 1, 3)
    assert "27" in problem.sentence


def test_a_header_in_the_official_file_is_one_problem(tmp_path: Path) -> None:
    header = trust("Code", opened="Open date", closed="Close date")
    (problem,) = refused((NEW, official(tmp_path / "etr.csv", header, trust("RJ1"))))
    assert (problem.id, problem.row) == ("header", 1)


def test_the_archive_itself_is_told_to_be_unzipped(tmp_path: Path) -> None:
    path = tmp_path / "etr.zip"
    path.write_bytes(b"PK\x03\x04rest")
    (problem,) = refused((NEW, path))
    assert problem.remedy.startswith("Unzip it")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252"])
def test_the_official_file_is_read_in_each_encoding(tmp_path: Path, encoding: str) -> None:
    row = ",".join(f'"{cell}"' for cell in trust("RT4", region="", office="W", name="YMDDIRIEDOLAETH MÔN"))
    path = tmp_path / "etr.csv"
    path.write_bytes(f"{row}\r\n".encode(encoding))
    register, _ = import_ods([(NEW, path)])
    assert register.organisations[0].name == "YMDDIRIEDOLAETH MÔN"


def test_two_files_of_one_date_cannot_be_told_apart(tmp_path: Path) -> None:
    file = official(tmp_path / "etr.csv", trust("RJ1"))
    with pytest.raises(UsageError, match="2026-07-08"):
        import_ods([(NEW, file), (NEW, file)])


def test_an_import_of_nothing_is_no_import() -> None:
    with pytest.raises(UsageError, match="no official file"):
        import_ods([])


def test_one_file_under_two_dates_is_told(tmp_path: Path) -> None:
    file = official(tmp_path / "etr.csv", trust("RQF", region="", icb="", office="W"))
    _, problems = import_ods([(OLD, file), (NEW, file)])
    assert [p.id for p in problems] == ["same-file"]


def test_a_source_is_a_date_and_a_file() -> None:
    assert parse_source("2026-07-08=etr.csv") == (NEW, Path("etr.csv"))
    assert parse_source("2026-07-08=a folder/x=y.csv") == (NEW, Path("a folder/x=y.csv"))


@pytest.mark.parametrize(
    "words", ["etr.csv", "=etr.csv", "2026-07-08=", "20260708=etr.csv", "2026-13-01=e", "8/7/26=e"]
)
def test_a_source_without_a_date_or_file_is_told_how_to_write_it(words: str) -> None:
    with pytest.raises(UsageError, match=r"2026-07-08=etr\.csv"):
        parse_source(words)


SHOWN = st.dictionaries(
    st.sampled_from(["AA", "BB", "CC"]), st.fixed_dictionaries({"region": st.sampled_from(["", "X", "Y"])}), max_size=3
)


@given(st.dictionaries(st.dates(date(2000, 1, 1), date(2001, 1, 1)), SHOWN, min_size=1, max_size=6))
def test_on_each_files_date_the_register_says_what_the_file_says(
    files: dict[date, dict[str, dict[str, str]]],
) -> None:
    register = register_of(
        [Organisation(code, code) for code in ("AA", "BB", "CC")], memberships_over_time(list(files.items()))
    )
    for day, shown in files.items():
        for code, areas in shown.items():
            assert areas_of(register, code, day).get("region", "") == areas["region"]
    days = [(m.organisation, m.start) for m in register.memberships]
    assert len(days) == len(set(days))


@pytest.fixture(scope="module")
def trusts(shared_data: Path) -> Path:
    folder = shared_data / "nhs_trusts"
    if not (folder / "etr_2026-07.csv").is_file():
        pytest.skip("needs the folder ../shared/data/nhs_trusts")
    return folder


@pytest.fixture(scope="module")
def types_file(trusts: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("types") / "types.csv"
    with (trusts / "nhs_trusts.csv").open(encoding="utf-8", newline="") as stream:
        rows = [[row["ods_code"], row["trust_type"]] for row in csv.DictReader(stream)]
    with path.open("w", encoding="utf-8", newline="") as stream:
        csv.writer(stream).writerows([["code", "type"], *rows])
    return path


@pytest.fixture(scope="module")
def real(trusts: Path, types_file: Path) -> tuple[Register, list[Problem]]:
    """The official files of three dates."""
    return import_ods(
        [
            (NEW, trusts / "etr_2026-07.csv"),
            (MIDDLE, trusts / "etr_2025-07.csv"),
            (OLD, trusts / "etr_2022-02.csv"),
        ],
        types=types_file,
    )


def test_the_nation_as_it_is(real: tuple[Register, list[Problem]]) -> None:
    register, problems = real
    assert len(register.organisations) == 274
    assert len(register.open_at(NEW)) == 202
    assert {p.severity for p in problems} == {Severity.NOTE}
    assert [o.code for o in register.organisations if len(o.code) != 3] == ["G6V2S", "K0N6A"]


def test_the_three_welsh_trusts_are_in_wales_alone(real: tuple[Register, list[Problem]]) -> None:
    register, _ = real
    welsh = [member.organisation for member in register.memberships if member.area == "wales"]
    assert welsh == ["RQF", "RT4", "RYT"]
    still = [o.code for o in register.open_at(NEW)]
    missing = register.unassigned(NEW, among=still)
    assert missing["nation"] == []
    assert missing["region"] == missing["icb"] == welsh
    assert missing["type"] == ["G6V2S", "K0N6A", "R1F", *welsh]


def test_a_real_trust_that_changed_region_and_icb(real: tuple[Register, list[Problem]]) -> None:
    register, _ = real
    assert areas_of(register, "RPG", MIDDLE)["region"] == "Y56"
    assert areas_of(register, "RPG", NEW)["region"] == "Y59"
    assert areas_of(register, "G6V2S", MIDDLE)["icb"] == "QMJ"
    assert areas_of(register, "G6V2S", NEW)["icb"] == "Z9B2Z"


def test_a_trust_that_went_to_a_neighbour_and_came_back_has_three_memberships(
    real: tuple[Register, list[Problem]],
) -> None:
    register, _ = real
    moves = [(m.area, m.start, m.end) for m in register.memberships if (m.organisation, m.area_type) == ("RXK", "icb")]
    assert moves == [("QUA", OLD, MIDDLE), ("QHL", MIDDLE, NEW), ("QUA", NEW, None)]


def test_a_trust_that_closed_long_ago_is_on_the_newest_map_only(real: tuple[Register, list[Problem]]) -> None:
    register, _ = real
    assert areas_of(register, "RBF", OLD) == {}
    assert areas_of(register, "RBF", NEW) == {"icb": "S0E4D", "nation": "england", "region": "Y59"}


def test_years_before_the_first_file_take_its_map(real: tuple[Register, list[Problem]]) -> None:
    register, _ = real
    assert register.geography_date(date(2018, 3, 31)) == OLD
    assert register.geography_date(date(2026, 3, 31)) == date(2026, 3, 31)


def test_two_files_alone_leave_three_trusts_open_that_are_not(trusts: Path) -> None:
    _, problems = import_ods([(OLD, trusts / "etr_2022-02.csv"), (MIDDLE, trusts / "etr_2025-07.csv")])
    assert [p.sentence[:3] for p in problems if p.id == "organisation-vanished"] == ["RA4", "RBZ", "RVY"]


def test_the_real_register_is_written_loaded_and_written_the_same(
    real: tuple[Register, list[Problem]], tmp_path: Path
) -> None:
    register, _ = real
    write_register(register, tmp_path / "register")
    again = load_register(tmp_path / "register")
    assert again == register
    assert register_files(again) == register_files(register)


def test_the_summary_of_the_real_register(real: tuple[Register, list[Problem]]) -> None:
    assert summary(*real) == [
        "274 organisations, 202 of them open on 2026-07-08.",
        "  London (Y56): 31",
        "  South West (Y58): 18",
        "  South East (Y59): 29",
        "  Midlands (Y60): 39",
        "  East of England (Y61): 21",
        "  North West (Y62): 30",
        "  North East and Yorkshire (Y63): 31",
        "  not assigned to a region: 3 (RQF, RT4, RYT)",
        "Open and without a type: 6 (G6V2S, K0N6A, R1F, RQF, RT4, RYT).",
        "Open and without an ICB: 3 (RQF, RT4, RYT).",
        "Closed and without a known successor: 72 of 72.",
        "Problems: 1 note.",
    ]


def test_the_summary_of_a_simple_register(tmp_path: Path) -> None:
    path = text(
        tmp_path / "r.csv",
        "code,name,type,region,closed\nG1,A,home,south,\nG2,B,home,,\nG3,C,,south,2020-01-01\n",
    )
    assert summary(load_register(path)) == [
        "3 organisations, 2 of them open (no closing date).",
        "  south: 1",
        "  not assigned to a region: 1 (G2)",
        "Open and without a nation: 2 (G1, G2).",
        "Closed and without a known successor: 1 of 1.",
    ]


def test_the_summary_names_what_was_split(tmp_path: Path) -> None:
    file = official(tmp_path / "etr.csv", trust("RW6", closed="20210930"), trust("RM3"), trust("R0A"))
    successors = text(tmp_path / "s.csv", "predecessor,successor,date\nRW6,RM3,2021-10-01\nRW6,R0A,2021-10-01\n")
    register, _ = import_ods([(NEW, file)], successors=successors)
    assert "Split between successors: 1 (RW6)." in summary(register)


def test_the_how_to_shows_a_simple_file_that_loads(project_root: Path, tmp_path: Path) -> None:
    page = (project_root / "docs" / "how-to" / "import-the-register.md").read_text(encoding="utf-8")
    example = page.partition("```csv\n")[2].partition("```")[0]
    register = load_register(text(tmp_path / "r.csv", example))
    assert areas_of(register, "G001", NEW) == {"nation": "england", "sector": "not-for-profit", "type": "home-care"}


def test_the_how_to_shows_the_summary_as_it_is(real: tuple[Register, list[Problem]], project_root: Path) -> None:
    page = (project_root / "docs" / "how-to" / "import-the-register.md").read_text(encoding="utf-8")
    example = page.partition("```text\n")[2].partition("```")[0].splitlines()
    assert set(example) - {"  ..."} <= set(summary(*real))


def test_a_folder_in_place_of_a_file_is_told(tmp_path: Path) -> None:
    file = official(tmp_path / "etr.csv", trust("RJ1"))
    (problem,) = [p for p in refused((NEW, file), types=tmp_path) if p.severity is Severity.BLOCK]
    assert problem.id == "not-readable"
