"""A build that is killed at any moment leaves no release, or the whole of it, and the next build goes on from there."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from openwres.releases.folder import CHECKSUMS, checksums, releases_in
from tests.releases.stores import write_store

POSIX = pytest.mark.skipif(os.name == "nt", reason="needs signals")

# Counts what the build asks of the file system within the folder of releases, and kills itself at one of the moments.
BUILDS = """
import os, signal, sys
from pathlib import Path
from openwres.releases import build
from tests.releases.stores import built
store, home, moment = Path(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3])
moments = 0
def watch(event, arguments):
    global moments
    if event in ("open", "os.mkdir", "os.rename", "os.rmdir", "os.remove", "os.chmod", "shutil.rmtree"):
        if any(str(home) in str(argument) for argument in arguments):
            moments += 1
            if moments == moment:
                os.kill(os.getpid(), signal.SIGKILL)
sys.addaudithook(watch)
built(store, home)
print(moments)
"""


def run(store: Path, home: Path, moment: int, code: str = BUILDS) -> subprocess.CompletedProcess[str]:
    paths = os.pathsep.join([str(Path(__file__).parents[2]), *(path for path in sys.path if path)])
    words = [sys.executable, "-c", code, str(store), str(home), str(moment)]
    return subprocess.run(words, capture_output=True, text=True, env=os.environ | {"PYTHONPATH": paths}, check=False)


def is_whole(folder: Path) -> bool:
    return (folder / CHECKSUMS).read_text(encoding="utf-8") == checksums(folder)


def swept(home: Path) -> bool:
    """Whether nothing hidden is left; what tidies up after a killed run takes a moment."""
    end = time.monotonic() + 20
    while any(path.name.startswith(".") for path in home.iterdir()) and time.monotonic() < end:
        time.sleep(0.05)
    return not [path.name for path in home.iterdir() if path.name.startswith(".")]


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_store(tmp_path_factory.mktemp("store"))


@pytest.fixture(scope="module")
def moments(store: Path, tmp_path_factory: pytest.TempPathFactory) -> int:
    """How many moments a build has that is left alone."""
    done = run(store, tmp_path_factory.mktemp("whole") / "releases", 0)
    assert done.returncode == 0, done.stderr
    return int(done.stdout)


@POSIX
@pytest.mark.parametrize("tenth", [0, 3, 6, 9, 10])
def test_killed_at_some_moments(store: Path, moments: int, tmp_path: Path, tenth: int) -> None:
    killed_at(store, tmp_path / "releases", max(1, moments * tenth // 10))


@POSIX
@pytest.mark.slow
def test_killed_at_many_moments(store: Path, moments: int, tmp_path: Path) -> None:
    for moment in range(1, moments + 1, 4):
        killed_at(store, tmp_path / str(moment), moment)


def killed_at(store: Path, home: Path, moment: int) -> None:
    done = run(store, home, moment)
    assert done.returncode == -signal.SIGKILL, done.stderr
    if home.exists():
        assert swept(home)
        visible = [path for path in home.iterdir() if path.name != "catalogue.json"]
        assert [path.name for path in visible] in ([], ["wres-2026.1"])
        assert all(is_whole(path) for path in visible)
    number = len(releases_in(home)) + 1
    after = run(store, home, 0)
    assert after.returncode == 0, after.stderr
    names = sorted(path.name for path in home.iterdir())
    assert names == ["catalogue.json", *(f"wres-2026.{n}" for n in range(1, number + 1))]
    assert all(is_whole(home / name) for name in names[1:])


def test_a_release_that_came_meanwhile_is_not_replaced(store: Path, tmp_path: Path) -> None:
    """Of two builds at once the second finds the place taken when it is done, and says so."""
    taken = "build.releases_in = lambda *_: []; (home / 'wres-2026.1').mkdir(parents=True); (home / 'wres-2026.1' / 'a').touch()"
    done = run(store, tmp_path / "releases", 0, BUILDS.replace("sys.addaudithook(watch)", taken))
    assert "never replaced" in done.stderr
    assert sorted(path.name for path in (tmp_path / "releases").rglob("*")) == ["a", "wres-2026.1"]
