"""A document without charts as one plain page: headings, tables, and boxes to write in, for the screen and for print."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape

from openwres.reports.document import (
    Blank,
    Block,
    Bullets,
    Document,
    Heading,
    Kind,
    Link,
    Note,
    Paragraph,
    Table,
    Terms,
)

_STYLE = (
    "body{font:16px/1.5 Arial,sans-serif;max-width:56rem;margin:1rem auto;padding:0 1rem;color:#212b32}"
    "h1,h2,h3{line-height:1.2;overflow-wrap:anywhere}h2{border-bottom:2px solid #005eb8;padding-top:1rem}"
    ".t{overflow-x:auto;margin:1rem 0}table{border-collapse:collapse;width:100%}"
    "caption{text-align:left;font-weight:bold;padding:.3rem 0}"
    "th,td{border:1px solid #768692;padding:.3rem .5rem;text-align:left;vertical-align:top}.n{text-align:right}"
    "dt{font-weight:bold}dd{margin:0 0 .6rem;overflow-wrap:anywhere;white-space:pre-line}"
    ".note{border-left:6px solid #768692;padding:.3rem .8rem;margin:1rem 0}.lead{font-size:1.2rem}"
    "textarea{font:inherit;width:100%;box-sizing:border-box;border:1px solid #4c6272;padding:.4rem}"
    ".mark{background:#fff9c4;border:1px solid #768692;padding:.4rem .8rem;font-weight:bold}"
    "@media print{tr,textarea{break-inside:avoid}}"
)


def plain_page(document: Document) -> str:
    """The page; TypeError where the document has a chart."""
    title, mark = escape(document.title), escape(document.marking)
    body = "\n".join(line for number, block in enumerate(document.blocks) for line in _lines(block, number))
    marked = f'<p class="mark">{mark}</p>' if mark else ""
    return (
        f'<!doctype html>\n<html lang="{escape(document.language)}"><head><meta charset="utf-8">'
        f'<meta name="viewport" content="width=device-width"><title>{title}: {escape(document.subject)}</title>'
        f"<style>{_STYLE}</style></head><body>\n<main>{marked}<h1>{title}</h1><p>{escape(document.subject)}</p>\n{body}\n"
        f"{marked}</main></body></html>\n"
    )


def _lines(block: Block, number: int) -> Iterator[str]:
    match block:
        case Heading(text, level):
            yield f"<h{level + 1}>{escape(text)}</h{level + 1}>"
        case Paragraph(text, lead):
            yield f"<p{' class=' + chr(34) + 'lead' + chr(34) if lead else ''}>{escape(text)}</p>"
        case Bullets(items, numbered):
            tag = "ol" if numbered else "ul"
            yield f"<{tag}>{''.join(f'<li>{escape(item)}</li>' for item in items)}</{tag}>"
        case Link(text, address):
            yield f'<p><a href="{escape(address)}">{escape(text)}</a>: {escape(address)}</p>'
        case Note(title, text):
            yield f'<div class="note"><p><strong>{escape(title)}.</strong> {escape(text)}</p></div>'
        case Terms(entries):
            yield f"<dl>{''.join(f'<dt>{escape(term)}</dt><dd>{escape(meaning)}</dd>' for term, meaning in entries)}</dl>"
        case Blank(label, lines):
            yield f'<p><label for="b{number}">{escape(label)}</label><textarea id="b{number}" rows="{lines}"></textarea></p>'
        case Table():
            yield from _table(block)
        case _:
            raise TypeError(f"A plain page has no {type(block).__name__}.")


def _table(table: Table) -> Iterator[str]:
    right = [' class="n"' if column.kind is Kind.NUMBER else "" for column in table.columns]
    heads = "".join(
        f'<th scope="col"{look}>{escape(column.title)}{f" ({escape(column.unit)})" if column.unit else ""}</th>'
        if column.title else "<td></td>"
        for column, look in zip(table.columns, right, strict=True)
    )  # fmt: skip
    yield f'<div class="t"><table><caption>{escape(table.caption)}</caption><thead><tr>{heads}</tr></thead><tbody>'
    for row in table.rows:
        first, *rest = (escape(cell.text) for cell in row)
        cells = "".join(f"<td{look}>{text}</td>" for text, look in zip(rest, right[1:], strict=True))
        yield f'<tr><th scope="row">{first}</th>{cells}</tr>'
    yield "</tbody></table></div>"
    yield from (f"<p>{escape(note)}</p>" for note in table.notes)
