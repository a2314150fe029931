"""The organisations of an area together: the band beside what chance leaves there, and values by their names."""

import numpy as np
import pytest

from openwres.findings.band_shares import find as find_shares
from openwres.findings.history import Asked
from openwres.findings.places import find as find_places
from openwres.findings.spread import find as find_spread
from openwres.statistics.screening import chance_in_band
from tests.findings.nations import counted, history_of, register, tally

CODES = [f"Z{n:04d}" for n in range(12)]
TYPES = {code: "acute" if n < 7 else "ambulance" for n, code in enumerate(CODES)}
CASES = [(3000, 30, 1000, x) for x in (4, 6, 8, 9, 10, 11, 12, 14, 18, 20, 10)]


def cases() -> list[dict[str, object]]:
    rows = [row for code, counts in zip(CODES[:11], CASES, strict=True) for row in counted(code, "3", counts)]
    return rows + counted(CODES[11], "3", (3000, 0, 1000, 3))


def test_share_in_the_band_stands_beside_the_share_by_chance() -> None:
    found = find_shares(history_of(cases(), register(TYPES)), Asked())
    row = found.filter(area_type="nation", indicator="3").row(0, named=True)
    values = [x / 10 for *_, x in CASES]
    assert (row["organisations"], row["without_value"]) == (11, 1)
    assert row["in_band"] == sum(0.8 <= value <= 1.25 for value in values)
    assert row["in_band"] + row["above_band"] + row["below_band"] == 11
    chances = [float(chance_in_band(1000, 3000, 30 + x, 0.8, 1.25)) for *_, x in CASES]
    assert row["expected_share"] == pytest.approx(np.mean(chances))
    assert row["expected_lower"] < row["expected_share"] < row["expected_upper"]
    assert "if every true ratio were 1" in row["sentence"]
    acute = found.filter(area="acute", indicator="3").row(0, named=True)
    assert acute["organisations"] == 7


def test_pooled_mean_and_median_are_told_apart() -> None:
    found = find_spread(history_of(cases(), register(TYPES)), Asked())
    row = found.filter(area_type="nation", indicator="3").row(0, named=True)
    values = [x / 10 for *_, x in CASES]
    events = sum(x for *_, x in CASES) + 3
    assert row["pooled"] == pytest.approx((events / 12_000) / (330 / 36_000))
    assert row["mean"] == pytest.approx(np.mean(values))
    assert (row["lower_quartile"], row["median"], row["upper_quartile"]) == pytest.approx(
        tuple(np.quantile(values, [0.25, 0.5, 0.75]))
    )
    assert (row["organisations"], row["without_value"], row["pooled_organisations"]) == (11, 1, 12)
    for word in ("pooled", "median", "mean"):
        assert word in row["sentence"]


def test_areas_of_the_organisation_asked_about_alone() -> None:
    history = history_of(cases(), register(TYPES))
    for find in (find_shares, find_spread):
        assert set(find(history, Asked(organisation="Z0011"))["area"]) == {"england", "ambulance"}


def test_without_a_register_there_are_no_areas() -> None:
    assert find_shares(history_of(cases()), Asked()).is_empty()
    assert find_spread(history_of(cases()), Asked()).is_empty()


def boards(bme: list[int]) -> list[dict[str, object]]:
    rows = []
    for code, members in zip(CODES, bme, strict=False):
        for item, white, focus in (("board", 12 - members, members), ("staff", 700, 300)):
            rows += [tally(code, item, group, count) for group, count in
                     (("white", white), ("bme", focus), ("unknown", 0), ("all", white + focus))]  # fmt: skip
    return rows


def test_a_board_is_placed_by_the_spread_of_boards_and_not_tested() -> None:
    found = find_places(history_of(boards([3, 4, 3, 4, 3, 4, 3, 0, 9])), Asked())
    verdicts = dict(found.select("area", "verdict").iter_rows())
    assert verdicts["Z0007"] == "more_adverse_than_peers"
    assert verdicts["Z0008"] == "less_adverse_than_peers"
    assert verdicts["Z0000"] == "like_peers"
    assert not {"p_value", "q_value", "rank", "lower"} & set(found.columns)
    row = found.filter(area="Z0007").row(0, named=True)
    assert row["value"] == pytest.approx(-30.0)
    assert (row["lower_quartile"], row["peer_median"]) == (pytest.approx(-5.0), pytest.approx(-5.0))


def test_few_boards_are_not_compared() -> None:
    found = find_places(history_of(boards([3, 4, 0])), Asked())
    assert set(found["verdict"]) == {"too_few_peers"}
    assert not any(found["sentence"])
