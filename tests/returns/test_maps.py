"""Returns in other people's layouts, read by a map: the cells they give, and everything that map and file disagree on."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest

from openwres.contracts.exceptions import DefinitionError, UsageError
from openwres.contracts.problems import Problem, Severity
from openwres.returns.checks import check_return
from openwres.returns.layout import layout_of
from openwres.returns.maps.applying import from_layout, read_mapped
from openwres.returns.maps.drafting import draft_map
from openwres.returns.maps.map_file import known_maps, load_map
from openwres.returns.model import ReturnVersion
from openwres.returns.reading import read_workbook
from openwres.returns.sheets import Rows, read_sheets
from openwres.returns.workbook import write_workbook
from openwres.standards import load_standard

EXAMPLE = Path(__file__).parents[2] / "examples" / "older-form" / "return 2017.xlsx"

MAP = """
format: 1
title: A table of a region
standard: wres
from: 2024
to: 2026
words:
  organisation: {beside: Trust}
  year: {below: Year}
tables:
  - sheet: Numbers
    columns:
      - {headings: ["{year}", White | White staff], group: white}
      - {headings: ["{year}", BME], group: bme}
      - {headings: ["{last year}", White | White staff], year: last, group: white, optional: true}
    rows:
      - {label: Shortlisted, under: Recruitment, cell: w2.shortlisted}
      - {label: Appointed | Recruited, under: Recruitment, cell: w2.appointed}
      - {label: Ratio, under: Recruitment, cell: w2.ratio}
      - {label: Ratio, under: Discipline, cell: w3.ratio, optional: true}
    ignore: [Success]
"""
COVER = [["Year"], ["2026"], ["Trust", "", "zz1"]]
NUMBERS = [
    ["", "", "2025", "", "2026", ""],
    ["", "", "White staff", "BME", "White staff", "BME"],
    ["Recruitment", "", "", "", "", ""],
    ["", "Shortlisted", "90", "", "1,000", "800"],
    ["", "RECRUITED:", "40", "", "180", "<5"],
    ["", "Success", "44", "", "18", "1"],
    ["", "Ratio", "", "", "1.6", ""],
    ["Discipline", "Ratio", "", "", "", "0.7"],
]


def written(folder: Path, text: str = MAP) -> Path:
    (folder / "map.yaml").write_text(text, encoding="utf-8")
    return folder / "map.yaml"


def read(
    folder: Path, numbers: Rows = NUMBERS, cover: Rows = COVER, text: str = MAP, year: int | None = None, code: str = ""
) -> tuple[ReturnVersion | None, list[Problem]]:
    return from_layout({"Cover": cover, "Numbers": numbers}, load_map(written(folder, text)), "r.xlsx", year, code)


def given(version: ReturnVersion | None, year: int = 2026) -> dict[tuple[str, str], int | None]:
    assert version is not None
    rows = version.tallies.filter(pl.col("year") == year)
    return {(item, group): count for item, group, count in rows.select("item", "group", "count").iter_rows()}


def of_example() -> ReturnVersion:
    version, problems = read_mapped(EXAMPLE, load_map("older-form"), EXAMPLE.parent)
    assert version is not None
    assert [problem for problem in problems if problem.severity != "note"] == []
    return version


def test_rows_are_found_by_label_and_section_and_columns_by_the_words_above_them(tmp_path: Path) -> None:
    version, problems = read(tmp_path)
    assert [problem for problem in problems if problem.severity != "note"] == []
    assert given(version) == {
        ("shortlisted", "white"): 1000, ("shortlisted", "bme"): 800, ("appointed", "white"): 180, ("appointed", "bme"): None,
    }  # fmt: skip
    assert given(version, 2025) == {("shortlisted", "white"): 90, ("appointed", "white"): 40}
    assert version is not None
    assert version.typed.select("indicator", "cell", "sheet", "place").rows() == [
        ("2", "1.6", "Numbers", "E7"), ("3", "0.7", "Numbers", "F8"),
    ]  # fmt: skip


def test_an_older_national_form_is_read_whole() -> None:
    version = of_example()
    assert (version.organisation, version.year) == ("ZZ6", 2017)
    assert version.details["board-lead"] == "Director of People"
    assert given(version, 2016)["shortlisted", "bme"] == 640
    two_years = version.tallies.filter(
        pl.col("item") == "disciplined", pl.col("group") == "bme", pl.col("year") == 2017
    )
    assert two_years.select("basis", "count").rows() == [("two-year", 17)], "a mean of 8.5 is 17 in two years"
    shares = version.typed.filter(
        pl.col("indicator") == "9", pl.col("statistic") == "percentage", pl.col("year") == 2017
    )
    assert shares["cell"].str.starts_with("7.69").to_list() == [False, True, True], "fractions became percentages"


def test_what_was_provided_stands_beside_what_was_confirmed() -> None:
    version = of_example()
    keys = ["breakdown", "category", "group", "item", "basis"]
    both = version.prefilled.join(version.tallies.filter(pl.col("year") == 2017), on=keys, suffix="_given")
    differing = both.filter(pl.col("count") != pl.col("count_given"))
    assert differing["category"].to_list() == ["", "clinical-6", "non-clinical-6"]
    assert set(version.prefilled["source"]) == {"prefilled"}


def test_a_mapped_return_is_checked_with_the_place_of_each_cell() -> None:
    version = of_example()
    edition = load_standard("wres").edition(2017)
    found = check_return(version, edition)
    assert {(problem.id, problem.sheet, problem.row, problem.column) for problem in found} == {
        ("outside-ratio", "Measures", 45, "L")
    }


def test_a_mapped_return_becomes_a_workbook_of_ours_and_stays_the_same(tmp_path: Path) -> None:
    version = of_example()
    layout = layout_of(load_standard("wres").edition(2017))
    write_workbook(version, layout, tmp_path / "ours.xlsx")
    again, _ = read_workbook(tmp_path / "ours.xlsx")
    assert again is not None
    numbers = (pl.col("state") == "value") & (pl.col("group") != "all")
    assert again.tallies.filter(numbers).equals(version.tallies.filter(numbers))


def test_groups_may_stand_in_rows_and_items_in_columns(tmp_path: Path) -> None:
    text = (
        MAP[: MAP.index("tables:")]
        + """
