"""`openwres report board` of many organisations: one folder with an index, gone on with where it ended, whatever went wrong."""

from __future__ import annotations

import csv
import os
import signal
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

import polars as pl
import pytest

from openwres.contracts.tables import TALLY_SCHEMA
from openwres.files.guard import unguarded
from openwres.organisations import Area, Membership, Organisation, register_of
from openwres.organisations.write import write_register
from tests.cli.commands import SOURCES, Answer, finish, run
from tests.cli.test_ends import POSIX
from tests.releases.made import manifest, released
from tests.reports.documents import year_of

CODES = ("R01", "R02", "R03", "R04", "R05", "R06")
LONG = "The Invented Hospitals of Upper Yarrowdene, Nether Greygill and the Isles of Kestrelthwaite NHS"
NAMES = {
    "R01": "Trust/of\\slashes: 100%",
    "R02": "One Name",
    "R03": "One Name",
    "R04": LONG,
    "R05": "<b>Bold & Sons</b>",
    "R06": "=1+1",
}
OWN = ("--year", 2026, "--policy", "own-organisation", "--as-at", "2026-11-01")


def keep(home: Path, code: str, year: int, counts: Sequence[pl.DataFrame]) -> None:
    """Put the counts of an organisation into a store."""
    folder = home / "tallies" / "wres" / str(year)
    folder.mkdir(parents=True, exist_ok=True)
    pl.concat(counts).select(list(TALLY_SCHEMA)).write_parquet(folder / f"{code}.parquet")


@pytest.fixture
def store(tmp_path: Path) -> Path:
    """A store of two years of six organisations."""
    for year in (2025, 2026):
        for code in CODES:
            keep(tmp_path / "store", code, year, list(year_of(code, year)))
    return tmp_path / "store"


