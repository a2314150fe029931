"""A return as a JSON document and as named cells: written, read back the same, and everything that cannot be told at once."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from openwres.contracts.exceptions import InputError, OutputError, UsageError
from openwres.contracts.tables import TALLY_KEY, TALLY_SCHEMA
from openwres.returns.documents import as_document, from_document, read_document
from openwres.returns.files import is_return, newest_year, read_returns
from openwres.returns.model import Explanation, ReturnVersion
from openwres.returns.named import named_cells, write_named
from openwres.returns.opening import read_version
from openwres.returns.writing import write_new, write_read
from openwres.standards import load_standard
from tests.returns.generated import generated, layout
from tests.returns.made import version as named_version

FORMS = [("wres", 2018), ("wres", 2020), ("wres", 2026), ("wdes", 2026), ("sc-wres", 2026)]
WORDS = {
    "board-lead": "Director of People",
    "completeness": "Two sites are missing.\nTheir staff are 3%.",
    "snapshot": "31 March",
}
EXPLAINED = (Explanation("group-missing", "w2.appointed.unknown", "=not kept, says “HR”", "A. Analyst", "2026-05-12"),)


def whole(standard: str, year: int, seed: int = 1) -> ReturnVersion:
    """A return with everything that a version can have."""
    version = generated(layout(standard, year), seed)
    return replace(version, details=WORDS, explanations=EXPLAINED, id="0b8f", number=3)


def same(one: ReturnVersion, other: ReturnVersion) -> None:
    assert (one.standard, one.year, one.organisation) == (other.standard, other.year, other.organisation)
    for table in ("tallies", "prefilled", "typed", "places"):
        mine, its = getattr(one, table), getattr(other, table)
        assert mine.sort(mine.columns).equals(its.sort(its.columns)), table


@pytest.mark.parametrize(("standard", "year"), FORMS)
def test_a_document_gives_the_version_back_whole(tmp_path: Path, standard: str, year: int) -> None:
    version = whole(standard, year)
    write_read(version, [], tmp_path / "read")
    assert is_return(tmp_path / "read" / "return.json")
    again, problems = read_document(tmp_path / "read" / "return.json")
    assert problems == []
    assert again is not None
    same(version, again)
    assert (again.id, again.number, again.details, again.explanations) == ("0b8f", 3, WORDS, EXPLAINED)
    assert again.digest == version.digest


@pytest.mark.parametrize(("standard", "year"), FORMS)
@pytest.mark.parametrize("seed", [2, 3, 5])
def test_named_cells_give_every_number_and_word_back(tmp_path: Path, standard: str, year: int, seed: int) -> None:
    version = whole(standard, year, seed)
    write_named(named_cells(version, load_standard(standard)), tmp_path / "r.csv")
    again, problems = read_version(tmp_path / "r.csv", load_standard(standard))
    assert problems == []
    assert again is not None
    assert again.tallies.equals(version.tallies.sort(TALLY_KEY))
    assert again.prefilled.equals(version.prefilled.sort(TALLY_KEY))
    assert again.details == WORDS


def test_typed_figures_keep_their_texts_and_places_in_both() -> None:
    version = named_version({"w2.ratio": "1.6 times", "w9.difference": "- 5%"})
    again, _ = from_document(json.loads(json.dumps({"format": 1} | as_document(version))), "r.json")
    assert again is not None
    assert again.digest == version.digest
    cells = named_cells(version, load_standard("wres"))
    typed = cells.filter(pl.col("field").is_in(["w2.ratio", "w9.difference"])).select("cell", "place")
    assert typed.rows() == [("1.6 times", "D32"), ("- 5%", "D35")]


def test_a_return_to_fill_in_lists_every_cell_blank(tmp_path: Path) -> None:
    form = layout("wres", 2026)
    empty = ReturnVersion("wres", 2026, "ZZ1", pl.DataFrame(schema=TALLY_SCHEMA))
    write_new(empty, form, tmp_path / "new.csv")
    table = pl.read_csv(tmp_path / "new.csv", infer_schema=False)
    assert set(table["year"]) == {"2026"}
    assert {"w2.appointed.bme", "w9.board.unknown", "w1.staff.clinical-5.white"} <= set(table["field"])
    assert table["cell"].null_count() == len(table)
    again, problems = read_version(tmp_path / "new.csv", load_standard("wres"))
    assert again is not None
    assert (again.tallies.height, problems) == (0, [])


def test_a_return_is_written_in_three_ways_and_never_over_another(tmp_path: Path) -> None:
    version, form = whole("wres", 2026), layout("wres", 2026)
    for ending in ("xlsx", "csv", "json"):
        write_new(version, form, tmp_path / f"r.{ending}")
        again, _ = read_version(tmp_path / f"r.{ending}", load_standard("wres"))
        assert again is not None
        assert again.tallies.equals(version.tallies)
        with pytest.raises(OutputError, match="there already"):
            write_new(version, form, tmp_path / f"r.{ending}")
    with pytest.raises(UsageError, match=r"\.xlsx, \.csv or \.json"):
        write_new(version, form, tmp_path / "r.docx")


DOCUMENT = as_document(named_version())


def spoilt(change: Callable[[dict[str, Any]], object]) -> list[tuple[str, str]]:
    document = json.loads(json.dumps(DOCUMENT | {"format": 1}))
    change(document)
    _, problems = from_document(document, "r.json")
    assert {str(problem.severity) for problem in problems} <= {"block"}
    assert {problem.file for problem in problems} <= {"r.json"}
    return [(problem.id, problem.sentence) for problem in problems]


def test_a_sound_document_has_no_problem() -> None:
    assert spoilt(lambda document: document.pop("digest")) == []


@pytest.mark.parametrize(
    ("change", "problem", "said"),
    [
        (lambda d: d.pop("tallies"), "key-missing", "tallies"),
        (lambda d: d.update(extra=1), "unknown-key", "extra"),
        (lambda d: d.update(format=2), "wrong-value", "format"),
        (lambda d: d.update(kind="figures"), "wrong-value", "kind"),
        (lambda d: d.update(year="2026"), "wrong-value", "year"),
        (lambda d: d.update(year=1990), "not-a-return", "1990"),
        (lambda d: d.update(organisation="the trust"), "wrong-value", "organisation"),
        (lambda d: d.update(details={"date": 4}), "wrong-value", "details"),
        (lambda d: d.update(explanations=[{"problem": "x"}]), "wrong-value", "explanations"),
        (lambda d: d["tallies"][0].update(count="12"), "wrong-value", "text for a number"),
        (lambda d: d["tallies"][0].update(more=1), "wrong-value", "keys"),
        (lambda d: d["tallies"][0].update(item="persons"), "unknown-item", "persons"),
        (lambda d: d["tallies"][0].update(count=10**30), "wrong-value", "number"),
        (lambda d: d["tallies"].append(dict(d["tallies"][0])), "duplicate-tally", ""),
        (lambda d: d["tallies"][0].update(organisation="ZZ7"), "wrong-value", "another organisation"),
        (lambda d: d["tallies"][0].update(count=13), "digest-differs", "changed"),
    ],
)  # fmt: skip
def test_what_is_wrong_with_a_document_is_told(
    change: Callable[[dict[str, Any]], object], problem: str, said: str
) -> None:
    found = spoilt(change)
    assert problem in [one for one, _ in found]
    assert any(said in sentence for _, sentence in found)


@pytest.mark.parametrize(
    "text", ['{"kind": "return", ', "[1, 2]", '{"kind": "return", "year": NaN}', "[" * 100_000, ""]
)
def test_a_file_that_is_no_json_is_told(tmp_path: Path, text: str) -> None:
    (tmp_path / "r.json").write_text(text, encoding="utf-8")
    version, problems = read_document(tmp_path / "r.json")
    assert version is None
    assert problems


def test_one_of_several_must_be_named(tmp_path: Path) -> None:
    rows = [(code, 2026, "w2.appointed.bme", "9") for code in ("ZZ1", "ZZ2")]
    pl.DataFrame(rows, schema=["organisation", "year", "field", "cell"], orient="row").write_csv(tmp_path / "r.csv")
    standard = load_standard("wres")
    with pytest.raises(UsageError, match="ZZ1, ZZ2"):
        read_version(tmp_path / "r.csv", standard)
    version, _ = read_version(tmp_path / "r.csv", standard, organisation="zz2")
    assert version is not None
    assert version.organisation == "ZZ2"


def test_documents_are_checked_and_collected_like_any_return(tmp_path: Path) -> None:
    write_new(whole("wres", 2026), layout("wres", 2026), tmp_path / "r.json")
    standard = load_standard("wres")
    assert newest_year(tmp_path / "r.json", standard) == 2026
    (version,), problems = read_returns(tmp_path / "r.json", standard.edition(2026))
    assert (set(version.tallies["year"]), problems) == ({2026}, [])
    with pytest.raises(InputError, match="no return of WRES 2025"):
        read_returns(tmp_path / "r.json", standard.edition(2025))
