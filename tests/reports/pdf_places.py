"""Where the words of a PDF lie on its pages: read from the operators that draw them and from the widths of its fonts."""

from __future__ import annotations

import io
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import pikepdf

from tests.reports.pdf_text import Object

Matrix = tuple[float, float, float, float, float, float]
_PLAIN: Matrix = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)
_DEFAULT = 1000.0


@dataclass(frozen=True)
class Drawn:
    """A piece of text in one go: from where to where on which page, and how wide that page is."""

    page: int
    left: float
    right: float
    width: float


def pieces(pdf: bytes) -> Iterator[Drawn]:
    """Every piece of text of a PDF that writes from left to right."""
    with pikepdf.open(io.BytesIO(pdf)) as book:
        for number, page in enumerate(book.pages, 1):
            width = float(page.mediabox[2])
            yield from (Drawn(number, left, right, width) for left, right in _of_page(page))


def _of_page(page: pikepdf.Page) -> Iterator[tuple[float, float]]:
    fonts = {str(name): _widths(font) for name, font in page.Resources.get("/Font", {}).items()}
    state, kept, text = _PLAIN, [], _PLAIN
    widths: Mapping[int, float] = {}
    size = 0.0
    for instruction in pikepdf.parse_content_stream(page):
        operands: Object = instruction.operands
        match str(instruction.operator):
            case "q":
                kept.append(state)
            case "Q":
                state = kept.pop()
            case "cm":
                state = _times(_matrix(operands), state)
            case "Tm":
                text = _matrix(operands)
            case "Tf":
                widths, size = fonts[str(operands[0])], float(operands[1])
            case "Tj" | "TJ":
                length = size * _length(operands[0], widths) / _DEFAULT
                a, _, _, _, x, _ = _times(text, state)
                yield x, x + a * length


def _matrix(operands: Object) -> Matrix:
    a, b, c, d, e, f = map(float, operands)
    return a, b, c, d, e, f


def _times(one: Matrix, other: Matrix) -> Matrix:
    """First the one, then the other."""
    a, b, c, d, e, f = one
    p, q, r, s, t, u = other
    return a * p + b * r, a * q + b * s, c * p + d * r, c * q + d * s, e * p + f * r + t, e * q + f * s + u


def _length(operand: Object, widths: Mapping[int, float]) -> float:
    """How long a text is in thousandths of its size: its letters, less what kerning takes away."""
    parts = operand if isinstance(operand, pikepdf.Array) else [operand]
    length = 0.0
    for part in parts:
        if isinstance(part, pikepdf.String):
            codes = bytes(part)
            length += sum(widths.get(int.from_bytes(codes[at : at + 2]), _DEFAULT) for at in range(0, len(codes), 2))
        else:
            length -= float(part)
    return length


def _widths(font: Object) -> Mapping[int, float]:
    """The widths of a composite font: `first [w w w]` or `first last w`."""
    found: dict[int, float] = {}
    told = list(font.DescendantFonts[0].get("/W", []))
    while told:
        first, second = int(told.pop(0)), told.pop(0)
        if isinstance(second, pikepdf.Array):
            found |= {first + at: float(width) for at, width in enumerate(second)}
        else:
            found |= dict.fromkeys(range(first, int(second) + 1), float(told.pop(0)))
    return found
