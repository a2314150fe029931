"""How often a group is said to differ from the rest of its classification where nobody differs, and how often one that does is found."""

from __future__ import annotations

import numpy as np
import polars as pl
from simulations._judged import percent

from openwres.contracts.tables import FIGURE_SCHEMA, TALLY_SCHEMA
from openwres.findings.characteristics import find
from openwres.findings.history import Asked, History
from openwres.standards import load_standard
from openwres.standards.model import Edition

TITLE = "Groups of characteristics"
ASKS = """One organisation is asked of some thirty groups: ethnicity as the WRES groups it, in five and in sixteen groups, sex, disability, and
the WRES groups by sex. How often is a group said to differ from the rest (`shown`: its interval leaves out equality and its q is at
most 5%) where every group has the same true rate, and how often does an organisation have any such group? Intervals alone should
leave out equality for 5% of groups; lists should hold a false one in at most 5% of organisations where nobody differs. Then, with one of
the sixteen groups (Black African, 6% of staff) at one and a half times the rate of the others (two thirds of it where the event is
welcome): how often is it found, and how many of the groups shown to fare worse hold these people? People in each group are drawn by
shares like those of NHS staff; 0.9% are disciplined (3), 30% trained (4), 21% of the 45% who answer harassed (6). Seed 2026;
2,000 organisations a line (200 with `--quick`)."""

_ETHNICITY = {
    "a": 0.70, "b": 0.015, "c": 0.04, "d": 0.005, "e": 0.004, "f": 0.004, "g": 0.006, "h": 0.07, "j": 0.02, "k": 0.008,
    "l": 0.025, "m": 0.01, "n": 0.06, "p": 0.005, "r": 0.008, "s": 0.02,
}  # fmt: skip
_SEX, _DISABILITY = {"female": 0.75, "male": 0.25}, {"disabled": 0.06, "non-disabled": 0.94}
_FOUND = "n"
_RATES = {"3": (0.009, 1.0, "one-year"), "4": (0.30, 1.0, ""), "6": (0.21, 0.45, "")}
_SIZES = (1_500, 5_000, 12_000)


def run(quick: bool) -> list[tuple[str, list[dict[str, object]]]]:
    """Two tables, by indicator and size: nobody differs, and one group does."""
    dice, many = np.random.default_rng(2026), 200 if quick else 2_000
    edition = load_standard("wres").edition(2026).by(("sex", "disability", "wres*sex"))
    lines = [(indicator, staff) for indicator in _RATES for staff in _SIZES]
    alike = [_alike(_judged(dice, edition, many, *line, 1.0), *line) for line in lines]
    apart = [_apart(_judged(dice, edition, many, *line, 1.5), *line) for line in lines]
    return [
        ("False alarms: every group has the same true rate", alike),
        ("One group that fares worse, by a factor of one and a half", apart),
    ]


def _alike(rows: pl.DataFrame, indicator: str, staff: int) -> dict[str, object]:
    compared = rows.filter(pl.col("p_value").is_not_null())
    told = rows.group_by("area").agg(any=pl.col("shown").any())
    return {
        "indicator": indicator,
        "staff": f"{staff:,}",
        "groups compared": f"{len(compared) / rows['area'].n_unique():.1f} an organisation",
        "interval leaves out equality": percent(compared["excludes_one"].sum(), len(compared)),
        "shown": percent(compared["shown"].sum(), len(compared)),
        "organisations with any shown": percent(told["any"].sum(), len(told)),
    }


def _apart(rows: pl.DataFrame, indicator: str, staff: int) -> dict[str, object]:
    planted = rows.filter(classification="ethnic-16", group=_FOUND)
    shown = rows.filter(pl.col("shown"))
    adverse = shown.filter("adverse_to_group")
    holding = adverse["group"].is_in([_FOUND, "black", "bme", "bme*female", "bme*male"])
    return {
        "indicator": indicator,
        "staff": f"{staff:,}",
        "too few to compare": percent(planted["p_value"].is_null().sum(), len(planted)),
        "found": percent(planted["shown"].fill_null(False).sum(), len(planted)),
        "groups shown to fare worse that hold these people": percent(holding.sum(), len(adverse)),
    }


def _judged(
    dice: np.random.Generator, edition: Edition, many: int, indicator: str, staff: int, times: float
) -> pl.DataFrame:
    """The rows of groups beside the rest, of as many organisations, as the finding judges them."""
    rate, answering, basis = _RATES[indicator]
    cells = [(e, s, d) for e in _ETHNICITY for s in _SEX for d in _DISABILITY]
    shares = np.array([_ETHNICITY[e] * _SEX[s] * _DISABILITY[d] for e, s, d in cells])
    people = dice.multinomial(round(staff * answering), shares / shares.sum(), many)
    factor = 1 / times if indicator == "4" else times
    rates = np.array([rate * (factor if e == _FOUND else 1.0) for e, _, _ in cells])
    events = dice.binomial(people, rates)
    frames = [
        _figures(edition, indicator, basis, name, group, np.array([name_of == group for name_of in groups]), people, events)
        for name, groups in _grouped(edition, cells).items()
        for group in dict.fromkeys(groups)
    ]  # fmt: skip
    history = History(pl.concat(frames), pl.DataFrame(schema=TALLY_SCHEMA), {edition.year: edition})
    return find(history, Asked()).filter(pl.col("group") != "", reference="rest")


def _grouped(edition: Edition, cells: list[tuple[str, str, str]]) -> dict[str, list[str]]:
    """The group of each cell in each classification."""
    wres, five = (_by_code(edition, name) for name in ("wres", "ethnic-5"))
    return {
        "ethnic-16": [e for e, _, _ in cells], "ethnic-5": [five[e] for e, _, _ in cells], "wres": [wres[e] for e, _, _ in cells],
        "sex": [s for _, s, _ in cells], "disability": [d for _, _, d in cells], "wres*sex": [f"{wres[e]}*{s}" for e, s, _ in cells],
    }  # fmt: skip


def _by_code(edition: Edition, name: str) -> dict[str, str]:
    """The group of each of the sixteen ethnic groups, whose codes are letters."""
    return {code.lower(): group for code, group in edition.classifications[name].of_code.items()}


def _figures(
    edition: Edition, indicator: str, basis: str, name: str, group: str, inside: np.ndarray, people: np.ndarray, events: np.ndarray
) -> pl.DataFrame:  # fmt: skip
    """The percentages of one group in every organisation."""
    n, x = people[:, inside].sum(axis=1), events[:, inside].sum(axis=1)
    some = n > 0
    rows = pl.DataFrame({
        "area": [f"R{at}" for at in range(len(n))], "numerator": x, "denominator": n,
        "value": np.where(some, 100 * x / np.maximum(n, 1), np.nan), "state": np.where(some, "value", "not_calculable").tolist(),
    })  # fmt: skip
    constants = {
        "standard": edition.standard, "year": edition.year, "area_type": "organisation", "indicator": indicator, "basis": basis,
        "statistic": "percentage", "variant": "official", "breakdown": "", "category": "", "classification": name, "group": group,
        "reason": "",
    }  # fmt: skip
    known = rows.with_columns(**{column: pl.lit(word) for column, word in constants.items()})
    absent = {column: pl.lit(None) for column in FIGURE_SCHEMA if column not in known.columns}
    return known.with_columns(**absent).select(pl.col(column).cast(kind) for column, kind in FIGURE_SCHEMA.items())
