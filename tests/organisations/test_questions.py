"""What a register answers: who is open, who belongs where on a date, who continues whom, which codes are right."""

from __future__ import annotations

from datetime import date

import pytest

from openwres.contracts.problems import Severity
from openwres.organisations import Area, Membership, Organisation, Register, Source, Succession, register_of

REDRAWN = date(2026, 7, 8)
FIRST = date(2022, 3, 31)


@pytest.fixture
def register() -> Register:
    """Four trusts: two that merged into a third, one moved between regions when they were redrawn."""
    return register_of(
        organisations=[
            Organisation("RJ1", "Guy's", "acute", date(1993, 4, 1)),
            Organisation("RW6", "Pennine", "acute", date(2002, 4, 1), date(2021, 9, 30)),
            Organisation("RM3", "Northern Care", "acute", None, date(2024, 3, 31)),
            Organisation("G6V2S", "North", "", date(2024, 4, 1)),
        ],
        memberships=[
            Membership("RJ1", "region", "Y56", FIRST, REDRAWN),
            Membership("RJ1", "region", "Y59", REDRAWN, None),
            Membership("RJ1", "nation", "england", FIRST, None),
            Membership("RW6", "region", "Y62", FIRST, None),
            Membership("G6V2S", "nation", "wales", REDRAWN, None),
        ],
        areas=[Area("region", "Y56", "London"), Area("type", "acute", "Acute Trusts")],
        successions=[
            Succession("RW6", "RM3", date(2021, 10, 1)),
            Succession("RM3", "G6V2S", date(2024, 4, 1)),
        ],
        sources=[Source("etr.csv", FIRST, "0" * 64), Source("etr.csv", REDRAWN, "1" * 64)],
    )


def test_finds_an_organisation_however_its_code_is_typed(register: Register) -> None:
    assert register.organisation(" rj1 ") is register.organisations[1]
    assert register.organisation("R") is None
    assert register.organisation("nobody at all") is None


def test_an_organisation_is_open_from_its_first_day_to_its_last(register: Register) -> None:
    assert [o.code for o in register.open_at(date(2021, 9, 30))] == ["RJ1", "RM3", "RW6"]
    assert [o.code for o in register.open_at(date(2021, 10, 1))] == ["RJ1", "RM3"]
    assert [o.code for o in register.open_at(date(2024, 4, 1))] == ["G6V2S", "RJ1"]


def test_an_organisation_stays_in_its_old_region_until_the_regions_are_redrawn(register: Register) -> None:
    assert ("RJ1", "region", "Y56") in register.areas_at(date(2026, 7, 7))
    assert ("RJ1", "region", "Y59") in register.areas_at(REDRAWN)
    assert ("RJ1", "region", "Y56") not in register.areas_at(REDRAWN)


def test_a_map_has_types_nations_and_closed_organisations_too(register: Register) -> None:
    assert register.areas_at(REDRAWN) == [
        ("G6V2S", "nation", "wales"),
        ("RJ1", "nation", "england"),
        ("RJ1", "region", "Y59"),
        ("RJ1", "type", "acute"),
        ("RM3", "type", "acute"),
        ("RW6", "region", "Y62"),
        ("RW6", "type", "acute"),
    ]


def test_what_has_no_region_stays_in_its_nation_and_is_listed(register: Register) -> None:
    assert register.unassigned(REDRAWN) == {
        "nation": ["RM3", "RW6"],
        "region": ["G6V2S", "RM3"],
        "type": ["G6V2S"],
    }


def test_only_the_organisations_asked_about_are_listed_as_not_assigned(register: Register) -> None:
    assert register.unassigned(REDRAWN, among=["rj1", "RM3"])["region"] == ["RM3"]


@pytest.mark.parametrize(
    ("snapshot", "geography"),
    [
        (date(2019, 3, 31), FIRST),
        (FIRST, FIRST),
        (date(2025, 3, 31), date(2025, 3, 31)),
        (date(2031, 3, 31), date(2031, 3, 31)),
    ],
)
def test_a_year_before_the_register_takes_its_first_map(register: Register, snapshot: date, geography: date) -> None:
    assert register.geography_date(snapshot) == geography


