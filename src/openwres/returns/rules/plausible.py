"""Rules about what can be true and is unlikely: against the year before and against peers, by the peers' own spread.

How far something is from them is worked out in `spread`. Everything here is to confirm and never blocks.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from functools import cache, partial
from typing import Any

import polars as pl

from openwres.contracts.problems import Severity
from openwres.returns.batch import PLACE, Returns
from openwres.returns.mistakes import shortened, swapped
from openwres.returns.rules.coherent import hit_of
from openwres.returns.rules.rule import Hit, Rule
from openwres.returns.spread import PEERS, changes, positions
from openwres.statistics.robust import robust_limit

FALSE_ALARMS = 0.001
"""Of a thousand sound numbers one is asked about, where their spread is normal. Every limit follows from this."""

_limit = cache(partial(robust_limit, false_alarms=FALSE_ALARMS))
_SAMPLING = _limit(10**6)  # where no peers say how far is far, the sampling error of a flow does
# Numbers that are put back in their places are as nineteen in twenty are.
_usual = cache(partial(robust_limit, false_alarms=0.05))
_LIKELIER = 2 * math.log(1 / FALSE_ALARMS)
_HEADCOUNT, _UNKNOWN_POINTS = 0.10, 3.0  # R14, where there are too few peers

Row = dict[str, Any]


def _changes(returns: Returns) -> pl.DataFrame:
    """Every measure that has a year before."""
    return returns.once("changes", lambda r: pl.DataFrame() if r.earlier.is_empty() else changes(r))


def _beyond_limit(rows: pl.DataFrame) -> pl.Expr:
    """Whether the score is further than the limit for so many peers, or there is none."""
    limits = {peers: _limit(peers) for peers in rows.filter(pl.col("score").is_not_null())["peers"].unique()}
    far = pl.col("score").abs() > pl.col("peers").replace_strict(limits, default=None, return_dtype=pl.Float64)
    return far | pl.col("score").is_null()


def _far(row: Row) -> bool:
    """Further than the spread of peers allows; where there are too few of them, than the constants or the sampling error."""
    if row["score"] is not None:
        return bool(abs(row["score"]) > _limit(row["peers"]))
    if row["measure"] == "size":
        return bool(abs(row["shown"] / row["last_shown"] - 1) > _HEADCOUNT)
    if row["measure"] == "unknown" and not row["flow"]:
        return bool(row["shown"] - row["last_shown"] > _UNKNOWN_POINTS)
    return bool(row["flow"]) and abs(row["moved"]) > _SAMPLING


def _told(returns: Returns) -> list[tuple[str, Row, str]]:
    """What is too far, each thing once: the rule, the measure, and words that explain it."""
    rows = _changes(returns)
    if rows.is_empty():
        return []
    rows = rows.filter(_beyond_limit(rows), ~pl.col("organisation").is_in(sorted(returns.changed)))
    swaps = {(code, item) for code, item, *_ in returns.once("swaps", _swaps)}
    far = [row for row in rows.to_dicts() if _far(row) and (row["organisation"], row["item"]) not in swaps]
    return [_rule_for(row) for row in far if not _follows(row, far, returns)]


def _follows(row: Row, far: list[Row], returns: Returns) -> bool:
    """Whether it follows from something larger that is told: a cell from its workforce or rate, a rate from its workforce."""
    population = {i.event: i.population for i in returns.edition.indicators}.get(row["item"], "")
    above = {"cell": ("size", "rate"), "rate": ("size",)}.get(row["measure"], ())
    items = (row["item"], population) if row["measure"] == "rate" else (row["item"],)
    mine = (other for other in far if other["organisation"] == row["organisation"] and other["item"] in items)
    return any(other["measure"] in above for other in mine) and not (row["measure"] == "cell" and _slip(row))


def _rule_for(row: Row) -> tuple[str, Row, str]:
    slip = _slip(row) if row["measure"] in ("cell", "percent") else ""
    if slip:
        return "digit-slip", row, f"; {slip} would be like last year"
    return _RULE_OF[row["measure"]], row, ""


_RULE_OF = {
    "size": "workforce-change",
    "rate": "rate-change",
    "unknown": "unknown-change",
    "cell": "unlike-last-year",
    "percent": "unlike-last-year",
}


def _slip(row: Row) -> str:
    """The number that it would be with two digits swapped back, or with a digit put back or taken away."""
    if row["score"] is None:
        return ""
    text = f"{row['shown']:.1f}" if row["measure"] == "percent" else f"{row['shown']:.0f}"
    scored = [
        (abs(_score(row, float(other))), other) for other in sorted(swapped(text) | _lengthened(text) | shortened(text))
    ]
    best, other = min(scored, default=(math.inf, ""))
    return other if best <= 1 else ""


def _lengthened(text: str) -> set[str]:
    """The texts with one more digit before the point."""
    whole, point, rest = text.partition(".")
    places = [(whole[:n], whole[n:]) for n in range(len(whole) + 1)]
    return {before + digit + after + point + rest for before, after in places for digit in "0123456789"} - {text}


def _score(row: Row, shown: float) -> float:
    """What the score would be with another number in the cell."""
    if row["measure"] == "percent":
        share = min(max(shown / 100, 0.001), 0.999)
        x, apart = math.log(share / (1 - share)), row["apart"]
    else:
        x, apart = math.log(shown + 0.5), math.hypot((shown + 0.5) ** -0.5, row["last_error"], row["tau"])
    return float(((x - row["last_x"]) / apart - row["middle"]) / row["scale"])


def _said(rule: str, returns: Returns) -> Iterator[Hit]:
    for found, row, more in returns.once("told", _told):
        if found == rule:
            yield _hit(returns, row, f"{_shown(row)}, last year {_shown(row, 'last_shown')}{more}.")


def _shown(row: Row, name: str = "shown") -> str:
    if row["measure"] in ("percent", "unknown"):
        return f"{row[name]:.1f}%"
    return f"{row[name]:.2f} in a hundred" if row["measure"] == "rate" else f"{row[name]:,.0f}"


def _hit(returns: Returns, row: Row, said: str) -> Hit:
    place = {name: row.get(name, "") for name in PLACE}
    return hit_of(returns, place, said)


def _swaps(returns: Returns) -> list[tuple[str, str, Row, Row]]:
    """Pairs of groups whose numbers are a thousand times likelier the other way round, given the year before."""
    pairs: dict[tuple[str, str, str, str], dict[str, Row]] = {}
    for row in _unusual(_changes(returns)).to_dicts():
        pairs.setdefault((row["organisation"], row["measure"], row["item"], row["basis"]), {})[row["group"]] = row
    e, found = returns.edition, []
    gains = {
        key: _gain(own[e.focus], own[e.reference]) for key, own in pairs.items() if {e.focus, e.reference} <= set(own)
    }
    together: dict[str, float] = {}
    for (code, measure, *_), gain in gains.items():
        if measure == "percent":
            together[code] = together.get(code, 0.0) + gain
    for key, gain in gains.items():
        all_of_them = key[1] == "percent" and gain > 0 and together[key[0]] > _LIKELIER
        if gain > _LIKELIER or all_of_them:
            found.append((key[0], key[2], pairs[key][e.reference], pairs[key][e.focus]))
    return found


def _unusual(rows: pl.DataFrame) -> pl.DataFrame:
    """The numbers of groups, where that of any group is less usual than numbers are that stand in their places."""
    if rows.is_empty():
        return rows
    scored = rows.filter(pl.col("measure").is_in(["cell", "percent"]), pl.col("score").is_not_null())
    keys = ["organisation", "measure", "item", "basis"]
    least = min(map(_usual, scored["peers"].unique()), default=math.inf)
    return scored.filter((pl.col("score").abs() > least).any().over(keys))


def _gain(one: Row, other: Row) -> float:
    """Twice the logarithm of how much likelier the two numbers are in one another's place, and 0 where they fit there no better."""
    usual, here = _usual(one["peers"]), (one["score"], other["score"])
    if all(abs(score) <= usual for score in here):
        return 0.0
    there = (_score(one, other["shown"]), _score(other, one["shown"]))
    if any(abs(score) > usual for score in there):
        return 0.0
    return float(sum(score**2 for score in here) - sum(score**2 for score in there))


