"""Tables of counts in place of records: read as their labels say, checked against their totals, never more than they tell."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from openwres.calculation import Calculation
from tests.extracts.folders import checked, counted, counts, ids, places, post, staff, the, values, written

TRAC = """Equality report

Ethnic Origin,Applied,%,Shortlisted,% shortlisted,Appointed
A White - British,"1,100",55,60,5,20
H Indian,900,44,"1,030",94,10
Z Not Stated,20,1,5,1,1
Total,"2,020",100,"1,095",100,31
Gender,Applied,%,Shortlisted,%,Appointed
Male,1000,50,50,10,10
Female,1000,50,45,10,20
"""


def table(root: Path, name: str, text: str) -> Path:
    root.mkdir(exist_ok=True)
    (root / name).write_text(text, encoding="utf-8", newline="")
    return root


def trac(root: Path, text: str = TRAC) -> Path:
    return table(root, "Trac equality report.csv", text)


def states(found: Calculation, item: str, breakdown: str = "", classification: str = "wres") -> dict[str, str]:
    """The state and reason of each group, or of each category for everyone."""
    rows = found.tallies.filter(
        pl.col("item") == item, pl.col("breakdown") == breakdown, pl.col("classification") == classification,
        (pl.col("group") == "all") | (breakdown == ""),
    )  # fmt: skip
    return {r["category"] or r["group"]: f"{r['state']} {r['reason']}".strip() for r in rows.iter_rows(named=True)}


def classifications(found: Calculation, item: str) -> set[str]:
    return set(found.tallies.filter(pl.col("item") == item, pl.col("count").is_not_null())["classification"])


# A recruitment system's equality report


def test_an_equality_report_is_read_by_ethnic_origin_only(tmp_path: Path) -> None:
    found = counted(trac(tmp_path))
    assert places(found) == []
    assert counts(found, "shortlisted") == {"white": 60, "bme": 1030, "unknown": 5}
    assert counts(found, "appointed") == {"white": 20, "bme": 10, "unknown": 1}
    assert counts(found, "shortlisted", classification="ethnic-16") == {"a": 60, "h": 1030, "unknown": 5}
    [read] = found.read[0]["tables"]
    assert read["matched"] == {"groups": "Ethnic Origin", "shortlisted": "Shortlisted", "appointed": "Appointed"}
    assert read["ignored"] == ["Applied", "%", "% shortlisted"]


def test_breakdowns_that_no_table_gives_are_not_collected(tmp_path: Path) -> None:
    found = counted(trac(tmp_path))
    assert set(states(found, "shortlisted", "source").values()) == {"not_collected not_in_the_crosstab"}
    assert set(states(found, "shortlisted", "grade").values()) == {"not_collected not_in_the_crosstab"}


def test_a_wrong_total_blocks_at_its_cell(tmp_path: Path) -> None:
    assert places(checked(trac(tmp_path, TRAC.replace('"1,095"', "1100")))) == [
        ("totals-differ", "block", "Trac equality report.csv", "", 7, "Shortlisted")
    ]


def test_a_missing_row_shows_in_the_totals(tmp_path: Path) -> None:
    found = checked(trac(tmp_path, TRAC.replace("Z Not Stated,20,1,5,1,1\n", "")))
    assert [(place[0], place[4], place[5]) for place in places(found)] == [
        ("totals-differ", 6, "Appointed"), ("totals-differ", 6, "Shortlisted"),
    ]  # fmt: skip


def test_what_is_wrong_in_cells_is_told_all_at_once(tmp_path: Path) -> None:
    text = "Ethnic Origin,Shortlisted,Appointed\nWhite - British,10,5\nOther White 9,3,1\nIndian,4,\nPakistani,x1,-2\n"
    found = checked(trac(tmp_path, text))
    name = "Trac equality report.csv"
    assert sorted(places(found)) == [
        ("not-readable", "block", name, "", 4, "Appointed"),
        ("not-readable", "block", name, "", 5, "Appointed"),
        ("not-readable", "block", name, "", 5, "Shortlisted"),
        ("unmapped-value", "block", name, "", 3, "Ethnic Origin"),
    ]
    assert "`Other White 9`" in the(found, "unmapped-value").sentence


def test_a_label_that_may_be_a_name_is_not_repeated(tmp_path: Path) -> None:
    found = checked(trac(tmp_path, "Ethnic Origin,Shortlisted,Appointed\nWhite,10,5\nQuillfeather,3,1\n"))
    problem = the(found, "unmapped-value")
    assert problem.row == 3
    assert "Quillfeather" not in problem.sentence + problem.remedy


@pytest.mark.parametrize("hidden", ["*", "<5", "< 5", "[c]"])
def test_a_hidden_count_hides_its_groups_and_the_whole(tmp_path: Path, hidden: str) -> None:
    """Published error E28: accepted offers printed as `<5` are a range, and nothing adds them up as numbers."""
    text = f"Ethnic Origin,Shortlisted,Appointed\nWhite - British,20,11\nIndian,14,7\nPakistani,9,{hidden}\n"
    found = counted(trac(tmp_path, text))
    assert counts(found, "shortlisted") == {"white": 20, "bme": 23}
    assert states(found, "appointed") == {
        "white": "value", "bme": "suppressed hidden_in_source", "unknown": "value", "all": "suppressed hidden_in_source",
    }  # fmt: skip
    assert counts(found, "appointed", classification="ethnic-16") == {"a": 11, "h": 7}
    shown = found.figures.filter(
        pl.col("indicator") == "2",
        pl.col("classification") == "wres",
        pl.col("breakdown") == "",
        pl.col("value").is_not_null(),
    )
    assert shown.select("statistic", "group", "value").rows() == [("percentage", "white", 55.0)]


BROAD = """Ethnic group,Shortlisted,Appointed
White,10,5
Asian or Asian British,4,2
Black or Black British,3,1
Mixed,2,1
Other,1,0
Not stated,1,1
"""


def test_broad_groups_tell_nothing_of_fine_ones(tmp_path: Path) -> None:
    found = counted(trac(tmp_path, BROAD))
    assert counts(found, "shortlisted") == {"white": 10, "bme": 10, "unknown": 1}
    assert counts(found, "shortlisted", classification="ethnic-5") == {
        "white": 10, "asian": 4, "black": 3, "mixed": 2, "other": 1, "unknown": 1,
    }  # fmt: skip
    assert classifications(found, "shortlisted") == {"wres", "ethnic-5", "declaration"}


@pytest.mark.parametrize(
    "labels", ["White,BME,Unknown", "white,Black and minority ethnic,Not known", "WHITE,BAME,Unknown"]
)
def test_three_groups_tell_the_three_groups(tmp_path: Path, labels: str) -> None:
    white, bme, unknown = labels.split(",")
    found = counted(trac(tmp_path, f"Ethnicity,Shortlisted,Appointed\n{white},10,5\n{bme},4,2\n{unknown},1,1\n"))
    assert counts(found, "shortlisted") == {"white": 10, "bme": 4, "unknown": 1}
    assert "ethnic-16" not in classifications(found, "shortlisted")


def test_broad_and_fine_labels_mixed_tell_the_broad_ones_only(tmp_path: Path) -> None:
    """Published error E33: White British against all others is not white against BME; white has several codes."""
    text = "Ethnicity,Shortlisted,Appointed\nWhite - British,10,5\nWhite - Irish,2,1\nAny other White background,3,1\nAsian,4,2\n"
    found = counted(trac(tmp_path, text))
    assert counts(found, "shortlisted") == {"white": 15, "bme": 4}
    assert "ethnic-16" not in classifications(found, "shortlisted")


def test_full_time_equivalents_and_shares_are_refused(tmp_path: Path) -> None:
    """Published errors E08 and E09: shares of applications, two rows alike and a total of 102.8, are no counts."""
    text = "Ethnic Origin,Shortlisted,Appointed\nWhite - British,69.5,5\nIndian,5.5,1\nPakistani,5.5,2\n"
    found = checked(trac(tmp_path, text))
    assert [place[:5] for place in places(found)] == [
        ("fte-for-headcount", "block", "Trac equality report.csv", "", row) for row in (2, 3, 4)
    ]


# Headcount by band


BY_COLUMN = """Staff Group,Pay Band,White,BME,Unknown,Grand Total
Nursing and Midwifery Registered,5,10,5,1,16
Nursing and Midwifery Registered,6,4,2,0,6
Administrative and Clerical,5,3,1,0,4
Grand Total,,17,8,1,26
"""
BY_SECTION = """Pay Band,White,BME,Unknown,Total
Nursing and Midwifery Registered,,,,
Band 5,10,5,1,16
Band 6,4,2,0,6
Administrative and Clerical,,,,
Band 5,3,1,0,4
Total,17,8,1,26
"""


@pytest.mark.parametrize("text", [BY_COLUMN, BY_SECTION])
def test_headcount_by_band_gives_the_grid_and_the_whole(tmp_path: Path, text: str) -> None:
    found = counted(table(tmp_path, "headcount by band.csv", text))
    assert places(found) == []
    assert counts(found, "staff") == {"white": 17, "bme": 8, "unknown": 1}
    assert counts(found, "staff", breakdown="grade") == {"clinical-5": 16, "clinical-6": 6, "non-clinical-5": 4}
    assert found.read[0]["tables"][0]["ignored"] == []


@pytest.mark.parametrize(
    ("text", "old", "new", "row", "column"),
    [
        (BY_COLUMN, "1,16", "1,17", 2, "Grand Total"), (BY_COLUMN, "17,8,1", "18,8,1", 5, "White"),
        (BY_SECTION, "0,4", "0,5", 6, "Total"), (BY_SECTION, "17,8,1", "17,9,1", 7, "BME"),
    ],
)  # fmt: skip
def test_totals_of_rows_and_columns_are_checked(
    tmp_path: Path, text: str, old: str, new: str, row: int, column: str
) -> None:
    found = checked(table(tmp_path, "headcount.csv", text.replace(old, new)))
    assert ("totals-differ", "block", "headcount.csv", "", row, column) in places(found)


def test_a_band_without_staff_group_gives_no_row(tmp_path: Path) -> None:
    found = checked(table(tmp_path, "headcount.csv", "Pay Band,White,BME\nBand 5,10,5\n"))
    assert places(found) == [("unmapped-value", "block", "headcount.csv", "", 2, "Pay Band")]


# Cases, board, learning


def test_a_dashboard_of_cases_asks_whether_they_are_people(tmp_path: Path) -> None:
    text = "Ethnic Origin,Disciplinary,Grievance,Sickness\nWhite - British,5,1,9\nIndian,3,0,2\n"
    found = counted(table(tmp_path, "ESR dashboard.csv", text))
    assert places(found) == [("people-or-cases", "confirm", "ESR dashboard.csv", "", 1, "Disciplinary")]
    assert counts(found, "disciplined", "one-year") == {"white": 5, "bme": 3}


def test_people_are_believed_to_be_people(tmp_path: Path) -> None:
    text = "Ethnic Origin,Staff entering formal disciplinary\nWhite - British,5\nIndian,3\n"
    found = counted(table(tmp_path, "ESR dashboard.csv", text))
    assert (places(found), counts(found, "disciplined", "one-year")) == ([], {"white": 5, "bme": 3})


def test_where_the_year_counts_over_two_years_the_table_does(tmp_path: Path) -> None:
    text = "Ethnic Origin,Staff entering formal disciplinary\nWhite - British,5\nIndian,3\n"
    found = counted(table(tmp_path, "ESR dashboard.csv", text), year=2018)
    assert "from 2016-04-01 to 2018-03-31" in the(found, "people-or-cases").sentence
    assert counts(found, "disciplined", "two-year") == {"white": 5, "bme": 3}
    assert counts(found, "disciplined", "one-year") == {}


def test_a_board_by_ethnicity(tmp_path: Path) -> None:
    text = "Ethnicity,Board,Voting,Non-voting,Executive,Non-executive\nWhite,10,8,2,5,5\nBME,2,1,1,1,1\nUnknown,1,1,0,0,1\n"
    found = counted(table(tmp_path, "board.csv", text))
    assert places(found) == []
    assert counts(found, "board") == {"white": 10, "bme": 2, "unknown": 1}
    assert counts(found, "board", breakdown="membership") == {
        "voting": 10, "non-voting": 3, "executive": 6, "non-executive": 7,
    }  # fmt: skip


def test_a_board_whose_votes_do_not_add_up_blocks(tmp_path: Path) -> None:
    text = "Ethnicity,Board,Voting,Non-voting\nWhite,10,8,1\nBME,2,1,1\n"
    assert "rows-do-not-add-up" in ids(checked(table(tmp_path, "board.csv", text)))


def test_learning_by_ethnicity(tmp_path: Path) -> None:
    text = "Ethnic Origin,Staff accessing non-mandatory training and CPD\nWhite - British,50\nIndian,20\n"
    found = counted(table(tmp_path, "learning.csv", text))
    assert (places(found), counts(found, "trained")) == ([], {"white": 50, "bme": 20})


# The staff survey

BENCHMARK = """Question,White %,White base,BME %,BME base,Benchmark White %,Median BME
q14a,20.5,"1,000",25.1,300,21,26
q14b,10,1000,12,300,1,2
q15,60,900,50,250,1,1
q16b,5,900,10,250,1,1
q99,1,2,3,4,5,6
"""


def test_values_of_the_benchmark_report(tmp_path: Path) -> None:
    found = counted(table(tmp_path, "survey.csv", BENCHMARK))
    assert places(found) == []
    assert values(found, "harassed-by-public") == [("bme", 25.1, 300), ("white", 20.5, 1000)]
    assert values(found, "equal-opportunities") == [("bme", 50.0, 250), ("white", 60.0, 900)]
    assert found.read[0]["tables"][0]["ignored"] == ["Benchmark White %", "Median BME"]
    assert set(found.tallies["item"]) == {
        "harassed-by-public",
        "harassed-by-staff",
        "equal-opportunities",
        "discriminated",
    }


def test_a_survey_of_many_organisations_and_years(tmp_path: Path) -> None:
    text = (
        "ODS code,Year,Q14a White %,Q14a White base,Q14a BME %,Q14a BME base\n"
        "ZZ1,2025,20,100,30,50\nZZ1,2024,21,100,31,50\nZZ2,2025,22,100,32,50\n"
    )
    found = counted(table(tmp_path, "survey.csv", text), organisation=None)
    assert places(found) == []
    assert found.organisations == ("ZZ1", "ZZ2")
    assert values(found, "harassed-by-public") == [
        ("bme", 30.0, 50),
        ("bme", 32.0, 50),
        ("white", 20.0, 100),
        ("white", 22.0, 100),
    ]


def test_an_organisation_that_is_no_code_blocks(tmp_path: Path) -> None:
    text = "ODS code,Q14a White %,Q14a BME %\nZZ1,20,30\nNorthern Hospitals,22,32\n"
    found = checked(table(tmp_path, "survey.csv", text), organisation=None)
    assert places(found) == [("unmapped-value", "block", "survey.csv", "", 3, "ODS code")]


def test_tables_of_different_items_and_breakdowns_are_not_asked_about(tmp_path: Path) -> None:
    table(tmp_path, "shortlisting.csv", "Ethnicity,Shortlisted\nWhite,10\nBME,5\n")
    table(tmp_path, "appointments.csv", "Ethnicity,Appointed\nWhite,4\nBME,2\n")
    table(tmp_path, "headcount.csv", "Ethnicity,Headcount\nWhite,17\nBME,8\nUnknown,1\n")
    found = counted(table(tmp_path, "headcount by band.csv", BY_COLUMN))
    assert places(found) == []
    assert counts(found, "staff") == {"white": 17, "bme": 8, "unknown": 1}


# Several sources


def test_records_and_a_table_of_one_kind_are_added_and_asked_about(tmp_path: Path) -> None:
    table(tmp_path, "staff in post.csv", "Ethnic Origin,Headcount\nWhite - British,100\nIndian,40\n")
    found = counted(table(tmp_path, "staff.csv", written(staff())))
    assert places(found) == [("counts-added-up", "confirm", "staff in post.csv", "", None, "")]
    assert counts(found, "staff") == {"white": 102, "bme": 42}
    assert set(states(found, "staff", "grade").values()) == {"not_collected only_in_part_of_the_files"}


def test_two_tables_of_one_kind_are_added_and_asked_about(tmp_path: Path) -> None:
    table(tmp_path, "NHS Jobs.csv", BROAD)
    found = counted(trac(tmp_path))
    assert places(found) == [("counts-added-up", "confirm", "Trac equality report.csv", "", None, "")]
    assert counts(found, "shortlisted") == {"white": 70, "bme": 1040, "unknown": 6}
    assert classifications(found, "shortlisted") == {"wres", "ethnic-5", "declaration"}


def test_a_table_that_does_not_say_whose_it_is_blocks(tmp_path: Path) -> None:
    found = checked(trac(tmp_path), organisation=None)
    assert places(found) == [("organisation-unsaid", "block", "Trac equality report.csv", "", 3, "")]


def test_tables_in_folders_of_organisations(tmp_path: Path) -> None:
    for code in ("ZZ1", "ZZ2"):
        trac(tmp_path / code)
    found = counted(tmp_path, organisation=None)
    assert (places(found), found.organisations) == ([], ("ZZ1", "ZZ2"))
    assert counts(found, "appointed") == {"white": 20, "bme": 10, "unknown": 1}


CODES = ("A", "B", "C", "D", "E", "F", "G", "H", "J", "K", "L", "M", "N", "P", "R", "S", "Z")


def whole(found: Calculation) -> pl.DataFrame:
    return found.tallies.filter(pl.col("item") == "staff", pl.col("breakdown") == "").select(
        "classification", "group", "count", "state", "reason"
    )


@given(people=st.dictionaries(st.sampled_from(CODES), st.integers(0, 4), min_size=1))
@settings(max_examples=5)
def test_counts_and_the_people_behind_them_give_the_same_tallies(people: dict[str, int]) -> None:
    """In the classifications that an ethnic category tells; sex it does not."""
    if not any(people.values()):
        people = people | {"A": 1}
    rows = [post(f"P{code}{n}", ethnicity=code) for code, many in people.items() for n in range(many)]
    counted_rows = "".join(f"{code},{many}\n" for code, many in people.items())
    with TemporaryDirectory() as place:
        records = whole(counted(table(Path(place) / "records", "staff.csv", written(rows))))
        counts_of = whole(
            counted(table(Path(place) / "counts", "staff.csv", "Ethnic Origin,Headcount\n" + counted_rows))
        )
    told = set(counts_of["classification"])
    assert told >= {"wres", "ethnic-5", "ethnic-16", "declaration"}
    assert counts_of.rows() == records.filter(pl.col("classification").is_in(list(told))).rows()


# What would be counted twice, or lost

HEAD = "Ethnic Origin,Shortlisted,Appointed\n"
TWICE = [
    (HEAD + "White,10,5\nWhite - British,8,4\nWhite - Irish,2,1\nIndian,3,1\n", "labels-overlap", 2, "Ethnic Origin"),
    (HEAD + "White - British,10,5\nIndian,3,1\nBME,3,1\n", "labels-overlap", 4, "Ethnic Origin"),
    (HEAD + "White - British,10,5\nIndian,3,1\nINDIAN,3,1\n", "label-twice", 4, "Ethnic Origin"),
    ("Ethnic Origin,Shortlisted,Total shortlisted\nWhite - British,10,5\nIndian,3,1\n", "column-twice", 1, ""),
    ("Staff Group,Pay Band,White,White British,BME\nStudents,5,3,2,1\n", "labels-overlap", 1, "White"),
    ("Question,White %,BME %\nq14b,10,12\nq14c,20,22\n", "duplicate-percentage", 3, "BME %"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "problem_id", "row", "column"), TWICE)
def test_what_would_be_counted_twice_blocks(tmp_path: Path, text: str, problem_id: str, row: int, column: str) -> None:
    assert (problem_id, "block", "counts.csv", "", row, column) in places(checked(table(tmp_path, "counts.csv", text)))


def test_who_is_unknown_may_be_so_in_several_ways(tmp_path: Path) -> None:
    text = HEAD + "White,10,5\nBME,3,1\nUnknown,2,1\nNot stated,1,0\n"
    assert counts(counted(table(tmp_path, "trac.csv", text)), "shortlisted") == {"white": 10, "bme": 3, "unknown": 3}


def test_a_blank_row_loses_nobody_and_a_remark_is_none(tmp_path: Path) -> None:
    text = HEAD + "White - British,10,5\n,,\nIndian,3,1\n\nTotal,13,6\n\nSource: Trac\nNote,see above,\n"
    found = counted(table(tmp_path, "trac.csv", text))
    assert (places(found), counts(found, "shortlisted")) == ([], {"white": 10, "bme": 3})
    wrong = checked(table(tmp_path, "trac.csv", text.replace("Total,13", "Total,14")))
    assert ("totals-differ", "block", "trac.csv", "", 6, "Shortlisted") in places(wrong)


def test_a_pivot_table_with_its_own_headings(tmp_path: Path) -> None:
    text = "Count of Employee Number,Column Labels,,,\n" + BY_SECTION.replace("Pay Band", "Row Labels").replace(
        "Total", "Grand Total"
    )
    found = counted(table(tmp_path, "headcount.csv", text))
    assert counts(found, "staff", breakdown="grade") == {"clinical-5": 16, "clinical-6": 6, "non-clinical-5": 4}
