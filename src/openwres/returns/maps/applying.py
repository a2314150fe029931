"""A return in somebody else's layout, read by a map: its cells by name, and whatever map and file disagree on.

What a map says is in `map_file`, where cells stand in `scanning`, what they mean in `keyed`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import polars as pl

from openwres.contracts.codes import ORGANISATION_CODE
from openwres.contracts.problems import Problem, Severity, in_order
from openwres.contracts.tables import TALLY_KEY, TALLY_SCHEMA, Source
from openwres.files.scratch import scratch_folder
from openwres.returns.keyed import versions_of
from openwres.returns.keys import Keys, TallyKey, keys_of
from openwres.returns.maps.map_file import LAST, ORGANISATION, THIS, YEAR, LayoutMap, Word, plain
from openwres.returns.maps.scanning import Found, scan
from openwres.returns.model import ReturnVersion
from openwres.returns.sheets import Rows, read_sheets

_A_YEAR = re.compile(r"(?<!\d)20\d\d(?!\d)")
Sheets = Mapping[str, Rows]


def read_mapped(
    path: Path, layout: LayoutMap, scratch: Path, year: int | None = None, organisation: str = ""
) -> tuple[ReturnVersion | None, list[Problem]]:
    """The version that a file holds in the layout of a map, and every problem of it; None where it is not known whose it is.

    `year` and `organisation` are those of the return where the file does not say them, and must be right where it does.
    """
    sheets, notes = read_sheets(path, scratch)
    if not sheets:
        return None, notes
    version, problems = from_layout(sheets, layout, path.name, year, organisation)
    return version, in_order([*notes, *problems])


def mapped_year(path: Path, layout: LayoutMap) -> int | None:
    """The year that a file says of itself where the map looks for it; None where it says none or cannot be read."""
    with scratch_folder() as scratch:
        sheets, _ = read_sheets(path, scratch)
    years = _A_YEAR.findall(dict(_words(sheets, layout)).get(YEAR, ""))
    return int(years[0]) if years else None


def from_layout(
    sheets: Sheets, layout: LayoutMap, file: str, year: int | None = None, organisation: str = ""
) -> tuple[ReturnVersion | None, list[Problem]]:
    """The same from the text of sheets."""
    words = dict(_words(sheets, layout))
    code = words.pop(ORGANISATION, organisation).strip().upper()
    years = [int(found) for found in _A_YEAR.findall(words.pop(YEAR, ""))] or ([year] if year else [])
    wrong = list(_not_identified(layout, file, code, years, organisation, year))
    if wrong:
        return None, wrong
    return _version(sheets, layout, file, code, years[0], words)


def _words(sheets: Sheets, layout: LayoutMap) -> Iterator[tuple[str, str]]:
    """What stands beside or below the labels of words; of several the first that is not blank."""
    for name, word in layout.words.items():
        found = (text for sheet, rows in sheets.items() if not word.sheets or plain(sheet) in word.sheets
                 for text in _answers(rows, word))  # fmt: skip
        if text := next(found, ""):
            yield name, text


def _answers(rows: Rows, word: Word) -> Iterator[str]:
    for number, row in enumerate(rows):
        for place, cell in enumerate(row):
            if plain(cell) in word.labels:
                column = [later[place] for later in rows[number + 1 : number + 2] if place < len(later)]
                answers = column if word.below else row[place + 1 :]
                yield from (" ".join(text.split()) for text in answers if text.strip())


def _not_identified(
    layout: LayoutMap, file: str, code: str, years: Sequence[int], organisation: str, year: int | None
) -> Iterator[Problem]:
    if not ORGANISATION_CODE.fullmatch(code):
        sentence = "The file does not say whose return it is, where the map looks for the organisation's code."
        yield Problem(
            "not-a-code", Severity.BLOCK, sentence, "Name it with --organisation.", file, column="organisation"
        )
    elif organisation and code != organisation.upper():
        sentence = f"The file is the return of {code}, not of {organisation.upper()}."
        yield Problem("nothing-to-read", Severity.BLOCK, sentence, "Check the code, or leave it out.", file)
    if not years:
        sentence = "The file does not say its year, where the map looks for it."
        yield Problem("not-a-return", Severity.BLOCK, sentence, "Name it with --year.", file)
    elif year and years[0] != year:
        sentence = f"The file is a return of {years[0]}, not of {year}."
        yield Problem("nothing-to-read", Severity.BLOCK, sentence, "Correct the year, or leave --year out.", file)
    elif not layout.covers(years[0]):
        sentence = f"The map is for the years {layout.first} to {layout.last}, and the return is of {years[0]}."
        yield Problem("not-a-return", Severity.BLOCK, sentence, "Use the map of that year's layout.", file)


def _version(
    sheets: Sheets, layout: LayoutMap, file: str, code: str, year: int, words: Mapping[str, str]
) -> tuple[ReturnVersion, list[Problem]]:
    keys = {name: keys_of(layout.standard.edition(at)) for name, at in _years(layout, year).items()}
    found, problems = scan(sheets, layout, year, keys, file)
    parts = []
    for name, at in _years(layout, year).items():
        for prefilled in (False, True):
            cells = [cell for cell in found if (cell.year, cell.prefilled) == (name, prefilled)]
            table = _table([*_once(cells, keys[name])], code, at)
            versions, wrong = versions_of(table, layout.standard.edition(at), file)
            parts += [(prefilled, version) for version in versions]
            problems += wrong
    empty = ReturnVersion(layout.standard.id, year, code, pl.DataFrame(schema=TALLY_SCHEMA), details=words)
    return _joined(parts, empty), problems


def _years(layout: LayoutMap, year: int) -> Mapping[str, int]:
    """This year and the last, where that has an edition."""
    return {THIS: year, LAST: year - 1} if year - 1 in layout.standard.editions else {THIS: year}


def _once(cells: Sequence[Found], keys: Keys) -> Iterator[Found]:
    """The cells without those that say the same tally again in the same words, as forms repeat the workforce."""
    seen: set[tuple[TallyKey, str]] = set()
    for cell in cells:
        key = keys.spellings[cell.field]
        if isinstance(key, TallyKey):
            if (key, cell.cell) in seen:
                continue
            seen.add((key, cell.cell))
        yield cell


def _table(cells: Sequence[Found], code: str, year: int) -> pl.DataFrame:
    rows = [(code, str(year), cell.field, cell.cell, cell.sheet, cell.place) for cell in cells]
    names = ("organisation", "year", "field", "cell", "sheet", "place")
    return pl.DataFrame(rows, schema=dict.fromkeys(names, pl.String), orient="row")


def _joined(parts: Sequence[tuple[bool, ReturnVersion]], empty: ReturnVersion) -> ReturnVersion:
    """One version of what the years give; of the pre-filled columns only the tallies are kept."""
    given = [part for prefilled, part in parts if not prefilled]
    before = [part.tallies.with_columns(source=pl.lit(str(Source.PREFILLED))) for prefilled, part in parts if prefilled]
    return replace(
        empty,
        tallies=_stacked([part.tallies for part in given], empty.tallies).sort(TALLY_KEY),
        prefilled=_stacked(before, empty.prefilled).sort(TALLY_KEY),
        typed=_stacked([part.typed for part in given], empty.typed),
        places=_stacked([part.places for part in given], empty.places).sort(TALLY_KEY),
    )


def _stacked(tables: Sequence[pl.DataFrame], empty: pl.DataFrame) -> pl.DataFrame:
    return pl.concat([empty, *(table.select(empty.columns) for table in tables)])