tables:
  - columns:
      - {headings: [Shortlisted], cell: w2.shortlisted}
      - {headings: [Appointed], cell: w2.appointed}
    rows:
      - {label: White, group: white}
      - {label: BME, group: bme}
"""
    )
    version, problems = read(tmp_path, [["", "Shortlisted", "Appointed"], ["White", "1000", "180"], ["BME", "800", "90"]], text=text)  # fmt: skip
    assert problems == []
    assert given(version) == {
        ("shortlisted", "white"): 1000, ("shortlisted", "bme"): 800, ("appointed", "white"): 180, ("appointed", "bme"): 90,
    }  # fmt: skip


def test_headings_may_be_repeated_before_each_block(tmp_path: Path) -> None:
    rows = [*NUMBERS[:5], ["", "", "", "BME", "", "White"], ["Discipline", "Ratio", "", "", "0.9", ""]]
    rows[5] = ["", "", "", "", "BME", "White staff"]
    version, problems = read(tmp_path, [*rows, ["Recruitment", "Ratio", "", "", "1.1", ""]])
    assert version is not None
    assert version.typed["place"].to_list() == ["E7", "E8"]
    assert [problem.id for problem in problems if problem.severity != "note"] == []


def ids(problems: list[Problem], severity: Severity = Severity.BLOCK) -> list[str]:
    return [problem.id for problem in problems if problem.severity == severity]


def test_what_the_map_names_and_the_file_lacks_blocks(tmp_path: Path) -> None:
    lost_row = [row for row in NUMBERS if row[1] != "Shortlisted"]
    assert ids(read(tmp_path, lost_row)[1]) == ["row-lost"]
    renamed = [["Minority" if cell == "BME" else cell for cell in row] for row in NUMBERS]
    assert ids(read(tmp_path, renamed)[1]) == ["missing-column"]
    _, problems = from_layout({"Cover": COVER, "Sheet1": NUMBERS}, load_map(written(tmp_path)), "r.xlsx")
    assert ids(problems) == ["row-lost"]
    assert "no sheet called numbers" in problems[0].sentence


def test_numbers_that_the_map_does_not_name_are_told_with_their_place(tmp_path: Path) -> None:
    _, problems = read(tmp_path, [*NUMBERS, ["", "Withdrawn", "", "", "12", ""]])
    (found,) = (problem for problem in problems if problem.id == "unknown-row")
    assert (found.severity, found.sheet, found.row, found.column) == ("confirm", "Numbers", 9, "E")


def test_one_count_in_two_places_may_not_differ(tmp_path: Path) -> None:
    again = [*NUMBERS, ["Recruitment", "Shortlisted", "90", "", "1,000", "800"]]
    assert ids(read(tmp_path, again)[1]) == []
    differs = [*NUMBERS, ["Recruitment", "Shortlisted", "90", "", "1,000", "900"]]
    (found,) = (problem for problem in read(tmp_path, differs)[1] if problem.severity == "block")
    assert (found.id, found.sheet, found.row, found.column) == ("duplicate-tally", "Numbers", 9, "F")


@pytest.mark.parametrize(
    ("cover", "year", "code", "problem"),
    [
        ([], None, "ZZ1", "not-a-return"), ([], 2026, "", "not-a-code"), (COVER, 2025, "", "nothing-to-read"),
        (COVER, None, "ZZ2", "nothing-to-read"), ([["Year"], ["2017"], ["Trust", "ZZ1"]], None, "", "not-a-return"),
    ],
)  # fmt: skip
def test_a_file_that_is_not_the_return_that_was_asked_for_blocks(
    tmp_path: Path, cover: Rows, year: int | None, code: str, problem: str
) -> None:
    version, problems = read(tmp_path, cover=cover, year=year, code=code)
    assert version is None
    assert ids(problems) == [problem]


def test_year_and_organisation_may_be_named_where_the_file_does_not_say_them(tmp_path: Path) -> None:
    version, _ = read(tmp_path, cover=[], year=2026, code="zz3")
    assert version is not None
    assert (version.organisation, version.year) == ("ZZ3", 2026)


def test_a_csv_file_of_another_layout_is_read_like_a_sheet(tmp_path: Path) -> None:
    rows = [*COVER, *NUMBERS]
    (tmp_path / "r.csv").write_text("\n".join(";".join(row) for row in rows), encoding="cp1252")
    layout = load_map(written(tmp_path, MAP.replace("sheet: Numbers\n    columns", "columns")))
    version, problems = read_mapped(tmp_path / "r.csv", layout, tmp_path)
    assert ids(problems) == []
    assert given(version)["shortlisted", "white"] == 1000


@pytest.mark.parametrize(
    ("old", "new", "problem", "said"),
    [
        ("    ignore:", "    ignored:", "unknown-key", "Did you mean `ignore`"),
        ("cell: w2.shortlisted", "cell: w2.shortlistd", "unknown-field", "`w2.shortlisted.white`"),
        ("group: bme}", "group: bmx}", "unknown-group", "bme"),
        ("year: last", "year: next", "wrong-value", "this"),
        ("from: 2024", "from: twenty", "wrong-value", "a year"),
        ("from: 2024\nto: 2026", "from: 1990\nto: 1991", "wrong-value", "Correct the years"),
        ("standard: wres", "standard: wrex", "wrong-value", "Name a standard"),
        ('["{year}", BME]', "[BME]", "wrong-value", "Repeat the word"),
        ("organisation: {beside: Trust}", "trust: {beside: Trust}", "unknown-key", "organisation"),
        ("label: Shortlisted, ", "", "key-missing", "Add"),
        ("cell: w2.ratio}", "cell: w2.ratio, times: x}", "wrong-value", "a number above 0"),
    ],
)  # fmt: skip
def test_a_mistake_in_a_map_is_told_with_its_line(tmp_path: Path, old: str, new: str, problem: str, said: str) -> None:
    assert old in MAP
    with pytest.raises(DefinitionError) as told:
        load_map(written(tmp_path, MAP.replace(old, new)))
    found = next(one for one in told.value.problems if one.id == problem)
    assert found.file == "map.yaml"
    assert said in found.remedy
    text = MAP.replace(old, new).splitlines()
    assert found.row is not None
    assert 2 <= found.row <= len(text)


def test_a_draft_names_what_it_recognises_and_can_be_read_by(tmp_path: Path) -> None:
    sheets, _ = read_sheets(EXAMPLE, tmp_path)
    text = draft_map(sheets, layout_of(load_standard("wres").edition(2017)))
    assert '# - {label: "People who took part", under: "4 Training that is not mandatory", cell: }' in text
    drafted, problems = from_layout(sheets, load_map(written(tmp_path, text)), "r.xlsx", 2017, "ZZ6")
    assert "unknown-row" in ids(problems, Severity.CONFIRM)
    grid = (pl.col("breakdown") == "grade") & (pl.col("year") == 2016)
    keys = ["category", "group", "count"]
    assert drafted is not None
    mine, right = (version.tallies.filter(grid).select(keys) for version in (drafted, of_example()))
    assert len(mine) > 70
    assert mine.join(right, on=keys, how="anti").is_empty()


def test_every_map_that_comes_with_the_program_is_sound() -> None:
    assert known_maps()
    for name in known_maps():
        assert load_map(name).title
    with pytest.raises(UsageError, match="older-form"):
        load_map("older-frm")
