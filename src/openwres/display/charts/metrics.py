"""How wide words are in Source Sans 3, read from the font files themselves, and how they are fitted into a width."""

from __future__ import annotations

import struct
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from openwres.display.charts.style import LABEL

_FONTS = Path(__file__).parents[1] / "fonts"
_FILES = {False: "SourceSans3-Regular.ttf", True: "SourceSans3-SemiBold.ttf"}
_LETTERS = range(0x20, 0x2300)
"""The characters that are looked up: Latin, punctuation, arrows, signs. Others count as wide as an em."""

ELLIPSIS = "\u2026"


@dataclass(frozen=True)
class Face:
    """The advance of each character, in parts of the size of the font."""

    advances: Mapping[str, float]

    def width(self, text: str, size: float) -> float:
        """How wide a text is, without kerning."""
        find = self.advances.get
        return size * sum(find(letter, 1.0) for letter in text)


@lru_cache(maxsize=2)
def face(bold: bool = False) -> Face:
    """The regular or the semibold face."""
    return read_face((_FONTS / _FILES[bold]).read_bytes())


def read_face(font: bytes) -> Face:
    """The advances of a TrueType font, from its tables `head`, `hhea`, `hmtx` and `cmap`."""
    tables = {tag: offset for tag, _, offset, _ in struct.iter_unpack(">4sIII", font[12 : 12 + 16 * _short(font, 4)])}
    em = _short(font, tables[b"head"] + 18)
    counted = _short(font, tables[b"hhea"] + 34)
    metrics = struct.unpack_from(f">{2 * counted}H", font, tables[b"hmtx"])
    glyphs = _glyphs(font, tables[b"cmap"])
    return Face({letter: metrics[2 * min(glyph, counted - 1)] / em for letter, glyph in glyphs})


def _short(font: bytes, at: int) -> int:
    return int.from_bytes(font[at : at + 2], "big")


def _glyphs(font: bytes, cmap: int) -> Iterator[tuple[str, int]]:
    """Each character with its glyph, of the subtable of Unicode's first plane (format 4)."""
    records = struct.iter_unpack(">HHI", font[cmap + 4 : cmap + 4 + 8 * _short(font, cmap + 2)])
    at = next(cmap + offset for *_, offset in records if _short(font, cmap + offset) == 4)
    segments = _short(font, at + 6) // 2
    spans = struct.unpack_from(f">{segments}H2x{3 * segments}H", font, at + 14)
    ends, starts, deltas, offsets = (spans[part * segments : (part + 1) * segments] for part in range(4))
    places = at + 16 + 6 * segments
    for segment in range(segments):
        for code in range(max(starts[segment], _LETTERS.start), min(ends[segment] + 1, _LETTERS.stop)):
            glyph = code
            if offsets[segment]:
                glyph = _short(font, places + 2 * segment + offsets[segment] + 2 * (code - starts[segment]))
            yield chr(code), (glyph + deltas[segment]) % 0x10000


@lru_cache(maxsize=4096)
def width(text: str, size: float = LABEL, bold: bool = False) -> float:
    """How wide a text is in points."""
    return face(bold).width(text, size)


@lru_cache(maxsize=1024)
def lines(text: str, room: float, most: int = 2, size: float = LABEL, bold: bool = False) -> tuple[str, ...]:
    """The text in at most so many lines, none wider than the room; what does not fit ends in an ellipsis."""
    found: list[str] = []
    words = text.split()
    while words and len(found) < most:
        taken = _fitting(words, room, size, bold)
        if len(found) == most - 1 and taken < len(words):
            return (*found, shortened(" ".join(words), room, size, bold))
        line = " ".join(words[: max(taken, 1)])
        found.append(shortened(line, room, size, bold))
        words = words[max(taken, 1) :]
    return tuple(found)


def _fitting(words: list[str], room: float, size: float, bold: bool) -> int:
    """How many of the words fit into the room."""
    taken = 0
    while taken < len(words) and width(" ".join(words[: taken + 1]), size, bold) <= room:
        taken += 1
    return taken


def shortened(text: str, room: float, size: float = LABEL, bold: bool = False) -> str:
    """The text itself where it fits, else as many of its letters as fit before an ellipsis, whole words if most fit."""
    if width(text, size, bold) <= room:
        return text
    kept = text
    while kept and width(kept.rstrip() + ELLIPSIS, size, bold) > room:
        kept = kept[:-1]
    whole = kept.rpartition(" ")[0]
    return (whole if 3 * len(whole) > 2 * len(kept) else kept).rstrip() + ELLIPSIS
