"""The report that must be published: its order, its numbers, and what is left for people to write."""

from __future__ import annotations

from datetime import date
from html import escape
from pathlib import Path

import polars as pl
import pytest

from openwres.contracts.tables import TALLY_SCHEMA
from openwres.figures import calculate_figures
from openwres.reports.document import Blank, Document, Heading, Link, Note, Table, Terms
from openwres.reports.formats import write
from openwres.reports.template import DRAFT, Template, report_template
from openwres.standards import load_standard
from openwres.standards.model import Edition
from tests.cli.commands import run
from tests.returns.generated import generated, layout

WRES = load_standard("wres")
COUNTS = {
    ("staff", "white"): 2505, ("staff", "bme"): 725, ("staff", "unknown"): 66, ("shortlisted", "white"): 1000,
    ("shortlisted", "bme"): 800, ("appointed", "white"): 180, ("appointed", "bme"): 90,
}  # fmt: skip


def tallies(year: int, more: int = 0) -> pl.DataFrame:
    rows = [("wres", year, "ZZ1", item, "", "", "wres", group, "", count + more, None, None, "value", "", "verified")
            for (item, group), count in COUNTS.items()]  # fmt: skip
    return pl.DataFrame(rows, schema=TALLY_SCHEMA, orient="row")


def made(
    words: dict[str, str] | None = None, *, last: bool = True, blanks: bool = True, edition: Edition | None = None
) -> Document:
    e = edition or WRES.edition(2026)
    before = calculate_figures(tallies(2025, 100), WRES.edition(2025)) if last else None
    given = Template(e, "ZZ1", calculate_figures(tallies(2026), e), before, words or {}, "An Example Trust", blanks)
    return report_template(given, date(2026, 3, 31))


def table(document: Document, name: str) -> list[list[str]]:
    (found,) = (block for block in document.blocks if isinstance(block, Table) and block.name == name)
    return [[cell.text for cell in row] for row in found.rows]


def asked(document: Document) -> list[str]:
    return [block.label for block in document.blocks if isinstance(block, Blank)]


def test_figures_of_others_beside_them_change_nothing() -> None:
    e = WRES.edition(2026)
    others = tallies(2026, 1000).with_columns(organisation=pl.lit("AA0"))
    figures = calculate_figures(pl.concat([tallies(2026), others]), e)
    before = calculate_figures(tallies(2025, 100), WRES.edition(2025))
    document = report_template(Template(e, "ZZ1", figures, before, {}, "An Example Trust"), date(2026, 3, 31))
    assert document == made()


def test_the_order_is_that_of_the_published_template() -> None:
    document = made()
    parts = [block.text for block in document.blocks if isinstance(block, Heading) and block.level == 1]
    assert parts == ["Organisation", "Background", "Workforce", "Indicators", "Other relevant issues", "Action plan"]
    indicators = [b.text.partition(".")[0] for b in document.blocks if isinstance(b, Heading) and b.level == 2]
    assert indicators == [f"Indicator {number}" for number in range(1, 10)]
    labels = [label.partition(" (")[0] for label in asked(document) if not label.startswith("Indicator")]
    assert labels == [
        "Date of the report", "Board lead", "Lead manager or contact", "Co-ordinating commissioner",
        "Address of the published report and action plan", "Signed off on behalf of the board by", "Date of sign-off",
        "Issues of completeness", "Reliability of comparisons with the previous year", "Steps taken to raise self-reporting",
        "Steps planned to raise self-reporting", "Period that the data cover", "Other relevant issues", "Action plan",
    ]  # fmt: skip


def test_every_indicator_has_room_for_narrative_and_action() -> None:
    labels = [label for label in asked(made()) if label.startswith("Indicator 3")]
    assert len(labels) == 2
    assert "EDS2" in labels[1]


def test_what_the_return_says_of_an_indicator_stands_there() -> None:
    document = made({"w3.narrative": "Two cases of one unit.", "w3.action": "A pre-disciplinary panel."}, blanks=False)
    said = [
        block for block in document.blocks if isinstance(block, Terms) and block.entries[0][0].startswith("Indicator 3")
    ]
    assert [block.entries[0][1] for block in said] == ["Two cases of one unit.", "A pre-disciplinary panel."]
    assert len([label for label in asked(made({"w3.action": "A panel."})) if label.startswith("Indicator 3")]) == 1


