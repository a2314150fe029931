"""Options of a standard: questions that its rules leave to the organisation, and what each choice changes.

A choice changes conditions and dates of items, the basis of an indicator, or which post of a person counts; the choice
itself is a local decision and comes with the extracts.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from openwres.standards.tree import Section

if TYPE_CHECKING:
    from openwres.standards.model import Edition, Item

MAIN_POST = ("primary", "grade", "fte", "assignment")


@dataclass(frozen=True)
class Change:
    """What a choice changes of one item: conditions, column by column (an empty one falls away), and its date."""

    where: Mapping[str, tuple[str, ...]]
    date: str


@dataclass(frozen=True)
class Choice:
    """One answer to an option. `bases` names, by indicator, the basis that holds; `main_post` what decides among posts."""

    title: str
    items: Mapping[str, Change] = field(default_factory=dict)
    bases: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    main_post: tuple[str, ...] = ()


@dataclass(frozen=True)
class Option:
    """A question with its choices; the first of them holds where nothing was decided."""

    name: str
    title: str
    choices: Mapping[str, Choice]

    @property
    def default(self) -> str:
        return next(iter(self.choices))


def read_options(section: Section) -> dict[str, Option]:
    """The options in a standard's own file."""
    return {name: _option(name, entry) for name, entry in section.sections("options", required=False).items()}


def _option(name: str, entry: Section) -> Option:
    option = Option(name, entry.text("title"), {n: _choice(s) for n, s in entry.sections("choices").items()})
    if len(option.choices) < 2:
        entry.wrong("choices", f"Option `{name}` leaves no choice.", "Name at least two; the first is the default.")
    entry.done()
    return option


def _choice(entry: Section) -> Choice:
    items = {}
    for item, changed in entry.sections("items", required=False).items():
        where = changed.section("where", required=False)
        items[item] = Change({column: where.texts(column) for column in where.entries}, changed.text("date", ""))
        changed.done()
    bases = entry.section("bases", required=False)
    choice = Choice(entry.text("title"), items, {i: bases.texts(i) for i in bases.entries}, entry.texts("main_post"))
    for word in choice.main_post:
        if word not in MAIN_POST:
            entry.wrong("main_post", f"`{word}` does not decide among posts.", f"Use some of {', '.join(MAIN_POST)}.")
    entry.done()
    return choice


def with_options(edition: Edition, chosen: Mapping[str, str]) -> Edition:
    """The edition as it holds under these choices, by option; what is not chosen stays as it is."""
    for name, choice_name in chosen.items():
        choice = edition.options[name].choices[choice_name]
        items = {code: _changed(item, choice.items.get(code)) for code, item in edition.items.items()}
        indicators = tuple(
            replace(i, bases=choice.bases[i.name]) if i.name in choice.bases else i for i in edition.indicators
        )
        edition = replace(edition, items=items, indicators=indicators, main_post=choice.main_post or edition.main_post)
    return edition


def _changed(item: Item, change: Change | None) -> Item:
    if change is None:
        return item
    where = {column: codes for column, codes in {**item.where, **change.where}.items() if codes}
    return replace(item, where=where, date=change.date or item.date)
