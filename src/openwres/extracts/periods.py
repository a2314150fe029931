"""Whether the titles above a table speak of another year than the one that is asked for.

A stale label is the commonest sign of last year's file; dates inside the rows are looked at in `checks`.
"""

from __future__ import annotations

import re

from openwres.contracts.problems import Problem, Severity
from openwres.extracts.headers import words_of
from openwres.extracts.sources import Source
from openwres.extracts.values import read_date
from openwres.standards.model import Edition

_DATE = re.compile(
    r"\d{1,2}[/.-]\d{1,2}[/.-]\d{2,4}|\d{4}-\d{1,2}-\d{1,2}|\d{1,2}(?:st|nd|rd|th)?[ -][A-Za-z]{3,9}[ ,-]+\d{2,4}|(?<!\d)20\d{6}(?!\d)"
)
_ORDINAL = re.compile(r"(\d)(st|nd|rd|th)\b")


def check_period(source: Source, edition: Edition) -> list[Problem]:
    """A problem that blocks where a title, the sheet or the file names the snapshot day of another year and not of this one."""
    snapshots: dict[int, int] = {}
    titles = [(place, words_of([row])) for place, row in enumerate(source.above, 1)]
    for place, text in [*titles, (1, source.sheet), (1, source.file)]:
        for written in _DATE.findall(text.replace("_", "-")):
            day = read_date(_ORDINAL.sub(r"\1", written)).day
            if day and (day.month, day.day) == (edition.snapshot.month, edition.snapshot.day):
                snapshots.setdefault(day.year, place)
    if not snapshots or edition.year in snapshots:
        return []
    year, place = max(snapshots.items())
    day_of = f"{edition.snapshot.day} {edition.snapshot:%B}"
    sentence = f"The label says {day_of} {year}, and the figures are asked for {edition.year}."
    remedy = f"Take the extract of {day_of} {edition.year}, or mend the label if only that is old."
    return [Problem("wrong-period", Severity.BLOCK, sentence, remedy, source.file, source.sheet, place)]
