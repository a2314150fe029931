"""The board report: one page first, a spread for each indicator, and nothing said that the figures do not hold."""

from __future__ import annotations

import re
from collections import Counter
from datetime import date
from itertools import product

import polars as pl
import pytest

from openwres.contracts.exceptions import UsageError
from openwres.contracts.tables import TALLY_SCHEMA
from openwres.display.language import ENGLISH
from openwres.figures import calculate_figures
from openwres.findings.history import History
from openwres.organisations import Organisation, register_of
from openwres.reports.board import Action
from openwres.reports.board.categories import in_order, title_of
from openwres.reports.board.facts import Facts, facts_of
from openwres.reports.board.first_page import _besides
from openwres.reports.board.settings import Settings
from openwres.reports.document import Blank, Block, Document, Drawing, Heading, Note, Paragraph, Table
from openwres.standards import load_standard
from openwres.standards.model import Indicator
from openwres.standards.terms import with_term
from tests.findings.histories import WRES, history, tallies
from tests.reports.documents import WHOLE, alone, report_of, table, texts, under, year_of

NAME = "Saint Elsewhere and the Upper and Lower Valleys Integrated Care and Community NHS Trust, E"


def nation(organisations: int = 8, years: tuple[int, ...] = (2026,)) -> History:
    """As many organisations as there are asked for, alike."""
    codes = [f"R{number:02}" for number in range(1, organisations + 1)]
    return history([frame for code in codes for year in years for frame in year_of(code, year)])


def test_the_first_page_has_a_row_for_each_of_the_nine_with_direction_certainty_course_and_people() -> None:
    rows = table(report_of(alone()), "scorecard")
    assert [row[0].split(".")[0] for row in rows] == [str(number) for number in range(1, 10)]
    assert rows[1] == [
        "2. Appointed", "1.60", "Adverse, leaves out 1", "Too few years to tell", "54 more BME applicants",
    ]  # fmt: skip
    assert rows[8][1:3] == ["\u221216.7 pp", "Adverse, counted"]
    assert rows[8][4] == "2 more BME members"


def test_the_summary_counts_what_is_adverse_and_names_it() -> None:
    said = under(report_of(alone()), "Summary")
    assert said[0] == "4 of the 9 indicators are shown to be adverse to BME people: 2, 6, 7, 8."
    assert said[1] == "By count alone, also adverse: 9. None is shown to improve or to worsen."
    none = under(report_of(alone(without=tuple(item for item, _ in WHOLE if item != "staff"))), "Summary")
    assert none[0] == "None of the 9 indicators is shown to be adverse to BME people."


def test_the_summary_tells_a_move_past_equality_from_an_improvement(monkeypatch: pytest.MonkeyPatch) -> None:
    limits = {"2": 0.8, "4": 1.7}  # of the newest years together, on either side of equality

    def moved(facts: Facts, i: Indicator, basis: str) -> dict[str, object] | None:
        return {"verdict": "improving", "pooled_upper": limits[i.name]} if i.name in limits else None

    monkeypatch.setattr(Facts, "trend", moved)
    said = " ".join(_besides(facts_of(alone(), "R01", Settings(date(2026, 11, 30)))))
    assert said.endswith("Improving, past equality: 2. Improving: 4.")


def test_every_indicator_says_it_in_two_sentences_then_over_time_among_others_by_grade_and_what_it_cannot_say() -> None:
    document = report_of(nation())
    said = under(document, "2. Applicants appointed")
    assert said[0] == (
        "White applicants were 1.60 times as likely as BME applicants to be among those appointed: white applicants had the higher rate. "
        "That is adverse to BME applicants."
    )
    headings = [
        "Over time",
        "Among other organisations",
        "By grade",
        "By recruitment source",
        "What these figures cannot say",
    ]
    assert [text for text in said if text in headings] == headings
    assert any(text.startswith("The average of 8 organisations is 1.60.") for text in said)
    assert "A ratio describes a difference between two groups and not its cause." in said


