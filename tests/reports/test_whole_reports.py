"""Whole reports of any counts whatever: nothing in them says what the figures do not."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from openwres.findings.history import History
from openwres.reports.board import Settings
from openwres.reports.board.facts import Facts, facts_of
from openwres.reports.document import Document, Drawing, Heading, Paragraph, Table
from tests.findings.histories import history, tallies
from tests.reports.documents import AS_AT, report_of, texts

RATIOS = {
    "2": ("shortlisted", "appointed", "white"),
    "3": ("staff", "disciplined", "bme"),
    "4": ("staff", "trained", "white"),
}
"""Whom a ratio is of, what happened to them, and the group whose rate stands above the line."""

GAPS = {
    "5": ("asked-harassed-by-public", "harassed-by-public", ""),
    "6": ("asked-harassed-by-staff", "harassed-by-staff", ""),
    "7": ("asked-equal-opportunities", "equal-opportunities", "incl-dk"),
    "8": ("asked-discriminated", "discriminated", ""),
}
FORBIDDEN = re.compile(
    r"signific|\b(?:more|less) likely|times more|times less|because of|due to|caused|leads? to|results? in",
    re.IGNORECASE,
)
NUMBER = re.compile(r"(?<![\w.,])[+\u2212]?\d[\d,]*(?:\.\d+)?")
RATIO_WITH_UNIT = re.compile(r"\d(?:\.\d+)?(?:%| per cent| pp) (?:times|as likely)")
CODES = ("R01", "R02", "R03", "R04", "R05")
YEARS = (2024, 2025, 2026)

FEW = settings(max_examples=5, deadline=None, suppress_health_check=list(HealthCheck), phases=(Phase.generate,))
"""Each is a whole report, so that they are few and none is made smaller."""

Sides = tuple[int, int]
Counts = Mapping[str, tuple[Sides, Sides]]
"""Of each event: how many of how many white people and BME people."""


def side() -> st.SearchStrategy[Sides]:
    whole = st.one_of(st.integers(0, 12), st.integers(0, 2500))
    return st.tuples(whole, st.one_of(st.just(0.0), st.just(1.0), st.floats(0, 1))).map(
        lambda drawn: (round(drawn[0] * drawn[1]), drawn[0])
    )


def counts() -> st.SearchStrategy[Any]:
    """The events of every organisation and year; staff are the same in discipline and training."""
    events = [event for _, event, _ in (*RATIOS.values(), *GAPS.values())]
    one = st.fixed_dictionaries({event: st.tuples(side(), side()) for event in events})
    return st.fixed_dictionaries({(code, year): one for code in CODES[:2] for year in YEARS[1:]})


def made_of(drawn: Mapping[tuple[str, int], Counts]) -> History:
    frames = []
    for (code, year), its in drawn.items():
        (_, white), (_, bme) = its["disciplined"]
        frames.append(tallies(code, "staff", {"white": white, "bme": bme, "unknown": 3}, year=year))
        for of, event, basis in (*((a, b, "") for a, b, _ in RATIOS.values()), *GAPS.values()):
            sides = dict(zip(("white", "bme"), its[event], strict=True))
            basis = basis or ("one-year" if event == "disciplined" else "")
            if of != "staff":
                frames.append(
                    tallies(code, of, {**{g: n for g, (_, n) in sides.items()}, "unknown": 2}, year=year, basis=basis)
                )
            happened = {
                g: min(x, white if g == "white" else bme) if of == "staff" else x for g, (x, _) in sides.items()
            }
            frames.append(tallies(code, event, {**happened, "unknown": 1}, year=year, basis=basis))
        frames.append(tallies(code, "board", {"white": 9, "bme": 2, "unknown": 1}, year=year))
    return history(frames)


@FEW
@given(counts())
def test_a_report_says_no_cause_no_bare_significance_and_no_unit_on_a_ratio(drawn: Any) -> None:
    made = made_of(drawn)
    document = report_of(made)
    readings = {i.how_to_read for i in made.newest.indicators}
    for text in texts(document):
        if text in readings:
            continue
        assert not FORBIDDEN.search(text), text
        assert not RATIO_WITH_UNIT.search(text), text
    for name in RATIOS:
        for row in rows(document, f"years-{name}"):
            assert not any(unit in cell for cell in row[1:3] for unit in ("%", "pp")), row


@FEW
@given(counts())
def test_a_report_never_turns_a_direction_round(drawn: Any) -> None:
    made = made_of(drawn)
    document = report_of(made)
    by_name = {row[0].partition(".")[0]: row for row in rows(document, "scorecard")}
    figures = made.figures.filter(area="R01", year=2026, variant="official", breakdown="", classification="wres")
    for name in (*RATIOS, *GAPS):
        statistic, equal = ("relative_likelihood", 1.0) if name in RATIOS else ("gap", 0.0)
        (row,) = figures.filter(indicator=name, statistic=statistic).to_dicts()
        way, ends = by_name[name][2], (row["lower"], row["upper"])
        low, high = (end if end is not None else row["value"] for end in ends)
        beyond = {"above": low is not None and low > equal, "below": high is not None and high < equal}
        adverse, other = ("below", "above") if name == "7" else ("above", "below")
        if "leaves out" in way:
            assert beyond[adverse] if way.startswith("Adverse,") else beyond[other], (name, row, way)
        if row["value"] is None:
            continue
        side = "above" if row["value"] > equal else "below" if row["value"] < equal else ""
        assert way.startswith("Adverse") == (side == adverse), (name, row, way)


@FEW
@given(counts())
def test_every_number_of_an_indicator_is_one_of_its_figures_or_findings(drawn: Any) -> None:
    made = made_of(drawn)
    document, facts = report_of(made), facts_of(made, "R01", Settings(AS_AT))
    for name in (*RATIOS, *GAPS):
        known, i = numbers_of(facts, name), facts.edition.indicator(name)
        for text in prose(document, name):
            text = text.replace(i.broken, "") if i.broken else text
            if text in (f"{i.title}.", i.how_to_read):
                continue
            wrong = [token for token in NUMBER.findall(text) if not is_known(token, known)]
            assert not wrong, (name, wrong, text)


def rows(document: Document, name: str) -> list[list[str]]:
    found = [block for block in document.blocks if isinstance(block, Table) and block.name == name]
    return [[cell.text for cell in row] for block in found for row in block.rows]


def prose(document: Document, name: str) -> Iterator[str]:
    """The sentences of the pages of an indicator, and what its charts say."""
    inside = False
    for block in document.blocks:
        if isinstance(block, Heading) and block.level == 1:
            inside = block.text.startswith(f"{name}. ")
        elif inside and isinstance(block, Paragraph):
            yield block.text
        elif inside and isinstance(block, Drawing):
            yield block.chart.description


CONSTANTS = {0.0, 1.0, 95.0, 99.8, 1.5, 5.0, 10.0, 0.8, 1.25, 31.0, *map(float, YEARS), float(len(CODES[:2]))}
"""Years, levels, the band, and the differences whose power is told."""


def numbers_of(facts: Facts, name: str) -> set[float]:
    """Every number that the figures of an indicator and the findings about it hold, and shares of its counts."""
    figures = facts.history.figures.filter(indicator=name).to_dicts()
    i = facts.edition.indicator(name)
    found = [row for basis in i.bases for row in (facts.trend(i, basis), facts.peers.get((name, "", basis))) if row]
    found += [row for basis in i.bases for row in (*facts.peers_of(name, basis), *facts.funnel_of(name, basis))]
    known = set(CONSTANTS)
    for row in (*figures, *found):
        known |= {abs(float(value)) for value in row.values() if isinstance(value, int | float)}
    for row in figures:
        part, whole = row["numerator"], row["denominator"]
        known |= {100 * part / whole, 100 * row["denominator"]} if part is not None and whole else set()
        known |= {100 * row["value"]} if row["statistic"] == "power" and row["value"] else set()
    for year in facts.history.years:
        known |= _shares_unknown(facts, name, year)
    return known


def _shares_unknown(facts: Facts, name: str, year: int) -> set[float]:
    """The share of people whose group is not known among all."""
    own, i = facts.own_by_year[year], facts.edition.indicator(name)
    shares = set()
    for basis in i.bases:
        unknown, everyone = (own.get(name, "percentage", group, basis) for group in ("unknown", "all"))
        if unknown and everyone and everyone["denominator"] and unknown["denominator"] is not None:
            shares.add(100 * unknown["denominator"] / everyone["denominator"])
    return shares


def is_known(token: str, known: set[float]) -> bool:
    """Whether a number is one of these, rounded to as many digits as it shows."""
    digits = token.strip("+\u2212").rstrip(",").replace(",", "")
    places = len(digits.partition(".")[2])
    return any(abs(float(digits) - number) <= 0.5 * 10**-places + 1e-9 for number in known)
