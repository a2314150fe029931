"""Ethnic codes and the labels beside them: the national list, its extensions, the obsolete digits, and no guess."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from openwres.standards import load_standard
from openwres.standards.codes import Coded

EDITION = load_standard("wres").edition(2026)
LIST = EDITION.code_lists["ethnicity"]

# The NHS Data Dictionary's 16+1: code, label, group of the WRES, group of five.
NATIONAL = [
    ("A", "White - British", "white", "white"),
    ("B", "White - Irish", "white", "white"),
    ("C", "White - Any other White background", "white", "white"),
    ("D", "Mixed - White & Black Caribbean", "bme", "mixed"),
    ("E", "Mixed - White & Black African", "bme", "mixed"),
    ("F", "Mixed - White & Asian", "bme", "mixed"),
    ("G", "Mixed - Any other mixed background", "bme", "mixed"),
    ("H", "Asian or Asian British - Indian", "bme", "asian"),
    ("J", "Asian or Asian British - Pakistani", "bme", "asian"),
    ("K", "Asian or Asian British - Bangladeshi", "bme", "asian"),
    ("L", "Asian or Asian British - Any other Asian background", "bme", "asian"),
    ("M", "Black or Black British - Caribbean", "bme", "black"),
    ("N", "Black or Black British - African", "bme", "black"),
    ("P", "Black or Black British - Any other Black background", "bme", "black"),
    ("R", "Chinese", "bme", "other"),
    ("S", "Any Other Ethnic Group", "bme", "other"),
    ("Z", "Not Stated", "unknown", "unknown"),
    ("99", "Not Known", "unknown", "unknown"),
]
# Two-character extensions and the national letter whose sixteen-group row they belong to.
EXTENSIONS = {
    "a": ["C2", "CA", "CB", "CC", "CD"],
    "c": ["C3", "CE", "CF", "CG", "CH", "CJ", "CK", "CL", "CM", "CN", "CP", "CQ", "CR", "CS", "CT", "CU", "CV", "CW", "CX", "CY"],
    "g": ["GA", "GB", "GC", "GD", "GE", "GF"],
    "l": ["LA", "LB", "LC", "LD", "LE", "LF", "LG", "LH", "LJ", "LK"],
    "p": ["PA", "PB", "PC", "PD", "PE"],
    "s": ["SA", "SB", "SC", "SD", "SE"],
}  # fmt: skip
DIGITS = {"0": "white", **dict.fromkeys("12345678", "bme"), "9": "unknown"}


def group(raw: str | None, classification: str = "wres") -> str:
    return LIST.codes[LIST.code(raw).code].groups[classification]


@pytest.mark.parametrize(("code", "label", "wres", "of_five"), NATIONAL)
def test_a_national_code_is_read_in_every_form(code: str, label: str, wres: str, of_five: str) -> None:
    bare = label.rpartition(" - ")[2]
    for raw in (code, code.lower(), f" {code} ", f"{code} {label}", f"{code} - {label}", f"{code}: {label}",
                f"{code} {bare}", label, label.upper(), label.replace(" - ", " – "), label.replace("&", "and")):  # fmt: skip
        assert LIST.code(raw).code == code.lower(), raw
        assert group(raw) == wres, raw
        assert group(raw, "ethnic-5") == of_five, raw


@pytest.mark.parametrize(("parent", "code"), [(p, code) for p, codes in EXTENSIONS.items() for code in codes])
def test_an_extension_keeps_its_code_and_takes_the_groups_of_its_letter(parent: str, code: str) -> None:
    assert LIST.code(code) == Coded(code.lower(), "exact")
    assert group(code, "ethnic-16") == parent
    assert group(code) == group(parent)


@pytest.mark.parametrize(("digit", "wres"), DIGITS.items())
def test_a_1991_digit_is_read_and_called_obsolete(digit: str, wres: str) -> None:
    assert LIST.code(digit).how == "obsolete"
    assert group(digit) == wres


def test_declined_never_asked_and_blank_stay_apart_and_are_all_unknown() -> None:
    assert [LIST.code(raw).code for raw in ("Z", "99", "", None, "  ")] == ["z", "99", "blank", "blank", "blank"]
    declared = [group(raw, "declaration") for raw in ("Z", "99", "", "A")]
    assert declared == ["not-stated", "not-known", "blank", "declared"]
    assert {group(raw) for raw in ("Z", "99", "", "9", "X", None)} == {"unknown"}


@pytest.mark.parametrize("raw", ["NK", "nk", "Nk", "N/K", "NA", "na", "N/A", "AS", "as", "As", "N.A.", "N-A", "A-S"])
def test_letters_that_mean_nothing_are_never_african_or_british(raw: str) -> None:
    assert group(raw) == "unknown"


@pytest.mark.parametrize("raw", ["N A", "N K", "n k", "A S", "N - A", "A N Other", "M Male", "F Female", "N No reply"])
def test_a_letter_before_words_that_nobody_knows_is_no_code(raw: str) -> None:
    assert LIST.code(raw).how == "unmapped"


@pytest.mark.parametrize("raw", ["A Black person", "D Declined by phone", "P Prefer to self-describe", "S Scots"])
def test_a_sentence_is_not_read_by_its_first_letter(raw: str) -> None:
    assert group(raw) == "unknown"


def test_a_code_beside_the_label_of_another_group_is_not_settled_by_guessing() -> None:
    for code, _, wres, _ in NATIONAL:
        for other, label, theirs, _ in NATIONAL:
            if wres != theirs:
                assert LIST.code(f"{code} {label}").how == "unmapped", f"{code} with the label of {other}"


@pytest.mark.parametrize(
    "raw", ["BME", "BAME", "Non-white", "Global majority", "Ethnic minority", "All", "Total", "Human"]
)
def test_what_names_no_category_is_unmapped(raw: str) -> None:
    assert LIST.code(raw).how == "unmapped"


@pytest.mark.parametrize("raw", ["A1", "H9", "s0"])
def test_a_letter_with_a_local_digit_is_read_by_its_letter_and_said(raw: str) -> None:
    assert LIST.code(raw) == Coded(raw[0].lower(), "local-extension")


NAMES = sorted({text for code in LIST.codes.values() for text in (code.label, *code.aliases)} - {"Not readable"})
CODES = sorted(set(LIST.codes) - {"unmapped"})


@given(st.text())
@example("A\x00")
@example("Ａ")
@example("\u212a")
def test_any_text_has_a_code_and_nothing_raises(raw: str) -> None:
    coded = LIST.code(raw)
    assert coded.code in LIST.codes
    assert (coded.how == "unmapped") == (coded.code == LIST.unmapped)


@given(st.sampled_from(CODES), st.text(" \t\u00a0", max_size=3), st.text(" \t\r\n", max_size=3))
def test_spaces_and_case_do_not_change_a_code(code: str, before: str, after: str) -> None:
    assert LIST.code(f"{before}{code.upper()}{after}").code == code


@given(st.data(), st.sampled_from(NAMES))
def test_spaces_case_and_punctuation_do_not_change_a_label(data: st.DataObject, name: str) -> None:
    gap = st.sampled_from([" ", "  ", " - ", "-", ": ", ", ", " – ", "_", ". ", "\t", "\u00a0", " ("])
    words = name.split(" ")
    written = (
        words[0]
        + "".join(data.draw(gap) + word for word in words[1:])
        + data.draw(st.sampled_from(["", ".", " ", ")"]))
    )
    written = data.draw(st.sampled_from([written, written.upper(), written.lower(), written.title()]))
    assert group(written) == group(name), written


@given(st.sampled_from([code for code in CODES if len(code) == 1]), st.sampled_from(NAMES))
def test_a_code_and_a_label_agree_or_are_unmapped(code: str, name: str) -> None:
    coded = LIST.code(f"{code.upper()} {name}")
    assert coded.how == "unmapped" or LIST.codes[coded.code].groups["wres"] == group(name)