def test_a_first_year_without_history_says_so_and_shows_the_one_year() -> None:
    document = report_of(alone())
    assert "There is 1 comparable year; a trend needs three." in under(document, "2. Applicants appointed")
    assert table(document, "years-2") == [["2026", "1.60", "1.27 to 2.03", "180", "1,000", "90", "800"]]


def test_three_years_make_a_trend() -> None:
    document = report_of(alone(2024, 2025, 2026))
    assert any(
        text.startswith("From 2024 to 2026 no change is shown") for text in under(document, "2. Applicants appointed")
    )
    assert [row[0] for row in table(document, "years-2")] == ["2026", "2025", "2024"]


def test_alone_without_peers_nothing_is_compared() -> None:
    said = under(report_of(alone()), "2. Applicants appointed")
    assert "It is not compared with others: only 1 organisation has counts." in said


def test_a_hidden_count_is_said_to_be_hidden_and_stands_nowhere() -> None:
    document = report_of(alone(hidden=("appointed", "disciplined")))
    row = table(document, "scorecard")[1]
    assert row[:3] == ["2. Appointed", "Suppressed", ""]
    assert table(document, "years-2")[0][1:] == ["[c]", "[c]", "180", "1,000", "[c]", "800"]
    notes = [text for text in texts(document) if text.startswith("[c] means")]
    assert notes
    assert not any(re.search(r"\b90\b", text) for text in texts(document) if "appointed" in text)


def test_what_was_not_collected_is_said_and_never_made_up() -> None:
    document = report_of(alone(without=("board", "trained")))
    assert [row[1] for row in table(document, "scorecard")] == [
        "25.0%",
        "1.60",
        "1.80",
        "Missing",
        "+5.0 pp",
        "+7.7 pp",
        "\u221213.3 pp",
        "+7.3 pp",
        "Missing",
    ]
    quality = under(document, "Data quality")
    assert quality[0] == "7 of 9 values are there."
    assert "9. Board members: missing: there is no count of board members" in quality


def test_career_progression_needs_two_staff_lists_and_says_so() -> None:
    said = under(report_of(alone()), "Career progression")
    assert "Who moves up from year to year is not known here: it needs the staff lists of two years." in said


def test_a_grade_that_is_hidden_as_a_whole_is_named_and_neither_drawn_nor_a_row() -> None:
    nothing = dict.fromkeys(("white", "bme", "unknown"))
    frames = [
        *year_of("R01"),
        tallies("R01", "staff", nothing, "grade", "clinical-6"),
        tallies("R01", "staff", nothing, "grade", "clinical-7"),
    ]
    frames += [tallies("R01", item, nothing, "source", "internal") for item in ("shortlisted", "appointed")]
    document = report_of(history(frames))
    said = under(document, "1. Staff in the workforce")
    assert "2 categories are not shown, to protect people: Clinical, Band 6; Clinical, Band 7." in said
    assert any(
        text.startswith("Of those that are shown and have 20 staff or more, the share is highest") for text in said
    )
    assert [row[0] for row in table(document, "grade-1")] == [
        "All", "Clinical, Band 5", "Clinical, Band 8a", "Clinical, very senior manager",
    ]  # fmt: skip
    drawn = next(block for block in document.blocks if isinstance(block, Drawing) and block.name == "chart-grade-1")
    assert "Band 6" not in drawn.chart.svg
    assert "Nothing of it is shown, to protect people." in under(document, "2. Applicants appointed")


def test_rows_that_a_release_merged_stand_where_they_begin_under_both_their_names() -> None:
    grades = WRES.edition(2026).breakdowns["grade"]
    order = in_order(grades, {"clinical-8c-to-vsm", "clinical-5"})
    assert order[order.index("clinical-8c") + 1] == "clinical-8c-to-vsm"
    assert title_of(grades, "clinical-8c-to-vsm", ENGLISH) == "Clinical, Band 8c to very senior manager"


