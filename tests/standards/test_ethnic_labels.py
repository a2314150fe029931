"""The labels that published data use, as the Race Disparity Unit collected them: each to its group or to none."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from openwres.standards import load_standard

LIST = load_standard("wres").edition(2026).code_lists["ethnicity"]

NEVER = frozenset[str]()
UNKNOWN = frozenset({"unknown"})
# What holds white minorities and others together, or everybody, belongs to no group of the WRES.
MIXTURES = {"All", "Other than White British", "Other (inc Gypsy/Traveller/Irish Traveller)"}
NOBODY = {"Unknown", "Unclassified", "Unmatched", "Not applicable"}


def allowed(standard: str) -> frozenset[str]:
    """The groups that a standard label may go to; unmapped is always allowed, and is said to the user."""
    if standard in MIXTURES:
        return NEVER
    if standard in NOBODY:
        return UNKNOWN
    return frozenset({"white" if standard.startswith(("White", "Gypsy", "Irish Traveller")) else "bme"})


@pytest.fixture(scope="module")
def lookup(shared_data: Path) -> list[tuple[str, str]]:
    path = shared_data / "ethnicity_classifications" / "classification_lookup.csv"
    with path.open(encoding="utf-8-sig", newline="") as file:
        return [(row["Ethnicity"], row["Standard Ethnicity"].strip()) for row in csv.DictReader(file)]


def test_every_label_goes_to_its_own_group_or_to_none(lookup: list[tuple[str, str]]) -> None:
    wrong = []
    for label, standard in lookup:
        coded = LIST.code(label)
        group = LIST.codes[coded.code].groups["wres"]
        if coded.how != "unmapped" and group not in allowed(standard):
            wrong.append(f"{label!r} ({standard}) went to {group}")
    assert wrong == []


def test_most_labels_of_one_category_are_known(lookup: list[tuple[str, str]]) -> None:
    plain = [label for label, standard in lookup if standard not in (*MIXTURES, "Other") and " inc " not in standard]
    unmapped = [label for label in plain if LIST.code(label).how == "unmapped"]
    assert len(unmapped) < len(plain) / 20, unmapped


def test_labels_that_stand_for_two_categories_are_said_to_the_user(lookup: list[tuple[str, str]]) -> None:
    several = [label for label, standard in lookup if standard in MIXTURES or " inc " in standard]
    assert several
    assert [label for label in several if LIST.code(label).how != "unmapped"] == []
