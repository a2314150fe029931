"""Records that stand in two files of one kind: the first file's are kept, and the user is told.

Repeats within one file are no overlap; the rules find them.
"""

from __future__ import annotations

from collections.abc import Mapping

import duckdb

from openwres.contracts.problems import Problem, Severity
from openwres.extracts.columns import Match
from openwres.extracts.kinds import Kind


def drop_overlaps(con: duckdb.DuckDBPyConnection, kind: Kind, matches: Mapping[int, Match]) -> list[Problem]:
    """Take out of later files what an earlier one has by the same identifiers; one problem for each file that loses rows."""
    if len(matches) < 2 or not kind.identity:
        return []
    keys = ["organisation", *kind.identity]
    same = " AND ".join(f'a."{key}" IS NOT DISTINCT FROM b."{key}"' for key in keys)
    first = f'a."{kind.identity[0]}" IS NOT NULL'
    differ = " OR ".join(f'a."{c}" IS DISTINCT FROM b."{c}"' for c in _compared(con, kind, set(keys))) or "FALSE"
    overlapping = f"""SELECT b.file, b."row", BOOL_OR({differ}) AS differs, MIN(a.file) AS kept
        FROM {kind.name} AS a JOIN {kind.name} AS b ON a.file < b.file AND {same} WHERE {first} GROUP BY ALL"""
    con.execute(f"CREATE TEMP TABLE overlap_{kind.name} AS {overlapping}")
    rows = con.execute(
        f"""SELECT file, kept, COUNT(*), MIN("row"), SUM(CAST(differs AS INTEGER)) FROM overlap_{kind.name} GROUP BY 1, 2 ORDER BY 1, 2"""
    ).fetchall()
    if rows:
        con.execute(
            f'DELETE FROM {kind.name} AS k WHERE EXISTS (SELECT 1 FROM overlap_{kind.name} AS o WHERE o.file = k.file AND o."row" = k."row")'
        )
    return [
        _overlap(matches[file], matches[kept], kind, int(count), int(row), int(differing))
        for file, kept, count, row, differing in rows
    ]


def _compared(con: duckdb.DuckDBPyConnection, kind: Kind, keys: set[str]) -> list[str]:
    columns = [row[0] for row in con.execute(f"DESCRIBE {kind.name}").fetchall()]
    return [column for column in columns if column not in keys | {"file", "row"}]


def _overlap(found: Match, kept: Match, kind: Kind, rows: int, first: int, differing: int) -> Problem:
    other = kept.source.file + (f" ({kept.source.sheet})" if kept.source.sheet else "")
    what = "A row stands" if rows == 1 else f"{rows:,} rows stand"
    sentence = (
        f"{what} in {other} already, by {' and '.join(kind.identity)}; they were taken from there and left out here."
    )
    if differing:
        sentence += f" {differing:,} of them say something else here."
        remedy = f"Look at both, and delete what is out of date; if {other} is right, nothing is to do."
        return found.problem("overlap-differs", Severity.CONFIRM, sentence, remedy, kind.identity[0], first, rows)
    remedy = "Nothing to do: each is counted once."
    return found.problem("overlap", Severity.NOTE, sentence, remedy, kind.identity[0], first, rows)
