"""The command `return template`: the report that an organisation must publish, filled from its return."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from openwres.cli.return_workbook import add_which, open_return

if TYPE_CHECKING:
    from openwres.reports.document import Document
    from openwres.returns.model import ReturnVersion

_EPILOG = """The page is in the order of the published template. Its words are those of the sheet Report; what nobody wrote is left
open to write in, or with --final left out. Counts in it are not protected: look at small numbers before it is published.

example:
  openwres return template return.xlsx --last-year last-year.xlsx --name "An Example Trust" --out report.html"""


def add_return_template(commands: Any, command: Callable[..., Any]) -> None:
    """Add `template` to the commands of `return`."""
    parser = command(commands, "template", "fill the report that must be published", _template, _EPILOG)
    parser.add_argument("input", metavar="RETURN", help="a return, as `read` takes it")
    parser.add_argument("--last-year", metavar="RETURN", help="last year's, where RETURN does not hold its numbers")
    parser.add_argument(
        "--name", default="", metavar="WORDS", help="name of the organisation (default: that on the cover)"
    )
    parser.add_argument("--final", action="store_true", help="leave out what nobody wrote")
    add_which(parser)
    parser.add_argument(
        "--out",
        required=True,
        metavar="FILE",
        help="a page (.html) or a document (.docx, .pdf, .xlsx, .ods); an earlier one is kept beside it",
    )


def _template(given: argparse.Namespace) -> int:
    from openwres.files.output import replace_and_keep
    from openwres.reports.formats import write

    out = Path(given.out)
    document = _document(given, open_return(given.input, given))
    replace_and_keep(out, write(document, out.suffix.lower().removeprefix(".")))
    print(f"Wrote {given.out}: {document.title}, {document.subject}.")
    return 0


def _document(given: argparse.Namespace, version: ReturnVersion) -> Document:
    import polars as pl

    from openwres.figures import calculate_figures
    from openwres.reports.template import Template, report_template
    from openwres.returns.details import NAME
    from openwres.standards import load_standard

    standard = load_standard(version.standard)
    edition, last = standard.edition(version.year), standard.editions.get(version.year - 1)
    tallies = version.tallies
    if given.last_year:
        before = open_return(given.last_year, given, version.year - 1).tallies.filter(
            pl.col("year") == version.year - 1
        )
        tallies = pl.concat([tallies.filter(pl.col("year") == version.year), before])
    earlier = tallies.filter(pl.col("year") == version.year - 1)
    template = Template(
        edition, version.organisation, calculate_figures(tallies, edition, receipts=False),
        calculate_figures(earlier, last, receipts=False) if last and len(earlier) else None,
        version.details, given.name or version.details.get(NAME, ""), not given.final,
    )  # fmt: skip
    return report_template(template, as_at=edition.snapshot)
