"""The processes of a run, its folder and its index, each by itself."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import polars as pl
import pytest

from openwres.contracts.exceptions import OutputError
from openwres.contracts.tables import FIGURE_SCHEMA, TALLY_SCHEMA
from openwres.findings.history import History
from openwres.reports.board import Settings
from openwres.reports.board.among import among
from openwres.reports.many import Shared
from openwres.reports.many.folder import folder_of, outbox
from openwres.reports.many.index import About, counted, index_of
from openwres.reports.many.making import Own, Report
from openwres.reports.many.pool import pool
from openwres.reports.many.run import Condition, Outcome
from tests.findings.histories import history
from tests.reports.documents import AS_AT, year_of
from tests.reports.test_formats_page import CHROMIUM, WCAG

CODES = ("R01", "R02", "R03", "R04", "R05", "R06")


class Deadly:
    """Ends the process that is given it."""

    def __reduce__(self) -> tuple[object, tuple[int]]:
        return os._exit, (7,)


@pytest.fixture(scope="module")
def made() -> History:
    return history([frame for code in CODES for frame in year_of(code)])


def shared(made: History) -> Shared:
    settings = Settings(AS_AT)
    return Shared(made.editions, None, among(made, settings.asked), settings, None, ("html",))


def own(made: History, code: str) -> Own:
    return Own(code, made.figures.filter(pl.col("area") == code), made.tallies.filter(pl.col("organisation") == code))


def tasks(made: History, spoilt: dict[str, Own]) -> Iterator[Own]:
    return (spoilt.get(code) or own(made, code) for code in CODES)


def test_a_process_that_ends_by_itself_costs_one_report(made: History) -> None:
    given = {"R02": Own("R02", Deadly(), Deadly())}  # type: ignore[arg-type]
    with pool(2) as processes:
        found = {one.organisation: one for one in processes.reports(shared(made), tasks(made, given))}
    assert sorted(found) == list(CODES)
    assert found.pop("R02").problem.startswith("The process that made this report ended by itself (7).")
    assert all(one.files["html"].endswith(b"</html>") and not one.problem for one in found.values())


def test_a_mistake_in_one_report_costs_that_report(made: History) -> None:
    figures = own(made, "R03").figures
    given = {
        "R03": Own("R03", figures.drop("statistic"), pl.DataFrame(schema=TALLY_SCHEMA)),
        "R04": Own("R04", pl.DataFrame(schema=FIGURE_SCHEMA), pl.DataFrame(schema=TALLY_SCHEMA)),
    }
    with pool(1) as processes:
        found = {one.organisation: one.problem for one in processes.reports(shared(made), tasks(made, given))}
    assert found["R03"].startswith("This report could not be made, which is a fault of the program (")
    assert found["R04"] == "There are no figures of R04 in WRES 2026."
    assert [code for code in CODES if not found[code]] == ["R01", "R02", "R05", "R06"]


def test_no_process_is_left(made: History) -> None:
    with pool(2) as processes:
        workers = [worker.process for worker in processes._workers]
        next(processes.reports(shared(made), tasks(made, {})))
        assert [worker.is_alive() for worker in workers] == [True, True]
    assert [worker.is_alive() for worker in workers] == [False, False]


def put(home: Path, *reports: Report) -> None:
    with outbox(home) as box:
        for report in reports:
            box.put(report, "", "digest", "name")


def test_a_report_replaces_the_one_before_with_all_its_files(tmp_path: Path) -> None:
    home = tmp_path / "out"
    put(home, Report("R01", {"pdf": b"1", "html": b"2"}))
    put(home, Report("R01", {"pdf": b"3"}))
    assert [path.name for path in (home / "R01").iterdir()] == ["name.pdf"]
    assert (home / "R01" / "name.pdf").read_bytes() == b"3"
    assert sorted(path.name for path in home.iterdir()) == ["R01", "run.jsonl"]


def test_a_report_is_whole_where_every_file_is_as_it_was_written(tmp_path: Path) -> None:
    home = tmp_path / "out"
    put(home, Report("R01", {"pdf": b"1", "html": b"2"}))
    with outbox(home) as box:
        assert box.whole("R01", "digest")
        assert not box.whole("R01", "another digest")
        assert not box.whole("R02", "digest")
        (home / "R01" / "name.pdf").write_bytes(b"4")
        assert not box.whole("R01", "digest")


def test_nothing_stays_of_a_run_from_which_nothing_came(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="no"), outbox(tmp_path / "out"):
        raise ValueError("no")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("first", ["", "{}", "not json", '{"format": 2, "reports": "many"}'])
def test_a_log_of_something_else_is_not_touched(tmp_path: Path, first: str) -> None:
    (tmp_path / "run.jsonl").write_text(first, encoding="utf-8")
    with pytest.raises(OutputError, match="holds other files"), outbox(tmp_path):
        pass
    assert (tmp_path / "run.jsonl").read_text(encoding="utf-8") == first


def test_a_file_is_no_folder(tmp_path: Path) -> None:
    (tmp_path / "out").write_text("x", encoding="utf-8")
    with pytest.raises(OutputError, match="is a file"), outbox(tmp_path / "out"):
        pass


@pytest.mark.parametrize(("code", "folder"), [("RXX", "RXX"), ("CON", "CON_"), ("COM1", "COM1_"), ("COMX", "COMX")])
def test_no_folder_has_a_name_that_windows_keeps_for_itself(code: str, folder: str) -> None:
    assert folder_of(code) == folder


@pytest.mark.parametrize(
    ("conditions", "said"),
    [
        ((), "no reports"),
        ((Condition.MADE,), "1 report made"),
        ((Condition.MADE, Condition.FAILED, Condition.MADE), "2 reports made, 1 not made"),
        ((Condition.LEFT, Condition.KEPT), "1 report unchanged, 1 still to make"),
    ],
)
def test_conditions_are_counted(conditions: tuple[Condition, ...], said: str) -> None:
    assert counted([Outcome("R01", "", condition) for condition in conditions]) == said


def test_the_index_shows_the_problems_first_and_every_report() -> None:
    found = [
        Outcome("R01", "One", Condition.MADE, ("R01/a.pdf", "R01/a.docx"), 44),
        Outcome("R02", "Two", Condition.FAILED, problem="Its counts cannot be read."),
    ]
    pages = index_of(About("WRES 2026: reports", "", "From what was published."), found)
    assert pages["index.csv"].decode().splitlines() == [
        "organisation,name,state,pages,files,problem",
        "R01,One,made,44,R01/a.pdf R01/a.docx,",
        "R02,Two,not made,,,Its counts cannot be read.",
    ]
    page = pages["index.html"].decode()
    assert page.index("Its counts cannot be read.") < page.index("R01/a.pdf")
    assert '<a href="R01/a.docx">Word<span class="unseen"> of One</span></a>' in page
    assert "From what was published." in page


def test_a_name_in_the_index_that_looks_like_a_formula_is_a_text() -> None:
    found = [Outcome("R01", '=HYPERLINK("x")', Condition.MADE, ("R01/a.pdf",), 44)]
    assert """R01,"'=HYPERLINK(""x"")",made""" in index_of(About("", "", ""), found)["index.csv"].decode()


@pytest.mark.needs("chromium")
@pytest.mark.parametrize("width", [1280, 320])
def test_everyone_can_use_the_index(tmp_path: Path, width: int) -> None:
    """320 pixels are what a window of 1280 has at a zoom of 400%."""
    from axe_playwright_python.sync_playwright import Axe
    from playwright.sync_api import sync_playwright

    found = [
        Outcome("R01", "A Trust " * 11, Condition.MADE, ("R01/a.pdf", "R01/a.docx", "R01/a.html", "R01/a.xlsx"), 44),
        Outcome("R02", "", Condition.FAILED, problem="Its counts cannot be read."),
        Outcome("R03", "Three", Condition.LEFT),
    ]
    about = About("WRES 2026: reports", "Not for publication", "They rest on unprotected counts.")
    (tmp_path / "index.html").write_bytes(index_of(about, found)["index.html"])
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=CHROMIUM)
        tab = browser.new_page(viewport={"width": width, "height": 900})
        tab.goto((tmp_path / "index.html").as_uri())
        assert tab.evaluate("document.documentElement.scrollWidth") == width
        checked = Axe().run(tab, options={"runOnly": WCAG}).response
        browser.close()
    assert len(checked["passes"]) > 10
    assert [(fault["id"], fault["nodes"][0]["html"]) for fault in checked["violations"]] == []
