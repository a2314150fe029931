"""What anybody finds who verifies a copy of a release: a byte that was changed, a number that does not fit, a count that is not hidden."""

from __future__ import annotations

import hashlib
import shutil
from pathlib import Path

import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from openwres.contracts.exceptions import UsageError
from openwres.contracts.tables import FIGURE_SCHEMA
from openwres.releases.verify import Verified, releases_under, verify
from tests.cli.commands import run
from tests.disclosure.making import counts, together
from tests.releases.folders import POLICY, change_manifest, write_checksums, write_release

ROW = {"clinical-9 white": None, "clinical-9 bme": None, "clinical-9 unknown": 0, "clinical-9 all": 12}
SAFE = counts({"white": 90, "bme": 40, "unknown": 3, "all": 133, **ROW})
TOLD = counts({"white": 90, "bme": None, "unknown": 3, "all": 97})


def ids(found: Verified) -> list[str]:
    return sorted({problem.id for problem in found.problems})


def figure(numerator: int, denominator: int, value: float, group: str = "bme") -> pl.DataFrame:
    row = dict.fromkeys(FIGURE_SCHEMA) | {
        "standard": "wres", "year": 2026, "edition": "2019-2026", "area_type": "organisation", "area": "ZZ1", "indicator": "1",
        "statistic": "percentage", "breakdown": "", "category": "", "classification": "wres", "group": group, "basis": "",
        "variant": "official", "value": value, "numerator": numerator, "denominator": denominator, "state": "value", "reason": "",
    }  # fmt: skip
    return pl.DataFrame([row], schema=FIGURE_SCHEMA)


def test_a_sound_release_is_sound_wherever_it_lies(tmp_path: Path) -> None:
    write_release(tmp_path / "releases", SAFE, figures=figure(40, 133, 100 * 40 / 133))
    copy = shutil.copytree(tmp_path / "releases", tmp_path / "elsewhere" / "copy")
    shutil.rmtree(tmp_path / "releases")
    found = verify(copy / "wres-2026.1")
    assert found.problems == ()
    assert found.attack == {"hidden": 2, "exposed": 0, "known": 0}


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_release(tmp_path_factory.mktemp("releases"), SAFE)


@given(data=st.data())
@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture], derandomize=True)
def test_a_release_changed_by_one_byte_is_not_sound(sound: Path, data: st.DataObject) -> None:
    files = sorted(path for path in sound.rglob("*") if path.is_file())
    path = data.draw(st.sampled_from(files))
    before = path.read_bytes()
    place, other = data.draw(st.integers(0, len(before) - 1)), data.draw(st.integers(1, 255))
    try:
        path.write_bytes(before[:place] + bytes([before[place] ^ other]) + before[place + 1 :])
        assert not verify(sound).sound
    finally:
        path.write_bytes(before)


def test_files_that_came_or_went_are_named(tmp_path: Path) -> None:
    folder = write_release(tmp_path, SAFE)
    (folder / "more.txt").write_text("more", encoding="utf-8")
    (folder / "figures.csv").unlink()
    assert ids(verify(folder)) == ["file-missing", "file-unlisted", "tables-differ"]


def test_numbers_changed_in_one_table_only_are_found_with_fresh_checksums(tmp_path: Path) -> None:
    folder = write_release(tmp_path, SAFE)
    text = (folder / "counts.csv").read_text(encoding="utf-8")
    (folder / "counts.csv").write_text(text.replace(",133,", ",134,"), encoding="utf-8")
    write_checksums(folder)
    assert ids(verify(folder)) == ["tables-differ"]


def test_a_rule_that_is_not_the_locked_one_is_found(tmp_path: Path) -> None:
    folder = write_release(tmp_path, SAFE)
    path = folder / "definitions" / "wres" / "2.yaml"
    path.write_text(
        path.read_text(encoding="utf-8").replace("ratio: white / bme", "ratio: bme / white"), encoding="utf-8"
    )
    write_checksums(folder)
    found = verify(folder)
    assert "definition-changed" in ids(found) or "definitions-unreadable" in ids(found)


