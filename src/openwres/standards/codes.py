"""Code lists: how a raw value of one column becomes a code, and how codes group into classifications.

A value that no rule knows becomes the list's `unmapped` code and is reported; it is never guessed.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

_SEPARATORS = re.compile(r"[\s,;:()._\-\u2010-\u2015]+")
_CODE_AND_LABEL = re.compile(r"^([A-Za-z][A-Za-z0-9]?|\d{1,2})\s*[-:.]?\s+(\S.*)$")


def normalised(label: str) -> str:
    """A label without case, punctuation and doubled spaces; `&` reads as `and`, `/` as `or`."""
    return _SEPARATORS.sub(" ", label.replace("&", " and ").replace("/", " or ").lower()).strip()


@dataclass(frozen=True)
class Code:
    """One code of a list: its label, its groups by classification, and whether it is out of use."""

    code: str
    label: str
    groups: Mapping[str, str]
    aliases: tuple[str, ...] = ()
    obsolete: bool = False
    parent: str = ""


@dataclass(frozen=True)
class Classification:
    """A way to group people: the code list it reads and the group of each code; a cross joins two of them."""

    id: str
    title: str
    column: str
    groups: Mapping[str, str]
    of_code: Mapping[str, str]
    parts: tuple[str, ...] = ()


@dataclass(frozen=True)
class Coded:
    """A raw value's code and how it was found: exact, label, local-extension, obsolete, blank or unmapped."""

    code: str
    how: str


@dataclass(frozen=True)
class CodeList:
    """The codes of one record column."""

    id: str
    title: str
    column: str
    codes: Mapping[str, Code]
    blank: str
    unmapped: str
    local_extension: bool = False
    prefixes: Mapping[str, str] = field(default_factory=dict)
    suffixes: tuple[str, ...] = ()
    classifications: Mapping[str, Classification] = field(default_factory=dict)

    @property
    def in_use(self) -> list[str]:
        """The main codes that a person may write: no extension, nothing obsolete, not the codes of blank and unmapped."""
        left_out = (self.blank, self.unmapped) if len(self.codes) > 12 else ()
        return [c.code.upper() for c in self.codes.values() if not (c.parent or c.obsolete or c.code in left_out)]

    @cached_property
    def _labels(self) -> dict[str, str]:
        labels: dict[str, str] = {}
        for code in self.codes.values():
            for label in (code.label, *code.aliases):
                labels.setdefault(normalised(label), code.code)
        return labels

    def code(self, raw: str | None) -> Coded:
        """The code of a raw value: an exact code, a code with its label, a label alone, or a local extension."""
        text = (raw or "").strip()
        if not text:
            return Coded(self.blank, "blank")
        found = self._exact(text) or self._code_and_label(text) or self._label(text) or self._extension(text)
        if found is None or (found == self.unmapped != self.blank):
            return Coded(self.unmapped, "unmapped")
        how = "exact" if found == text.lower() else "label"
        if self.codes[found].obsolete:
            how = "obsolete"
        elif how == "label" and self.local_extension and len(text) == 2 and found == text[0].lower():
            how = "local-extension"
        return Coded(found, how)

    def _exact(self, text: str) -> str | None:
        code = text.lower()
        return code if code in self.codes and code != self.unmapped else None

    def _code_and_label(self, text: str) -> str | None:
        match = _CODE_AND_LABEL.match(text)
        code = match and self._exact(match.group(1))
        if not match or not code:
            return None
        by_label = self._label(match.group(2))
        if (
            by_label is None
        ):  # two letters or two digits are a code whatever stands beside them; one letter may be a word
            return code if len(match.group(1)) == 2 else None
        return code if self._agree(code, by_label) else None

    def _agree(self, code: str, other: str) -> bool:
        """Whether a code and the label beside it say the same; a contradiction is not settled by guessing."""
        mine, theirs = self.codes[code].groups, self.codes[other].groups
        coarsest = min(self.classifications.values(), key=lambda classification: len(classification.groups)).id
        return mine.get(coarsest) == theirs.get(coarsest)

    def _label(self, text: str) -> str | None:
        label = normalised(text)
        for candidate in self._candidates(label):
            if candidate in self._labels:
                return self._labels[candidate]
        return None

    def _candidates(self, label: str) -> list[str]:
        """The label as it stands, then with long openings shortened and without words that add nothing at its end."""
        stems = [label]
        for suffix in self.suffixes:
            stems += [stem.removesuffix(f" {suffix}") for stem in stems if stem.endswith(f" {suffix}")]
        for prefix, short in self.prefixes.items():
            stems += [
                f"{short}{stem.removeprefix(prefix)}".strip() for stem in stems if f"{stem} ".startswith(f"{prefix} ")
            ]
        return stems

    def _extension(self, text: str) -> str | None:
        """A national letter with a local digit. Two letters are not read so: `NK` and `AS` would become African and British."""
        if not (self.local_extension and len(text) == 2 and text[0].isalpha() and text[1].isdigit()):
            return None
        return self._exact(text[0])


def cross(first: Classification, second: Classification) -> Classification:
    """Two classifications crossed: `wres*sex` with groups such as `bme*female`."""
    groups = {f"{a}*{b}": f"{la}, {lb.lower()}" for a, la in first.groups.items() for b, lb in second.groups.items()}
    return Classification(
        f"{first.id}*{second.id}", f"{first.title} by {second.title.lower()}", "", groups, {}, (first.id, second.id)
    )
