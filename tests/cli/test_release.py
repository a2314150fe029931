"""The command `release`: what it prints, what it leaves, and how it says no."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from openwres.organisations.write import write_register
from tests.cli.commands import Answer, run
from tests.releases.stores import hide_small, register, write_store

Build = Callable[..., Answer]


@pytest.fixture(scope="module", autouse=True)
def _stand_in() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("openwres.disclosure.protect.protect", hide_small)
        yield


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a store, a corrected store and a register."""
    folder = tmp_path_factory.mktemp("home")
    write_store(folder / "store")
    write_store(folder / "corrected", disciplined=12)
    write_register(register(), folder / "register")
    return folder


@pytest.fixture
def build(capsys: pytest.CaptureFixture[str], home: Path, tmp_path: Path) -> Build:
    def command(*words: object, store: str = "store") -> Answer:
        fixed = [
            "--year",
            2026,
            "--register",
            home / "register",
            "--as-at",
            "2026-11-30",
            "--releases",
            tmp_path / "out",
        ]
        return run(capsys, "release", "build", home / store, *fixed, *words)

    return command


SIGNED = ("--signed", "analyst:p04", "--signed", "reviewer:p17")


def test_a_draft_is_reviewed_signed_corrected_and_compared(
    build: Build, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    draft = build("--review", tmp_path / "review.xlsx", "--review", tmp_path / "review.html")
    assert draft.code == 0
    assert "by nobody: a draft" in draft.out
    assert "official values shown   " in draft.out
    assert "hidden                  staff of organisations: " in draft.out
    assert "not for publication" in draft.out
    assert (tmp_path / "review.xlsx").is_file()
    page = (tmp_path / "review.html").read_text(encoding="utf-8")
    assert "Not for publication: unprotected counts" in page
    assert "What is to be decided" in page
    content = next(line for line in draft.out.splitlines() if line.startswith("content"))
    signed = build(*SIGNED)
    assert content in signed.out, "what is signed is what was reviewed"
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == ["catalogue.json", "wres-2026.1"]
    corrected = build(*SIGNED, "--json", store="corrected").json
    assert corrected["previous"] == "wres-2026.1"
    assert corrected["changed"] > 0
    assert corrected["manifest"]["earlier"][0]["release"] == "wres-2026.1"
    words = "release", "diff", tmp_path / "out" / "wres-2026.1", tmp_path / "out" / "wres-2026.2"
    said = run(capsys, *words)
    assert said.out.startswith(f"wres-2026.1 to wres-2026.2: {corrected['changed']:,} figures differ.")
    assert (
        "Trust 1 (ZZ1), indicator 3, relative likelihood, BME over White, one year: was "
        in run(capsys, *words, "--all").out
    )
    assert len(run(capsys, *words, "--json").json["changes"]) == corrected["changed"]


def test_a_document_is_added(build: Build, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    build(*SIGNED)
    (tmp_path / "plan.pdf").write_bytes(b"%PDF")
    words = [
        "--releases",
        tmp_path / "out",
        "--title",
        "Plan",
        "--kind",
        "plan",
        "--year",
        2026,
        "--date",
        "2026-10-31",
    ]
    people = ["--reviewed", "p04", "--approved", "p17"]
    said = run(capsys, "release", "document", "add", tmp_path / "plan.pdf", *words, *people)
    assert said.code == 0
    assert "documents/wres-2026/plan.pdf is in the catalogue: Plan." in said.out
    again = run(capsys, "release", "document", "add", tmp_path / "plan.pdf", *words, *people)
    assert (again.code, "never replaced" in again.err) == (1, True)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--signed", "analyst:p04"), "two different people"),
        (("--signed", "Jane Smith"), "no sign-off"),
        (("--as-at", "tomorrow"), "is no day"),
        (("--policy", "none-such"), "no policy"),
        (("--policy", "wdes-public"), "is for wdes"),
        (("--policy", "own-organisation"), "a release is for everybody"),
        (("--organisation", "ZZ9"), "holds nothing of ZZ9"),
        (("--year", "2031"), "no edition for 2031"),
    ],
)
def test_what_makes_no_sense_is_said_and_nothing_is_written(
    build: Build, tmp_path: Path, words: tuple[str, ...], said: str
) -> None:
    answer = build(*words)
    assert (answer.code, answer.out) == (2, "")
    assert said in answer.err
    assert not (tmp_path / "out").exists()


def test_a_folder_that_is_no_release_is_not_compared(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    answer = run(capsys, "release", "diff", tmp_path, tmp_path)
    assert answer.code == 1
    assert "is no release" in answer.err
