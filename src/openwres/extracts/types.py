"""The types of record tables: a coded column holds one of the codes that it can have, and nothing else.

They are the same for a table that was filled and for a view over a file. How a value gets its code is in `coding` and `records`.
"""

from __future__ import annotations

from openwres.extracts.kinds import Column, Kind
from openwres.extracts.quoting import literals
from openwres.standards.model import Edition

GRADE_ROW = "grade_row"
PLAIN = {"date": "DATE", "number": "DOUBLE", "count": "BIGINT"}  # everything else that is not coded is text


def record_columns(kind: Kind) -> dict[str, Column]:
    """The columns of a record table that come from one cell, by name."""
    columns = {name: c for name, c in kind.columns.items() if c.type not in ("organisation", "grade")}
    if kind.name == "survey":
        columns["answer"] = Column("answer", "answer", False, "Answer", (), kind.answers)
    return columns


def type_of(kind: Kind, column: str) -> str:
    """The name of the type of a coded column."""
    return f"{kind.name}_{column}"


def coded_types(kind: Kind, edition: Edition) -> dict[str, list[str]]:
    """Every coded column of a record table with the codes that it may hold, the place in the grid among them."""
    types = {name: _codes(c, edition) for name, c in record_columns(kind).items() if c.coded and c.type != "label"}
    if edition.grade_scale and "grade" in kind.columns:
        types[GRADE_ROW] = list(edition.grade_scale.rows)
    return types


def create_types(kind: Kind, edition: Edition) -> list[str]:
    """A statement for each type of a kind."""
    types = coded_types(kind, edition)
    return [f"CREATE TYPE {type_of(kind, name)} AS ENUM ({literals(codes)})" for name, codes in types.items()]


def _codes(column: Column, edition: Edition) -> list[str]:
    if column.type == "code":
        return list(edition.code_lists[column.name].codes)
    if column.type == "question":
        return ["", *(i.name for i in edition.indicators if i.questions)]
    if column.type == "group":
        return ["", *edition.classifications[edition.main].groups, "all"]
    return list(dict.fromkeys([*column.values, column.blank or "", ""]))
