"""A standard in words: what an edition holds, what an indicator measures, and what changed between two years."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from openwres.contracts.exceptions import UsageError
from openwres.standards.model import Edition, Indicator
from openwres.standards.tree import suggestion

# What a person asks of a change, with the words for it. Sources and review dates are no change of the rules.
_COMPARED = {
    "title": "title", "kind": "kind", "event": "event", "population": "population", "ratio": "ratio or gap", "adverse": "adverse side",
    "band": "non-adverse band", "bases": "basis", "questions": "survey questions", "compared": "compared on the board", "breakdowns": "breakdowns",
    "measure": "what is measured", "official": "called official", "verified": "verified against the source", "caution": "caution",
    "broken": "break in the series",
}  # fmt: skip


@dataclass(frozen=True)
class Described:
    """A description as lines for people and as data for programs."""

    lines: list[str]
    data: dict[str, Any]


@dataclass(frozen=True)
class Change:
    """One thing that differs between two editions."""

    indicator: str
    what: str
    before: str
    after: str


def find_indicator(edition: Edition, name: str) -> Indicator:
    """The indicator of that name; UsageError where there is none."""
    try:
        return edition.indicator(name)
    except KeyError:
        known = [indicator.name for indicator in edition.indicators]
        raise UsageError(f"{edition.label} has no indicator `{name}`. {suggestion(name, known)}") from None


def facts(indicator: Indicator) -> dict[str, str]:
    """What defines an indicator in a year, each as text; an empty text where it does not apply."""
    sign = "/" if indicator.kind in ("relative_likelihood", "disparity_ratio") else "-"
    band = " to ".join(f"{limit:g}" for limit in indicator.non_adverse) if indicator.non_adverse else ""
    sides = f"{indicator.over} {sign} {indicator.under}" if indicator.under else f"{indicator.over} alone"
    return {
        "title": indicator.title, "kind": indicator.kind, "event": indicator.event, "population": indicator.population,
        "ratio": sides if indicator.over else "", "adverse": indicator.adverse, "band": band,
        "bases": ", ".join(filter(None, indicator.bases)), "questions": ", ".join(indicator.questions),
        "compared": ", ".join(indicator.compared), "breakdowns": ", ".join(indicator.breakdowns), "measure": indicator.measure,
        "official": "yes" if indicator.official else "no", "verified": "yes" if indicator.verified else "no", "caution": indicator.caution,
        "broken": f"{indicator.break_year}: {indicator.broken}" if indicator.broken else "",
    }  # fmt: skip


def describe_indicator(edition: Edition, indicator: Indicator) -> Described:
    """One indicator as it holds in the edition's year."""
    known = {name: text for name, text in facts(indicator).items() if text and name != "title"}
    lines = [
        f"{edition.standard}/{indicator.name}  {indicator.title}",
        f"Edition {indicator.edition}: {indicator.edition_source}",
        "",
    ]
    lines += [f"{_COMPARED[name]:<28} {text}" for name, text in known.items()]
    lines += [
        "",
        f"Why it matters: {indicator.why_it_matters}",
        f"How to read it: {indicator.how_to_read}",
        f"Owner {indicator.owner}; reviewed {indicator.reviewed}; sources: {'; '.join(indicator.sources)}",
    ]
    data = {
        "standard": edition.standard,
        "year": edition.year,
        "indicator": indicator.name,
        "edition": indicator.edition,
        "digest": indicator.digest,
    }
    return Described(
        lines,
        data | facts(indicator) | {"why_it_matters": indicator.why_it_matters, "how_to_read": indicator.how_to_read},
    )


def describe_edition(edition: Edition, name: str) -> Described:
    """A standard's edition: what it is of, and its indicators; `name` is what the user called it."""
    lines = [
        f"{edition.title} {edition.year}",
        (f"Scope: {edition.scope}. " if edition.scope else "") + f"Owner: {edition.owner}.",
        f"Snapshot {edition.snapshot}, events from {edition.window_start} to it.",
        "",
    ]
    rows = []
    for indicator in edition.indicators:
        badge = "" if indicator.verified else "  (unverified)"
        beside = "  (beside the official ones)" if indicator.supplementary else ""
        lines.append(f"{indicator.name:>4}  {indicator.title}{badge}{beside}")
        rows.append(
            {
                "indicator": indicator.name,
                "title": indicator.title,
                "kind": indicator.kind,
                "verified": indicator.verified,
                "supplementary": indicator.supplementary,
            }
        )
    lines += [
        "",
        f"`openwres standards show {name}/{edition.indicators[0].name} --year {edition.year}` shows one of them whole.",
    ]
    return Described(
        lines,
        {
            "standard": edition.standard,
            "year": edition.year,
            "title": edition.title,
            "snapshot": edition.snapshot.isoformat(),
            "indicators": rows,
        },
    )


def changes(before: Edition, after: Edition) -> list[Change]:
    """What a reader of figures must know when going from one year to the other, indicator by indicator."""
    old = {indicator.name: indicator for indicator in before.indicators}
    new = {indicator.name: indicator for indicator in after.indicators}
    found = [Change(name, "the indicator itself", "there", "not there") for name in old if name not in new]
    for name, indicator in new.items():
        if name not in old:
            found.append(Change(name, "the indicator itself", "not there", "there"))
            continue
        was, now = facts(old[name]), facts(indicator)
        found += [
            Change(name, words, was[key] or "nothing", now[key] or "nothing")
            for key, words in _COMPARED.items()
            if was[key] != now[key]
        ]
    return found
