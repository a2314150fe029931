"""A document as PDF/UA: it is laid out by Typst from one template of ours, which gets the document as data.

No text of a document is ever read as Typst source. How pages look is said in `document.typ`.
"""

from __future__ import annotations

import json
import re
from dataclasses import asdict
from typing import Any

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
from openwres.reports.formats.typesetting import typeset
from openwres.reports.formats.widths import ROWS_TOGETHER, breakable, drawn_size, fitted, inside
from openwres.reports.formats.words import date_in_words, words_of

_STANDARDS = ["ua-1"]

_TALL_CELL = 900
_UNSHOWN = re.compile(r'the text `"(.+?)"` could not be displayed')
_NUMBERED = re.compile(r"\\u\{([0-9a-f]+)\}")
_REPLACEMENT = "\ufffd"
_PAGES = re.compile(rb"/Type\s*/Pages\s*/Count (\d+)")


def write(document: Document) -> bytes:
    """The document as PDF, tagged, of the standard PDF/UA-1. The same document gives the same bytes."""
    return _printed(_data(cleaned(document)), words_of(document.language).unprintable)


def pages_of(pdf: bytes) -> int:
    """How many pages a PDF of ours has."""
    found = _PAGES.search(pdf)
    return int(found[1]) if found else 0


def _printed(data: dict[str, Any], unprintable: str) -> bytes:
    """The PDF. Characters that no font of ours has are replaced by one sign, and the document says so."""
    import typst

    try:
        pdf: bytes = typeset("document.typ", data, format="pdf", pdf_standards=_STANDARDS)
    except typst.TypstError as error:
        unshown = {sign for found in _UNSHOWN.findall(str(error)) for sign in _signs(found)}
        if not unshown - {_REPLACEMENT}:
            raise
    else:
        return pdf
    shown = json.dumps(data, ensure_ascii=False).translate(dict.fromkeys(map(ord, unshown), _REPLACEMENT))
    return _printed({**json.loads(shown), "remark": unprintable}, unprintable)


def _signs(quoted: str) -> str:
    """The characters that Typst names in an error, rare ones by their number."""
    return _NUMBERED.sub(lambda code: chr(int(code[1], 16)), quoted)


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
            "width": drawn_size(chart)[0], "alternative": chart.description, "said": part.said, "annex": part.annex,
        }  # fmt: skip
    if isinstance(block, Link):
        return {**about, **asdict(block), "leads": leads_out(block.address)}
    if isinstance(block, Note):
        return {**about, "title": block.title, "text": block.text}
    return {**about, **asdict(block)}


def _table(table: Table) -> dict[str, Any]:
    """The columns, the cells row by row, and how large all is set."""
    fit = fitted(table)
    rooms = [inside(width) for width in fit.widths]
    longest = max((len(cell.text) for row in table.rows for cell in row), default=0)
    return {
        "columns": [
            {"title": column.title, "unit": column.unit, "number": column.kind is Kind.NUMBER, "width": width}
            for column, width in zip(table.columns, fit.widths, strict=True)
        ],
        "cells": [
            breakable(cell.text, fit.size, room) for row in table.rows for cell, room in zip(row, rooms, strict=True)
        ],
        "size": fit.size,
        "flipped": fit.flipped,
        "together": len(table.rows) <= ROWS_TOGETHER and longest < _TALL_CELL,
        "breaks": longest >= _TALL_CELL,
    }
