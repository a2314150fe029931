"""A language for tests, in which a word that did not come through the catalogue is seen at once."""

from __future__ import annotations

import gettext
import re
from collections.abc import Iterable

from openwres.display.language import Language

MARK = "\u0175"
KNOWN = {"OpenWRES", "WRES", "R01", "NHS", "Riverbank", "pp", "rdr", "c", "x", "z"}
"""Names and signs that no language changes."""
_WORD = re.compile(r"(?<![\w{'\u2019-])[A-Za-z][A-Za-z'\u2019-]*(?![\w}])")


class Invented(gettext.NullTranslations):
    """A language in which every word of a text has a letter in front; what stands in braces is left as it is."""

    def gettext(self, message: str) -> str:
        return re.sub(
            r"\{[^}]*\}|[A-Za-z][A-Za-z'\u2019-]*",
            lambda found: found[0] if found[0][0] == "{" else MARK + found[0],
            message,
        )

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        return self.gettext(msgid1 if n == 1 else msgid2)


INVENTED = Language("cy", Invented())


def english(texts: Iterable[str]) -> set[str]:
    """The words that did not come through the catalogue."""
    return {word for text in texts for word in _WORD.findall(text)} - KNOWN
