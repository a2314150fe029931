"""What adds up to what: every relation that a reader can derive from the definitions, and no other."""

from __future__ import annotations

from openwres.disclosure.policy import load_policy
from openwres.disclosure.relations import Key, Link, links, uncovered
from openwres.standards import load_standard
from tests.disclosure.making import counts, together

WRES = load_standard("wres").edition(2026)
POLICY = load_policy("wres-public")


def keys(
    item: str, classification: str, breakdown: str = "", categories: tuple[str, ...] = ("",), basis: str = ""
) -> list[Key]:
    groups = [*WRES.classifications[classification].groups, "all"]
    return [(item, basis, breakdown, category, classification, group) for category in categories for group in groups]


def found(*tables: list[Key]) -> list[Link]:
    return links([key for table in tables for key in table], WRES, POLICY)


def has(relations: list[Link], whole: str, parts: set[str], *, exact: bool = True) -> bool:
    """Whether a whole, written with its category or classification and group, has these parts."""

    def named(key: Key) -> str:
        return "/".join(word for word in (key[0], key[1], key[3], key[4], key[5]) if word)

    return any(
        named(link.whole) == whole and {named(part) for part in link.parts} == parts and link.exact == exact
        for link in relations
    )


def test_groups_add_up_to_all() -> None:
    assert has(
        found(keys("staff", "wres")), "staff/wres/all", {"staff/wres/white", "staff/wres/bme", "staff/wres/unknown"}
    )


def test_five_groups_add_up_to_white_and_bme() -> None:
    relations = found(keys("staff", "wres"), keys("staff", "ethnic-5"))
    assert has(relations, "staff/wres/white", {"staff/ethnic-5/white"})
    assert has(relations, "staff/wres/bme", {f"staff/ethnic-5/{g}" for g in ("mixed", "asian", "black", "other")})
    assert has(relations, "staff/wres/all", {"staff/ethnic-5/all"})


def test_sixteen_groups_add_up_to_five() -> None:
    relations = found(keys("staff", "ethnic-5"), keys("staff", "ethnic-16"))
    assert has(relations, "staff/ethnic-5/black", {f"staff/ethnic-16/{g}" for g in "mnp"})


def test_a_cross_adds_up_to_its_side() -> None:
    relations = found(keys("staff", "wres"), keys("staff", "wres*sex"))
    (link,) = [one for one in relations if one.whole[5] == "bme" and one.whole[4] == "wres"]
    assert all(part[5].startswith("bme*") for part in link.parts)


def test_grade_rows_add_up_to_tiers_and_the_whole_without_those_that_are_part_of_another() -> None:
    rows = tuple(WRES.breakdowns["grade"].categories)
    relations = found(
        keys("staff", "wres"),
        keys("staff", "wres", "grade", rows),
        keys("staff", "wres", "tier", tuple(WRES.breakdowns["tier"].categories)),
    )
    wholes = [
        link for link in relations if link.whole == ("staff", "", "", "", "wres", "bme") and link.parts[0][2] == "grade"
    ]
    assert len(wholes[0].parts) == len(rows) - 1
    assert has(relations, "staff/medical-consultant/wres/bme", {"staff/medical-senior-manager/wres/bme"}, exact=False)
    assert has(
        relations, "staff/clinical-middle/wres/bme", {"staff/clinical-6/wres/bme", "staff/clinical-7/wres/bme"}
    )  # fmt: skip


def test_boards_are_divided_in_two_ways() -> None:
    relations = found(
        keys("board", "wres"),
        keys("board", "wres", "membership", ("voting", "non-voting", "executive", "non-executive")),
    )
    assert has(relations, "board/wres/bme", {"board/voting/wres/bme", "board/non-voting/wres/bme"})
    assert has(relations, "board/wres/bme", {"board/executive/wres/bme", "board/non-executive/wres/bme"})


def test_an_event_is_among_its_population() -> None:
    relations = found(keys("shortlisted", "wres"), keys("appointed", "wres"))
    assert has(relations, "shortlisted/wres/bme", {"appointed/wres/bme"}, exact=False)


def test_where_an_event_exceeds_its_population_is_told_without_the_row() -> None:
    staff = counts({"white": 90, "bme": 3, "ethnic-16:j": 0})
    left = counts({"white": 9, "bme": 1, "ethnic-16:j": 1}, "disciplined", basis="one-year")
    here, there = (
        together([staff, left]),
        together([counts({"bme": 3}, area="ZZ2"), counts({"bme": 3}, "trained", "ZZ2")]),
    )
    assert uncovered(together([here, there]), WRES).rows() == [("organisation", "ZZ1", "disciplined", "staff")]
    twice = counts({"bme": 6}, "disciplined", basis="two-year")
    assert uncovered(together([staff, twice]), WRES).is_empty()


def test_one_year_is_within_two_and_two_years_of_events_are_of_people_twice() -> None:
    relations = found(
        keys("staff", "wres"),
        keys("disciplined", "wres", basis="one-year"),
        keys("disciplined", "wres", basis="two-year"),
    )
    assert has(relations, "disciplined/two-year/wres/bme", {"disciplined/one-year/wres/bme"}, exact=False)
    (twice,) = [link for link in relations if link.times == 2 and link.whole[5] == "bme"]
    assert twice.parts[0][1] == "two-year"


def test_a_merged_row_is_the_sum_of_its_rows() -> None:
    rows = (*POLICY.merges[0].rows, POLICY.merges[0].into)
    relations = found(keys("staff", "wres", "grade", rows))
    parts = {f"staff/{row}/wres/bme" for row in POLICY.merges[0].rows}
    assert has(relations, "staff/clinical-8c-to-vsm/wres/bme", parts)