def test_a_hidden_count_that_can_be_worked_out_is_exposed(tmp_path: Path) -> None:
    found = verify(write_release(tmp_path, TOLD))
    assert ids(found) == ["count-exposed"]
    assert found.attack == {"hidden": 1, "exposed": 1, "known": 1}
    assert "4" not in found.problems[0].sentence, "the range itself is never said"


def test_a_release_is_attacked_with_the_earlier_ones_that_it_rests_on(tmp_path: Path) -> None:
    """The row hides two counts now and hid two others before."""
    row = {"white": 60, "bme": 4, "unknown": 36, "all": 100}
    write_release(tmp_path, counts({**row, "bme": None, "unknown": None}))
    now = counts({**row, "bme": None, "white": None})
    alone = write_release(tmp_path, now, "wres-2026.2")
    assert verify(alone).sound
    both = write_release(tmp_path, now, "wres-2026.3", earlier=["wres-2026.1"])
    assert verify(both).attack == {"hidden": 2, "exposed": 2, "known": 2}


def test_an_earlier_release_must_be_there_and_as_it_was(tmp_path: Path) -> None:
    first = write_release(tmp_path, SAFE)
    second = write_release(tmp_path, SAFE, "wres-2026.2", earlier=["wres-2026.1"])
    assert verify(second).sound
    (first / "register" / "members.csv").write_text("changed", encoding="utf-8")
    assert ids(verify(second)) == ["earlier-changed"]
    shutil.rmtree(first)
    assert ids(verify(second)) == ["earlier-missing"]


def test_a_figure_that_carries_a_hidden_number_exposes_it(tmp_path: Path) -> None:
    hides = counts({"white": None, "bme": None, "unknown": 3, "all": 133})
    assert verify(write_release(tmp_path / "one", hides)).sound
    found = verify(write_release(tmp_path / "other", hides, figures=figure(40, 133, 100 * 40 / 133)))
    assert found.attack == {"hidden": 2, "exposed": 2, "known": 2}


def test_a_percentage_alone_tells_the_number_that_it_is_of(tmp_path: Path) -> None:
    hides = counts({"white": None, "bme": None, "unknown": 3, "all": 133})
    bare = figure(40, 133, 100 * 40 / 133).with_columns(numerator=pl.lit(None, pl.Int64))
    assert verify(write_release(tmp_path, hides, figures=bare)).attack == {"hidden": 2, "exposed": 2, "known": 2}


def test_rounded_counts_are_attacked_as_the_policy_says_that_they_are_rounded(tmp_path: Path) -> None:
    """Three numbers that are rounded to multiples of five leave each other less than their total leaves them."""
    rounded = counts({"white": 10, "bme": 10, "unknown": 0, "all": 30})
    fits = counts({"white": 20, "bme": 10, "unknown": 0, "all": 30})
    policy = POLICY.replace("width: 5", "width: 4") + "rounding: {base: 5}\n"
    assert verify(write_release(tmp_path / "fits", fits, policy=policy)).attack == {
        "hidden": 4,
        "exposed": 0,
        "known": 0,
    }
    wider = policy.replace("width: 4", "width: 8")
    found = verify(write_release(tmp_path / "narrow", rounded, policy=wider))
    assert found.attack == {"hidden": 4, "exposed": 4, "known": 0}
    assert ids(found) == ["count-exposed"]


def test_a_count_that_was_published_before_is_not_hidden_by_rounding(tmp_path: Path) -> None:
    write_release(tmp_path, counts({"bme": 23}))
    now = write_release(
        tmp_path, counts({"bme": 25}), "wres-2026.2", earlier=["wres-2026.1"], policy=POLICY + "rounding: {base: 5}\n"
    )
    assert verify(now).attack == {"hidden": 1, "exposed": 1, "known": 1}
    later = write_release(tmp_path, counts({"bme": 23}), "wres-2026.3", earlier=["wres-2026.1", "wres-2026.2"])
    assert verify(later).sound, "what is rounded before fits what is shown now"


@pytest.mark.parametrize(
    ("told", "why"),
    [
        (figure(41, 133, 100 * 41 / 133), "another number than the counts"),
        (figure(40, 133, 31.0), "a value that its numbers do not give"),
        (figure(4, 133, 100 * 4 / 133, "mixed"), "a number of a group that is not published"),
    ],
)
def test_a_figure_that_does_not_fit_is_found(tmp_path: Path, told: pl.DataFrame, why: str) -> None:
    assert ids(verify(write_release(tmp_path, SAFE, figures=told))) == ["numbers-contradict"], why


