"""The national report: a nation over time, by region and type, its boards, lists and data quality, and nothing that is not there."""

from __future__ import annotations

import pytest

from openwres.contracts.exceptions import UsageError
from openwres.findings.history import History
from openwres.reports.board import Settings
from openwres.reports.document import Bullets, Document, Drawing, Heading, Table
from openwres.reports.national import national_report
from tests.findings.histories import history
from tests.reports.documents import AS_AT, alone, table, texts, under, year_of

CODES = tuple(f"R{number:02}" for number in range(1, 9))
PLACES = {
    code: [("nation", "england"), ("region", "Y60" if code < "R05" else "Y62"), ("type", "acute")] for code in CODES
}


def nation(years: tuple[int, ...] = (2024, 2025, 2026), absent: str = "") -> History:
    made = [frame for code in CODES if code != absent for year in years for frame in year_of(code, year)]
    return history(made, PLACES)


def report(made: History, term: str = "") -> Document:
    return national_report(made, "england", Settings(AS_AT, term=term))


def headings(document: Document, level: int) -> list[str]:
    return [block.text for block in document.blocks if isinstance(block, Heading) and block.level == level]


def test_it_has_every_indicator_boards_lists_characteristics_quality_and_method() -> None:
    titles = headings(report(nation()), 1)
    assert titles[0] == "Summary"
    assert [title.split(".")[0] for title in titles[1:10]] == [str(number) for number in range(1, 10)]
    assert titles[10:] == [
        "Boards and very senior managers", "Hard nuts", "Sustained improvers", "Race among other characteristics",
        "Right for BME staff, right for all", "Data quality", "Method", "Glossary",
    ]  # fmt: skip


def test_the_nation_is_the_sum_of_its_organisations_and_never_their_average() -> None:
    rows = table(report(nation()), "years-2")
    assert rows[0] == ["2026", "1.60", "1.47 to 1.74", "1,440", "8,000", "720", "6,400"]


def test_regions_stand_by_name_with_their_interval_and_how_many_organisations_they_rest_on() -> None:
    document = report(nation())
    assert table(document, "region-2") == [
        ["Area Y60", "1.60", "1.42 to 1.80", "4", "4"],
        ["Area Y62", "1.60", "1.42 to 1.80", "4", "4"],
    ]
    assert any(isinstance(block, Drawing) and block.name == "dots-region-2" for block in document.blocks)


def test_every_organisation_is_in_a_funnel_and_in_a_table_by_name() -> None:
    document = report(nation())
    assert [row[0] for row in table(document, "organisations-2")] == [f"Trust {code} ({code})" for code in CODES]
    assert any(isinstance(block, Drawing) and block.name == "funnel-2" for block in document.blocks)


def test_the_share_in_the_band_stands_beside_the_share_expected_if_all_were_equal() -> None:
    said = " ".join(under(report(nation()), "2. Applicants appointed"))
    assert "in the screening band" in said
    assert "would be expected" in said


def test_boards_without_a_member_are_a_range_where_ethnicity_is_not_known() -> None:
    said = under(report(nation()), "Boards and very senior managers")
    assert said[0] == "0 of 8 boards have no BME member."
    assert table(report(nation()), "boards")[0][0] == "Area england"


def test_an_organisation_without_figures_is_named_and_counted_nowhere() -> None:
    document = report(nation(absent="R03"))
    assert [row[1:] for row in table(document, "completeness")][1] == ["7", "8"]
    bullets = [item for block in document.blocks if isinstance(block, Bullets) for item in block.items]
    assert "Trust R03 (R03)" in bullets


def test_lists_that_hold_nobody_say_so() -> None:
    said = under(report(nation(years=(2026,))), "Hard nuts")
    assert "No organisation is on this list." in said


def test_every_table_has_a_name_of_its_own() -> None:
    names = [block.name for block in report(nation()).blocks if isinstance(block, Table | Drawing)]
    assert len(names) == len(set(names))


def test_the_term_for_groups_follows_through_everything() -> None:
    document = report(nation(), term="ethnic minority")
    assert "BME" not in " ".join(texts(document))


def test_without_a_register_there_is_no_nation_and_it_is_said_what_is_missing() -> None:
    with pytest.raises(UsageError, match="no figures of the nation `england`"):
        report(alone())