def test_the_ladder_of_grades_says_where_the_share_falls_most_and_draws_every_rung() -> None:
    document = report_of(alone())
    said = under(document, "Career progression")
    assert (
        said[1]
        == "Clinical: the share of BME staff falls most on the step up to Band 8a, from 40.0% to 9.1% (6 of 66)."
    )
    drawn = next(block for block in document.blocks if isinstance(block, Drawing) and block.name == "ladder-shares")
    assert drawn.chart.table["Step"].to_list() == ["Band 5", "Band 8a", "Very senior manager"]
    assert drawn.chart.table["Clinical"].to_list() == [40.0, 9.1, 0.0]


def test_who_moved_up_is_drawn_by_grade_where_enough_people_could_have() -> None:
    assert not [name for name in drawings(report_of(alone())) if name.startswith("ladder-moves")]
    document = report_of(
        history(
            [*year_of("R01"), *moved("clinical-5", 30, 300), *moved("clinical-6", 8, 200), *moved("clinical-8a", 1, 12)]
        )
    )
    drawn = next(
        block for block in document.blocks if isinstance(block, Drawing) and block.name == "ladder-moves-clinical"
    )
    assert drawn.chart.table["Step"].to_list() == ["Clinical, Band 5", "Clinical, Band 6"]
    assert drawn.chart.table["BME"].to_list() == [10.0, 4.0]
    assert drawn.notes == ["Grades with fewer than 20 person-years of either group are in the table alone."]
    assert [row[0] for row in table(document, "moved-up")] == [
        "Clinical, Band 5",
        "Clinical, Band 6",
        "Clinical, Band 8a",
    ]


def moved(grade: str, up: int, people: int) -> list[pl.DataFrame]:
    """Moves from a grade within a year: as many of each group moved up, the others stayed."""
    groups = dict.fromkeys(("white", "bme", "unknown"), 0)
    counts = {"stayed": people - up, "moved-up": up, "moved-otherwise": 0, "left": 0, "joined": 0}
    return [tallies("R01", item, dict.fromkeys(groups, number), "grade", grade) for item, number in counts.items()]


def test_a_plan_has_its_indicators_last_year_and_now_beside_it() -> None:
    plan = (Action("2", "Structured interviews"), Action("9", "Directors programme"))
    names = [name for name in drawings(report_of(alone(2025, 2026), plan=plan)) if name.startswith("plan-")]
    assert names == ["plan-1", "plan-2"]
    document = report_of(alone(2025, 2026), plan=plan)
    first = next(block for block in document.blocks if isinstance(block, Drawing) and block.name == "plan-1")
    assert first.title == "Ratios in 2025 and 2026: above 1 is adverse"
    assert first.chart.table.rows() == [("2. Appointed", 1.6, 1.6)]
    assert not [name for name in drawings(report_of(alone(2026), plan=plan)) if name.startswith("plan-")]


def test_the_share_by_grade_stands_against_the_workforce_and_leaves_empty_grades_out() -> None:
    rows = table(report_of(alone()), "grade-1")
    assert rows == [
        ["All", "500", "100", "2,000", "25.0%", "\u2013", "\u2013"],
        ["Clinical, Band 5", "200", "0", "500", "40.0%", "+15.0 pp", "\u221275"],
        ["Clinical, Band 8a", "6", "0", "66", "9.1%", "\u221215.9 pp", "+10"],
        ["Clinical, very senior manager", "0", "0", "4", "0.0%", "\u221225.0 pp", "+1"],
    ]


def test_board_membership_is_shown_part_by_part() -> None:
    rows = table(report_of(alone()), "membership-9")
    assert [row[:5] for row in rows] == [
        ["All", "1", "0", "12", "8.3%"], ["Voting", "1", "0", "9", "11.1%"], ["Non-voting", "0", "0", "3", "0.0%"],
        ["Executive", "0", "0", "6", "0.0%"], ["Non-executive", "1", "0", "6", "16.7%"],
    ]  # fmt: skip


