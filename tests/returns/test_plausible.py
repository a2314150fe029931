"""What is unlikely against the year before and against peers is to confirm; what peers do as well is not."""

from __future__ import annotations

from functools import cache

import polars as pl
import pytest
from scipy import stats

from openwres.contracts.problems import Problem, Severity
from openwres.organisations import Organisation, Succession, register_of
from openwres.returns.checks import check_return, check_returns
from openwres.returns.keyed import versions_of
from openwres.returns.model import ReturnVersion
from openwres.standards import load_standard
from openwres.statistics.robust import robust_limit
from openwres.synthetic import make_plan, nation
from openwres.synthetic.mess import Planted, errors, spoilt
from tests.returns.made import EDITION, ids, version

YEARS = (2025, 2026)
STANDARD = load_standard("wres")


@cache
def small() -> tuple[list[ReturnVersion], list[ReturnVersion], pl.DataFrame]:
    """The returns of forty invented organisations in two years, as they were typed, and the rows of the second year."""
    plan = make_plan(21, 40, YEARS, changes=False, scale=0.5)
    before, now = nation(plan)
    return (
        versions_of(before.returns, STANDARD.edition(2025))[0],
        versions_of(now.returns, STANDARD.edition(2026))[0],
        now.returns,
    )


def last_year() -> pl.DataFrame:
    return pl.concat([made.tallies for made in small()[0]])


def stops(problems: list[Problem]) -> list[Problem]:
    return [problem for problem in problems if problem.severity is not Severity.NOTE]


def asked_of(changed: dict[str, str], code: str = "Z0001") -> set[str]:
    """What stops one organisation of the nation when some of its cells are changed."""
    rows = small()[2]
    mine = pl.col("organisation") == code
    cell = pl.when(mine).then(pl.col("field").replace_strict(changed, default=None)).otherwise(None)
    versions, _ = versions_of(rows.with_columns(cell=pl.coalesce(cell, "cell")), EDITION)
    return {problem.id for problem in stops(check_returns(versions, EDITION, last_year())[code])}


def cells(code: str = "Z0001", now: bool = True) -> dict[str, str]:
    made = small()[1] if now else small()[0]
    (own,) = [one for one in made if one.organisation == code]
    return {
        f"{item}.{group}": cell
        for item, group, cell in own.places.filter(breakdown="").select("item", "group", "cell").iter_rows()
    }


def test_sound_returns_are_seldom_asked_and_never_stopped() -> None:
    """The stated rate: fewer than one sound return in eight is asked anything, and none is blocked."""
    found = check_returns(small()[1], EDITION, last_year(), last_edition=STANDARD.edition(2025))
    said = [problem for problems in found.values() for problem in stops(problems)]
    assert not [problem for problem in said if problem.severity is Severity.BLOCK]
    assert sum(bool(stops(problems)) for problems in found.values()) <= 5
    alone = check_returns(small()[1], EDITION)
    assert sum(bool(stops(problems)) for problems in alone.values()) <= 5


@pytest.mark.parametrize("kind", ["swapped-in-return", "digit-lost"])
def test_planted_slips_are_found_against_last_year(kind: str) -> None:
    plan = make_plan(21, 40, YEARS, changes=False, scale=0.5)
    _, now = nation(plan)
    codes = plan.codes[:4]
    messy, _ = spoilt(now, [Planted(errors()[kind], code, 2026) for code in codes], plan)
    versions, _ = versions_of(messy.returns, EDITION)
    found = check_returns(versions, EDITION, last_year())
    meant = {
        "swapped-in-return": {"groups-swapped"},
        "digit-lost": {"digit-slip", "unlike-last-year"},
    }[kind]
    assert all(meant & {problem.id for problem in stops(found[code])} for code in codes)


def test_a_workforce_that_fell_by_a_fifth_is_to_confirm_and_after_a_merger_is_not() -> None:
    now = cells()
    fallen = {f"w1.staff.{g}": str(int(int(now[f"staff.{g}"]) * 0.8)) for g in ("white", "bme", "unknown")}
    assert "workforce-change" in asked_of(fallen)
    rows = small()[2]
    mine = (pl.col("organisation") == "Z0001") & pl.col("field").is_in(list(fallen))
    spoilt_rows = rows.with_columns(
        cell=pl.when(mine).then(pl.col("field").replace_strict(fallen, default="")).otherwise("cell")
    )
    versions, _ = versions_of(spoilt_rows, EDITION)
    codes = sorted(set(rows["organisation"]))
    register = register_of([Organisation(code, code) for code in [*codes, "Z9999"]],
                           successions=[Succession("Z9999", "Z0001", EDITION.window_start)])  # fmt: skip
    found = check_returns(versions, EDITION, last_year(), register=register)["Z0001"]
    assert "workforce-change" not in {problem.id for problem in found}


