"""Whatever bytes lie in a folder, a check ends with problems or with counts, and with nothing else."""

from __future__ import annotations

import math
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from openwres.contracts.exceptions import InputError
from openwres.extracts.values import read_count, read_date, read_number
from openwres.inputs import Check
from tests.extracts.folders import checked, counted, written
from tests.extracts.whole import EVERYTHING

QUICK = settings(max_examples=12, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
LONG = settings(max_examples=100, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
KINDS = sorted(EVERYTHING)
TABLES = {
    "trac": 'Ethnic Origin,Shortlisted,Appointed\nWhite - British,"1,010",*\nIndian,4,2\nTotal,1014,7\n',
    "headcount": "Pay Band,White,BME,Total\nStudents,,,\n5,10,5,15\nTotal,10,5,15\n",
    "survey": "Question,White %,White base,BME %\nq14a,20.5,1000,25.1\n",
}
TEXTS = [*(written(rows) for _, rows in sorted(EVERYTHING.items())), *TABLES.values()]
NAMES = [*KINDS, *TABLES]
ODD = ['"', '""', ",", ";", "\t", "|", "\n", "\r", "\r\n", "\x00", "\x07\x07", "\x1a", "\ufeff", "é", "\u2028", "'", "\\", " ", "%", "x" * 70_000,
       "=1+1", "NaN", "-1", "1e999", "9" * 400, "\U0001f600", "{}", "${x}", "NULL", "*", "31/12/9999", "0000-00-00"]  # fmt: skip


def looked_at(name: str, content: bytes, ending: str = "csv") -> Check:
    """What a check makes of one file: problems that say what to do; where nothing blocks, it can be counted."""
    with TemporaryDirectory() as place:
        path = Path(place) / f"{name}.{ending}"
        path.write_bytes(content)
        found = checked(Path(place))
        assert path.read_bytes() == content
        assert all(problem.sentence and problem.remedy for problem in found.problems)
        if found.blocked:
            with pytest.raises(InputError):
                counted(Path(place))
        else:
            assert len(counted(Path(place)).tallies) > 0
    return found


@st.composite
def spoilt(draw: st.DrawFn) -> tuple[str, bytes]:
    """A sound file of some kind with a few odd things put in, taken out or doubled, in some encoding."""
    at = draw(st.integers(0, len(TEXTS) - 1))
    text = TEXTS[at]
    for _ in range(draw(st.integers(1, 4))):
        start = draw(st.integers(0, len(text)))
        end = draw(st.sampled_from([start, start, start + 1, start + 12]))
        text = text[:start] + draw(st.sampled_from(ODD)) + text[end:]
    encoding = draw(st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "cp1252"]))
    return NAMES[at], text.encode(encoding, errors="replace")


@st.composite
def headed(draw: st.DrawFn) -> tuple[str, bytes]:
    """A sound file under an arbitrary header, with arbitrary rows above it."""
    at = draw(st.integers(0, len(TEXTS) - 1))
    header, *rows = TEXTS[at].splitlines()
    known = st.sampled_from([*header.split(","), "ethnic origin", "White", "Total", "Q14a White %", "Band", "", "  "])
    cell = st.one_of(known, st.text(st.characters(codec="utf-8", exclude_characters='\r\n"'), max_size=8))
    above = draw(st.lists(st.lists(cell, max_size=5), max_size=3))
    new = draw(st.lists(cell, min_size=1, max_size=12))
    lines = [",".join(line) for line in (*above, new)] + rows
    return draw(st.sampled_from(NAMES)), "\n".join(lines).encode()


def ends(of: tuple[str, bytes]) -> None:
    name, content = of
    looked_at(name, content)


def bytes_end(name: str, content: bytes, ending: str) -> None:
    looked_at(name, content, ending)


ANY = (
    st.sampled_from(NAMES),
    st.binary(max_size=300),
    st.sampled_from(["csv", "txt", "xlsx", "ods", "parquet", "xls"]),
)
BEGINNINGS = st.sampled_from(
    [b"PK\x03\x04", b"PAR1", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"\xff\xfe", b"\xfe\xff", b"\xef\xbb\xbf", b"<html"]
)


test_any_bytes = QUICK(given(*ANY)(bytes_end))
test_any_bytes_at_length = pytest.mark.slow(LONG(given(*ANY)(bytes_end)))
test_any_bytes_after_a_known_beginning = QUICK(
    given(ANY[0], st.tuples(BEGINNINGS, st.binary(max_size=200)).map(b"".join), ANY[2])(bytes_end)
)
test_sound_files_with_odd_things_in_them = QUICK(given(spoilt())(ends))
test_sound_files_with_odd_things_in_them_at_length = pytest.mark.slow(LONG(given(spoilt())(ends)))
test_any_header = QUICK(given(headed())(ends))
test_any_header_at_length = pytest.mark.slow(LONG(given(headed())(ends)))


# Cells

DAYS = st.dates(date(1970, 1, 1), date(2060, 12, 31))
FORMS = [
    "%Y-%m-%d",
    "%d/%m/%Y",
    "%d.%m.%Y",
    "%d-%b-%Y",
    "%d %B %Y",
    "%Y%m%d",
    "%Y-%m-%d 00:00:00",
    "%d/%m/%Y 09:30",
    "%d-%b-%y",
]


@given(DAYS, st.sampled_from(FORMS), st.sampled_from(["", " ", "\t"]))
def test_a_date_is_read_from_every_form(day: date, form: str, around: str) -> None:
    text = around + day.strftime(form) + around
    assert read_date(text).day == (day if "%y" not in form or day.year < 2060 else read_date(text).day)


@given(DAYS)
def test_a_serial_number_is_the_day_that_a_spreadsheet_means(day: date) -> None:
    assert read_date(str((day - date(1899, 12, 30)).days)).day == day


@given(st.one_of(st.text(max_size=30), st.from_regex(r"[\d/.: -]{0,14}", fullmatch=True)))
def test_any_text_is_a_date_of_our_time_or_none(text: str) -> None:
    found = read_date(text)
    assert found.day is None or 1900 <= found.day.year < 2200
    assert found.form or found.day is None


@given(st.integers(0, 10**9))
def test_a_count_is_read_with_and_without_commas(number: int) -> None:
    assert {
        read_count(text) for text in (str(number), f"{number:,}", f"{number:,}".replace(",", " "), f" {number}.0 ")
    } == {number}


@given(st.text(max_size=20))
def test_any_text_is_a_count_from_zero_or_none(text: str) -> None:
    found = read_count(text)
    assert found is None or found >= 0


@given(st.one_of(st.text(max_size=20), st.from_regex(r"[\d,. %+-]{0,400}", fullmatch=True)))
def test_any_text_is_a_finite_number_or_none(text: str) -> None:
    found = read_number(text)
    assert found is None or math.isfinite(found)
    assert read_count(text) is None or found is not None


@given(st.decimals(-1000, 1000, places=2, allow_nan=False))
def test_a_number_is_read_as_it_is_written(number: object) -> None:
    assert read_number(f"{number}") == read_number(f"{number}%") == float(str(number))


@pytest.mark.parametrize(
    "text", ["8,5", "1,23", "1.2.3", "1e3", "nan", "inf", "½", "9" * 400, "--1", "1_000", "0x10", ","]
)
def test_what_is_no_number(text: str) -> None:
    assert (read_number(text), read_count(text)) == (None, None)
