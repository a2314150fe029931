"""Policies as files: what they publish, and every mistake with its line and remedy."""

from __future__ import annotations

from pathlib import Path

import pytest

from openwres.contracts.exceptions import DefinitionError, UsageError
from openwres.disclosure.policy import load_policy, names_of_policies

GOOD = """\
format: 1
id: mine
title: Ours
standard: wres
audience: public
width: 5
people_below: 5
publish:
  - {items: [board], shown: never}
  - {breakdowns: [whole], classifications: [wres], shown: official}
  - {items: [staff], breakdowns: [grade], classifications: [wres], groups: [all]}
owner: us
reviewed: 2026-11-01
sources: [ours]
"""


def written(tmp_path: Path, text: str) -> str:
    path = tmp_path / "mine.yaml"
    path.write_text(text, encoding="utf-8")
    return str(path)


@pytest.mark.parametrize("name", names_of_policies())
def test_every_policy_that_comes_with_the_program_can_be_used(name: str) -> None:
    policy = load_policy(name)
    assert policy.name == name
    assert policy.protects or policy.marking


def test_the_first_entry_that_fits_decides(tmp_path: Path) -> None:
    policy = load_policy(written(tmp_path, GOOD))
    assert policy.publishes("staff", "", "wres")
    assert policy.publishes("staff", "grade", "wres")
    assert not policy.publishes("staff", "grade", "ethnic-5")
    assert not policy.publishes("board", "", "wres")
    assert policy.entry("organisation", "staff", "grade", "clinical-5", "wres", "bme") is None
    entry = policy.entry("organisation", "staff", "grade", "clinical-5", "wres", "all")
    assert entry is not None
    assert entry.shown == "breakdown"


@pytest.mark.parametrize(
    ("old", "new", "problem", "line", "remedy"),
    [
        ("items: [staff]", "items: [staf]", "unknown-item", 11, "Did you mean `staff`?"),
        ("[grade]", "[grades]", "unknown-breakdown", 11, "Did you mean `grade`?"),
        ("groups: [all]", "groups: [bmw]", "unknown-group", 11, "Use one of: all, bme"),
        ("width: 5", "wdith: 5", "unknown-key", 6, "Did you mean `width`?"),
        ("width: 5", "width: five", "wrong-value", 6, "Write a whole number."),
        ("width: 5", "width: -5", "wrong-value", 6, "Write a whole number from 0."),
        ("audience: public", "audience: all", "wrong-value", 5, "Use one of: organisation, public, reviewer."),
        ("id: mine", "id: yours", "id-mismatch", 2, "Call it `mine`, as its file."),
        ("standard: wres", "standard: wred", "wrong-value", 4, "Did you mean `wres`?"),
        ("format: 1", "format: 2", "wrong-value", 1, "Use one of: 1."),
        ("sources: [ours]", "sources: []", "source-missing", 14, "Add where its rules are written."),
        ("audience: public", "audience: public\nprotects: false", "wrong-value", 6, "Not for publication"),
        (
            "publish:",
            "few_events: {indicators: ['33'], up_to: 2}\npublish:",
            "unknown-indicator",
            8,
            "Use one of: 1, 2",
        ),
    ],
)
def test_a_mistake_is_told_with_its_line_and_remedy(
    tmp_path: Path, old: str, new: str, problem: str, line: int, remedy: str
) -> None:
    with pytest.raises(DefinitionError) as error:
        load_policy(written(tmp_path, GOOD.replace(old, new, 1)))
    found = {(p.id, p.row): p.remedy for p in error.value.problems}
    assert remedy in found[problem, line]
    assert "mine.yaml" in str(error.value)


def test_what_is_no_policy_is_told_with_those_that_are() -> None:
    with pytest.raises(UsageError, match="wres-public"):
        load_policy("wres-publc")


def test_a_policy_that_hides_nothing_is_for_nobody_outside(tmp_path: Path) -> None:
    lines = GOOD[: GOOD.index("width")] + GOOD[GOOD.index("owner") :]
    with pytest.raises(DefinitionError, match="hides nothing"):
        load_policy(written(tmp_path, lines))
