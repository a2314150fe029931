"""Grade scales: how a raw grade, a staff group and an occupation code become a grade row.

The scale itself is a file; a standard names the one it uses or brings its own.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from openwres.standards.codes import normalised


@dataclass(frozen=True)
class GradeRow:
    """A row of the grid. `part_of` names the row that already counts its people, `flag` the column that picks them."""

    code: str
    label: str
    block: str
    band: str
    part_of: str = ""
    flag: str = ""


@dataclass(frozen=True)
class Band:
    """A band with the labels and the patterns by which source systems write it; `rank` rises with seniority."""

    code: str
    label: str
    rank: int
    aliases: tuple[str, ...]
    patterns: tuple[re.Pattern[str], ...]


@dataclass(frozen=True)
class GradeScale:
    """Bands, staff groups with their blocks, and the rows that both give.

    `ladders` are bands in the order in which people rise; a band stands on one ladder at most.
    """

    id: str
    title: str
    verified: bool
    bands: Mapping[str, Band]
    rows: Mapping[str, GradeRow]
    medical_block: str
    medical_bands: frozenset[str]
    medical_otherwise: str
    medical_words: frozenset[str]
    staff_groups: Mapping[str, str]
    occupation_blocks: Mapping[str, str]
    filler: frozenset[str]
    ladders: tuple[tuple[str, ...], ...] = ()

    @cached_property
    def _labels(self) -> dict[str, str]:
        labels: dict[str, str] = {}
        for band in self.bands.values():
            for label in (band.code, band.label, *band.aliases):
                labels.setdefault(normalised(label), band.code)
                labels.setdefault(self._bare(label), band.code)
        return labels

    @cached_property
    def _row_of(self) -> dict[tuple[str, str], str]:
        return {(row.block, row.band): row.code for row in self.rows.values() if not row.part_of}

    def _bare(self, label: str) -> str:
        return " ".join(word for word in normalised(label).split() if word not in self.filler)

    def band(self, raw: str) -> str | None:
        """The band a raw grade names, or nothing. Patterns are tried from the most senior band down."""
        for band in reversed(list(self.bands.values())):
            if any(pattern.search(raw) for pattern in band.patterns):
                return band.code
        label = normalised(raw.rsplit("|", 1)[-1])
        return self._labels.get(label) or self._labels.get(self._bare(label))

    def block(self, staff_group: str, occupation_code: str) -> str | None:
        """The block: from the staff group first, else from the occupation code's first character."""
        by_group = self.staff_groups.get(normalised(staff_group))
        return by_group or self.occupation_blocks.get(occupation_code.strip()[:1].upper())

    def row(self, grade: str | None, staff_group: str | None = "", occupation_code: str | None = "") -> str | None:
        """The grade row of a raw grade, staff group and occupation code, or nothing where they name none."""
        raw = (grade or "").strip()
        if raw.lower() in self.rows:
            return raw.lower()
        band, block = self.band(raw) if raw else None, self.block(staff_group or "", occupation_code or "")
        if band is None:
            return None
        if len({row.block for row in self.rows.values()}) == 1:
            return self._row_of.get((next(iter(self.rows.values())).block, band))
        unsaid = not (staff_group or "").strip() and not (occupation_code or "").strip()
        if band in self.medical_bands and unsaid and self._says_medical(raw):
            block = self.medical_block
        if block and block == self.medical_block and band not in self.medical_bands:
            band = self.medical_otherwise
        return self._row_of.get((block or "", band))

    def _says_medical(self, raw: str) -> bool:
        """Whether a grade names doctors or dentists by itself: `Other` and `Non-medical consultant` do not."""
        words = f" {normalised(raw)} "
        return any(f" {word} " in words for word in self.medical_words) and " non medical " not in words

    def rank(self, row: str) -> int:
        """How senior a row is, for choosing among several posts."""
        return self.bands[self.rows[row].band].rank

    @cached_property
    def steps(self) -> dict[str, tuple[int, int]]:
        """The ladder of each row and its place there; rows on no ladder have none."""
        places = {band: (n, place) for n, ladder in enumerate(self.ladders) for place, band in enumerate(ladder)}
        return {code: places[row.band] for code, row in self.rows.items() if row.band in places}
