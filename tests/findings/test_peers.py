"""Each organisation among its peers: what is asked first, what second, and what is not said."""

import numpy as np
import polars as pl
import pytest

from openwres.findings.funnels import find as find_funnels
from openwres.findings.history import Asked, History
from openwres.findings.peers import SCHEMA, find
from openwres.statistics import ratio_interval
from tests.findings.nations import counted, history_of, register, tally

CODES = [f"Z{n:04d}" for n in range(30)]


def usual(code: str, seed: int, ratio: float = 1.4) -> list[dict[str, object]]:
    """Indicator 2 of an organisation whose true ratio (white over BME) is this."""
    chance = np.random.default_rng(seed)
    white, bme = int(chance.integers(800, 2000)), int(chance.integers(400, 1000))
    return counted(code, "2", (white, int(chance.binomial(white, 0.21)), bme, int(chance.binomial(bme, 0.21 / ratio))))


@pytest.fixture(scope="module")
def nation() -> History:
    """Thirty organisations alike, but one that appoints hardly any BME applicant and one that appoints more of them."""
    rows = [row for n, code in enumerate(CODES[2:]) for row in usual(code, n)]
    rows += counted("Z0000", "2", (1000, 200, 800, 40))
    rows += counted("Z0001", "2", (1000, 100, 800, 180))
    return history_of(rows)


@pytest.fixture(scope="module")
def found(nation: History) -> pl.DataFrame:
    return find(nation, Asked())


def one(found: pl.DataFrame, code: str, indicator: str = "2") -> dict[str, object]:
    return found.filter(area=code, indicator=indicator).row(0, named=True)


def test_the_one_unlike_its_peers_is_found_on_its_side(found: pl.DataFrame) -> None:
    verdicts = {code: one(found, code)["verdict"] for code in CODES}
    assert verdicts["Z0000"] == "more_adverse_than_peers"
    assert verdicts["Z0001"] == "less_adverse_than_peers"
    assert {verdicts[code] for code in CODES[2:]} <= {"like_peers", "too_few_to_tell"}


def test_both_questions_have_their_own_answer(found: pl.DataFrame) -> None:
    """Less adverse than peers, and adverse to the other group; like its peers, and adverse all the same."""
    assert one(found, "Z0001")["disparity"] == "adverse_to_reference"
    like = found.filter(pl.col("indicator") == "2", pl.col("verdict") == "like_peers")
    assert "adverse_to_focus" in like["disparity"].to_list()


def test_a_sentence_never_places_without_saying_whether_there_is_a_disparity(found: pl.DataFrame) -> None:
    said = [sentence for sentence in found["sentence"] if sentence]
    assert len(said) == 30
    for sentence in said:
        first, second = sentence.index("disparity"), sentence.index("peers")
        assert first < second
        assert "could be any" in sentence or "from the least adverse up is" in sentence
        assert "significant" not in sentence
        assert "more likely" not in sentence
    sentence = str(one(found, "Z0000")["sentence"])
    assert "a disparity adverse to BME people. It is more adverse than among its peers" in sentence


def test_columns_are_documented_and_in_key_order(found: pl.DataFrame) -> None:
    assert found.columns == list(SCHEMA)
    key = ["standard", "year", "area_type", "area", "indicator"]
    assert found.select(key).rows() == sorted(found.select(key).rows())


def test_limits_widen_with_the_spread_and_the_value_stands_beside_its_pooled_one(found: pl.DataFrame) -> None:
    rows = found.filter(pl.col("verdict").is_not_null())
    assert (rows["lower_95"] <= rows["sampling_lower_95"] + 1e-12).all()
    assert (rows["upper_998"] > rows["upper_95"]).all()
    assert ((rows["pooled_lower"] < rows["pooled"]) & (rows["pooled"] < rows["pooled_upper"])).all()
    far = rows.filter(area="Z0000").row(0, named=True)
    assert far["peer_average"] < far["pooled"] < far["value"]


def test_expected_is_the_number_of_the_focus_group_at_the_peers_average(found: pl.DataFrame) -> None:
    row = one(found, "Z0000")
    assert row["expected_at_peer_average"] == pytest.approx(800 * 0.2 / row["peer_average"])  # type: ignore[operator]


