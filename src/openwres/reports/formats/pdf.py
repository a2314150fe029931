"""A document as PDF/UA: it is laid out by Typst from one template of ours, which gets the document as data.

No text of a document is ever read as Typst source. How pages look is said in `document.typ`.
"""

from __future__ import annotations

import json
import re
from dataclasses import asdict
from functools import lru_cache
from pathlib import Path
from typing import Any, TypeAlias

from openwres import display
from openwres.reports.document import Document, Drawing, Kind, Link, Note, Table
from openwres.reports.formats.parts import (
    Part,
    cleaned,
    full_title,
    keywords_of,
    leads_out,
    parts_of,
    with_annex,
)
from openwres.reports.formats.widths import PORTRAIT, fitted
from openwres.reports.formats.words import date_in_words, words_of

Compiler: TypeAlias = Any  # the library comes without types

FONTS = Path(display.__file__).parent / "fonts"
_TEMPLATE = Path(__file__).with_name("document.typ")
_STANDARDS = ["ua-1"]

_ROWS_TOGETHER = 14
_TALL_CELL = 900
_UNSHOWN = re.compile(r'the text `"(.+?)"` could not be displayed')
_REPLACEMENT = "\ufffd"


def write(document: Document) -> bytes:
    """The document as PDF, tagged, of the standard PDF/UA-1. The same document gives the same bytes."""
    text = json.dumps(_data(cleaned(document)), ensure_ascii=False)
    return _printed(text, words_of(document.language).unprintable)


def _printed(text: str, unprintable: str) -> bytes:
    """The PDF. Characters that no font of ours has are replaced by one sign, and the document says so."""
    import typst

    try:
        return _compile(text)
    except typst.TypstError as error:
        unshown = {json.loads(f'"{_python_escape(found)}"') for found in _UNSHOWN.findall(str(error))}
        if not unshown:
            raise
    replaced = json.loads(text.translate({ord(sign): _REPLACEMENT for found in unshown for sign in found}))
    return _printed(json.dumps({**replaced, "remark": unprintable}, ensure_ascii=False), unprintable)


def _python_escape(found: str) -> str:
    return re.sub(r"\\u\{([0-9a-f]+)\}", lambda code: json.dumps(chr(int(code[1], 16)))[1:-1], found)


def _compile(text: str) -> bytes:
    pdf: bytes = compiler().compile(format="pdf", pdf_standards=_STANDARDS, sys_inputs={"document": text})
    return pdf


@lru_cache(maxsize=1)
def compiler() -> Compiler:
    """The compiler of all documents: it keeps fonts and template from one document to the next."""
    import typst

    return typst.Compiler(
        input=_TEMPLATE, root=_TEMPLATE.parent, font_paths=typst.Fonts(include_system_fonts=False, font_paths=[FONTS])
    )


def _data(document: Document) -> dict[str, Any]:
    """What the template is given."""
    words = words_of(document.language)
    language, _, region = document.language.partition("-")
    day = document.as_at
    return {
        "title": document.title,
        "subject": document.subject,
        "subtitle": document.subtitle,
        "publisher": document.publisher,
        "marking": document.marking,
        "full_title": full_title(document),
        "keywords": keywords_of(document),
        "language": language,
        "region": region,
        "date": [day.year, day.month, day.day],
        "date_text": date_in_words(day, words),
        "contents": words.contents,
        "page": words.page,
        "remark": "",
        "parts": [_part(part) for part in with_annex(parts_of(document), words)],
    }


def _part(part: Part) -> dict[str, Any]:
    block = part.block
    about: dict[str, Any] = {"kind": part.kind, "anchor": part.anchor}
    if isinstance(block, Table):
        return {**about, "caption": part.caption, "notes": block.notes, **_table(block)}
    if isinstance(block, Drawing):
        chart = block.chart
        return {
            **about, "caption": part.caption, "notes": block.notes, "svg": chart.svg,
            "width": min(chart.width, PORTRAIT), "alternative": chart.description,
        }  # fmt: skip
    if isinstance(block, Link):
        return {**about, **asdict(block), "leads": leads_out(block.address)}
    if isinstance(block, Note):
        return {**about, "title": block.title, "text": block.text}
    return {**about, **asdict(block)}


def _table(table: Table) -> dict[str, Any]:
    """The columns, the cells row by row, and how large all is set."""
    fit = fitted(table)
    longest = max((len(cell.text) for row in table.rows for cell in row), default=0)
    return {
        "columns": [
            {"title": column.title, "unit": column.unit, "number": column.kind is Kind.NUMBER, "width": width}
            for column, width in zip(table.columns, fit.widths, strict=True)
        ],
        "cells": [cell.text for row in table.rows for cell in row],
        "size": fit.size,
        "flipped": fit.flipped,
        "together": len(table.rows) <= _ROWS_TOGETHER and longest < _TALL_CELL,
        "breaks": longest >= _TALL_CELL,
    }