def test_without_a_plan_every_adverse_indicator_has_room_for_one_and_with_one_its_actions_stand_beside_what_is_now() -> (
    None
):
    room = [text for text in under(report_of(alone()), "Action plan") if "action, who answers" in text]
    assert [text.split(".")[0] for text in room] == ["2", "6", "7", "8", "9"]
    assert (
        room[0] == "2. Applicants appointed (1.60; Adverse; Too few years to tell): action, who answers for it, by when"
    )
    plan = (
        Action("2", "Structured interviews", "Head of recruitment", "June 2026", "In all divisions"),
        Action("", "Listening sessions"),
    )
    given = table(report_of(alone(), plan=plan), "action-plan")
    assert given == [
        [
            "2. Applicants appointed",
            "1.60; Adverse; Too few years to tell",
            "Structured interviews",
            "Head of recruitment",
            "June 2026",
            "In all divisions",
        ],
        ["All indicators", "", "Listening sessions", "", "", ""],
    ]


def test_the_sign_off_page_has_a_place_for_each_thing_that_the_published_form_asks_for() -> None:
    labels = [block.label for block in report_of(alone()).blocks if isinstance(block, Blank)]
    for asked in (
        "Board lead",
        "Lead manager",
        "Address of the web page",
        "Steps taken",
        "Steps planned",
        "Signed off",
        "Date of the board",
    ):
        assert any(asked in label for label in labels), asked


@pytest.mark.parametrize("term", ["ethnic minority", "Global Majority"])
def test_the_displayed_term_is_that_of_every_text(term: str) -> None:
    document = report_of(alone(2024, 2025, 2026), term=term)
    left = [text for text in texts(document) if "BME" in text]
    assert left == []
    assert any(term in text for text in texts(document))
    with pytest.raises(UsageError):
        with_term(WRES.edition(2026), "  ")


def test_a_name_of_ninety_characters_stands_whole() -> None:
    assert len(NAME) == 90
    made = alone()
    named = History(made.figures, made.tallies, made.editions, register_of([Organisation("R01", NAME)], [], []))
    document = report_of(named)
    assert document.subject == NAME


def test_an_organisation_that_is_not_there_is_refused() -> None:
    with pytest.raises(UsageError, match="no figures of R99"):
        report_of(alone(), organisation="R99")


def test_the_marking_and_what_figures_rest_on_are_those_asked_for() -> None:
    document = report_of(alone(), marking="Not for publication", basis="These figures rest on unprotected counts.")
    assert document.marking == "Not for publication"
    assert any(
        isinstance(block, Note) and block.text == "These figures rest on unprotected counts."
        for block in document.blocks
    )


def test_a_document_is_well_made() -> None:
    blocks = report_of(nation(years=(2024, 2025, 2026))).blocks
    names = Counter(block.name for block in blocks if isinstance(block, Table | Drawing))
    assert max(names.values()) == 1
    level = 0
    for block in blocks:
        if isinstance(block, Heading):
            assert block.level <= level + 1
            level = block.level
        if isinstance(block, Table):
            assert all(len(row) == len(block.columns) for row in block.rows), block.name
            assert all(row[0].text for row in block.rows), block.name


def test_no_sentence_names_a_cause_and_none_is_bare_of_its_test() -> None:
    forbidden = re.compile(r"signific|because of|due to|caused by|x times more|times more likely", re.IGNORECASE)
    found = [text for text in texts(report_of(nation(years=(2024, 2025, 2026)))) if forbidden.search(text)]
    assert found == []


def test_no_ratio_has_a_percentage_sign() -> None:
    document = report_of(nation())
    for number in ("2", "3", "4"):
        assert not any("%" in row[1] for row in table(document, f"years-{number}"))
        assert not any("%" in row[1] for row in table(document, f"peers-{number}"))