def test_rank_counts_from_the_least_adverse(found: pl.DataFrame) -> None:
    worst, best = one(found, "Z0000"), one(found, "Z0001")
    assert (worst["rank"], best["rank"]) == (30, 1)
    assert worst["rank_first"] >= 28  # type: ignore[operator]
    assert (found["rank_first"] <= found["rank"]).all()
    assert (found["rank_last"] >= found["rank"]).all()


def test_what_is_adverse_below_is_ranked_the_other_way() -> None:
    rows = [row for n, code in enumerate(CODES[:9]) for row in counted(code, "7", (2000, 1160, 1000, 500 + 5 * n))]
    rows += counted("Z0009", "7", (2000, 1160, 1000, 250))
    found = find(history_of(rows), Asked())
    row = one(found, "Z0009", "7")
    assert (row["verdict"], row["towards"], row["rank"]) == ("more_adverse_than_peers", "more_adverse", 10)
    assert row["value"] == pytest.approx(-33.0)
    assert row["expected_at_peer_average"] == pytest.approx(1000 * (0.58 + row["peer_average"] / 100))  # type: ignore[operator]
    assert one(found, "Z0008", "7")["rank"] == 1


def test_a_ratio_without_events_in_one_group_is_judged_by_its_counts() -> None:
    rows = [row for code in CODES[:12] for row in counted(code, "3", (3000, 30, 1000, 11))]
    rows += counted("Z0020", "3", (3000, 0, 1000, 22))
    rows += counted("Z0021", "3", (3000, 0, 1000, 0))
    found = find(history_of(rows), Asked())
    row = one(found, "Z0020", "3")
    assert (row["value"], row["state"]) == (None, "not_calculable")
    assert (row["disparity"], row["verdict"]) == ("adverse_to_focus", "more_adverse_than_peers")
    assert row["pooled"] > row["peer_average"]  # type: ignore[operator]
    assert "cannot be calculated" in row["sentence"]  # type: ignore[operator]
    assert f"at least {ratio_interval(22, 1000, 0, 3000).lower:.2f}" in row["sentence"]  # type: ignore[operator]
    nothing = one(found, "Z0021", "3")
    assert (nothing["verdict"], nothing["state"], nothing["sentence"]) == (None, "not_calculable", "")


def test_what_is_not_known_is_listed_with_its_state_and_counts_for_nothing() -> None:
    rows = [row for n, code in enumerate(CODES[:8]) for row in usual(code, n)]
    without = find(history_of(rows), Asked())
    rows += counted("Z0020", "2", (1000, 200, 800, None))
    rows += [tally("Z0021", "staff", "white", 500)]
    found = find(history_of(rows), Asked())
    assert one(found, "Z0020")["state"] == "suppressed"
    assert one(found, "Z0021")["state"] == "missing"
    assert one(found, "Z0020")["verdict"] is None
    columns = ["area", "peer_average", "p_value", "q_value", "pooled", "rank", "organisations"]
    known = found.filter(pl.col("verdict").is_not_null())
    assert known.select(columns).equals(without.filter(indicator="2").select(columns))


def test_percentages_without_counts_cannot_be_told_from_chance() -> None:
    rows = [row for code in CODES[:6] for row in counted(code, "5", (900, 200, 300, 90))]
    for group, value in (("white", 22.0), ("bme", 60.0)):
        event = tally("Z0020", "harassed-by-public", group, None)
        rows.append(event | {"value": value, "state": "value", "reason": ""})
    row = one(find(history_of(rows), Asked()), "Z0020", "5")
    assert (row["value"], row["state"], row["reason"]) == (pytest.approx(38.0), "not_calculable", "no_counts")
    assert row["verdict"] is None


