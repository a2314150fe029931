"""A copy of the releases folder is all that anybody needs, and all that is believed: every byte of it, and nothing else."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import openwres
from openwres.releases.verify import verify
from tests.releases.folders import write_checksums
from tests.releases.stores import built, write_store

# Verifies a copy and tells every file that was opened in it, and every one of the program's own but code; there is no network.
VERIFIES = """
import json, sys
from pathlib import Path
home, package = Path(sys.argv[1]), Path(sys.argv[2])
within, elsewhere = set(), set()
def watch(event, arguments):
    if event.startswith("socket.") and event not in ("socket.gethostname", "socket.__new__"):
        raise RuntimeError(event)
    if event == "open" and isinstance(arguments[0], str):
        path = Path(arguments[0])
        if path.is_relative_to(home):
            within.add(path.relative_to(home).as_posix())
        elif path.is_relative_to(package) and path.suffix not in (".py", ".pyc"):
            elsewhere.add(str(path))
sys.addaudithook(watch)
from openwres.releases.verify import releases_under, verify
found = [verify(folder) for folder in releases_under(home)]
print(json.dumps({
    "sound": {one.name: one.sound for one in found}, "attack": {one.name: dict(one.attack) for one in found},
    "problems": [problem.sentence for one in found for problem in one.problems],
    "within": sorted(within), "elsewhere": sorted(elsewhere),
}))
"""


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two releases; the second one rests on the first."""
    folder = tmp_path_factory.mktemp("built")
    built(write_store(folder / "store"), folder / "releases")
    built(write_store(folder / "corrected", disciplined=4), folder / "releases")
    return folder / "releases"


def test_a_copy_is_verified_offline_by_its_own_definitions_alone(home: Path, tmp_path: Path) -> None:
    copy = shutil.copytree(home, tmp_path / "elsewhere" / "copy")
    paths = os.pathsep.join(path for path in sys.path if path)
    done = subprocess.run(
        [sys.executable, "-c", VERIFIES, str(copy), str(Path(openwres.__file__).parent)], capture_output=True, text=True, check=False, cwd=tmp_path,
        env=os.environ | {"PYTHONPATH": paths},
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    assert list(told["sound"]) == ["wres-2026.1", "wres-2026.2"]
    assert all(attack["hidden"] > 0 for attack in told["attack"].values())
    assert told["elsewhere"] == []
    assert "wres-2026.1/definitions/wres/standard.yaml" in told["within"]
    assert "wres-2026.1/definitions/policies/wres-public.yaml" in told["within"]


def test_every_file_of_a_release_is_one_that_no_byte_of_can_change(home: Path) -> None:
    """The first, the middle and the last byte of each; and no file may go."""
    folder = home / "wres-2026.2"
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    assert {path.name for path in files} >= {
        "counts.csv",
        "figures.json",
        "datapackage.json",
        "changes.md",
        "SHA256SUMS",
    }
    believed = [f"{path.name} {place}" for path in files for place in _places(path) if _believed(folder, path, place)]
    assert believed == []
    gone = []
    for path in files:
        content = path.read_bytes()
        path.unlink()
        gone += [path.name] if verify(folder).sound else []
        path.write_bytes(content)
    assert gone == []


def test_a_number_that_only_the_json_document_holds_is_found(home: Path, tmp_path: Path) -> None:
    """Somebody put a hidden number there, with checksums and digest as if it belonged there."""
    copy = shutil.copytree(home, tmp_path / "copy") / "wres-2026.1"
    document = json.loads((copy / "figures.json").read_text(encoding="utf-8"))
    hidden = next(figure for figure in document["figures"] if figure["state"] == "suppressed")
    hidden["numerator"] = 3
    (copy / "figures.json").write_text(json.dumps(document), encoding="utf-8")
    write_checksums(copy)
    found = {(problem.id, problem.file) for problem in verify(copy).problems}
    assert ("tables-differ", "figures.json") in found


def _places(path: Path) -> list[int]:
    size = path.stat().st_size
    return sorted({0, size // 2, size - 1})


def _believed(folder: Path, path: Path, place: int) -> bool:
    """Whether the release passes with one byte changed."""
    before = path.read_bytes()
    try:
        path.write_bytes(before[:place] + bytes([before[place] ^ 1]) + before[place + 1 :])
        return verify(folder).sound
    finally:
        path.write_bytes(before)
