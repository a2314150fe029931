"""What a tagged PDF says, in the order in which it is read out: read from its structure, not from how it looks."""

from __future__ import annotations

import io
import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, TypeAlias

import pikepdf

Object: TypeAlias = Any  # the library's objects take any key
Marked: TypeAlias = dict[Any, dict[int, str]]


@dataclass
class Element:
    """An element of the structure: its tag, its own text with that of those below it, and its attributes."""

    tag: str
    text: str = ""
    alternative: str = ""
    below: list[Element] = field(default_factory=list)

    def all(self, *tags: str) -> Iterator[Element]:
        """This element and those below it of these tags, in order."""
        if self.tag in tags:
            yield self
        for element in self.below:
            yield from element.all(*tags)


def structure(pdf: bytes) -> Element:
    """The structure of a PDF with the text of its elements."""
    with pikepdf.open(io.BytesIO(pdf)) as book:
        marked: Marked = {page.objgen: _marked_text(page) for page in book.pages}
        return _element(book.Root.StructTreeRoot, marked, None)


def page_texts(pdf: bytes) -> list[str]:
    """All text of each page, with what is no part of the structure: headers and footers."""
    with pikepdf.open(io.BytesIO(pdf)) as book:
        return ["".join(text for _, text in _pieces(page)) for page in book.pages]


def _element(node: Object, marked: Marked, page: Object) -> Element:
    page = node.get("/Pg", page)
    element = Element(str(node.get("/S", "/Root"))[1:], alternative=str(node.get("/Alt", "")))
    for kid in _kids(node):
        if isinstance(kid, int):
            element.text += marked[page.objgen].get(kid, "")
        elif kid.get("/Type") == "/MCR":
            element.text += marked[kid.get("/Pg", page).objgen].get(int(kid.MCID), "")
        elif kid.get("/Type") != "/OBJR":
            below = _element(kid, marked, page)
            element.below.append(below)
            element.text += below.text
    return element


def _kids(node: Object) -> list[Object]:
    kids = node.get("/K", [])
    return list(kids) if isinstance(kids, list | pikepdf.Array) else [kids]


def _marked_text(page: pikepdf.Page) -> dict[int, str]:
    """The text of each marked piece of a page's content."""
    texts: dict[int, str] = defaultdict(str)
    for mark, text in _pieces(page):
        if mark is not None:
            texts[mark] += text
    return dict(texts)


def _pieces(page: pikepdf.Page) -> Iterator[tuple[int | None, str]]:
    """Pieces of text in the order in which they are drawn, each with the number of its mark."""
    fonts = {str(name): _letters(font) for name, font in page.Resources.get("/Font", {}).items()}
    letters: dict[int, str] = {}
    marks: list[int | None] = []
    for instruction in pikepdf.parse_content_stream(page):
        operands: Object = instruction.operands
        match str(instruction.operator):
            case "Tf":
                letters = fonts[str(operands[0])]
            case "BDC" | "BMC":
                marks.append(_mark(operands))
            case "EMC":
                marks.pop()
            case "Tj" | "TJ":
                yield next((mark for mark in reversed(marks) if mark is not None), None), _shown(operands[0], letters)


def _mark(operands: Object) -> int | None:
    properties = operands[1] if len(operands) > 1 else None
    return int(properties.MCID) if isinstance(properties, pikepdf.Dictionary) and "/MCID" in properties else None


def _shown(operand: Object, letters: dict[int, str]) -> str:
    pieces = operand if isinstance(operand, pikepdf.Array) else [operand]
    codes = b"".join(bytes(piece) for piece in pieces if isinstance(piece, pikepdf.String))
    return "".join(letters.get(int.from_bytes(codes[at : at + 2]), "") for at in range(0, len(codes), 2))


def _letters(font: Object) -> dict[int, str]:
    """Which letters the codes of a font stand for."""
    table = font.ToUnicode.read_bytes().decode("latin-1")
    letters = {}
    for lines in re.findall(r"beginbfchar(.*?)endbfchar", table, re.DOTALL):
        for code, text in re.findall(r"<(\w+)>\s*<(\w+)>", lines):
            letters[int(code, 16)] = bytes.fromhex(text).decode("utf-16-be")
    for lines in re.findall(r"beginbfrange(.*?)endbfrange", table, re.DOTALL):
        for first, last, text in re.findall(r"<(\w+)>\s*<(\w+)>\s*<(\w+)>", lines):
            start = int.from_bytes(bytes.fromhex(text))
            for step in range(int(last, 16) - int(first, 16) + 1):
                letters[int(first, 16) + step] = chr(start + step)
    return letters
