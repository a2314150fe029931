"""Reads a grade scale from a definition file or from a standard's own file.

How a raw grade finds its row is in `grades`.
"""

from __future__ import annotations

import re

from openwres.standards.codes import normalised
from openwres.standards.grades import Band, GradeRow, GradeScale
from openwres.standards.tree import Section, suggestion


def read_grade_scale(section: Section) -> GradeScale:
    """The scale; every problem is noted in the section's file."""
    section.choice("format", ("1",), "1")
    section.text("reviewed", "")
    section.texts("sources")
    scale_id, title, verified = section.text("id"), section.text("title"), section.flag("verified", True)
    bands = {code: _band(code, rank, entry) for rank, (code, entry) in enumerate(section.sections("bands").items())}
    rows = {code: _row(code, entry, bands) for code, entry in section.sections("rows").items()}
    medical = section.section("medical", required=False)
    scale = GradeScale(
        scale_id, title, verified, bands, rows,
        medical.text("block", ""), frozenset(medical.texts("bands")), medical.text("otherwise", ""), frozenset(medical.texts("words")),
        _staff_groups(section), _occupations(section), frozenset(section.texts("filler_words")), _ladders(section, bands),
    )  # fmt: skip
    medical.done()
    section.done()
    for row in rows.values():
        if row.part_of and row.part_of not in rows:
            section.wrong(
                "rows", f"`{row.code}` is part of `{row.part_of}`, which is no row.", suggestion(row.part_of, rows)
            )
    return scale


def _band(code: str, rank: int, entry: Section) -> Band:
    patterns = []
    for pattern in entry.texts("patterns"):
        try:
            patterns.append(re.compile(pattern, re.IGNORECASE))
        except re.error as error:
            entry.wrong("patterns", f"`{pattern}` is not a pattern: {error}.", "Mend the regular expression.")
    band = Band(code, entry.text("label"), rank, entry.texts("aliases"), tuple(patterns))
    entry.done()
    return band


def _row(code: str, entry: Section, bands: dict[str, Band]) -> GradeRow:
    row = GradeRow(
        code,
        entry.text("label"),
        entry.text("block"),
        entry.choice("band", bands),
        entry.text("part_of", ""),
        entry.text("flag", ""),
    )
    entry.done()
    return row


def _staff_groups(section: Section) -> dict[str, str]:
    blocks: dict[str, str] = {}
    for code, entry in section.sections("staff_groups", required=False).items():
        block = entry.text("block")
        for label in (code, entry.text("label"), *entry.texts("aliases")):
            blocks[normalised(label)] = block
        entry.done()
    return blocks


def _occupations(section: Section) -> dict[str, str]:
    inner = section.section("occupation_blocks", required=False)
    return {first: inner.text(first) for first in inner.entries}


def _ladders(section: Section, bands: dict[str, Band]) -> tuple[tuple[str, ...], ...]:
    """The bands in the order in which people rise."""
    tree = section.tree_of("ladders")
    parts = tree.data if tree and isinstance(tree.data, list) else []
    ladders = tuple(tuple(str(band) for band in part.plain()) for part in parts)
    named = [band for ladder in ladders for band in ladder]
    for band in named:
        if band not in bands:
            section.wrong("ladders", f"`{band}` is no band of the grade scale.", suggestion(band, bands))
        elif named.count(band) > 1:
            section.wrong("ladders", f"`{band}` stands on the ladders twice.", "Name each band once.")
    return ladders
