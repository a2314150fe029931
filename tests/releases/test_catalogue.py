"""The catalogue: what is current, documents beside releases; names and manifests of releases."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from openwres.contracts.exceptions import InputError, OutputError, UsageError
from openwres.releases.catalogue import CATALOGUE, Document, add_document, current, read_documents, write_catalogue
from openwres.releases.folder import read_release, releases_in
from openwres.releases.manifest import SignOff, read_manifest, series_of, sign_off, two_people
from tests.findings.nations import counted
from tests.releases.made import DAY, manifest, released

PLAN = Document("", "Action plan", "plan", "wres", 2026, "RXX", "", "p04", "p17", DAY)


def test_the_newest_release_of_each_series_is_current(tmp_path: Path) -> None:
    for number in (1, 2, 10):
        released(tmp_path, counted("RXX", "2", (100, 18, 80, 9)), manifest(number=number))
    released(tmp_path, counted("RXX", "2", (100, 18, 80, 9), 2025), manifest(2025))
    released(tmp_path, counted("RYY", "2", (100, 18, 80, 9)), manifest(organisation="RYY"))
    (tmp_path / "wres-2026.11-draft").mkdir()
    write_catalogue(tmp_path)
    listed = json.loads((tmp_path / CATALOGUE).read_text(encoding="utf-8"))["releases"]
    assert len(listed) == 5
    assert {one["release"] for one in listed if one["current"]} == {"wres-2025.1", "wres-2026.10", "wres-2026-RYY.1"}
    assert [release.name for release in current(releases_in(tmp_path))] == [
        "wres-2025.1",
        "wres-2026.10",
        "wres-2026-RYY.1",
    ]


def test_a_document_gets_an_entry_and_no_release_is_touched(tmp_path: Path) -> None:
    folder = released(tmp_path, counted("RXX", "2", (100, 18, 80, 9)), manifest())
    before = read_release(folder).sha256
    file = tmp_path / "plan.pdf"
    file.write_bytes(b"%PDF plan")
    added = add_document(tmp_path, file, PLAN)
    assert (tmp_path / added.path).read_bytes() == b"%PDF plan"
    assert added.path == "documents/wres-2026/RXX/plan.pdf"
    assert read_documents(tmp_path) == [added]
    assert read_release(folder).sha256 == before
    write_catalogue(tmp_path)  # as the next release does
    assert read_documents(tmp_path) == [added]


def test_an_addition_that_was_interrupted_can_be_made_again(tmp_path: Path) -> None:
    file = tmp_path / "plan.pdf"
    file.write_bytes(b"1")
    left = tmp_path / "documents" / "wres-2026" / "RXX" / "plan.pdf"
    left.parent.mkdir(parents=True)
    left.write_bytes(b"1")
    assert read_documents(tmp_path) == []
    add_document(tmp_path, file, PLAN)
    assert [one.path for one in read_documents(tmp_path)] == ["documents/wres-2026/RXX/plan.pdf"]


def test_a_document_is_never_replaced_and_has_two_people(tmp_path: Path) -> None:
    file = tmp_path / "plan.pdf"
    file.write_bytes(b"1")
    add_document(tmp_path, file, PLAN)
    file.write_bytes(b"2")
    with pytest.raises(OutputError, match="never replaced"):
        add_document(tmp_path, file, PLAN)
    with pytest.raises(UsageError, match="different ids"):
        add_document(tmp_path, file, replace(PLAN, approved="p04"))
    with pytest.raises(UsageError, match="statement, plan, practice"):
        add_document(tmp_path, file, replace(PLAN, kind="poem"))


@pytest.mark.parametrize(
    ("name", "parts"),
    [
        ("wres-2026.1", ("wres", 2026, "", 1)),
        ("sc-wres-2026.12", ("sc-wres", 2026, "", 12)),
        ("wres-2026-RXX.1", ("wres", 2026, "RXX", 1)),
        ("wres-2026.1-draft", None),
        ("documents", None),
    ],
)
def test_names_of_releases(name: str, parts: tuple[str, int, str, int] | None) -> None:
    assert series_of(name) == parts


def test_a_manifest_reads_back_as_it_was() -> None:
    made = manifest(shown=0.97, states={"counts": {"value": 3}})
    assert read_manifest(made.text(), "manifest.json") == made
    with pytest.raises(InputError, match="format 2"):
        read_manifest(made.text().replace('"format": 1', '"format": 2'), "manifest.json")
    with pytest.raises(InputError, match="no manifest"):
        read_manifest("{}", "manifest.json")


def test_a_sign_off_names_a_role_and_an_opaque_person() -> None:
    assert sign_off("reviewer:p17", DAY) == SignOff("reviewer", "p17", DAY)
    for words in ("p17", "reviewer:", "reviewer:Jane Smith"):
        with pytest.raises(UsageError, match="no sign-off"):
            sign_off(words, DAY)
    assert not two_people([SignOff("analyst", "p17", DAY), SignOff("reviewer", "p17", DAY)])