def test_off_the_average_is_another_question_than_unlike_peers() -> None:
    """True ratios from 0.8 to 2.8, all of them large: each differs from the average, and none from what is usual."""
    ratios = np.exp(np.linspace(np.log(0.8), np.log(2.8), 20))
    rows = [
        row for code, ratio in zip(CODES, ratios, strict=False)
        for row in counted(code, "2", (60_000, 12_000, 30_000, round(6000 / ratio)))
    ]  # fmt: skip
    found = find(history_of(rows), Asked()).filter(indicator="2")
    assert set(found["verdict"]) == {"like_peers"}
    assert found.filter(area="Z0000")["average_q_value"].item() < 1e-6
    assert "less adverse than the average of its peers beyond chance" in found.filter(area="Z0000")["sentence"].item()
    assert "no further from it than peers usually are" in found.filter(area="Z0019")["sentence"].item()


def test_under_five_peers_nothing_is_said_of_peers() -> None:
    found = find(history_of([row for n, code in enumerate(CODES[:4]) for row in usual(code, n)]), Asked())
    rows = found.filter(indicator="2")
    assert set(rows["verdict"]) == {"too_few_peers"}
    for column in ("p_value", "q_value", "rank", "pooled", "lower_95"):
        assert rows[column].null_count() == 4
    assert "too few peers" in rows["sentence"][0]


def test_few_counts_are_too_few_to_tell() -> None:
    rows = [row for code in CODES[:9] for row in counted(code, "3", (3000, 60, 1000, 22))]
    rows += counted("Z0020", "3", (300, 5, 100, 2))
    row = one(find(history_of(rows), Asked()), "Z0020", "3")
    assert row["verdict"] == "too_few_to_tell"
    assert row["chance_to_show"] < 0.5  # type: ignore[operator]


def test_peers_by_type_are_judged_within_their_type() -> None:
    """Two types with quite different ratios: all together nobody stands out of a wide spread, within a type one does."""
    types = {code: "acute" if n < 15 else "ambulance" for n, code in enumerate(CODES)}
    rows = [row for n, code in enumerate(CODES[:14]) for row in usual(code, n, 1.0)]
    rows += counted("Z0014", "2", (1500, 315, 800, 70))
    rows += [row for n, code in enumerate(CODES[15:]) for row in usual(code, n, 2.4)]
    history = history_of(rows, register(types))
    within = one(find(history, Asked(peers="type")), "Z0014")
    assert (within["verdict"], within["peers"], within["organisations"]) == (
        "more_adverse_than_peers",
        "type Acute",
        15,
    )
    assert one(find(history, Asked()), "Z0014")["verdict"] == "like_peers"


def test_an_organisation_in_no_group_is_listed() -> None:
    rows = [row for n, code in enumerate(CODES[:8]) for row in usual(code, n)]
    chosen = tuple((code, "") for code in CODES[:7])
    row = one(find(history_of(rows), Asked(peers="own", own_peers=chosen)), "Z0007")
    assert (row["state"], row["reason"], row["verdict"]) == ("missing", "no_peer_group", None)
    assert row["value"] is not None


def test_each_year_is_judged_by_itself_and_the_newest_is_told() -> None:
    rows = [row for n, code in enumerate(CODES[:8]) for row in usual(code, n)]
    before = [row | {"year": 2025} for row in rows if row["organisation"] != "Z0007"]
    found = find(history_of([*before, *rows]), Asked()).filter(indicator="2")
    assert found.filter(year=2025)["organisations"].unique().to_list() == [7]
    assert found.filter(year=2026)["organisations"].unique().to_list() == [8]
    assert not any(found.filter(year=2025)["sentence"])


def test_nothing_in_gives_an_empty_table() -> None:
    found = find(history_of([tally("Z0000", "staff", "white", 10)]), Asked())
    assert found.filter(pl.col("verdict").is_not_null()).is_empty()
    assert found.columns == list(SCHEMA)


def test_curves_of_funnels_meet_the_limits_of_organisations(nation: History, found: pl.DataFrame) -> None:
    curve = find_funnels(nation, Asked()).filter(indicator="2").sort("standard_error")
    rows = found.filter(indicator="2")
    for name in ("lower_95", "upper_998", "sampling_upper_95"):
        drawn = np.interp(rows["standard_error"], curve["standard_error"], curve[name])
        assert drawn == pytest.approx(rows[name].to_numpy(), rel=2e-3)
