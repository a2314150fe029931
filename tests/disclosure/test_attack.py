"""What an attacker finds in small releases, each worked out by hand."""

from __future__ import annotations

import polars as pl
import pytest

from openwres.disclosure.attack import Knowledge, attack
from tests.disclosure.making import counts, edition, members, together

KNOWLEDGE = Knowledge(width=5)
EXACTLY = Knowledge(width=1000)  # so wide that every range is asked for to its ends
NOBODY = members()


def ranges(
    *tables: pl.DataFrame,
    belongs: pl.DataFrame = NOBODY,
    knowledge: Knowledge = EXACTLY,
    earlier: tuple[pl.DataFrame, ...] = (),
) -> dict[str, tuple[float, float]]:
    """The range of each hidden count, by area, category and group."""
    found = attack(together(tables), edition(), belongs, knowledge, earlier).ranges
    named = found.select(pl.concat_str("area", "item", "category", "group", separator=" "), "lower", "upper")
    return {" ".join(name.split()): (round(low, 3), round(high, 3)) for name, low, high in named.iter_rows()}


def test_one_hidden_group_is_the_total_less_the_others() -> None:
    assert ranges(counts({"white": 90, "bme": None, "unknown": 3, "all": 97})) == {"ZZ1 staff bme": (4, 4)}


def test_two_hidden_groups_share_what_is_left() -> None:
    found = ranges(counts({"white": None, "bme": None, "unknown": 3, "all": 97}))
    assert found == {"ZZ1 staff bme": (0, 94), "ZZ1 staff white": (0, 94)}


def test_two_hidden_groups_with_little_left_are_exposed() -> None:
    release = counts({"white": None, "bme": None, "unknown": 93, "all": 97})
    found = attack(release, edition(), NOBODY, KNOWLEDGE)
    assert found.summary == {"hidden": 2, "exposed": 2, "known": 0}
    assert found.ranges["upper"].to_list() == pytest.approx([4, 4])


def test_a_hidden_group_is_told_by_a_finer_classification() -> None:
    coarse = counts({"white": 80, "bme": None, "unknown": None, "all": 100})
    fine = counts({f"ethnic-5:{group}": 4 for group in ("mixed", "asian", "black", "other")})
    assert ranges(coarse, fine) == {"ZZ1 staff bme": (16, 16), "ZZ1 staff unknown": (4, 4)}


def test_a_finer_classification_tells_through_a_table_that_is_not_published() -> None:
    """Rows by grade and a tier in five groups meet in the tier's BME staff, which nobody published."""
    rows = counts({"clinical-6 bme": None, "clinical-7 bme": 9})
    tier = counts({f"clinical-middle ethnic-5:{group}": 3 for group in ("mixed", "asian", "black", "other")})
    assert ranges(rows, tier) == {"ZZ1 staff clinical-6 bme": (3, 3)}


def test_a_cross_adds_up_to_both_of_its_sides() -> None:
    whole = counts({"white": 50, "bme": 20, "unknown": 0, "all": 70})
    crossed = counts(
        {"wres*sex:bme*female": None, "wres*sex:bme*male": 17, "wres*sex:bme*other": 0, "wres*sex:bme*unknown": 0}
    )
    assert ranges(whole, crossed) == {"ZZ1 staff bme*female": (3, 3)}


def test_a_recomputed_margin_tells_the_row_that_was_hidden() -> None:
    """Four rows of a tier and the tier itself: the row that is left out is the difference."""
    shown = {f"clinical-{band} white": 10 for band in ("8a", "8b", "8c", "8d", "9")}
    release = counts({**shown, "clinical-vsm white": None, "clinical-upper white": 53})
    assert ranges(release) == {"ZZ1 staff clinical-vsm white": (3, 3)}


def test_zero_does_not_hide_a_count() -> None:
    """A count that was set to zero contradicts its total: zero is a value and nobody may use it as a mask."""
    release = counts({"white": 90, "bme": 0, "unknown": 3, "all": 97})
    assert attack(release, edition(), NOBODY, KNOWLEDGE).contradictions


def test_labels_that_begin_alike_are_different_rows() -> None:
    """`clinical-8c` is not a part of `non-clinical-8c`, nor `clinical-upper` of `non-clinical-upper`."""
    release = counts(
        {"clinical-8c bme": None, "non-clinical-8c bme": 4, "non-clinical-upper bme": 4, "clinical-upper bme": 30}
    )
    assert ranges(release) == {"ZZ1 staff clinical-8c bme": (0, 30)}