def test_the_same_history_makes_the_same_document() -> None:
    made = alone(2025, 2026)
    one, two = report_of(made), report_of(made)
    assert list(texts(one)) == list(texts(two))
    assert drawings(one) == drawings(two)


def drawings(document: Document) -> dict[str, str]:
    """Every chart by its name."""
    return {block.name: block.chart.svg for block in document.blocks if isinstance(block, Drawing)}


def test_charts_show_the_years_the_peers_and_the_grades_and_only_what_there_is() -> None:
    many = drawings(report_of(nation(years=(2025, 2026))))
    assert {f"course-{number}" for number in range(1, 10)} <= set(many)
    assert {f"funnel-{number}" for number in range(2, 9)} <= set(many)
    assert "chart-grade-1" in many
    assert not [name for name in drawings(report_of(alone())) if name.startswith(("course", "funnel"))]


def test_others_have_no_name_in_a_report_that_is_not_for_publication() -> None:
    inside = list(texts(report_of(nation(), marking="Not for publication")))
    assert "another organisation" in inside
    assert not any("R02" in text for text in inside)
    assert any("R02" in text for text in texts(report_of(nation())))


def kinds(blocks: tuple[Block, ...]) -> set[str]:
    return {type(block).__name__ for block in blocks}


def test_it_is_made_of_blocks_that_every_format_knows() -> None:
    assert {"Heading", "Paragraph", "Table", "Terms", "Blank", "Bullets"} <= kinds(tuple(report_of(alone()).blocks))
    assert all(block.text.strip() for block in report_of(alone()).blocks if isinstance(block, Paragraph))


def test_more_events_than_people_are_told_and_stop_nothing() -> None:
    codes = [f"R{number:02}" for number in range(1, 7)]
    frames = [
        frame for code in codes for year in (2024, 2025, 2026) for frame in year_of(code, year, without=("appointed",))
    ]
    for code in codes:
        bme = 900 if code == "R01" else 90
        frames += [
            tallies(code, "appointed", {"white": 180, "bme": bme, "unknown": 0}, year=year)
            for year in (2024, 2025, 2026)
        ]
    document = report_of(history(frames))
    said = under(document, "2. Applicants appointed")
    assert any(text.startswith("There is no interval: more events than people.") for text in said)
    assert "It is not compared with other organisations: there are no counts to go by." in said
    assert any("contradiction" in text for text in under(document, "Data quality"))
    other = under(report_of(history(frames), organisation="R02"), "2. Applicants appointed")
    assert any(text.startswith("The average of 5 organisations is 1.60.") for text in other)


def sister(name: str) -> History:
    """One organisation in the newest year of a standard: twenty of forty in every item, in each group."""
    standard = load_standard(name)
    year = max(standard.editions)
    edition = standard.editions[year]
    whole = {i.population for i in edition.indicators}
    rows = []
    for item in edition.items.values():
        groups = list(edition.classifications[edition.main].groups) if item.unit != "yes-no" else ["all"]
        for group, basis in product(groups, item.bases or [""]):
            counted = {"count": 40 if item.code in whole else 20} if item.counted else {"value": 1.0, "base": 50}
            rows.append({"standard": name, "year": year, "organisation": "R01", "item": item.code, "breakdown": "", "category": "",
                         "classification": edition.main, "group": group, "basis": basis, "state": "value", "reason": "", "source": "extract",
                         **counted})  # fmt: skip
    table = pl.DataFrame(rows, schema=TALLY_SCHEMA, orient="row")
    return History(calculate_figures(table, edition), table, {year: edition})


@pytest.mark.parametrize(
    ("name", "group", "indicators"), [("wdes", "Disabled", 14), ("sc-wres", "minority ethnic", 10)]
)
def test_a_sister_standard_has_its_report_too(name: str, group: str, indicators: int) -> None:
    document = report_of(sister(name))
    assert len(table(document, "scorecard")) == indicators
    assert any(f"{group} applicants" in text for text in texts(document))
    assert not any("BME" in text for text in texts(document))
