"""A version of a return as a JSON document, and back: every tally, figure as typed, explanation and word, with its digest.

The document holds the version whole; named cells and workbooks hold what a form has cells for.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, fields, replace
from pathlib import Path
from typing import Any

import polars as pl

from openwres.contracts.codes import ORGANISATION_CODE
from openwres.contracts.exceptions import UsageError
from openwres.contracts.problems import Problem, Severity
from openwres.contracts.tables import TALLY_SCHEMA
from openwres.files.output import FORMAT
from openwres.returns.model import PLACES_SCHEMA, TYPED_SCHEMA, Explanation, ReturnVersion
from openwres.standards import load_standard
from openwres.standards.model import Edition
from openwres.tallies.reading import check_tally_rows

KIND = "return"
MOST_BYTES = 50 << 20
TABLES = {"tallies": TALLY_SCHEMA, "prefilled": TALLY_SCHEMA, "typed": TYPED_SCHEMA, "places": PLACES_SCHEMA}
_WORDS = ("standard", "organisation", "id", "digest")
_KEYS = ("format", "kind", *_WORDS, "year", "number", *TABLES, "explanations", "details", "problems")
_NEEDED = ("format", "kind", "standard", "year", "organisation", "tallies")
_REMEDY = "Write it again with `openwres return read --out`, or correct it by the reference."


def as_document(version: ReturnVersion, problems: Sequence[Problem] = ()) -> dict[str, Any]:
    """A version as plain values, its tallies with their places."""
    return {
        "kind": KIND, "standard": version.standard, "year": version.year, "organisation": version.organisation,
        "id": version.id, "number": version.number, "digest": version.digest,
        **{name: getattr(version, name).to_dicts() for name in TABLES},
        "explanations": [asdict(explanation) for explanation in version.explanations], "details": dict(version.details),
        "problems": [problem.as_dict() for problem in problems],
    }  # fmt: skip


def is_document(path: Path) -> bool:
    """Whether a JSON file is a return, by how it begins."""
    if path.suffix.lower() != ".json":
        return False
    with path.open(encoding="utf-8-sig", errors="replace") as file:
        head = "".join(file.read(400).split())
    return f'"kind":"{KIND}"' in head


def read_document(path: Path) -> tuple[ReturnVersion | None, list[Problem]]:
    """The version in a JSON file and every problem of it; None where it is no return."""
    if path.stat().st_size > MOST_BYTES:
        return None, [_wrong(path.name, "unreadable-file", f"The file is larger than {MOST_BYTES >> 20} MB.")]
    try:
        value = json.loads(path.read_text(encoding="utf-8-sig"), parse_constant=_no_number)
    except (ValueError, RecursionError) as error:
        at = f", line {error.lineno}" if isinstance(error, json.JSONDecodeError) else ""
        return None, [_wrong(path.name, "unreadable-file", f"The file is not JSON{at}.")]
    return from_document(value, path.name)


def _no_number(word: str) -> float:
    raise ValueError(word)


def from_document(value: object, file: str) -> tuple[ReturnVersion | None, list[Problem]]:
    """The same from the values of a document."""
    wrong = list(_misshapen(value, file))
    if wrong or not isinstance(value, Mapping):
        return None, wrong
    try:
        edition = load_standard(value["standard"]).edition(value["year"])
    except UsageError as error:
        return None, [_wrong(file, "not-a-return", str(error))]
    tables, wrong = _tables(value, edition, file)
    if wrong:
        return None, wrong
    version = ReturnVersion(
        edition.standard, edition.year, value["organisation"], id=value.get("id", ""), number=value.get("number", 1),
        explanations=tuple(Explanation(**one) for one in value.get("explanations", ())), details=value.get("details", {}),
        **tables,
    )  # fmt: skip
    if value.get("digest") not in (None, "", version.digest):
        sentence = "The document was changed after it was written: its digest is that of other content."
        wrong.append(
            _wrong(
                file, "digest-differs", sentence, "Take the file as it was; or delete `digest`, if the change is meant."
            )
        )
    return version, wrong


def _misshapen(value: object, file: str) -> Iterator[Problem]:
    """What is not as a document of a return must be, apart from the rows of its tables."""
    if not isinstance(value, Mapping):
        yield _wrong(file, "not-a-return", "The document is no object with keys.")
        return
    for key in (key for key in _NEEDED if key not in value):
        yield _wrong(file, "key-missing", f"The document has no `{key}`.")
    for key in (key for key in value if key not in _KEYS):
        yield _wrong(file, "unknown-key", f"The document has an unknown key `{key[:40]}`.")
    kinds: list[tuple[str, type | tuple[type, ...]]] = [(key, str) for key in _WORDS]
    kinds += [
        ("year", int),
        ("number", int),
        *((key, list) for key in (*TABLES, "explanations", "problems")),
        ("details", dict),
    ]
    wrong = [key for key, kind in kinds if key in value and (not isinstance(value[key], kind) or value[key] is True)]
    wrong += [] if value.get("format", FORMAT) == FORMAT else ["format"]
    wrong += [] if value.get("kind", KIND) == KIND else ["kind"]
    wrong += [] if ORGANISATION_CODE.fullmatch(str(value.get("organisation", "XX"))) else ["organisation"]
    names = {field.name for field in fields(Explanation)}
    wrong += [] if _all_texts(value.get("explanations"), names) else ["explanations"]
    wrong += [] if _all_texts([value.get("details")], None) else ["details"]
    yield from (_wrong(file, "wrong-value", f"`{key}` of the document is not what it must be.") for key in wrong)


def _all_texts(rows: object, names: set[str] | None) -> bool:
    """Whether these are objects of texts, with these keys where any are named; what is not there is."""
    for one in rows if isinstance(rows, list) else ():
        if one is not None and not (isinstance(one, dict) and (names is None or set(one) == names)):
            return False
        if one and not all(isinstance(text, str) for text in one.values()):
            return False
    return True


def _tables(value: Mapping[str, Any], edition: Edition, file: str) -> tuple[dict[str, pl.DataFrame], list[Problem]]:
    """The tables in their schemas; tallies checked as those of any file are."""
    made: dict[str, pl.DataFrame] = {}
    problems: list[Problem] = []
    for name, schema in TABLES.items():
        rows = value.get(name, [])
        if not all(isinstance(row, dict) and set(row) <= set(schema) for row in rows):
            problems.append(_wrong(file, "wrong-value", f"A row of `{name}` has keys that such a table does not have."))
            continue
        if not all(_fits(row.get(column), kind) for row in rows for column, kind in schema.items()):
            problems.append(_wrong(file, "wrong-value", f"A row of `{name}` holds a text for a number, or the like."))
            continue
        made[name] = _texts(pl.DataFrame(rows, schema=schema, orient="row"))
        if schema is TALLY_SCHEMA and rows:
            checked, wrong = check_tally_rows(made[name], edition)
            whose = set(checked["organisation"]) - {value["organisation"]}
            problems += [replace(problem, file=file, row=None, sheet=name) for problem in wrong]
            if whose:
                problems.append(_wrong(file, "wrong-value", f"`{name}` holds counts of another organisation."))
    return made, problems


def _fits(value: object, kind: type[pl.DataType]) -> bool:
    """Whether a value is one of the column's kind; nothing is one of any."""
    if value is None or kind == pl.String:
        return value is None or isinstance(value, str)
    if isinstance(value, bool) or not isinstance(value, int | float):
        return False
    return kind == pl.Float64 or (isinstance(value, int) and abs(value) < 2 ** (31 if kind == pl.Int32 else 63))


def _texts(table: pl.DataFrame) -> pl.DataFrame:
    """The table with empty texts for those that are not given."""
    return table.with_columns(pl.col(pl.String).fill_null(""))


def _wrong(file: str, problem_id: str, sentence: str, remedy: str = _REMEDY) -> Problem:
    return Problem(problem_id, Severity.BLOCK, sentence, remedy, file)