def test_counts_that_cannot_be_true_together_are_found(tmp_path: Path) -> None:
    """One organisation shows more than the nation that it is part of, whatever the other one hides."""
    own = [counts({"bme": 40}), counts({"bme": None}, area="ZZ2")]
    nation = counts({"bme": 30}, area="england", area_type="nation", indicator="1", organisations=2)
    members = [("ZZ1", "nation", "england"), ("ZZ2", "nation", "england")]
    assert ids(verify(write_release(tmp_path, together([*own, nation]), members=members))) == ["numbers-contradict"]


def test_a_hidden_row_that_holds_a_number_is_found(tmp_path: Path) -> None:
    shown = pl.when(pl.col("state") == "suppressed").then(7).otherwise("count").cast(pl.Int64)
    assert ids(verify(write_release(tmp_path, SAFE.with_columns(count=shown)))) == ["hidden-number"]


def test_no_hidden_count_is_found_from_a_digest_and_a_planted_one_is(tmp_path: Path) -> None:
    folder = write_release(tmp_path, SAFE)
    key = "wres,2026,organisation,ZZ1,,staff,grade,clinical-9,wres,bme,,"
    change_manifest(folder, {"receipts": [hashlib.sha256(f"{key}4".encode()).hexdigest()]})
    write_checksums(folder)
    assert ids(verify(folder)) == ["digest-of-count"]


@pytest.mark.parametrize("written", ["4", '{"count": 4}', "4\n"])
def test_a_digest_of_a_number_alone_is_found(tmp_path: Path, written: str) -> None:
    folder = write_release(tmp_path, SAFE)
    change_manifest(folder, {"receipt": hashlib.md5(written.encode()).hexdigest()})
    write_checksums(folder)
    assert ids(verify(folder)) == ["digest-of-count"]


@pytest.mark.parametrize("damage", ["{", "[]", '{"format": 2}', '{"format": 1}'])
def test_a_manifest_that_is_none_is_a_problem(tmp_path: Path, damage: str) -> None:
    folder = write_release(tmp_path, SAFE)
    (folder / "manifest.json").write_text(damage, encoding="utf-8")
    write_checksums(folder)
    assert ids(verify(folder)) == ["manifest-unreadable"]


@pytest.mark.parametrize(
    ("gone", "problem"),
    [
        ("counts.parquet", "table-unreadable"),
        ("definitions/policies/for-tests.yaml", "policy-unreadable"),
        ("register/members.csv", "register-unreadable"),
        ("definitions/standards.lock", "lock-unreadable"),
        ("definitions/wres/standard.yaml", "definitions-unreadable"),
        ("definitions/classifications/ethnicity.yaml", "definitions-unreadable"),
    ],
)
def test_a_part_that_is_not_there_is_a_problem(tmp_path: Path, gone: str, problem: str) -> None:
    folder = write_release(tmp_path, SAFE)
    (folder / gone).unlink()
    write_checksums(folder)
    assert ids(verify(folder)) == [problem]


def test_a_folder_that_was_renamed_is_another_release(tmp_path: Path) -> None:
    folder = write_release(tmp_path, SAFE).rename(tmp_path / "wres-2026.7")
    assert ids(verify(folder)) == ["release-renamed"]


def test_the_command_verifies_every_release_of_a_folder(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write_release(tmp_path, SAFE)
    assert run(capsys, "release", "verify", tmp_path).code == 0
    write_release(tmp_path, TOLD, "wres-2026.2")
    done = run(capsys, "release", "verify", tmp_path, "--json")
    told = done.json
    assert done.code == 1
    assert [(one["release"], one["sound"], one["attack"]["known"]) for one in told["releases"]] == [
        ("wres-2026.1", True, 0),
        ("wres-2026.2", False, 1),
    ]
    said = run(capsys, "release", "verify", tmp_path / "wres-2026.2")
    assert "wres-2026.2: not sound; 1 problem that blocks. 1 hidden counts attacked: 1 exposed" in said.out


def test_a_folder_without_releases_is_no_answer(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="holds no release"):
        releases_under(tmp_path)
