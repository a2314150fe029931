"""Figures from the counts of a release: the same as any other way to them, and none that a hidden count would show in."""

from __future__ import annotations

import polars as pl
import pytest

from openwres.contracts.tables import FIGURE_KEY, State
from openwres.disclosure.policy import load_policy
from openwres.figures import calculate_figures
from openwres.figures.areas import Areas
from openwres.figures.released import area_counts, organisation_counts
from openwres.organisations import load_register
from openwres.releases.figures import figures_of, official_shown, share_shown, tallies_of
from openwres.releases.open_data import rounded
from openwres.standards import load_standard
from openwres.synthetic import make_nation

EDITION = load_standard("wres").edition(2026)
PUBLIC = load_policy("wres-public")


@pytest.fixture(scope="module")
def nation(tmp_path_factory: pytest.TempPathFactory) -> tuple[pl.DataFrame, Areas]:
    """Tallies of two years of a small invented nation, and its areas."""
    home = tmp_path_factory.mktemp("nation") / "nation"
    make_nation(home, organisations=6, years=range(2025, 2027), scale=0.05, seed=3, changes=False)
    tallies = pl.concat([pl.read_parquet(home / "counts" / f"{year}.parquet") for year in (2025, 2026)])
    known = load_register(home / "register")
    in_scope = [organisation.code for organisation in known.open_at(EDITION.snapshot)]
    return tallies, Areas.of(known.areas_at(EDITION.snapshot), in_scope)


@pytest.fixture(scope="module")
def counts(nation: tuple[pl.DataFrame, Areas]) -> pl.DataFrame:
    own = organisation_counts(nation[0], EDITION)
    return pl.concat([own, area_counts(own, EDITION, nation[1])])


def test_figures_of_unprotected_counts_are_those_of_the_usual_way(
    nation: tuple[pl.DataFrame, Areas], counts: pl.DataFrame
) -> None:
    tallies, areas = nation
    usual = calculate_figures(tallies, EDITION, areas)
    own_counts = counts.filter(pl.col("area_type") != "organisation")
    from_counts = calculate_figures(tallies_of(counts), EDITION, Areas(areas.members, areas.expected, own_counts))
    assert len(usual) > 10_000
    assert from_counts.select(pl.exclude("expected")).equals(usual.select(pl.exclude("expected")))
    assert from_counts.equals(usual)


def test_the_figures_of_a_release_are_a_part_of_those(nation: tuple[pl.DataFrame, Areas], counts: pl.DataFrame) -> None:
    """What a policy does not publish has no figure; every other one is as it was, but for ratios of too few."""
    tallies, areas = nation
    usual = rounded(calculate_figures(tallies, EDITION, areas))
    members = areas.members.filter(pl.col("organisation").is_in(tallies["organisation"].unique().to_list()))
    released = figures_of(counts, EDITION, members, PUBLIC)
    known = released.filter(pl.col("reason") != "too_few")
    assert known.join(usual, on=FIGURE_KEY, how="anti").is_empty()
    both = known.join(usual, on=FIGURE_KEY, suffix="_usual")
    assert len(both) > 1000
    assert both.filter(pl.col("value").ne_missing(pl.col("value_usual"))).is_empty()
    assert both.filter(pl.col("state") != pl.col("state_usual")).is_empty()
    assert share_shown(released, EDITION) == 1


def test_a_hidden_count_leaves_no_figure_that_rests_on_it(
    nation: tuple[pl.DataFrame, Areas], counts: pl.DataFrame
) -> None:
    """The whole of one organisation's appointed BME applicants is hidden: every figure with it is, and no area's."""
    code = nation[0]["organisation"].min()
    here = (pl.col("area") == code) & (pl.col("item") == "appointed") & pl.col("group").is_in(["bme", "all"])
    here &= (pl.col("classification") == "wres") & (pl.col("breakdown") == "")
    hidden = counts.with_columns(
        pl.when(~here).then("count"),
        state=pl.when(here).then(pl.lit("suppressed")).otherwise("state"),
        reason=pl.when(here).then(pl.lit("disclosive")).otherwise("reason"),
    )
    released = figures_of(hidden, EDITION, nation[1].members, PUBLIC)
    whole = released.filter(pl.col("indicator") == "2", pl.col("breakdown") == "", pl.col("classification") == "wres")
    own = whole.filter(pl.col("area") == code, pl.col("group").str.contains("bme"))
    assert set(own["state"]) == {"suppressed"}
    shown = official_shown(released, EDITION).filter(indicator="2").row(0, named=True)
    assert (shown["shown"], shown["hidden"]) == (5, 1)
    for name in ("value", "lower", "upper", "excludes_one"):
        assert own[name].null_count() == len(own), name
    areas = whole.filter(pl.col("area_type") != "organisation", pl.col("statistic") == "relative_likelihood")
    assert str(State.SUPPRESSED) not in set(areas["state"])


def test_a_row_that_is_not_published_has_no_figure_and_one_that_was_never_given_is_missing(
    counts: pl.DataFrame,
) -> None:
    code, other = counts.filter(area_type="organisation")["area"].unique().sort().to_list()[:2]
    withheld = (pl.col("area") == code) & (pl.col("item") == "staff") & (pl.col("category") == "clinical-5")
    never = (pl.col("area") == other) & (pl.col("item") == "board")
    members = pl.DataFrame(schema=dict.fromkeys(("organisation", "area_type", "area"), pl.String))
    released = figures_of(counts.filter(~withheld, ~never), EDITION, members, PUBLIC)
    own = released.filter(pl.col("area") == code, pl.col("indicator") == "1")
    assert "clinical-5" not in set(own["category"])
    assert "clinical-6" in set(own["category"])
    boards = released.filter(area=other, indicator="9", statistic="percentage", breakdown="membership")
    assert set(boards["state"]) == {"missing"}


def test_merged_rows_have_figures_only_where_rows_were_merged(counts: pl.DataFrame) -> None:
    codes = counts.filter(area_type="organisation")["area"].unique().sort().to_list()
    merge = PUBLIC.merges[0]
    here = (pl.col("area") == codes[0]) & pl.col("category").is_in(merge.rows) & (pl.col("item") == "staff")
    rows = counts.filter(here)
    into = rows.group_by(
        "standard", "year", "area_type", "area", "indicator", "item", "breakdown", "classification", "group", "basis"
    )
    sums = into.agg(pl.col("count").sum()).with_columns(
        category=pl.lit(merge.into),
        value=None,
        base=None,
        organisations=None,
        expected=None,
        state=pl.lit("value"),
        reason=pl.lit(""),
    )
    hidden = rows.with_columns(count=None, state=pl.lit("suppressed"), reason=pl.lit("merged"))
    merged = pl.concat(
        [
            counts.filter(~here),
            *(its.select([pl.col(n).cast(k) for n, k in counts.schema.items()]) for its in (hidden, sums)),
        ]
    )
    members = pl.DataFrame(schema=dict.fromkeys(("organisation", "area_type", "area"), pl.String))
    released = figures_of(merged, EDITION, members, PUBLIC).filter(indicator="1", statistic="percentage", group="bme")
    of_merged = released.filter(category=merge.into)
    assert of_merged["area"].to_list() == [codes[0]]
    assert of_merged["state"].to_list() == ["value"]
    single = released.filter(pl.col("category") == merge.rows[0], pl.col("area") == codes[0]).row(0, named=True)
    assert (single["state"], single["reason"]) == ("suppressed", "merged")
    assert released.filter(pl.col("category") == merge.rows[0], pl.col("area") == codes[1])["state"].to_list() != [
        "suppressed"
    ]
