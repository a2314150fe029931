"""The language of what is said: whole sentences looked up in a catalogue, English where it has none.

What is said is the business of those who say it; a catalogue comes in as an argument and is never sought here.
"""

from __future__ import annotations

import gettext
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import NamedTuple

from openwres.contracts.exceptions import UsageError
from openwres.display import numbers


def marked(text: str) -> str:
    """The text itself: it stands in a table and is said later, and is collected for translators here."""
    return text


class Plural(NamedTuple):
    """A text of one thing and of many. A language may have more forms than these two."""

    one: str
    many: str


def plural(one: str, many: str) -> Plural:
    """A text with its plural, collected for translators where it stands."""
    return Plural(one, many)


@dataclass(frozen=True)
class Language:
    """A language: its tag, such as `en-GB` or `cy`, and its catalogue."""

    tag: str = "en-GB"
    catalogue: gettext.NullTranslations = field(default_factory=gettext.NullTranslations)

    def say(self, text: str, /, **parts: str) -> str:
        """A text in this language, with its parts in place. Texts of definitions have no parts and may hold braces."""
        if not text:
            return ""
        found = self.catalogue.gettext(text)
        return found.format(**parts) if parts else found

    def number(self, text: Plural, number: int, /, **parts: str) -> str:
        """A text that holds `{number}`, in the form that the number asks for in this language."""
        return self.catalogue.ngettext(text.one, text.many, number).format(number=numbers.count(number), **parts)

    def all(self, *sentences: str) -> str:
        """Sentences one after the other, those that say something."""
        return " ".join(sentence for sentence in sentences if sentence)


ENGLISH = Language()


_MONTHS = (
    marked("{day} January {year}"), marked("{day} February {year}"), marked("{day} March {year}"), marked("{day} April {year}"),
    marked("{day} May {year}"), marked("{day} June {year}"), marked("{day} July {year}"), marked("{day} August {year}"),
    marked("{day} September {year}"), marked("{day} October {year}"), marked("{day} November {year}"), marked("{day} December {year}"),
)  # fmt: skip


def day_in_words(day: date, language: Language = ENGLISH) -> str:
    """A date as people write it: 31 March 2026."""
    return language.say(_MONTHS[day.month - 1], day=str(day.day), year=str(day.year))


def read_language(tag: str, catalogue: Path | None) -> Language:
    """A language from a compiled catalogue (.mo); UsageError where the file is none."""
    if catalogue is None:
        return Language(tag)
    try:
        with catalogue.open("rb") as file:
            return Language(tag, gettext.GNUTranslations(file))
    except (OSError, UnicodeDecodeError, ValueError) as error:
        raise UsageError(
            f"{catalogue} cannot be read as a catalogue: {error}. Compile one from the template with msgfmt."
        ) from error