def test_a_merged_row_tells_the_row_that_is_still_shown() -> None:
    merges = {"grade": {"clinical-8c-to-vsm": ("clinical-8c", "clinical-8d", "clinical-9", "clinical-vsm")}}
    rows = {"clinical-8c bme": 9, "clinical-8d bme": 6, "clinical-9 bme": None, "clinical-vsm bme": 0}
    release = counts({**rows, "clinical-8c-to-vsm bme": 17})
    found = ranges(release, knowledge=Knowledge(1000, merges))
    assert found == {"ZZ1 staff clinical-9 bme": (2, 2)}


def test_an_event_of_a_hidden_population_says_how_many_they_are_at_least() -> None:
    people = counts({"clinical-9 white": None, "clinical-9 bme": None, "clinical-9 unknown": 0, "clinical-9 all": 12})
    trained = counts({"clinical-9 white": 9}, "trained")
    assert ranges(people, trained) == {"ZZ1 staff clinical-9 white": (9, 12), "ZZ1 staff clinical-9 bme": (0, 3)}


def test_everybody_who_had_the_event_gives_the_hidden_population() -> None:
    """Of twelve people twelve were trained, so the hidden groups are those of the trained."""
    people = counts({"clinical-9 white": None, "clinical-9 bme": None, "clinical-9 unknown": 0, "clinical-9 all": 12})
    trained = counts(
        {"clinical-9 white": 9, "clinical-9 bme": 3, "clinical-9 unknown": 0, "clinical-9 all": 12}, "trained"
    )
    assert ranges(people, trained) == {"ZZ1 staff clinical-9 white": (9, 9), "ZZ1 staff clinical-9 bme": (3, 3)}


def test_what_organisations_show_tells_of_the_one_that_hides() -> None:
    shown = counts({"bme": 40}, area="ZZ1")
    hides = counts({"white": None, "bme": None, "unknown": 0, "all": 97}, area="ZZ2")
    england = counts({"bme": 43}, area="england", area_type="nation", indicator="1", organisations=2)
    found = ranges(shown, hides, england, belongs=members("ZZ1", "ZZ2"))
    assert found == {"ZZ2 staff bme": (3, 3), "ZZ2 staff white": (94, 94)}


def test_an_area_of_fewer_organisations_tells_less() -> None:
    """Of three organisations two entered and nobody says which, so the area is a lower limit only."""
    codes = ("ZZ1", "ZZ2", "ZZ3")
    hides = [counts({"white": None, "bme": None, "unknown": 0, "all": 97}, area=code) for code in codes[:2]]
    england = counts({"bme": 43}, area="england", area_type="nation", indicator="1", organisations=2)
    found = ranges(*hides, counts({"bme": 30}, area="ZZ3"), england, belongs=members(*codes))
    assert found["ZZ1 staff bme"] == (0, 97)


def test_an_organisation_without_an_item_of_the_indicator_is_not_in_its_area() -> None:
    """Only one of the two counted its training, so the area of indicator 4 is that one alone."""
    both = [counts({"clinical-9 white": 10, "clinical-9 bme": None}, area=code) for code in ("ZZ1", "ZZ2")]
    trained = counts({"clinical-9 white": 1, "clinical-9 bme": 0}, "trained")
    england = counts({"clinical-9 bme": 3}, area="england", area_type="nation", indicator="4", organisations=1)
    found = ranges(*both, trained, england, belongs=members("ZZ1", "ZZ2"))
    assert found["ZZ1 staff clinical-9 bme"] == (3, 3)


def test_the_other_year_of_a_window_tells_this_one() -> None:
    now = counts({"bme": None}, "disciplined", basis="one-year")
    both = counts({"bme": 9}, "disciplined", basis="two-year")
    before = counts({"bme": 7}, "disciplined", year=2025, basis="one-year")
    assert ranges(now, both, earlier=(before,)) == {"ZZ1 disciplined bme": (2, 2)}
    assert ranges(now, both) == {"ZZ1 disciplined bme": (0, 9)}