def test_numbers_stand_beside_those_of_the_year_before() -> None:
    document = made()
    assert table(document, "workforce") == [
        ["Number of staff", "3,296", "3,596"],
        ["Share of staff who are BME", "22.0%", "22.9%"],
        ["Share of staff who reported their group", "98.0%", "95.4%"],
    ]
    ((label, value, counts, before),) = table(document, "indicator-2")
    assert label == "White over BME"
    assert value.startswith("1.60, 95% interval ")
    assert counts == "White: 180 of 1,000 (18.0%); BME: 90 of 800 (11.3%)"
    assert before == "1.21"


def test_a_number_that_is_not_there_says_so() -> None:
    document = made(last=False)
    assert [row[2] for row in table(document, "workforce")] == ["not given"] * 3
    ((_, value, _, before),) = table(document, "indicator-3")
    assert value.startswith("no value: ")
    assert before == "not given"


def test_words_that_were_written_stand_where_they_belong() -> None:
    document = made({"board-lead": "Director of People", "report-address": "https://example.org/wres"})
    assert Terms([("Board lead", "Director of People")]) in document.blocks
    assert Link("Address of the published report and action plan", "https://example.org/wres") in document.blocks
    assert not [label for label in asked(document) if label.startswith("Board lead")]


def test_without_blanks_only_what_is_known_is_said() -> None:
    document = made({"action-plan": "See the plan."}, blanks=False)
    parts = [block.text for block in document.blocks if isinstance(block, Heading) and block.level == 1]
    assert parts == ["Organisation", "Workforce", "Indicators", "Action plan"]
    assert asked(document) == []


def test_it_says_that_nothing_in_it_is_protected_and_which_rules_are_unverified() -> None:
    document = made()
    assert document.marking == DRAFT
    assert "Unverified" in {block.title for block in document.blocks if isinstance(block, Note)}


def test_grades_are_listed_with_every_group() -> None:
    edition = WRES.edition(2026)
    full = generated(layout("wres", 2026), 4, gaps=0).tallies
    given = Template(edition, "ZZ1", calculate_figures(full, edition), None, {}, "")
    rows = table(report_template(given, edition.snapshot), "grades-1")
    assert len(rows) == 33
    band = full.filter(pl.col("category") == "clinical-5", pl.col("year") == 2026, pl.col("group") == "bme")["count"][0]
    assert next(row for row in rows if row[0] == "Clinical, Band 5")[2] == f"{band:,}"


@pytest.mark.parametrize("standard", ["wdes", "sc-wres"])
def test_sister_standards_have_the_same_report(standard: str) -> None:
    edition = load_standard(standard).edition(2026)
    full = generated(layout(standard, 2026), 4).tallies
    given = Template(edition, "ZZ1", calculate_figures(full, edition), None, {}, "")
    document = report_template(given, edition.snapshot)
    named = {
        block.text.partition(".")[0] for block in document.blocks if isinstance(block, Heading) and block.level == 2
    }
    assert named == {f"Indicator {i.name}" for i in edition.indicators if not i.supplementary}


def test_the_page_escapes_what_people_wrote_and_labels_every_place_to_write_in() -> None:
    document = made({"completeness": "<script>alert(1)</script> & more"})
    page = write(document, "html").decode("utf-8")
    assert "<script>" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt; &amp; more" in page
    labels = [block.label for block in document.blocks if isinstance(block, Blank)]
    assert labels
    assert page.count('class="blank"') == len(labels)
    assert all(f'<div class="blank"><p>{escape(label, quote=False)}</p>' in page for label in labels)
    assert page.count("<h1>") == 1


def test_the_command_fills_it_from_two_returns(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for year, more in ((2026, 0), (2025, 100)):
        tallies(year, more).write_csv(tmp_path / f"{year}.csv")
    answer = run(capsys, "return", "template", tmp_path / "2026.csv", "--last-year", tmp_path / "2025.csv", "--name", "An Example Trust",
                 "--out", tmp_path / "report.html")  # fmt: skip
    assert (answer.code, answer.err) == (0, "")
    page = (tmp_path / "report.html").read_text(encoding="utf-8")
    assert '<td class="num">3,296</td><td class="num">3,596</td>' in page