def test_a_year_after_the_last_membership_ended_takes_the_last_map() -> None:
    ended = register_of([Organisation("AA", "A")], [Membership("AA", "region", "X", FIRST, REDRAWN)])
    assert ended.geography_date(date(2030, 3, 31)) == date(2026, 7, 7)
    assert ended.areas_at(ended.geography_date(date(2030, 3, 31))) == [("AA", "region", "X")]


def test_a_register_without_dates_holds_for_every_year() -> None:
    undated = register_of([Organisation("AA", "A")], [Membership("AA", "region", "X")])
    assert undated.geography_date(date(1999, 3, 31)) == date(1999, 3, 31)
    assert undated.areas_at(date(1999, 3, 31)) == [("AA", "region", "X")]
    assert undated.newest is None


def test_the_newest_date_is_that_of_the_newest_file_or_else_of_the_newest_membership(register: Register) -> None:
    assert register.newest == REDRAWN
    undated = register_of([Organisation("AA", "A")], [Membership("AA", "region", "X", FIRST)])
    assert undated.newest == FIRST


def test_an_area_without_a_name_is_shown_by_its_code(register: Register) -> None:
    assert register.area_name("region", "Y56") == "London"
    assert register.area_name("region", "Y59") == "Y59"
    assert ("region", "Y59") not in register.names


def test_mergers_are_followed_to_the_organisation_that_is_there_today(register: Register) -> None:
    assert register.successor("rw6") == ("G6V2S", date(2024, 4, 1))
    assert register.successor("RM3") == ("G6V2S", date(2024, 4, 1))
    assert register.successor("G6V2S") is None
    assert register.successor("never heard of") is None


def test_no_single_organisation_continues_one_that_was_split() -> None:
    day = date(2021, 10, 1)
    split = register_of(
        [Organisation(code, code) for code in ("AA", "BB", "CC")] + [Organisation("DD", "D", closed=date(2021, 9, 30))],
        successions=[Succession("DD", "BB", day), Succession("DD", "CC", day), Succession("AA", "DD", day)],
    )
    assert split.successor("DD") is None
    assert split.successor("AA") is None
    assert [link.successor for link in split.successions_of("dd")] == ["BB", "CC"]
    (problem,) = split.problems_with("DD", date(2022, 3, 31))
    assert "BB, CC" in problem.sentence


def test_a_circle_made_by_hand_ends() -> None:
    day = date(2021, 10, 1)
    circle = register_of([], successions=[Succession("AA", "BB", day), Succession("BB", "AA", day)])
    assert circle.successor("AA") is None


def test_an_open_organisation_has_no_problem(register: Register) -> None:
    assert register.problems_with("rj1", date(2026, 3, 31)) == []
    assert register.problems_with("RM3", date(2024, 3, 31)) == [], "it closed at the end of the day of the snapshot"


def test_an_unknown_code_blocks(register: Register) -> None:
    (problem,) = register.problems_with("RXX", date(2026, 3, 31))
    assert (problem.id, problem.severity) == ("organisation-unknown", Severity.BLOCK)
    assert "RXX" in problem.sentence


def test_a_closed_organisation_blocks_and_its_successor_is_named(register: Register) -> None:
    (problem,) = register.problems_with("RW6", date(2022, 3, 31))
    assert problem.id == "organisation-closed"
    assert problem.sentence == (
        "RW6 (Pennine) closed on 2021-09-30, before the snapshot of 2022-03-31. "
        "Its successor since 2024-04-01 is G6V2S (North)."
    )
    assert problem.remedy == "Give these figures under the code G6V2S."


def test_a_closed_organisation_without_a_known_successor_says_so() -> None:
    alone = register_of([Organisation("AA", "A", closed=date(2020, 1, 1))])
    (problem,) = alone.problems_with("AA", date(2022, 3, 31))
    assert "knows no successor" in problem.sentence


def test_an_organisation_that_opened_later_blocks(register: Register) -> None:
    (problem,) = register.problems_with("G6V2S", date(2024, 3, 31))
    assert problem.id == "organisation-not-yet-open"
    assert "opened on 2024-04-01" in problem.sentence


def test_the_order_things_come_in_makes_no_difference(register: Register) -> None:
    again = register_of(
        reversed(register.organisations),
        reversed(register.memberships),
        reversed(register.areas),
        reversed(register.successions),
        reversed(register.sources),
    )
    assert again == register
    assert hash(again) == hash(register)
