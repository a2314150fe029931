"""A document as a Word file that people go on writing in: the package with its text, styles, pictures and properties.

The text itself is made in `word_blocks`, styles lie in `word_styles.xml`.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from xml.sax.saxutils import escape, quoteattr

from openwres.reports.document import Document, Drawing, Heading
from openwres.reports.formats.archives import settled
from openwres.reports.formats.parts import Part, cleaned, full_title, keywords_of, parts_of, with_annex
from openwres.reports.formats.typesetting import typeset
from openwres.reports.formats.widths import drawn_size
from openwres.reports.formats.word_blocks import Body, bookmark_name, paragraph, run, simple_field
from openwres.reports.formats.words import Words, date_in_words, words_of

_DOTS_PER_INCH = 200
_STYLES = Path(__file__).with_name("word_styles.xml")
_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml"
_SPACES = (
    'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" '
    f'xmlns:r="{_OFFICE}/relationships" '
    'xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing" '
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
    'xmlns:pic="http://schemas.openxmlformats.org/drawingml/2006/picture"'
)
_PARTS = {
    "styles": "styles", "numbering": "numbering", "settings": "settings", "header": "header", "footer": "footer",
    "cover-header": "header", "cover-footer": "footer",
}  # fmt: skip
"""The files beside the text, with the kind of each."""


def write(document: Document) -> bytes:
    """The document as DOCX. The same document gives the same bytes."""
    document = cleaned(document)
    words = words_of(document.language)
    parts = with_annex(parts_of(document), words)
    drawings = [part.block for part in parts if isinstance(part.block, Drawing)]
    body = Body(words)
    text = _cover(document) + _contents(parts, words) + body.text(parts) + body.end()
    files = {
        "[Content_Types].xml": _content_types(),
        "_rels/.rels": _package_links(),
        "docProps/core.xml": _core(document),
        "word/document.xml": _framed("document", f"<w:body>{text}</w:body>"),
        "word/_rels/document.xml.rels": _links(body.addresses, len(drawings)),
        **{f"word/{name}.xml": content for name, content in _beside(document, body.lists).items()},
    }
    return _packed(files, drawings)


def _packed(files: dict[str, str], drawings: Sequence[Drawing]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in files.items():
            package.writestr(name, content)
        for number, picture in enumerate(pictures(drawings), 1):
            package.writestr(f"word/media/picture{number}.png", picture, zipfile.ZIP_STORED)
    return settled(out.getvalue())


def pictures(drawings: Sequence[Drawing]) -> list[bytes]:
    """The drawings as PNG: in an SVG, Word would set the words in whatever font the reader's machine has."""
    if not drawings:
        return []
    asked = [{"svg": drawing.chart.svg, "width": drawn_size(drawing.chart)[0]} for drawing in drawings]
    made = typeset("pictures.typ", {"drawings": asked}, format="png", ppi=_DOTS_PER_INCH)
    return made if isinstance(made, list) else [made]


def _cover(document: Document) -> str:
    shown = (
        ("Publisher", document.publisher), ("CoverRule", ""), ("Title", document.title), ("Subtitle", document.subtitle),
        ("Subject", document.subject), ("Date", date_in_words(document.as_at, words_of(document.language))),
    )  # fmt: skip
    return "".join(paragraph(style, run(text)) for style, text in shown if text or style in {"Publisher", "CoverRule"})


def _contents(parts: Sequence[Part], words: Words) -> str:
    """A field with the headings as links. Pages are reckoned when the reader asks Word to update it: none is made up."""
    headings = [(part.block, part.anchor) for part in parts if isinstance(part.block, Heading) and part.block.level < 3]
    if not headings:
        return ""
    begin = (
        '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText xml:space="preserve"> TOC \\o "1-2" \\h \\z \\u '
        '</w:instrText></w:r><w:r><w:fldChar w:fldCharType="separate"/></w:r>'
    )
    end = '<w:r><w:fldChar w:fldCharType="end"/></w:r>'
    lines = [
        f'<w:hyperlink w:anchor="{bookmark_name(anchor)}" w:history="1">{run(heading.text)}</w:hyperlink>'
        for heading, anchor in headings
    ]
    lines[0], lines[-1] = begin + lines[0], lines[-1] + end
    entries = (paragraph(f"TOC{heading.level}", line) for (heading, _), line in zip(headings, lines, strict=True))
    return paragraph("TOCHeading", run(words.contents)) + "".join(entries)


def _beside(document: Document, lists: int) -> dict[str, str]:
    """The files beside the text."""
    marking = run(document.marking, "Marking") if document.marking else ""
    above = [paragraph("Header", run(text)) for text in (document.title, document.subject) if text]
    page = words_of(document.language).page
    return {
        "styles": _STYLES.read_text(encoding="utf-8").replace("LANGUAGE", _tag(document.language)),
        "numbering": _framed("numbering", "".join(_numbering(lists))),
        "settings": _framed("settings", _settings(document.language)),
        "header": _framed("hdr", "".join(above)),
        "footer": _framed("ftr", paragraph("Footer", f"{marking}<w:r><w:tab/></w:r>{_page_of(page)}")),
        "cover-header": _framed("hdr", paragraph("Normal", "")),
        "cover-footer": _framed("ftr", paragraph("Footer", marking)),
    }


def _tag(language: str) -> str:
    """Word takes languages with their country only."""
    return {"cy": "cy-GB", "en": "en-GB"}.get(language, language)


