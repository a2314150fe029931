"""The parts of a document as WordprocessingML: real headings, lists, tables and controls, each by its style.

What a package of Word holds beside its text is made in `word`. How styles look is said in `word_styles.xml`.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from xml.sax.saxutils import escape, quoteattr

from openwres.reports.document import (
    Blank,
    Bullets,
    Column,
    Drawing,
    Heading,
    Kind,
    Link,
    Note,
    Paragraph,
    Table,
    Terms,
)  # fmt: skip
from openwres.reports.formats.parts import Part, leads_out
from openwres.reports.formats.widths import ROWS_TOGETHER, Fitted, drawn_size, fitted
from openwres.reports.formats.words import Words

_TWENTIETHS = 20
_EMU = 12700
_SMALL = 9.0
_UPRIGHT = '<w:pgSz w:w="11906" w:h="16838"/>'
_TURNED = '<w:pgSz w:w="16838" w:h="11906" w:orient="landscape"/>'
_MARGINS = (
    '<w:pgMar w:top="1640" w:right="1360" w:bottom="1480" w:left="1360" w:header="700" w:footer="620" w:gutter="0"/>'
)
_FRAME = (
    '<w:headerReference w:type="default" r:id="header"/><w:headerReference w:type="first" r:id="cover-header"/>'
    '<w:footerReference w:type="default" r:id="footer"/><w:footerReference w:type="first" r:id="cover-footer"/>'
)


@dataclass
class Body:
    """The text of a document in the making, with the addresses it leads to and the lists that count anew."""

    words: Words
    addresses: list[str] = field(default_factory=list)
    lists: int = 0
    drawings: int = 0
    bookmarks: int = 0
    turned: bool = False
    sections: int = 0

    def text(self, parts: Iterable[Part]) -> str:
        """The parts one after another; a table too wide for an upright page gets a turned one."""
        return "".join(self._turn(part) + self._block(part) for part in parts)

    def end(self) -> str:
        """The properties of the section that ends here: its paper, and what stands above and below its pages."""
        self.sections += 1
        cover = "<w:titlePg/>" if self.sections == 1 else ""
        return f"<w:sectPr>{_FRAME}{_TURNED if self.turned else _UPRIGHT}{_MARGINS}{cover}</w:sectPr>"

    def _turn(self, part: Part) -> str:
        """Ends the section where a part wants other paper than the one before it."""
        turned = isinstance(part.block, Table) and fitted(part.block).flipped
        if turned == self.turned:
            return ""
        ended = paragraph("Gap", "", self.end())
        self.turned = turned
        return ended

    def bookmark(self, name: str, content: str) -> str:
        """Content that links can lead to."""
        self.bookmarks += 1
        number = f'w:id="{self.bookmarks}"'
        return f'<w:bookmarkStart {number} w:name="{bookmark_name(name)}"/>{content}<w:bookmarkEnd {number}/>'

    def _block(self, part: Part) -> str:
        """One part."""
        match part.block:
            case Heading(text, level):
                return paragraph(f"Heading{level}", self.bookmark(part.anchor, run(text)))
            case Paragraph(text, lead):
                return paragraph("Lead" if lead else "Normal", run(text))
            case Bullets(items, numbered):
                return self._list(items, numbered)
            case Link():
                return self._link(part.block)
            case Note(title, text):
                return paragraph("NoteTitle", run(title)) + paragraph("Note", run(text))
            case Terms(entries):
                return "".join(paragraph("Term", run(term)) + paragraph("Meaning", run(text)) for term, text in entries)
            case Blank():
                return _blank(part.block, part.anchor, self.words)
            case Table():
                return self._caption(part) + _table(part.caption, part.block)
            case Drawing():
                return self._drawing(part, part.block)

    def _list(self, items: Iterable[str], numbered: bool) -> str:
        if not numbered:
            return "".join(paragraph("ListBullet", run(item)) for item in items)
        self.lists += 1  # its own list, which begins at 1 again
        number = f'<w:numPr><w:ilvl w:val="0"/><w:numId w:val="{self.lists + 2}"/></w:numPr>'
        return "".join(paragraph("ListNumber", run(item), number) for item in items)

    def _link(self, link: Link) -> str:
        if not leads_out(link.address):
            return paragraph("Normal", run(link.text) + run(f" {link.address}", "Unit"))
        self.addresses.append(link.address)
        return paragraph(
            "Normal", f'<w:hyperlink r:id="address{len(self.addresses)}">{run(link.text, "Hyperlink")}</w:hyperlink>'
        )

    def _drawing(self, part: Part, drawing: Drawing) -> str:
        self.drawings += 1
        picture = _picture(drawing, part.caption, self.drawings)
        said = link_within(part.annex, part.said) if part.annex else run(part.said)
        notes = "".join(paragraph("Source", note) for note in (*map(run, drawing.notes), said))
        return self._caption(part) + paragraph("Figure", picture) + notes + paragraph("Gap", "")

    def _caption(self, part: Part) -> str:
        return paragraph("Caption", self.bookmark(part.anchor, run(part.caption)))


def run(text: str, style: str = "") -> str:
    """Text in one style of characters."""
    properties = f'<w:rPr><w:rStyle w:val="{style}"/></w:rPr>' if style else ""
    return f'<w:r>{properties}<w:t xml:space="preserve">{escape(text)}</w:t></w:r>'


def paragraph(style: str, content: str, more: str = "") -> str:
    """A paragraph in its style."""
    return f'<w:p><w:pPr><w:pStyle w:val="{style}"/>{more}</w:pPr>{content}</w:p>'


def simple_field(instruction: str, shown: str) -> str:
    """A field such as the number of a page, with what it shows until it is reckoned."""
    return f'<w:fldSimple w:instr="{instruction}">{run(shown)}</w:fldSimple>'


def link_within(anchor: str, text: str) -> str:
    """Text that leads to another place of the document."""
    return f'<w:hyperlink w:anchor="{bookmark_name(anchor)}" w:history="1">{run(text, "Hyperlink")}</w:hyperlink>'


def bookmark_name(anchor: str) -> str:
    """The name of a bookmark as Word takes it: without `-`, and hidden from those of the writer."""
    return f"_{anchor.replace('-', '_')}"


def _blank(blank: Blank, anchor: str, words: Words) -> str:
    """A control to type into, as many lines high as it asks for."""
    number = 1000 + int(anchor.rpartition("-")[2])
    lines = [run(words.write_here, "PlaceholderText"), *[""] * (blank.lines - 1)]
    kind = '<w:text w:multiLine="1"/>' if blank.lines == 1 else "<w:richText/>"
    return paragraph("AnswerLabel", run(blank.label)) + (
        f'<w:sdt><w:sdtPr><w:alias w:val={quoteattr(blank.label[:64])}/><w:tag w:val="{anchor}"/><w:id w:val="{number}"/>'
        f"<w:showingPlcHdr/>{kind}</w:sdtPr><w:sdtContent>{''.join(paragraph('Answer', line) for line in lines)}</w:sdtContent></w:sdt>"
    )


def _table(caption: str, table: Table) -> str:
    """A table with its notes; its header comes again on every page, its rows stay whole, and a short one stays together."""
    fit = fitted(table)
    small = "Small" if fit.size < _SMALL else ""
    contents = [
        [_heading(column) for column in table.columns],
        *([run(cell.text) for cell in row] for row in table.rows),
    ]
    together = len(table.rows) <= ROWS_TOGETHER
    last = len(contents) - (0 if table.notes else 1)
    rows = "".join(
        _row(content, table, fit, small, header=place == 0, kept=together and place < last)
        for place, content in enumerate(contents)
    )
    notes = "".join(paragraph("Source", run(note)) for note in table.notes)
    return f"<w:tbl>{_table_properties(caption, fit)}{rows}</w:tbl>{notes}{paragraph('Gap', '')}"


def _table_properties(caption: str, fit: Fitted) -> str:
    widths = [round(width * _TWENTIETHS) for width in fit.widths]
    grid = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
    return (
        f'<w:tblPr><w:tblStyle w:val="StatisticalTable"/><w:tblW w:w="{sum(widths)}" w:type="dxa"/><w:tblLayout w:type="fixed"/>'
        '<w:tblLook w:val="0620" w:firstRow="1" w:lastRow="0" w:firstColumn="0" w:lastColumn="0" w:noHBand="1" w:noVBand="1"/>'
        f"<w:tblCaption w:val={quoteattr(caption)}/></w:tblPr><w:tblGrid>{grid}</w:tblGrid>"
    )


def _row(contents: Sequence[str], table: Table, fit: Fitted, small: str, header: bool, kept: bool) -> str:
    with_next = "<w:keepNext/>" if kept else ""
    cells = "".join(
        f'<w:tc><w:tcPr><w:tcW w:w="{round(width * _TWENTIETHS)}" w:type="dxa"/></w:tcPr>'
        f"{paragraph(_style(column) + small, content, with_next)}</w:tc>"
        for content, column, width in zip(contents, table.columns, fit.widths, strict=True)
    )
    return f"<w:tr><w:trPr><w:cantSplit/>{'<w:tblHeader/>' if header else ''}</w:trPr>{cells}</w:tr>"


def _style(column: Column) -> str:
    return "TableNumber" if column.kind is Kind.NUMBER else "TableText"


def _heading(column: Column) -> str:
    return run(column.title) + (run(f" ({column.unit})", "Unit") if column.unit else "")


def _picture(drawing: Drawing, caption: str, number: int) -> str:
    """A picture with its alternative."""
    chart = drawing.chart
    width, height = drawn_size(chart)
    size = f'cx="{round(width * _EMU)}" cy="{round(height * _EMU)}"'
    names = f'id="{number}" name={quoteattr(caption)} descr={quoteattr(chart.description)}'
    return (
        f'<w:r><w:drawing><wp:inline distT="0" distB="0" distL="0" distR="0"><wp:extent {size}/><wp:docPr {names}/>'
        '<wp:cNvGraphicFramePr><a:graphicFrameLocks noChangeAspect="1"/></wp:cNvGraphicFramePr>'
        '<a:graphic><a:graphicData uri="http://schemas.openxmlformats.org/drawingml/2006/picture"><pic:pic>'
        f"<pic:nvPicPr><pic:cNvPr {names}/><pic:cNvPicPr/></pic:nvPicPr>"
        f'<pic:blipFill><a:blip r:embed="picture{number}"/><a:stretch><a:fillRect/></a:stretch></pic:blipFill>'
        f'<pic:spPr><a:xfrm><a:off x="0" y="0"/><a:ext {size}/></a:xfrm><a:prstGeom prst="rect"><a:avLst/></a:prstGeom></pic:spPr>'
        "</pic:pic></a:graphicData></a:graphic></wp:inline></w:drawing></w:r>"
    )