def test_a_count_that_was_published_before_is_not_hidden() -> None:
    before = counts({"white": 90, "bme": 4, "unknown": 3})
    assert ranges(counts({"white": 90, "bme": None, "unknown": None}), earlier=(before,)) == {
        "ZZ1 staff bme": (4, 4),
        "ZZ1 staff unknown": (3, 3),
    }


def test_last_release_and_this_one_hide_other_counts_of_the_same_row() -> None:
    """Each release by itself leaves two counts open; together they leave none."""
    row = {"white": 60, "bme": 4, "unknown": 36, "all": 100}
    before = counts({**row, "bme": None, "unknown": None})
    now = counts({**row, "bme": None, "white": None})
    assert ranges(now) == {"ZZ1 staff bme": (0, 64), "ZZ1 staff white": (0, 64)}
    assert ranges(now, earlier=(before,)) == {"ZZ1 staff bme": (4, 4), "ZZ1 staff white": (60, 60)}


def test_a_belief_that_what_is_shown_refutes_is_given_up() -> None:
    """More were appointed than shortlisted in one row, so nobody can conclude that it is otherwise in another one."""
    shortlisted = counts({"clinical-6 bme": 3, "clinical-5 bme": None, "clinical-5 all": 40}, "shortlisted")
    appointed = counts({"clinical-6 bme": 5, "clinical-5 bme": 30}, "appointed")
    assert ranges(shortlisted, appointed) == {"ZZ1 shortlisted clinical-5 bme": (0, 40)}
    assert ranges(shortlisted, appointed.filter(pl.col("category") == "clinical-5")) == {
        "ZZ1 shortlisted clinical-5 bme": (30, 40)
    }


def test_a_belief_that_the_release_says_is_not_so_is_given_up_where_the_definition_allows_it() -> None:
    """Somebody who was disciplined has left: of a finer group that may be, of all BME staff the definition rules it out."""
    staff = counts({"white": 90, "bme": 3, "unknown": 0, "ethnic-16:j": 0})
    disciplined = counts({"white": 9, "bme": None, "ethnic-16:j": None}, "disciplined", basis="one-year")
    believed = {"ZZ1 disciplined bme": (0, 3), "ZZ1 disciplined j": (0, 0)}
    assert ranges(staff, disciplined) == believed
    said = Knowledge(1000, uncovered=frozenset({("organisation", "ZZ1", "disciplined", "staff")}))
    assert ranges(staff, disciplined, knowledge=said) == believed | {"ZZ1 disciplined j": (0, 3)}
    elsewhere = Knowledge(1000, uncovered=frozenset({("organisation", "ZZ2", "disciplined", "staff")}))
    assert ranges(staff, disciplined, knowledge=elsewhere) == believed


def test_what_is_among_others_by_counting_is_certain_whatever_a_release_says() -> None:
    staff, trained = counts({"ethnic-16:j": 3}), counts({"ethnic-16:j": None}, "trained")
    said = Knowledge(1000, uncovered=frozenset({("organisation", "ZZ1", "trained", "staff")}))
    assert ranges(staff, trained, knowledge=said) == {"ZZ1 trained j": (0, 3)}


def test_nothing_hidden_leaves_nothing_to_find() -> None:
    found = attack(counts({"white": 90, "bme": 4, "unknown": 3, "all": 97}), edition(), NOBODY, KNOWLEDGE)
    assert found.summary == {"hidden": 0, "exposed": 0, "known": 0}
    assert not found.contradictions


def test_a_correction_reveals_what_the_release_before_hid() -> None:
    """One white person more, elsewhere; the partner that the first release hid beside the BME staff is shown by the second."""
    rows = ("clinical-9 all", "clinical-9 white", "clinical-9 bme", "clinical-9 unknown")
    before = counts(dict(zip(rows, (20, None, None, 2), strict=True)) | {"all": 500, "white": 300})
    now = counts(dict(zip(rows, (20, 15, None, None), strict=True)) | {"all": 501, "white": 301})
    assert ranges(now) == {"ZZ1 staff clinical-9 bme": (0, 5), "ZZ1 staff clinical-9 unknown": (0, 5)}
    assert ranges(now, earlier=(before,)) == {
        "ZZ1 staff clinical-9 bme": (3, 3),
        "ZZ1 staff clinical-9 unknown": (2, 2),
    }