def _page_of(pattern: str) -> str:
    """`Page {number} of {total}` with fields in it."""
    before, _, rest = pattern.partition("{number}")
    between, _, after = rest.partition("{total}")
    fields = (run(before), simple_field("PAGE", "1"), run(between), simple_field("NUMPAGES", "1"), run(after))
    return "".join(fields)


def _numbering(lists: int) -> Iterator[str]:
    """One list of bullets, one of numbers, and one more of numbers for each list that begins at 1 again."""
    for number, (kind, sign) in enumerate((("bullet", "\u2022"), ("decimal", "%1."))):
        yield (
            f'<w:abstractNum w:abstractNumId="{number}"><w:multiLevelType w:val="singleLevel"/><w:lvl w:ilvl="0"><w:start w:val="1"/>'
            f'<w:numFmt w:val="{kind}"/><w:lvlText w:val="{sign}"/><w:lvlJc w:val="left"/>'
            '<w:pPr><w:ind w:left="360" w:hanging="360"/></w:pPr></w:lvl></w:abstractNum>'
        )
    for number in range(lists + 2):
        again = '<w:lvlOverride w:ilvl="0"><w:startOverride w:val="1"/></w:lvlOverride>' if number > 1 else ""
        yield f'<w:num w:numId="{number + 1}"><w:abstractNumId w:val="{min(number, 1)}"/>{again}</w:num>'


def _settings(language: str) -> str:
    return (
        '<w:zoom w:percent="100"/><w:defaultTabStop w:val="720"/><w:characterSpacingControl w:val="doNotCompress"/><w:compat>'
        '<w:compatSetting w:name="compatibilityMode" w:uri="http://schemas.microsoft.com/office/word" w:val="15"/>'
        f'</w:compat><w:themeFontLang w:val="{_tag(language)}"/><w:decimalSymbol w:val="."/><w:listSeparator w:val=","/>'
    )


def _core(document: Document) -> str:
    """Who, what and when."""
    day = f"{document.as_at.isoformat()}T00:00:00Z"
    told = {
        "dc:title": full_title(document), "dc:subject": document.subtitle, "dc:creator": document.publisher,
        "cp:keywords": ", ".join(keywords_of(document)), "dc:description": document.marking,
        "cp:lastModifiedBy": document.publisher, "cp:revision": "1", "dc:language": document.language,
        "cp:contentStatus": document.marking,
    }  # fmt: skip
    texts = "".join(f"<{name}>{escape(text)}</{name}>" for name, text in told.items() if text)
    dates = "".join(
        f'<dcterms:{name} xsi:type="dcterms:W3CDTF">{day}</dcterms:{name}>' for name in ("created", "modified")
    )
    return (
        f'{_HEAD}<cp:coreProperties xmlns:cp="{_PACKAGE}/metadata/core-properties" xmlns:dc="http://purl.org/dc/elements/1.1/" '
        f'xmlns:dcterms="http://purl.org/dc/terms/" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">{texts}{dates}</cp:coreProperties>'
    )


def _framed(kind: str, content: str) -> str:
    """The content as a file of its kind."""
    return f"{_HEAD}<w:{kind} {_SPACES}>{content}</w:{kind}>"


def _content_types() -> str:
    defaults = {
        "rels": "application/vnd.openxmlformats-package.relationships+xml", "xml": "application/xml",
        "png": "image/png",
    }  # fmt: skip
    parts = {
        "word/document": f"{_WORD}.document.main+xml",
        **{f"word/{n}": f"{_WORD}.{kind}+xml" for n, kind in _PARTS.items()},
    }
    parts["docProps/core"] = "application/vnd.openxmlformats-package.core-properties+xml"
    return (
        f'{_HEAD}<Types xmlns="{_PACKAGE}/content-types">'
        + "".join(f'<Default Extension="{ending}" ContentType="{kind}"/>' for ending, kind in defaults.items())
        + "".join(f'<Override PartName="/{name}.xml" ContentType="{kind}"/>' for name, kind in parts.items())
        + "</Types>"
    )


def _package_links() -> str:
    return _relationships(
        (
            _relationship("document", f"{_OFFICE}/relationships/officeDocument", "word/document.xml"),
            _relationship("core", f"{_PACKAGE}/relationships/metadata/core-properties", "docProps/core.xml"),
        )
    )


def _links(addresses: Sequence[str], drawings: int) -> str:
    """What the text refers to: its files, its pictures, and where its links lead."""
    kind = f"{_OFFICE}/relationships"
    own = [_relationship(name, f"{kind}/{what}", f"{name}.xml") for name, what in _PARTS.items()]
    for number in range(1, drawings + 1):
        own.append(_relationship(f"picture{number}", f"{kind}/image", f"media/picture{number}.png"))
    for number, address in enumerate(addresses, 1):
        own.append(_relationship(f"address{number}", f"{kind}/hyperlink", address, ' TargetMode="External"'))
    return _relationships(own)


def _relationship(name: str, kind: str, target: str, more: str = "") -> str:
    return f'<Relationship Id="{name}" Type="{kind}" Target={quoteattr(target)}{more}/>'


def _relationships(relationships: Iterable[str]) -> str:
    return f'{_HEAD}<Relationships xmlns="{_PACKAGE}/relationships">{"".join(relationships)}</Relationships>'
