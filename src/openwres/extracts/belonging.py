"""Which organisation a row belongs to: what its column says, else what the user or the folder said."""

from __future__ import annotations

import duckdb

from openwres.contracts.codes import ORGANISATION_CODE
from openwres.contracts.problems import Problem, Severity
from openwres.extracts.loading import SOUND, Loaded
from openwres.extracts.quoting import literal

_LONGEST_WORD = 5


def organisation_of(con: duckdb.DuckDBPyConnection, loaded: Loaded) -> tuple[str, list[Problem]]:
    """SQL for the organisation of a row, empty where nothing says it, and a note where the column holds something else."""
    given, texts = loaded.found.source.organisation, loaded.values.get("organisation", ())
    if not any(text.strip() for text in texts):
        return literal(given), []
    codes = [as_code(text) for text in texts]
    if given and given not in codes:
        first = con.execute(
            f"SELECT MIN({loaded.row}) FROM {loaded.table} AS s WHERE s.state = {SOUND} AND TRIM(CAST(s.organisation AS VARCHAR)) <> ''"
        ).fetchall()[0][0]
        sentence = f"The column does not hold the code {given}, so every row is taken to be of {given}."
        remedy = "Rename the column if it holds departments, or correct the code."
        problem = loaded.found.problem(
            "organisation-column-ignored", Severity.NOTE, sentence, remedy, "organisation", first
        )
        return literal(given), [problem]
    said = ", ".join(literal(code if text.strip() else given) for text, code in zip(texts, codes, strict=True))
    return f"([{said}])[{loaded.place('organisation')}]", []


def as_code(text: str) -> str:
    """The code in a cell, or nothing: `Theatres` has the form of one but for its small letters, and is a department."""
    word = text.strip()
    code = word.upper()
    plausible = any(letter.isdigit() for letter in word) or len(word) <= _LONGEST_WORD
    return code if ORGANISATION_CODE.fullmatch(code) and plausible else ""
