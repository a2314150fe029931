"""Reads an indicator's file and lays its editions over it, one frozen indicator for each year.

An edition may override any key but the id; what is asked of each kind stands in `KINDS`.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from openwres.standards.model import Coherence, Example, Indicator
from openwres.standards.tree import Section, Tree, suggestion

_EDITION_KEYS = ("from", "to", "verified", "source", "break")
_SEVERITIES = ("block", "confirm", "note")
_NOT_IN_DIGEST = ("examples", "why_it_matters", "how_to_read", "owner", "reviewed", "sources")


@dataclass(frozen=True)
class Kind:
    """What a kind of indicator needs: its required keys beside those that every indicator has, and the optional ones.

    Of each pair in `either` one must be there.
    """

    required: tuple[str, ...]
    optional: tuple[str, ...] = ()
    either: tuple[tuple[str, str], ...] = ()

    @property
    def known(self) -> tuple[str, ...]:
        return (*self.required, *self.optional, *(key for pair in self.either for key in pair))


_ADVERSE = ("adverse_above", "adverse_below")


KINDS = {
    "composition": Kind(("population", "direction"), ("breakdowns",)),
    "relative_likelihood": Kind(
        ("event", "population", "event_is", "ratio"), ("non_adverse", "breakdowns", "basis", "questions"), (_ADVERSE,)
    ),
    "survey_percentage": Kind(
        ("event", "population", "event_is", "questions"), (*_ADVERSE, "basis"), (("gap", "only"),)
    ),
    "representation_gap": Kind(("board", "population", "difference", "adverse_below"), ("breakdowns", "compared")),
    "disparity_ratio": Kind(("population", "ratio", "adverse_above", "scales"), ("breakdowns",)),
    "score": Kind(("score", "gap"), (), (_ADVERSE,)),
    "yes_no": Kind(("answer",)),
}
_EVENTS = {"representation_gap": "board", "score": "score", "yes_no": "answer"}
_COMMON = (
    "id",
    "title",
    "kind",
    "measure",
    "why_it_matters",
    "how_to_read",
    "owner",
    "reviewed",
    "sources",
    "editions",
)
_COMMON_OPTIONAL = ("coherence", "examples", "supplementary", "official", "caution", "format")


def resolve(section: Section, path: Path, years: range) -> dict[int, Indicator]:
    """The indicator by year; a gap or an overlap of its editions is noted.

    An edition that gives a `break` passes it on to the later ones: nothing before it compares with them.
    """
    found: dict[int, Indicator] = {}
    latest: tuple[int | None, str] = (None, "")
    for edition in section.items("editions"):
        first = edition.parsed("from", int, "a year") or 0
        last = edition.parsed("to", int, "a year", years.stop - 1) or 0
        if first > last:
            sentence = f"This edition runs from {first} back to {last}."
            edition.wrong("from", sentence, "Put the earlier year first.", "edition-backwards")
        why = edition.text("break", "") if edition.has("break") else ""
        latest = (first, why) if why else latest
        indicator = replace(_edition(section, edition, path, f"{first}-{last}"), break_year=latest[0], broken=latest[1])
        for year in range(max(first, years.start - 1), min(last, years.stop) + 1):
            if year in found:
                sentence = f"Two editions hold for {year}."
                edition.wrong("from", sentence, "Let one end before the other begins.", "edition-overlap")
            found[year] = indicator
    _check_years(section, found, years)
    return found


def _check_years(section: Section, found: dict[int, Indicator], years: range) -> None:
    gaps = [str(year) for year in years if year not in found]
    if gaps:
        named = ", ".join(gaps) if len(gaps) <= 6 else f"{len(gaps)} years"
        remedy = "Let the editions cover every year of the standard."
        section.wrong("editions", f"No edition holds for {named}.", remedy, "edition-gap")
    if any(year not in years for year in found):
        sentence = f"An edition reaches beyond the standard's years, {years.start} to {years.stop - 1}."
        section.wrong("editions", sentence, "Keep within the standard's years.", "edition-outside")


def _edition(section: Section, edition: Section, path: Path, label: str) -> Indicator:
    own = {k: v for k, v in edition.entries.items() if k not in _EDITION_KEYS}
    if "id" in own:
        edition.wrong("id", "An edition cannot change the id.", "Make another indicator.", "edition-id")
    merged = section.tree.overridden(Tree(edition.tree.line, own))
    reader = Section(merged, section.notes, path.name)
    indicator = _read(reader, edition, path, label, _digest(merged))
    edition.choice("verified", ("true", "false"))
    _unknown_keys(reader, indicator.kind)
    return indicator


def _unknown_keys(reader: Section, kind: str) -> None:
    asked = KINDS.get(kind, Kind(()))
    known = {*_COMMON, *_COMMON_OPTIONAL, *_EDITION_KEYS, *asked.known}
    for key in reader.entries:
        if key not in known:
            reader.wrong(
                key, f"An indicator of kind `{kind}` has no key `{key}`.", suggestion(key, known), "unknown-key"
            )
    for key in (*asked.required, *_COMMON):
        if not reader.has(key):
            reader.wrong(key, f"{reader.name} has no `{key}`.", f"Add `{key}: ...`.", "key-missing")
    for one, other in asked.either:
        if not (reader.has(one) or reader.has(other)):
            sentence = f"{reader.name} has neither `{one}` nor `{other}`."
            reader.wrong(one, sentence, f"Add `{one}: ...` or `{other}: ...`.", "key-missing")


def _read(reader: Section, edition: Section, path: Path, label: str, digest: str) -> Indicator:
    kind = reader.choice("kind", KINDS)
    over, under = _sides(reader)
    if reader.has("adverse_above") and reader.has("adverse_below"):
        reader.wrong(
            "adverse_below", "Both sides are called adverse.", "Keep `adverse_above` or `adverse_below`.", "direction"
        )
    reader.choice("direction", ("none",), "")
    _check_difference(reader, "difference")
    side = "above" if reader.has("adverse_above") else "below" if reader.has("adverse_below") else ""
    limit = reader.parsed(f"adverse_{side}", float, "a number", 0.0) if side else None
    return Indicator(
        id=reader.text("id", ""),
        name=path.stem,
        title=reader.text("title", "-"),
        kind=kind,
        file=path.name,
        event=reader.text(_EVENTS.get(kind, "event"), ""),
        population=reader.text("population", ""),
        over=over,
        under=under,
        adverse_side=side,
        adverse_limit=limit,
        non_adverse=_band(reader),
        breakdowns=reader.texts("breakdowns"),
        compared=reader.texts("compared"),
        event_is=reader.choice("event_is", ("welcome", "unwelcome"), ""),
        questions=reader.texts("questions"),
        bases=reader.texts("basis") or ("",),
        scales=_scales(reader),
        official=reader.flag("official", True),
        supplementary=reader.flag("supplementary", False),
        measure=reader.text("measure", "-"),
        why_it_matters=reader.text("why_it_matters", "-"),
        how_to_read=reader.text("how_to_read", "-"),
        caution=reader.text("caution", "") if reader.has("caution") else "",
        break_year=None,
        broken="",
        verified=edition.text("verified", "false") == "true",
        edition=label,
        edition_source=edition.text("source"),
        owner=reader.text("owner", "-"),
        reviewed=reader.parsed("reviewed", date.fromisoformat, "a date such as 2026-11-01"),
        sources=reader.texts("sources"),
        coherence=tuple(_coherence(entry) for entry in reader.items("coherence", required=False)),
        examples=tuple(_example(entry) for entry in reader.items("examples", required=False)),
        digest=digest,
    )


def _check_difference(reader: Section, key: str) -> None:
    if reader.has(key) and "".join(reader.text(key).split()) != "board-workforce":
        sentence = "The difference must be the board less the workforce."
        reader.wrong(key, sentence, f"Write `{key}: board - workforce`.", "direction")


def _sides(reader: Section) -> tuple[str, str]:
    """The two sides of a ratio (`white / bme`) or of a gap (`bme - white`): first what is above or before.

    A percentage of one group alone (`only`) has one side.
    """
    if reader.has("only") and not reader.has("gap"):
        return reader.text("only"), ""
    key = next((k for k in ("ratio", "gap") if reader.has(k)), "")
    if not key:
        return "", ""
    sign = "/" if key == "ratio" else "-"
    sides = [side.strip() for side in reader.text(key).split(f" {sign} ")]
    if len(sides) != 2 or not all(sides):
        reader.wrong(key, f"`{key}` must name two groups.", f"Write `{key}: white {sign} bme`.")
        return "", ""
    return sides[0], sides[1]


def _band(reader: Section) -> tuple[float, float] | None:
    if not reader.has("non_adverse"):
        return None
    try:
        low, high = (float(text) for text in reader.texts("non_adverse"))
    except ValueError:
        reader.wrong("non_adverse", "The band needs two numbers.", "Write `non_adverse: [0.8, 1.25]`.")
        return None
    if low >= high:
        reader.wrong("non_adverse", f"The band from {low:g} to {high:g} is empty.", "Put the lower limit first.")
    return low, high


def _scales(reader: Section) -> dict[str, dict[str, tuple[str, ...]]]:
    scales = {}
    for name, entry in reader.sections("scales", required=False).items():
        scales[name] = {step: entry.texts(step, required=True) for step in ("lower", "middle", "upper")}
        entry.done()
    return scales


def _coherence(entry: Section) -> Coherence:
    rule = entry.text("rule")
    sides = [side.strip() for side in rule.split("<=")]
    if len(sides) != 2:
        entry.wrong("rule", f"`{rule}` is not a rule.", "Write `appointed <= shortlisted`.")
        sides = ["", ""]
    severity = entry.choice("severity", _SEVERITIES, "block")
    found = Coherence(sides[0], sides[1], severity, entry.choice("elsewhere", _SEVERITIES, severity), entry.text("why"))
    entry.done()
    return found


def _example(entry: Section) -> Example:
    expected = entry.section("expect")
    found = Example(
        name=entry.text("name"),
        line=entry.tree.line,
        year=entry.parsed("year", int, "a year") if entry.has("year") else None,
        given=_counts(entry, "given"),
        previous=_counts(entry, "previous"),
        expect={key: expected.text(key) for key in expected.entries},
    )
    entry.done()
    return found


def _counts(entry: Section, key: str) -> dict[str, dict[str, str]]:
    return {
        item: {group: s.text(group) for group in s.entries}
        for item, s in entry.sections(key, required=key == "given").items()
    }


def _digest(merged: Tree) -> str:
    """SHA-256 of the resolved definition as canonical JSON, without what only explains it."""
    plain = merged.plain()
    items = plain.items() if isinstance(plain, dict) else ()
    kept = {key: value for key, value in items if key not in (*_NOT_IN_DIGEST, "editions")}
    return hashlib.sha256(json.dumps(kept, sort_keys=True, separators=(",", ":")).encode()).hexdigest()