def test_a_doubled_share_of_unknown_ethnicity_is_to_confirm() -> None:
    now = cells()
    white, unknown = int(now["staff.white"]), int(now["staff.unknown"])
    assert "unknown-change" in asked_of({"w1.staff.unknown": str(2 * unknown), "w1.staff.white": str(white - unknown)})


def test_cases_of_every_type_in_place_of_people_are_to_confirm() -> None:
    now = cells()
    assert "rate-change" in asked_of(
        {f"w3.entered.{g}": str(4 * int(now[f"disciplined.{g}"]) + 5) for g in ("white", "bme", "unknown")}
    )


def test_counts_of_two_groups_in_one_anothers_place_are_told() -> None:
    now = cells()
    assert "groups-swapped" in asked_of(
        {"w2.shortlisted.white": now["shortlisted.bme"], "w2.shortlisted.bme": now["shortlisted.white"]}
    )


def test_counts_copied_from_last_year_are_to_confirm() -> None:
    last = cells(now=False)
    copied = {f"w2.shortlisted.{g}": last[f"shortlisted.{g}"] for g in ("white", "bme", "unknown")}
    assert "copied-from-last-year" in asked_of(copied)


def test_a_digit_lost_is_told_with_the_number_that_would_be_like_last_year() -> None:
    rows, codes = small()[2], [f"Z{n:04d}" for n in range(1, 9)]
    mine = pl.col("organisation").is_in(codes) & (pl.col("field") == "w7.percent.white")
    cut = rows.with_columns(cell=pl.when(mine).then(pl.col("cell").str.slice(1)).otherwise("cell"))
    found = check_returns(versions_of(cut, EDITION)[0], EDITION, last_year())
    told = [
        p
        for code in codes
        for p in found[code]
        if p.about == "w7.equal-opportunities.white" and p.severity == "confirm"
    ]
    assert len(told) == len(codes)
    slips = [problem for problem in told if problem.id == "digit-slip"]
    assert len(slips) >= len(codes) / 2
    assert all("would be like last year" in problem.sentence for problem in slips)


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({"w1.staff.white": "2700"}, set()),
        ({"w1.staff.white": "3000"}, {"workforce-change"}),
        ({"w1.staff.unknown": "180"}, {"unknown-change"}),
        ({"w2.appointed.white": "330"}, {"rate-change"}),
    ],
)  # fmt: skip
def test_without_peers_the_constants_of_the_reference_hold(changed: dict[str, str], told: set[str]) -> None:
    now = {**changed, **dict.fromkeys(("w2.ratio", "w3.ratio", "w4.ratio", "w9.difference"))}
    last = version(year=2025)
    found = {problem.id for problem in stops(check_return(version(now), EDITION, last))}
    assert found - {"copied-from-last-year"} == told


def test_a_single_return_is_judged_by_peers_that_are_handed_in() -> None:
    before, now, _ = small()
    peers = pl.concat([*(made.tallies for made in before), *(made.tallies for made in now)])
    mine = next(one for one in now if one.organisation == "Z0002")
    last = next(one for one in before if one.organisation == "Z0002")
    together = check_returns(now, EDITION, last_year())["Z0002"]
    alone = check_return(mine, EDITION, last, peers)
    assert [problem.as_dict() for problem in alone] == [problem.as_dict() for problem in together]


def test_nothing_before_and_no_peers_says_nothing_of_what_is_likely() -> None:
    assert ids() == []


@pytest.mark.parametrize("peers", [20, 24, 60, 200, 1000])
@pytest.mark.parametrize("false_alarms", [0.05, 0.01, 0.001])
def test_the_limit_is_the_quantile_of_students_distribution(peers: int, false_alarms: float) -> None:
    exact = float(stats.t.ppf(1 - false_alarms / 2, 0.37 * (peers - 1)))
    assert robust_limit(peers, false_alarms) == pytest.approx(exact, rel=0.02)


@pytest.mark.parametrize(("peers", "false_alarms"), [(1, 0.01), (20, 0), (20, 1)])
def test_a_limit_needs_peers_and_a_rate(peers: int, false_alarms: float) -> None:
    with pytest.raises(ValueError, match="false alarms"):
        robust_limit(peers, false_alarms)


def test_an_organisation_without_a_year_before_is_held_against_its_peers() -> None:
    """Of one with a year before that is what counts, however unlike its peers it always was."""
    rows = small()[2].with_columns(
        cell=pl.when(organisation="Z0001", field="w5.percent.bme").then(pl.lit("99")).otherwise("cell")
    )
    versions, _ = versions_of(rows, EDITION)
    new = last_year().filter(pl.col("organisation") != "Z0001")
    found = {code: {p.id for p in its} for code, its in check_returns(versions, EDITION, new).items()}
    assert "unlike-peers" in found["Z0001"]
    assert not [code for code, its in found.items() if code != "Z0001" and "unlike-peers" in its]
    known = check_returns(versions, EDITION, last_year())["Z0001"]
    assert "unlike-peers" not in {problem.id for problem in known}
