"""Every export of every source system has an example, and the program reads it as what its page says."""

from __future__ import annotations

from pathlib import Path

import pytest

from docs.generate import EXAMPLES, pages
from openwres import check
from openwres.extracts.kinds import kinds
from openwres.extracts.systems import Export, systems

RECORDS = [(system.title, kind, e) for system in systems().values() for kind, e in system.exports.items()]
TABLES = [export for system in systems().values() for export in system.tables]

TOO_FEW_NAMES = ("census/Census ethnic group.csv",)
"""Exports with so few columns that nothing tells their system; the kind is known all the same."""
BLOCKS = {
    "esr/ESR staff in post.csv": {"unmapped-grade"},  # one executive on a local pay scale
    "olm/OLM learning.csv": {"nothing-to-count"},  # counts only beside a staff list
}


def path_of(export: Export) -> Path:
    return EXAMPLES / export.example


def by_example(value: object) -> str:
    return Path(value.example).stem if isinstance(value, Export) else str(value)


@pytest.mark.parametrize(("system", "kind", "export"), RECORDS, ids=by_example)
def test_records_are_recognised(system: str, kind: str, export: Export) -> None:
    (table,) = check(path_of(export), year=2026, organisation="ZZ6").read[0]["tables"]
    assert table["kind"] == kind
    assert table["system"] == ("" if export.example in TOO_FEW_NAMES else system)
    assert table["guessed"] == []


@pytest.mark.parametrize("export", TABLES, ids=by_example)
def test_tables_of_counts_are_recognised(export: Export) -> None:
    (table,) = check(path_of(export), year=2026, organisation="ZZ6").read[0]["tables"]
    assert table.get("crosstab")
    assert table["kind"] in kinds()


@pytest.mark.parametrize("export", [*(e for _, _, e in RECORDS), *TABLES], ids=by_example)
def test_nothing_blocks_but_what_the_page_says(export: Export) -> None:
    found = check(path_of(export), year=2026, organisation="ZZ6")
    assert {p.id for p in found.problems if p.severity == "block"} == BLOCKS.get(export.example, set())


def test_learning_counts_beside_the_staff_list(tmp_path: Path) -> None:
    for name in ("esr/ESR staff in post.csv", "olm/OLM learning.csv"):
        (tmp_path / Path(name).name).write_bytes((EXAMPLES / name).read_bytes())
    assert not check(tmp_path, year=2026, organisation="ZZ6").blocked


def test_every_example_is_of_an_export() -> None:
    named = {export.example for export in (*(e for _, _, e in RECORDS), *TABLES)}
    there = {path.relative_to(EXAMPLES).as_posix() for path in EXAMPLES.rglob("*") if path.is_file()}
    assert there == named
    page = pages()["source-systems.md"].replace("%20", " ")
    assert [name for name in sorted(named) if f"](../examples/source-systems/{name})" not in page] == []