def _swapped(returns: Returns) -> Iterator[Hit]:
    for _, _, one, other in returns.once("swaps", _swaps):
        labels = [returns.edition.group_label(returns.edition.main, row["group"]) for row in (one, other)]
        said = (
            f"{_shown(one)}, and {labels[1]} {_shown(other)}; last year {_shown(one, 'last_shown')} and "
            f"{_shown(other, 'last_shown')}: {labels[0]} and {labels[1]} look swapped."
        )
        yield _hit(returns, one, said)


def _against_peers(returns: Returns) -> Iterator[Hit]:
    if set(returns.organisations) <= set(returns.earlier["organisation"].unique()):
        return
    if len(returns.organisations) + returns.peers["organisation"].n_unique() < PEERS:
        return
    for row in returns.once("positions", positions).iter_rows(named=True):
        if abs(row["score"]) > _limit(row["peers"]):
            yield _hit(
                returns,
                row,
                f"{_shown(row)}, and half of {row['peers']} organisations have less than {_shown(row, 'usual')}.",
            )


def _copied(returns: Returns) -> Iterator[Hit]:
    """Items of which every count is that of last year, where that is too unlikely for chance."""
    boards = [i.event for i in returns.edition.indicators if i.kind == "representation_gap"]
    keys = ["organisation", "item", "basis"]
    before = returns.earlier.filter(pl.col("count").is_not_null()).select(*PLACE, was="count")
    both = returns.counts.filter(pl.col("group") != "all", ~pl.col("item").is_in(boards)).join(before, on=PLACE)
    # Two counts around one mean n are equal about once in 2 sqrt(pi n).
    chance = -(2 * (math.pi * pl.col("count")).sqrt()).log()
    unlikely = pl.when(pl.col("count") > 0).then(chance).otherwise(0.0)
    same = both.group_by(keys).agg(
        same=(pl.col("count") == pl.col("was")).all(), chance=unlikely.sum(), n=pl.len(), group=pl.lit("all").first(),
        breakdown=pl.lit("").first(), category=pl.lit("").first(),
    )  # fmt: skip
    for row in same.filter("same", pl.col("chance") < math.log(FALSE_ALARMS)).sort(keys).iter_rows(named=True):
        yield hit_of(returns, row, f"all {row['n']} counts are those of last year.")


