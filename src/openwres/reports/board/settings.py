"""What a reader of a board report asks for beside the figures: language, term, peers, the plan of last year, who answers for it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from openwres.display.language import ENGLISH, Language
from openwres.findings.history import Asked


@dataclass(frozen=True)
class Action:
    """One line of an action plan: which indicator it is for (empty: all), what is done, who answers for it, by when, how far it is."""

    indicator: str
    action: str
    owner: str = ""
    due: str = ""
    progress: str = ""


@dataclass(frozen=True)
class Settings:
    """How a report is made. `term` replaces the standard's own for the focus group; `marking` stands on every page.

    `as_at` is the date of the document, `publisher` who answers for it, `basis` says in a sentence what its figures rest on.
    """

    as_at: date
    publisher: str = ""
    marking: str = ""
    basis: str = ""
    term: str = ""
    language: Language = ENGLISH
    asked: Asked = field(default_factory=Asked)
    plan: tuple[Action, ...] = ()
