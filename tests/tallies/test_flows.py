"""Who stayed, moved up, moved otherwise, left and joined, counted from last year's staff list and this year's."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import polars as pl
import pytest

import openwres
from openwres.calculation import Calculation
from openwres.contracts.exceptions import InputError, UsageError
from openwres.standards import load_standard
from openwres.synthetic import facts, make_nation
from openwres.synthetic.nation import lots
from openwres.synthetic.paths import make_paths
from openwres.synthetic.people import People
from tests.extracts.folders import Table, post, written

FLOWS = ("stayed", "moved-up", "moved-otherwise", "left", "joined")


def followed(folder: Path, before: Table, after: Table, **asked: str) -> Calculation:
    """This year's list beside last year's, in two folders."""
    for name, rows in (("2025", before), ("2026", after)):
        (folder / name).mkdir()
        (folder / name / "staff.csv").write_text(written(rows), encoding="utf-8")
    return openwres.calculate(
        folder / "2026",
        year=2026,
        organisation="ZZ9",
        previous=folder / "2025",
        **asked,
    )


def counts(result: Calculation, breakdown: str = "grade") -> dict[tuple[str, str, str], int]:
    """Counts above zero by flow, category and group."""
    rows = result.tallies.filter(
        pl.col("item").is_in(FLOWS), pl.col("count") > 0, classification="wres", breakdown=breakdown
    )
    return {
        (r["item"], r["category"], r["group"]): r["count"] for r in rows.iter_rows(named=True) if r["group"] != "all"
    }


def ids(result: Calculation) -> list[str]:
    return [problem.id for problem in result.problems]


def test_everybody_of_last_year_and_everybody_new_is_counted_once(tmp_path: Path) -> None:
    before = [
        post("stays"),
        post("rises", ethnicity="N"),
        post("falls", grade="7"),
        post("goes", ethnicity="H", grade="6"),
        post("crosses", ethnicity="H", staff_group="Administrative and Clerical"),
        post("doctor", grade="Foundation Year 1", staff_group="Medical and Dental"),
    ]
    after = [
        post("stays"),
        post("rises", ethnicity="N", grade="8a"),
        post("falls", grade="6"),
        post("crosses", ethnicity="H", grade="6"),
        post("doctor", grade="Consultant", staff_group="Medical and Dental"),
        post("comes", ethnicity="P", grade="7"),
    ]
    result = followed(tmp_path, before, after)
    assert counts(result) == {
        ("stayed", "clinical-5", "white"): 1,
        ("moved-up", "clinical-5", "bme"): 1,
        ("moved-up", "non-clinical-5", "bme"): 1,
        ("moved-up", "medical-trainee", "white"): 1,
        ("moved-otherwise", "clinical-7", "white"): 1,
        ("left", "clinical-6", "bme"): 1,
        ("joined", "clinical-7", "bme"): 1,
    }
    assert counts(result, "step") == {
        ("moved-up", "lower-to-upper", "bme"): 1,
        ("moved-up", "lower-to-middle", "bme"): 1,
    }


@pytest.mark.parametrize(
    ("grade_before", "grade_after"),
    [
        ({"grade": "8a"}, {"grade": "8a", "staff_group": "Administrative and Clerical"}),
        ({"grade": "8d"}, {"grade": "Consultant", "staff_group": "Medical and Dental"}),
        (
            {"grade": "Other", "staff_group": "Medical and Dental"},
            {"grade": "Consultant", "staff_group": "Medical and Dental"},
        ),
        ({"grade": "Consultant", "staff_group": "Medical and Dental"}, {"grade": "9"}),
    ],
    ids=["same band elsewhere", "band to doctor", "other doctor", "doctor to band"],
)
def test_a_move_between_grades_that_do_not_compare_is_no_rise(
    tmp_path: Path, grade_before: dict[str, str], grade_after: dict[str, str]
) -> None:
    found = counts(followed(tmp_path, [post("one", **grade_before)], [post("one", **grade_after)]))
    assert [item for item, _, _ in found] == ["moved-otherwise"]


def test_who_says_the_ethnicity_later_is_followed_under_it_and_who_withdraws_it_under_the_earlier(
    tmp_path: Path,
) -> None:
    before = [post("says", ethnicity="Z"), post("withdraws", ethnicity="H"), post("never", ethnicity="Z")]
    after = [post("says", ethnicity="N"), post("withdraws", ethnicity="Z"), post("never", ethnicity="99")]
    assert counts(followed(tmp_path, before, after)) == {
        ("stayed", "clinical-5", "bme"): 2,
        ("stayed", "clinical-5", "unknown"): 1,
    }


def test_who_does_not_count_in_a_snapshot_is_not_there(tmp_path: Path) -> None:
    before = [
        post("to the bank"),
        post("from the bank", contract="bank"),
        post("ended", end_date="2025-03-30"),
        post("stays"),
    ]
    after = [
        post("to the bank", contract="bank"),
        post("from the bank"),
        post("stays"),
        post("left", end_date="2026-01-31"),
    ]
    assert counts(followed(tmp_path, before, after)) == {
        ("left", "clinical-5", "white"): 1,
        ("joined", "clinical-5", "white"): 1,
        ("stayed", "clinical-5", "white"): 1,
    }


def test_of_several_posts_the_main_one_counts_in_both_years(tmp_path: Path) -> None:
    before = [post("one", primary="Y"), post("one", assignment="one-2", grade="7", primary="N")]
    after = [post("one", primary="N"), post("one", assignment="one-2", grade="7", primary="Y")]
    assert counts(followed(tmp_path, before, after)) == {("moved-up", "clinical-5", "white"): 1}


def test_other_groups_are_counted_for_the_whole(tmp_path: Path) -> None:
    result = followed(tmp_path, [post("one", ethnicity="N")], [post("one", ethnicity="N", grade="6")])
    black = result.tallies.filter(item="moved-up", classification="ethnic-5", group="black")
    assert black.select("breakdown", "count").rows() == [("", 1)]
    assert set(result.tallies.filter(item="moved-up", classification="wres*sex")["state"]) == {"not_collected"}


def test_without_last_years_list_nothing_is_said_of_moves(tmp_path: Path) -> None:
    (tmp_path / "staff.csv").write_text(written([post("one")]), encoding="utf-8")
    result = openwres.calculate(tmp_path, year=2026, organisation="ZZ9")
    assert not set(result.tallies["item"]) & set(FLOWS)


def test_new_staff_numbers_are_asked_about(tmp_path: Path) -> None:
    before, after = ([post(f"{series}{n}") for n in range(20)] for series in ("old", "new"))
    before[:12] = after[:12]
    result = followed(tmp_path, before, after)
    assert "few-matched" in ids(result)
    problem = next(p for p in result.problems if p.id == "few-matched")
    assert "of 20 people on last year's staff list 12 are on this year's (60%)" in problem.sentence


def test_seven_of_ten_are_enough(tmp_path: Path) -> None:
    before, after = ([post(f"{series}{n}") for n in range(20)] for series in ("old", "new"))
    before[:14] = after[:14]
    assert "few-matched" not in ids(followed(tmp_path, before, after))


def test_the_same_list_twice_is_noticed(tmp_path: Path) -> None:
    people = [post(f"P{n}") for n in range(120)]
    assert "nobody-moved" in ids(followed(tmp_path, people, people))


def test_a_grade_that_gives_no_row_leaves_the_moves_untold(tmp_path: Path) -> None:
    result = followed(tmp_path, [post("one"), post("two", grade="Sorcerer")], [post("one"), post("two")])
    found = result.tallies.filter(pl.col("item").is_in(FLOWS))
    assert set(found.select("state", "reason").rows()) == {("missing", "unmapped_grade")}
    assert found["count"].null_count() == len(found)


def test_problems_of_last_years_list_are_told_with_its_folder(tmp_path: Path) -> None:
    with pytest.raises(InputError) as stopped:
        followed(tmp_path, [post("one"), post("one")], [post("one")])
    assert [(p.id, p.file) for p in stopped.value.problems if p.severity == "block"] == [
        ("duplicate-person", "2025/staff.csv")
    ]


def test_other_extracts_of_last_year_are_not_read(tmp_path: Path) -> None:
    (tmp_path / "2025").mkdir()
    (tmp_path / "2026").mkdir()
    (tmp_path / "2025" / "cases.csv").write_text(
        "case,person,type\n1,one,disciplinary\n1,one,disciplinary\n", encoding="utf-8"
    )
    for year in ("2025", "2026"):
        (tmp_path / year / "staff.csv").write_text(written([post("one")]), encoding="utf-8")
    result = openwres.calculate(tmp_path / "2026", year=2026, organisation="ZZ9", previous=tmp_path / "2025")
    assert not [p for p in result.problems if "cases" in p.file]
    assert counts(result) == {("stayed", "clinical-5", "white"): 1}


def test_an_option_that_was_decided_otherwise_last_year_is_asked_about(tmp_path: Path) -> None:
    why = "reason: so, person: me, date: 2025-05-01"
    decided = (
        f"format: 1\noptions:\n  statuses: {{choice: active-only, {why}}}\n  entry-date: {{choice: opened, {why}}}\n"
    )
    (tmp_path / "2025").mkdir()
    (tmp_path / "2026").mkdir()
    (tmp_path / "2025" / "decisions.yaml").write_text(decided, encoding="utf-8")
    for year in ("2025", "2026"):
        (tmp_path / year / "staff.csv").write_text(written([post("one")]), encoding="utf-8")
    result = openwres.calculate(tmp_path / "2026", year=2026, organisation="ZZ9", previous=tmp_path / "2025")
    asked = [p.sentence for p in result.problems if p.id == "decided-otherwise"]
    assert len(asked) == 1, "an option that concerns no staff makes no difference"
    assert "`statuses`" in asked[0]


def test_a_folder_without_a_staff_list_blocks(tmp_path: Path) -> None:
    (tmp_path / "2025").mkdir()
    (tmp_path / "2025" / "board.csv").write_text("person,ethnicity,voting\n1,A,Y\n", encoding="utf-8")
    (tmp_path / "staff.csv").write_text(written([post("one")]), encoding="utf-8")
    with pytest.raises(InputError) as stopped:
        openwres.calculate(tmp_path / "staff.csv", year=2026, organisation="ZZ9", previous=tmp_path / "2025")
    assert "no-previous-list" in [p.id for p in stopped.value.problems]


def test_lists_of_different_organisations_block(tmp_path: Path) -> None:
    for year, code in (("2025", "ZZ8"), ("2026", "ZZ9")):
        (tmp_path / year).mkdir()
        (tmp_path / year / "staff.csv").write_text(written([{"organisation": code, **post("one")}]), encoding="utf-8")
    with pytest.raises(InputError) as stopped:
        openwres.calculate(tmp_path / "2026", year=2026, previous=tmp_path / "2025")
    assert "previous-of-others" in [p.id for p in stopped.value.problems]


def test_a_standard_that_follows_nobody_says_so(tmp_path: Path) -> None:
    people = [post("one", disability="Y")]
    result = followed(tmp_path, people, people, standard="wdes")
    assert "previous-unused" in ids(result)


def test_tallies_hold_nobody_to_follow(tmp_path: Path) -> None:
    result = followed(tmp_path, [post("one")], [post("one")])
    result.write(tmp_path / "results")
    with pytest.raises(UsageError, match="no people to follow"):
        openwres.calculate(tmp_path / "results" / "tallies.csv", year=2026, previous=tmp_path / "2025")


def test_what_was_written_can_be_read_again(tmp_path: Path) -> None:
    result = followed(tmp_path, [post("one"), post("two")], [post("one", grade="6"), post("three")])
    result.write(tmp_path / "results")
    again = openwres.calculate(tmp_path / "results" / "tallies.csv", year=2026)
    assert again.tallies.drop("source").equals(result.tallies.drop("source"))


def test_the_engine_counts_what_the_generator_did_mergers_and_all(tmp_path: Path) -> None:
    years, nation = range(2023, 2026), tmp_path / "nation"
    truth = make_nation(nation, organisations=14, years=years, seed=2, scale=0.05, changes=True)
    last: People | None = None
    for window, lot in lots(truth.plan, make_paths(truth.plan)):
        here = lot.people.take(lot.people.snapshot(window))
        if last is not None and window.year > years[0]:
            records = nation / "records"
            found = openwres.calculate(
                records / str(window.year), year=window.year, previous=records / str(window.year - 1)
            )
            rows = found.tallies.filter(
                pl.col("item").is_in(FLOWS), pl.col("count") > 0, classification="wres", breakdown="grade"
            )
            engine = {
                (r["organisation"], r["item"], r["category"], r["group"]): r["count"]
                for r in rows.iter_rows(named=True)
                if r["group"] != "all" and r["category"] != facts.SENIOR_MANAGER
            }
            assert engine == dict(Counter(_flows(last, here, truth.plan.codes)))
        last = here


def _flows(before: People, after: People, codes: tuple[str, ...]) -> Iterator[tuple[str, str, str, str]]:
    """What the arrays say of each person, one by one."""
    lists = [
        {(int(p.organisation[n]), int(p.identity[n])): (int(p.row[n]), int(p.recorded[n])) for n in range(len(p))}
        for p in (before, after)
    ]
    both = set(np.unique(before.organisation)) & set(np.unique(after.organisation))
    for key in sorted(lists[0].keys() | lists[1].keys()):
        if key[0] in both:
            yield (codes[key[0]], *_flow(lists[0].get(key), lists[1].get(key)))


def _flow(before: tuple[int, int] | None, after: tuple[int, int] | None) -> tuple[str, str, str]:
    row, group = before or after or (0, 0)
    if before and after and group == facts.UNKNOWN:
        group = after[1]
    flow = "left" if not after else "joined" if not before else "stayed" if before[0] == after[0] else "moved-up"
    return flow, facts.ROWS[row], facts.GROUPS[group]


def test_grades_have_ladders_and_medical_managers_stand_beside_consultants() -> None:
    scale = load_standard("wres").edition(2026).grade_scale
    assert scale is not None
    assert scale.steps["clinical-8a"] == scale.steps["non-clinical-8a"] > scale.steps["clinical-7"]
    assert scale.steps["medical-senior-manager"] == scale.steps["medical-consultant"]
    assert "medical-other" not in scale.steps