def _rule(rule_id: str, number: str, finds: str, remedy: str, why: str, source: str) -> Rule:
    return Rule(rule_id, number, Severity.CONFIRM, finds, remedy, why, source, partial(_said, rule_id))


RULES: tuple[Rule, ...] = (
    _rule(
        "workforce-change",
        "R14",
        "the workforce changed more than those of peers do, without a merger",
        "Check who is counted; name the transfer or merger if there was one.",
        "A missing site, a second list or doctors of another employer.",
        "London North West: doctors in training of another employer, a self-report rate of 89.7%",
    ),
    _rule(
        "unknown-change",
        "R14",
        "the share of unknown group moved more than those of peers do",
        "Check the field of ethnicity, and who was added.",
        "A default value, or people from another system whose ethnicity was not taken over.",
        "London North West: the same transfer of doctors",
    ),
    _rule(
        "rate-change",
        "R14",
        "an event happens to far more or fewer people than last year",
        "Check what is counted: people or cases, and whose.",
        "Cases of every type stand for people, mandatory courses for others.",
        "Kent and Medway, 2023: 0.05 for WDES metric 3 after 1.37",
    ),
    _rule(
        "unlike-last-year",
        "R14",
        "a number is far from last year's",
        "Confirm it, or correct the cell.",
        "Most such numbers are slips.",
        "Kent and Medway, 2023: 0.05 for WDES metric 3 after 1.37",
    ),
    _rule(
        "digit-slip",
        "R14",
        "a number would be like last year's with one digit more or fewer, or two swapped back",
        "Compare the cell with its source.",
        "Slips of the keys.",
        "Kent and Medway, 2020: 9.6% for 59.6%; Newham, 2011: 74% for 47%",
    ),
    Rule(
        "groups-swapped",
        "R09",
        Severity.CONFIRM,
        "the numbers of two groups are a thousand times likelier in one another's place, given last year's",
        "Compare both columns with their source.",
        "Who is worse off is turned round.",
        "Kent and Medway, 2020: indicators 5 to 8 under each other's labels",
        _swapped,
    ),
    Rule(
        "copied-from-last-year",
        "R13",
        Severity.CONFIRM,
        "every count of an item is that of last year, which chance does not do",
        "Give this year's counts.",
        "A form that is filled on top of last year's keeps some of it.",
        "Newcastle upon Tyne Hospitals, 2024: March 2023 in the report on 2024",
        _copied,
    ),
    Rule(
        "unlike-peers",
        "R12",
        Severity.CONFIRM,
        "a share or rate of an organisation without a year before is far from all peers'",
        "Check what is counted.",
        "New organisations have no year before to compare with.",
        "No published case",
        _against_peers,
    ),
)
