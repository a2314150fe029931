"""Published figures are ones that the program calculates too, hide no conflict, and claim no more than was printed."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import polars as pl
import pytest

import openwres
from openwres.contracts.exceptions import UsageError
from openwres.contracts.tables import FIGURE_KEY, FIGURE_SCHEMA, TALLY_SCHEMA
from openwres.figures import calculate_figures
from openwres.figures.published import ALSO, AS_PUBLISHED, EVIDENCE, SOURCES_SCHEMA, names_of_published
from openwres.organisations.trust_file import nhs_areas
from openwres.standards import Edition, load_standard

STANDARDS = names_of_published()
SAME = ("edition", "indicator", "statistic", "breakdown", "category", "classification", "group", "basis")
# Of these years the window of indicator 3 that was printed is not known, so the basis stays open.
OPEN_BASIS = {("wres", "3", year) for year in (2019, 2020, 2021)}


def rows(standard: str) -> list[dict[str, Any]]:
    return list(openwres.published_figures(standard).iter_rows(named=True))


def value(**asked: Any) -> float:
    """The one published value under the key parts asked for; for England and the whole unless said."""
    wanted = {"area": "england", "breakdown": "", "category": "", "variant": AS_PUBLISHED} | asked
    found = openwres.published_figures("wres").filter(**wanted)
    assert found.height == 1, wanted
    return float(found["value"][0])


@cache
def calculated(standard: str, year: int) -> frozenset[tuple[str, ...]]:
    """Keys of all figures of a year, calculated for an organisation that counted every item by every classification."""
    edition = load_standard(standard).edition(year)
    tallies = pl.DataFrame(list(one_of_each(edition)), schema=TALLY_SCHEMA)
    return frozenset(calculate_figures(tallies, edition).select(SAME).iter_rows())


def one_of_each(edition: Edition) -> list[dict[str, Any]]:
    return [
        {name: "" for name, kind in TALLY_SCHEMA.items() if kind == pl.String}
        | {"standard": edition.standard, "year": edition.year, "organisation": "ZZ9", "item": item, "group": next(iter(c.groups))}
        | {"classification": name, "basis": basis, "count": 1, "value": None, "base": None, "state": "value", "source": "verified"}
        for item, known in edition.items.items()
        for name, c in edition.classifications.items()
        for basis in known.bases or [""]
    ]  # fmt: skip


def test_every_file_of_published_figures_is_of_a_standard_of_the_program(project_root: Path) -> None:
    folder = project_root / "src" / "openwres" / "figures" / "published"
    assert sorted(path.stem for path in folder.iterdir()) == sorted(STANDARDS)
    assert "wres" in STANDARDS


@pytest.mark.parametrize("standard", STANDARDS)
def test_every_published_figure_is_one_that_the_program_calculates(standard: str) -> None:
    published = rows(standard)
    assert published
    for row in published:
        known = calculated(standard, row["year"])
        key = tuple(row[name] for name in SAME)
        if (standard, row["indicator"], row["year"]) in OPEN_BASIS and row["statistic"] == "relative_likelihood":
            assert row["basis"] == ""
            assert {(*key[:-1], basis) for basis in ("one-year", "two-year")} <= known, row
        else:
            assert key in known, row


@pytest.mark.parametrize("standard", STANDARDS)
def test_a_value_without_counts_claims_no_interval(standard: str) -> None:
    figures = openwres.published_figures(standard)
    assert dict(figures.schema) == {name: kind() for name, kind in FIGURE_SCHEMA.items()}
    unknown = ["lower", "upper", "confidence", "method", "excludes_one", "expected"]
    unknown += [name for name in figures.columns if name.endswith(("numerator", "denominator"))]
    assert figures.select(pl.all_horizontal(pl.col(unknown).is_null()).all()).item()
    assert set(figures["state"]) == {"value"}
    assert figures.sort(FIGURE_KEY).equals(figures)


@pytest.mark.parametrize("standard", STANDARDS)
def test_no_two_rows_say_the_same_but_for_marked_conflicts(standard: str) -> None:
    figures = openwres.published_figures(standard)
    assert figures.select(FIGURE_KEY).is_unique().all()
    assert set(figures["variant"]) <= {AS_PUBLISHED, ALSO}
    key = [name for name in FIGURE_KEY if name != "variant"]
    other = figures.filter(variant=ALSO).join(figures.filter(variant=AS_PUBLISHED), on=key, how="left")
    assert (other["value"] != other["value_right"]).all()
    assert other["value_right"].null_count() == 0


@pytest.mark.parametrize("standard", STANDARDS)
def test_every_value_names_its_pages_and_what_is_doubtful(standard: str) -> None:
    sources = openwres.published_sources(standard)
    assert list(sources.columns) == list(SOURCES_SCHEMA)
    assert sources.select(FIGURE_KEY).equals(openwres.published_figures(standard).select(FIGURE_KEY))
    for row in sources.iter_rows(named=True):
        assert row["sources"], row
        assert all(address.startswith(("https://", "http://")) for address in row["sources"]), row
        assert row["evidence"] in EVIDENCE
        assert row["note"] or (row["evidence"] != "uncertain" and row["variant"] != ALSO), row
    verified = openwres.published_figures(standard)["verified"]
    assert verified.to_list() == (sources["evidence"] == "publisher").to_list()


@pytest.mark.parametrize("standard", STANDARDS)
def test_values_and_areas_are_possible(standard: str) -> None:
    areas = {(area.area_type, area.area) for area in nhs_areas()}
    for row in rows(standard):
        assert (row["area_type"], row["area"]) in areas
        if row["statistic"] == "percentage":
            assert 0 <= row["value"] <= 100
        elif row["statistic"] == "boards":
            assert 0 <= row["value"] <= (row["organisations"] or 300)
        elif row["statistic"] == "score":
            assert 0 <= row["value"] <= 10
        else:
            assert 0.5 < row["value"] < 3, "a ratio this far out is the other way up, or a percentage"
            assert row["adverse"] == "above 1"
            assert row["in_band"] == (0.8 <= row["value"] <= 1.25)


@pytest.mark.parametrize("year", [2022, 2023])
def test_the_nation_lies_among_its_regions(year: int) -> None:
    regions = openwres.published_figures("wres").filter(year=year, indicator="2", area_type="region")
    assert regions["area"].n_unique() == regions.height == 7
    nation = value(year=year, indicator="2")
    assert regions["value"].min() < nation < regions["value"].max()  # type: ignore[operator]


def test_white_bme_and_unknown_board_members_of_2019_are_all() -> None:
    shares = [value(year=2019, indicator="9", group=group, statistic="percentage") for group in ("white", "bme", "unknown")]  # fmt: skip
    assert sum(shares) == pytest.approx(100, abs=0.15)


def test_boards_of_2019_by_class_are_no_more_than_all_boards() -> None:
    boards = openwres.published_figures("wres").filter(year=2019, statistic="boards")
    of = boards["organisations"].drop_nulls().unique().to_list()
    assert of == [227]
    assert boards["value"].sum() <= 227


@pytest.mark.parametrize(
    ("year", "asked", "printed", "verified"),
    [
        (2016, {"indicator": "2"}, 1.57, False),
        (2018, {"indicator": "3", "basis": "two-year"}, 1.24, False),
        (2018, {"indicator": "9", "statistic": "percentage"}, 7.4, False),
        (2019, {"indicator": "1"}, 19.7, False),
        (2019, {"indicator": "9", "statistic": "percentage", "group": "bme"}, 8.4, True),
        (2021, {"indicator": "1"}, 22.4, False),
        (2021, {"indicator": "2"}, 1.61, True),
        (2022, {"indicator": "1"}, 24.2, True),
        (2022, {"indicator": "2"}, 1.54, False),
        (2023, {"indicator": "3", "basis": "one-year"}, 1.03, False),
        (2024, {"indicator": "1"}, 28.6, False),
        (2024, {"indicator": "2", "area": "Y56"}, 1.16, False),
        (2024, {"indicator": "6", "group": "white"}, 20.7, False),
        (2024, {"indicator": "9"}, 16.5, False),
    ],
)
def test_known_values(year: int, asked: dict[str, str], printed: float, verified: bool) -> None:
    assert value(year=year, **asked) == printed
    wanted = {"year": year, "area": "england", "category": "", "variant": AS_PUBLISHED} | asked
    assert openwres.published_figures("wres").filter(**wanted)["verified"].to_list() == [verified]


def test_both_values_of_a_conflict_are_kept() -> None:
    assert value(year=2022, indicator="2") == 1.54
    assert value(year=2022, indicator="2", variant=ALSO) == 1.53
    noted = openwres.published_sources("wres").filter(year=2022, indicator="1", category="")
    assert "22.4, which is of 31 March 2021" in noted["note"][0]


def test_values_before_the_change_of_question_are_of_another_basis() -> None:
    believed = openwres.published_figures("wres").filter(indicator="7")
    assert set(believed.filter(pl.col("year") < 2022)["basis"]) == {"excl-dk"}
    assert set(believed.filter(pl.col("year") >= 2022)["basis"]) == {"incl-dk"}


def test_a_standard_of_which_nothing_was_published_says_so() -> None:
    city = Path(__file__).parents[1] / "sister" / "city"
    with pytest.raises(UsageError, match="No published figures of `city`"):
        openwres.published_figures(str(city))
    with pytest.raises(UsageError, match="no standard `nonsense`"):
        openwres.published_figures("nonsense")