@pytest.fixture(scope="module")
def register(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A register with names that no folder could have; three organisations are acute, two in an area."""
    made = register_of(
        [Organisation(code, NAMES[code], "acute" if code < "R04" else "community") for code in CODES],
        [Membership(code, "icb", "QZ1") for code in ("R02", "R05")],
        [Area("icb", "QZ1", "An Area")],
    )
    home = tmp_path_factory.mktemp("register") / "register"
    write_register(made, home)
    return home


def board(capsys: pytest.CaptureFixture[str], store: Path, out: Path, *words: object, html: bool = True) -> Answer:
    """Run the command on a store of unprotected counts."""
    asked = ("--format", "html", "--workers", 1) if html else ()
    return run(capsys, "report", "board", store, *OWN, *asked, "--out", out, *words)


def files(out: Path) -> Mapping[str, bytes]:
    """Every file of the folder but its log."""
    there = (path for path in sorted(out.rglob("*")) if path.is_file() and path.name != "run.jsonl")
    return {path.relative_to(out).as_posix(): path.read_bytes() for path in there}


def listed(out: Path) -> list[dict[str, str]]:
    """The rows of the index."""
    with (out / "index.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def states(out: Path) -> dict[str, str]:
    """The state of each organisation by the index."""
    return {row["organisation"]: row["state"] for row in listed(out)}


def test_all_organisations_get_the_reports_that_each_would_get_alone(
    store: Path, register: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    words = ("--register", register, "--format", "pdf", "docx", "html", "xlsx", "ods", "--term", "ethnic minority")
    answer = board(capsys, store, tmp_path / "all", "--all", *words, html=False)
    assert answer.code == 0, answer.err
    assert "6 reports made." in answer.out
    for code in ("R01", "R06"):
        alone = tmp_path / code
        assert board(capsys, store, alone, "--organisation", code, *words, html=False).code == 0
        assert files(alone) == files(tmp_path / "all" / code)
        assert len(files(alone)) == 5
    row = listed(tmp_path / "all")[0]
    assert int(row["pages"]) > 10
    assert row["files"].split(" ")[0] == "R01/wres-2026-r01-board.pdf"


def test_names_make_no_difference_to_where_files_are_and_read_as_they_are(
    store: Path, register: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "all"
    assert board(capsys, store, out, "--all", "--register", register).code == 0
    assert sorted(path.name for path in out.iterdir() if path.is_dir()) == list(CODES)
    assert [unguarded(row["name"]) for row in listed(out)] == [NAMES[code] for code in CODES]
    page = (out / "index.html").read_text(encoding="utf-8")
    assert LONG in page
    assert "&lt;b&gt;Bold &amp; Sons&lt;/b&gt;" in page
    assert page.count('<th scope="row">One Name</th>') == 2
    assert 'href="R01/wres-2026-r01-board.html"' in page
    assert "Not for publication" in page


def test_a_run_that_is_started_again_makes_only_what_is_missing_or_made_from_something_else(
    store: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "all"
    assert board(capsys, store, out, "--all").code == 0
    first = files(out)
    again = board(capsys, store, out, "--all")
    assert "6 reports unchanged." in again.out
    assert again.err == ""

    (out / "R02" / "wres-2026-r02-board.html").unlink()
    (out / "R03" / "wres-2026-r03-board.html").write_text("spoilt", encoding="utf-8")
    keep(store, "R05", 2025, list(year_of("R05", 2025, without=("trained",))))
    third = board(capsys, store, out, "--all")
    assert "3 reports made, 3 unchanged." in third.out
    assert {code for code, state in states(out).items() if state == "made"} == {"R02", "R03", "R05"}
    changed = {name for name, content in files(out).items() if content != first[name]}
    assert changed == {"R05/wres-2026-r05-board.html", "index.html", "index.csv"}

    # Everybody is a peer of everybody: the newest year of one is in the reports of all.
    keep(store, "R05", 2026, list(year_of("R05", 2026, without=("trained",))))
    assert "6 reports made." in board(capsys, store, out, "--all").out


@pytest.mark.parametrize("words", [("--as-at", "2026-12-24"), ("--publisher", "A Team")])
def test_other_words_make_other_reports(
    store: Path, tmp_path: Path, words: tuple[str, ...], capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "all"
    assert board(capsys, store, out, "--organisation", "R01", "R02").code == 0
    assert "2 reports made." in board(capsys, store, out, "--organisation", "R01", "R02", *words).out


def test_a_report_keeps_its_day_where_no_other_is_asked_for(
    store: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    from datetime import date

    from openwres.cli import report_files

    words = ("--year", 2026, "--policy", "own-organisation", "--format", "html", "--out", tmp_path / "all")
    assert run(capsys, "report", "board", store, *words, "--organisation", "R01", "R02").code == 0
    monkeypatch.setattr(report_files, "day_of", lambda text: date(2030, 1, 1))
    answer = run(capsys, "report", "board", store, *words, "--organisation", "R01", "R02", "R03")
    assert "1 report made, 2 unchanged." in answer.out
    assert "1 January 2030" in (tmp_path / "all" / "R03" / "wres-2026-r03-board.html").read_text(encoding="utf-8")


def test_those_of_a_type_or_an_area_can_be_asked_for(
    store: Path, register: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "all"
    assert board(capsys, store, out, "--area", "icb", "QZ1", "--register", register).code == 0
    assert states(out) == {"R02": "made", "R05": "made"}
    assert board(capsys, store, out, "--type", "acute", "--register", register).code == 0
    assert states(out) == {"R01": "made", "R02": "unchanged", "R03": "made", "R05": "of an earlier run"}


def test_a_file_that_cannot_be_read_costs_its_own_report_alone(
    store: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (store / "tallies" / "wres" / "2025" / "R03.parquet").write_bytes(b"not a table")
    spoilt = store / "tallies" / "wres" / "2026" / "R04.parquet"
    pl.read_parquet(spoilt).with_columns(count=-pl.col("count")).write_parquet(spoilt)
    answer = board(capsys, store, tmp_path / "all", "--all")
    assert answer.code == 1
    assert "4 reports made, 2 not made." in answer.out
    assert "not made R03" in answer.err
    assert "not made R04" in answer.err
    assert "is impossible" in answer.err
    assert "Traceback" not in answer.err
    assert sorted(path.name for path in (tmp_path / "all").iterdir() if path.is_dir()) == ["R01", "R02", "R05", "R06"]
    page = (tmp_path / "all" / "index.html").read_text(encoding="utf-8")
    assert "What went wrong" in page


def test_an_organisation_without_figures_is_told_and_does_not_stop_the_others(
    store: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    answer = board(capsys, store, tmp_path / "all", "--organisation", "R01", "R99", "r02")
    assert answer.code == 1
    assert "There are no figures of R99 in WRES 2026." in answer.err
    assert states(tmp_path / "all") == {"R01": "made", "R99": "not made", "R02": "made"}


def test_one_organisation_is_enough_for_a_run(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    keep(tmp_path / "store", "R01", 2026, list(year_of("R01")))
    answer = board(capsys, tmp_path / "store", tmp_path / "all", "--all")
    assert (answer.code, "1 report made." in answer.out) == (0, True)


def test_what_is_told_can_be_read_by_a_program(store: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    answer = board(capsys, store, tmp_path / "all", "--organisation", "R01", "R99", "--json")
    one, other = answer.json["reports"]
    assert (one["organisation"], one["state"], one["problem"]) == ("R01", "made", "")
    assert [Path(file).is_file() for file in one["files"]] == [True]
    assert (other["state"], other["files"], "no figures of R99" in other["problem"]) == ("not made", [], True)
    assert "2 of 2 reports" in answer.err


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (("--all", "--year", "2024"), 2, "holds nothing of WRES 2024"),
        (("--all", "--organisation", "R01"), 2, "not allowed with"),
        ((), 2, "one of the arguments --organisation --all --type --area is required"),
        (("--type", "acute"), 2, "Name one with --register"),
        (("--all", "--plan", "plan.csv"), 2, "A plan is that of one organisation"),
        (("--all", "--workers", "0"), 2, "--workers is a number from 1"),
        (("--all", "--term", "1"), 2, "no term for a group"),
        (("--all", "--peers", "region"), 2, "need a register"),
    ],
)
def test_what_cannot_be_meant_is_refused_and_nothing_is_written(
    store: Path, tmp_path: Path, words: tuple[str, ...], code: int, said: str, capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    monkeypatch.chdir(tmp_path)
    Path("plan.csv").write_text("indicator,action\n2,Something\n", encoding="utf-8")
    answer = board(capsys, store, tmp_path / "all", *words)
    assert answer.code == code
    assert said in answer.err
    assert not (tmp_path / "all").exists()


def test_an_area_that_nobody_knows_is_answered_with_those_that_there_are(
    store: Path, register: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    unknown = board(capsys, store, tmp_path / "all", "--type", "acut", "--register", register)
    assert (unknown.code, "Name one of acute, community." in unknown.err) == (2, True)
    kind = board(capsys, store, tmp_path / "all", "--area", "county", "X", "--register", register)
    assert (kind.code, "Name an area of icb, nation, type." in kind.err) == (2, True)


def test_an_empty_store_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "store" / "tallies" / "wres" / "2026").mkdir(parents=True)
    answer = board(capsys, tmp_path / "store", tmp_path / "all", "--all")
    assert answer.code == 1
    assert "is no store of wres" in answer.err
    assert not (tmp_path / "all").exists()


def test_a_folder_with_other_files_is_left_alone(
    store: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "mine"
    out.mkdir()
    (out / "mine.txt").write_text("mine")
    answer = board(capsys, store, out, "--all")
    assert (answer.code, "holds other files" in answer.err) == (1, True)
    assert [path.name for path in out.iterdir()] == ["mine.txt"]


def test_a_file_of_somebody_else_in_a_folder_of_the_run_is_not_replaced(
    store: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "all"
    assert board(capsys, store, out, "--organisation", "R01", "R02").code == 0
    (out / "R01" / "letter.txt").write_text("Dear board")
    answer = board(capsys, store, out, "--organisation", "R01", "R02", "--publisher", "A Team")
    assert answer.code == 1
    assert "holds other files (letter.txt)" in answer.err
    assert states(out) == {"R01": "not made", "R02": "made"}
    assert (out / "R01" / "letter.txt").read_text() == "Dear board"


def test_published_figures_are_the_source_where_no_policy_is_named(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for year in (2025, 2026):
        rows = [
            row
            for code in CODES
            for frame in year_of(code, year, hidden=("appointed",) if code == "R01" else ())
            for row in frame.select(list(TALLY_SCHEMA)).to_dicts()
        ]
        released(tmp_path / "releases", rows, manifest(year))
    words = ("report", "board", tmp_path / "releases", "--year", 2026, "--as-at", "2026-12-01", "--format", "html")
    assert run(capsys, *words, "--all", "--out", tmp_path / "all").code == 0
    assert run(capsys, *words, "--organisation", "R01", "--out", tmp_path / "one").code == 0
    assert files(tmp_path / "one") == files(tmp_path / "all" / "R01")
    page = (tmp_path / "all" / "index.html").read_text(encoding="utf-8")
    assert "Not for publication" not in page
    assert "Trust R06" in page
    assert "6 reports unchanged." in run(capsys, *words, "--all", "--out", tmp_path / "all").out


def started(store: Path, out: Path) -> subprocess.Popen[str]:
    """The command as a program with a group of its own, waited for until its first report is there."""
    words = ["report", "board", store, *OWN, "--format", "html", "--out", out, "--all"]
    there = os.environ | {"PYTHONPATH": str(SOURCES), "PYTHONIOENCODING": "utf-8"}
    running = subprocess.Popen(
        [sys.executable, "-m", "openwres", *map(str, words)], stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        stdin=subprocess.DEVNULL, env=there, encoding="utf-8", start_new_session=True,
    )  # fmt: skip
    until = time.monotonic() + 120
    while not list(out.glob("R0*")) and running.poll() is None and time.monotonic() < until:
        time.sleep(0.005)
    assert running.poll() is None  # else nothing was interrupted
    return running


def gone_on_with(store: Path, out: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> int:
    """How many reports a second run found whole; in the end all are as if nothing had happened."""
    log = (out / "run.jsonl").read_text(encoding="utf-8").count("board.html")
    answer = board(capsys, store, out, "--all")
    assert answer.code == 0, answer.err
    kept = sum(state == "unchanged" for state in states(out).values())
    assert kept == log
    assert board(capsys, store, tmp_path / "anew", "--all").code == 0
    reports = {name for name in files(out) if not name.startswith("index")}
    assert {name: files(out)[name] for name in reports} == {name: files(tmp_path / "anew")[name] for name in reports}
    assert len(reports) == len(CODES)
    return kept


@POSIX
def test_an_interrupt_from_the_keyboard_leaves_whole_reports_and_says_how_to_go_on(
    store: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "all"
    running = started(store, out)
    os.killpg(running.pid, signal.SIGINT)  # as a terminal sends it: to all processes of the command
    answer = finish(running)
    assert answer.code == 130
    assert "Traceback" not in answer.err
    assert "The same command goes on from there." in answer.err
    assert "still to make" in answer.out
    assert not list(out.glob(".*"))
    found = [row for row in listed(out) if row["state"] == "made"]
    assert [(out / row["files"]).read_text(encoding="utf-8").endswith("</html>") for row in found] == [True] * len(
        found
    )
    assert {path.name for path in out.iterdir() if path.is_dir()} == {row["organisation"] for row in found}
    assert gone_on_with(store, out, tmp_path, capsys) == len(found)


@POSIX
def test_a_run_that_was_killed_is_gone_on_with_and_leaves_nothing_half(
    store: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "all"
    running = started(store, out)
    running.kill()
    finish(running)
    with (out / "run.jsonl").open("a", encoding="utf-8") as log:
        log.write('{"organisation": "R06", "na')  # as far as a line came
    assert gone_on_with(store, out, tmp_path, capsys) >= 1
    assert not list(out.glob(".*"))