def test_a_count_of_which_it_is_not_clear_whether_it_was_corrected_is_the_old_one_or_one_more() -> None:
    """The row grew by one and both groups are hidden: one of them grew by one, and nobody can say which; four or five it is."""
    before = counts({"clinical-9 all": 20, "clinical-9 white": None, "clinical-9 bme": 4, "clinical-9 unknown": 0})
    now = counts({"clinical-9 all": 21, "clinical-9 white": None, "clinical-9 bme": None, "clinical-9 unknown": 0})
    found = ranges(now, earlier=(before,))
    low, high = found["ZZ1 staff clinical-9 bme"]
    assert 4 <= low <= high <= 5
    assert attack(now, edition(), NOBODY, KNOWLEDGE, (before,)).contradictions == ()


def test_a_correction_elsewhere_leaves_hidden_counts_one_variable_with_their_area() -> None:
    """England grew because one organisation did; of the other one nothing changed, and its hidden counts are still one."""
    row = {"clinical-9 all": 20, "clinical-9 white": 15, "clinical-9 bme": 3, "clinical-9 unknown": 2}
    other = [counts({"all": number}, area="ZZ2") for number in (70, 71)]
    england = [
        counts({"all": 100 + n}, area="england", area_type="nation", indicator="1", organisations=2) for n in (70, 71)
    ]
    before = together(
        [counts({**row, "all": 100, "clinical-9 bme": None, "clinical-9 white": None}), other[0], england[0]]
    )
    now = counts({**row, "all": 100, "clinical-9 bme": None, "clinical-9 unknown": None})
    found = ranges(now, other[1], england[1], belongs=members("ZZ1", "ZZ2"), earlier=(before,))
    assert found == {"ZZ1 staff clinical-9 bme": (3, 3), "ZZ1 staff clinical-9 unknown": (2, 2)}


def test_an_area_of_more_organisations_than_before_is_not_taken_to_be_unchanged() -> None:
    """One organisation came late. Its white and BME staff are hidden, and England's, which were shown before, are as well."""
    belongs = members("ZZ1", "ZZ2")
    row = {"white": 60, "bme": 40, "unknown": 0, "all": 100}
    one = counts(row, area="ZZ1")
    before = [one, counts(row, area="england", area_type="nation", indicator="1", organisations=1)]
    late = counts({"white": None, "bme": None, "unknown": 0, "all": 30}, area="ZZ2")
    england = counts(
        {"white": None, "bme": None, "unknown": 0, "all": 130}, area="england", area_type="nation", indicator="1", organisations=2
    )  # fmt: skip
    found = ranges(one, late, england, belongs=belongs, earlier=(together(before),))
    assert [found["ZZ2 staff bme"], found["england staff bme"]] == [(0, 30), (40, 70)]


def test_a_row_that_an_organisation_does_not_show_is_no_sign_that_it_has_none() -> None:
    """Of three organisations two had discipline counted. One of these has no row of its asian staff, the third has one."""
    belongs = members("ZZ1", "ZZ2", "ZZ3")
    staff = [
        counts({"ethnic-5:white": 50, "ethnic-5:asian": number}, area=code)
        for code, number in (("ZZ2", None), ("ZZ3", 20))
    ]
    staff.append(counts({"ethnic-5:white": 50}, area="ZZ1"))
    cases = [
        counts({"ethnic-5:white": 9, "ethnic-5:asian": 0}, "disciplined", area=code, basis="one-year")
        for code in ("ZZ1", "ZZ2")
    ]
    england = counts({"ethnic-5:asian": 12}, area="england", area_type="nation", indicator="3", organisations=2)
    assert ranges(*staff, *cases, england, belongs=belongs) == {"ZZ2 staff asian": (0, 12)}


def test_percentages_with_their_bases_contradict_nothing() -> None:
    """The people behind them are worked out, so they need not add up; counts that do not are told."""
    answers: dict[str, int | None] = {"white": 10, "bme": 5, "unknown": 3, "all": 19}
    given = counts(answers, "harassed-by-public").with_columns(value=pl.lit(31.0), base=pl.col("count") * 100 // 31)
    england = counts(answers, "harassed-by-public", area="england", area_type="nation", indicator="5", organisations=1)
    assert not attack(together([given, england]), edition(), members("ZZ1"), KNOWLEDGE).contradictions
    assert attack(counts(answers, "harassed-by-public"), edition(), NOBODY, KNOWLEDGE).contradictions
