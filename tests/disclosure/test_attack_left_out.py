"""Counts without a row: whether they follow from what must be shown."""

from __future__ import annotations

from openwres.disclosure.attack import Knowledge, attack
from tests.disclosure.making import counts, edition, members, together

MERGED = {"grade": {"clinical-8c-to-vsm": ("clinical-8c", "clinical-8d", "clinical-9", "clinical-vsm")}}
OTHER = counts(
    {"ethnic-5:asian": 40, "ethnic-5:black": 30, "bme": 90, "white": 100, "unknown": 0, "all": 190}, area="ZZ2"
)


def test_a_row_that_others_have_is_asked_for_and_found() -> None:
    """ZZ1 shows that none of its staff is BME; so none is Asian, although that has no row."""
    release = together([OTHER, counts({"bme": 0, "white": 100, "unknown": 0, "all": 100})])
    found = attack(release, edition(), members(), Knowledge(5), without_row=True)
    rows = found.without_row.select("area", "group", "lower", "upper", "known").rows()
    assert rows == [("ZZ1", "asian", 0, 0, True), ("ZZ1", "black", 0, 0, True)]
    assert found.rowless == {"hidden": 2, "exposed": 2, "known": 2}
    assert found.summary == {"hidden": 0, "exposed": 0, "known": 0}


def test_a_row_that_leaves_too_little_room_is_exposed_and_another_is_not() -> None:
    few = counts({"bme": 3, "white": 100, "unknown": 0, "all": 103})
    many = counts({"bme": 30, "white": 100, "unknown": 0, "all": 130})
    told = [attack(together([OTHER, own]), edition(), members(), Knowledge(5), without_row=True) for own in (few, many)]
    assert [one.rowless for one in told] == [
        {"hidden": 2, "exposed": 2, "known": 0},
        {"hidden": 2, "exposed": 0, "known": 0},
    ]


def test_items_that_a_place_does_not_have_and_rows_that_were_not_merged_lack_nothing() -> None:
    trained = counts({"bme": 9}, item="trained", area="ZZ2")
    merged = counts({"clinical-8c-to-vsm bme": 20}, area="ZZ2")
    release = together([counts({"bme": 30}), counts({"bme": 30}, area="ZZ2"), trained, merged])
    found = attack(release, edition(), members(), Knowledge(5, MERGED), without_row=True)
    assert found.without_row.is_empty()
