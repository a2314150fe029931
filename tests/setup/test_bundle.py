"""What `run.py bundle` puts into a folder, and that a machine without a network sets up from it."""

from __future__ import annotations

import base64
import hashlib
import json
import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from packaging.markers import Marker

import run
from setup import bundle

CLOSED = "http://127.0.0.1:9"
HERE = "{}.{}".format(*sys.version_info)


def stub_wheel(folder: Path, name: str, tag: str) -> Path:
    path = folder / f"{name}-1.0-{tag}.whl"
    about = f"{name}-1.0.dist-info"
    files = {
        f"{name}.py": f"NAME = {name!r}\n",
        f"{about}/METADATA": f"Metadata-Version: 2.1\nName: {name}\nVersion: 1.0\n",
        f"{about}/WHEEL": f"Wheel-Version: 1.0\nRoot-Is-Purelib: false\nTag: {tag}\n",
    }
    lines = [f"{file},sha256={digest(text)},{len(text)}\n" for file, text in files.items()]
    files[f"{about}/RECORD"] = "".join(lines) + f"{about}/RECORD,,\n"
    with zipfile.ZipFile(path, "w") as wheel:
        for file, text in files.items():
            wheel.writestr(file, text)
    return path


def digest(text: str) -> str:
    return base64.urlsafe_b64encode(hashlib.sha256(text.encode()).digest()).decode().rstrip("=")


@pytest.fixture
def index(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[Path]:
    """Wheels that stand in for those of a package index; pip has no other source."""
    folder = tmp_path / "index"
    folder.mkdir()
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.setenv("PIP_FIND_LINKS", str(folder))
    both = [stub_wheel(folder, "fast", tag) for tag in ("cp311-abi3-win_amd64", "cp311-abi3-manylinux_2_17_x86_64")]
    return [*both, stub_wheel(folder, "plain", "py3-none-any"), stub_wheel(folder, "colour", "py3-none-any")]


@pytest.fixture
def project(tmp_path: Path, index: list[Path], monkeypatch: pytest.MonkeyPatch) -> Path:
    """A small project whose pins have the hashes of those wheels."""
    root = tmp_path / "pro ject"
    (root / "src" / "__pycache__").mkdir(parents=True)
    for name in ("run.py", "src/a.py", "src/.hidden", "src/__pycache__/a.pyc", "staff list.csv"):
        (root / name).write_text(name, encoding="utf-8")
    hashes = [f"--hash=sha256:{bundle.sha256(wheel)}" for wheel in index]
    (root / "requirements.txt").write_text(
        f"# how it is made\nfast==1.0 \\\n    {hashes[0]} \\\n    {hashes[1]}\n    # via b\n"
        f"plain==1.0 {hashes[2]}\ncolour==1.0 ; sys_platform == 'win32' \\\n    {hashes[3]}\n",
        encoding="utf-8",
    )
    monkeypatch.setattr(bundle, "PROJECT", ("run.py", "src", "requirements.txt"))
    return root


def make(project: Path, out: Path, *words: str) -> None:
    order = bundle.read_order([*words, "--out", str(out)], project)
    bundle.make(order, project, Path(sys.executable), run.run_quietly)


def wheels_of(folder: Path) -> list[str]:
    return sorted(file.name for file in (folder / "wheels").iterdir())


def test_bundle_holds_project_wheels_and_what_is_in_it(project: Path, tmp_path: Path) -> None:
    out = tmp_path / "for the desktop"
    make(project, out, "--platform", "win_amd64", "manylinux_2_28_x86_64", "--python", "3.12", "--zip")
    assert json.loads((out / "bundle.json").read_text()) == {
        "pythons": ["3.12"],
        "systems": ["win_amd64", "linux_x86_64"],
    }
    own = [name for name in bundle.files_of(out) if not name.startswith("wheels/")]
    assert own == ["SHA256SUMS", "bundle.json", "requirements.txt", "run.py", "src/a.py"]
    assert wheels_of(out) == [
        "colour-1.0-py3-none-any.whl",
        "fast-1.0-cp311-abi3-manylinux_2_17_x86_64.whl",
        "fast-1.0-cp311-abi3-win_amd64.whl",
        "plain-1.0-py3-none-any.whl",
    ]
    assert_sums_hold(out)
    first = bundle.sha256(tmp_path / "for the desktop.zip")
    for file in project.rglob("*"):
        os.utime(file, (1_000_000_000, 1_000_000_000))
    make(project, out, "--platform", "win_amd64", "manylinux_2_28_x86_64", "--python", "3.12", "--zip")
    assert bundle.sha256(tmp_path / "for the desktop.zip") == first, "the same files give the same archive"


def assert_sums_hold(folder: Path) -> None:
    lines = (folder / "SHA256SUMS").read_text(encoding="utf-8").splitlines()
    said = {name: sha for sha, _, name in (line.partition("  ") for line in lines)}
    assert said == {name: bundle.sha256(folder / name) for name in bundle.files_of(folder) if name != "SHA256SUMS"}


def test_conditions_are_those_of_the_target(project: Path, tmp_path: Path) -> None:
    make(project, tmp_path / "out", "--platform", "manylinux_2_28_x86_64", "--python", "3.12")
    assert "colour-1.0-py3-none-any.whl" not in wheels_of(tmp_path / "out")


def test_altered_wheel_is_refused_and_leaves_nothing(project: Path, index: list[Path], tmp_path: Path) -> None:
    with zipfile.ZipFile(index[2], "a") as wheel:
        wheel.writestr("more.py", "")
    with pytest.raises(bundle.BundleError, match=r"(?is)hash.*No bundle was made"):
        make(project, tmp_path / "out", "--platform", "win_amd64", "--python", "3.12")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["index", "pro ject"]


def test_missing_wheel_is_named_with_what_to_do(project: Path, tmp_path: Path) -> None:
    with pytest.raises(bundle.BundleError, match=r"(?s)fast.*Python 3\.12 on macosx_14_0_arm64.*--platform"):
        make(project, tmp_path / "out", "--platform", "macosx_14_0_arm64", "--python", "3.12")


def test_folder_that_is_no_bundle_is_left_alone(project: Path, tmp_path: Path) -> None:
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "results.csv").touch()
    with pytest.raises(bundle.BundleError, match="is no bundle"):
        make(project, tmp_path / "out")
    assert (tmp_path / "out" / "results.csv").exists()


def test_default_is_windows_and_this_machine(project_root: Path) -> None:
    order = bundle.read_order([], project_root)
    assert order.platforms == tuple(dict.fromkeys(["win_amd64", bundle.this_platform()]))
    assert order.pythons == ("3.11", "3.12", "3.13")


def test_version_that_is_none_is_refused(project_root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        bundle.read_order(["--python", "312"], project_root)
    assert "312 is no version" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("said", "tag", "system"),
    [
        (("win-amd64", "AMD64", "", ("", "")), "win_amd64", "win_amd64"),
        (("win32", "AMD64", "", ("", "")), "win32", "win32"),
        (("linux-x86_64", "x86_64", "", ("glibc", "2.36")), "manylinux_2_36_x86_64", "linux_x86_64"),
        (("linux-aarch64", "aarch64", "", ("", "")), "musllinux_1_2_aarch64", "linux_aarch64"),
        (("macosx-10.13-universal2", "arm64", "14.5", ("", "")), "macosx_14_0_arm64", "macosx_arm64"),
    ],
)
def test_machine_is_named_as_wheels_name_it(said: tuple[str, str, str, tuple[str, str]], tag: str, system: str) -> None:
    assert bundle.platform_of(*said) == tag
    assert bundle.system_of(tag) == system


def test_maker_and_user_of_a_bundle_name_this_machine_alike() -> None:
    assert bundle.system_of(bundle.this_platform()) == run.this_system()
    assert bundle.system_of("manylinux2014_x86_64") == "linux_x86_64"


def test_older_platforms_of_linux_do_as_well() -> None:
    assert bundle.tags("manylinux_2_18_x86_64")[:3] == [
        "manylinux_2_18_x86_64",
        "manylinux_2_17_x86_64",
        "manylinux2014_x86_64",
    ]
    assert bundle.tags("musllinux_1_2_aarch64") == ["musllinux_1_2_aarch64", "musllinux_1_1_aarch64"]
    assert bundle.tags("win_amd64") == ["win_amd64"]


@pytest.mark.parametrize("target", ["win_amd64", "win_arm64", "manylinux_2_28_x86_64", "macosx_14_0_arm64"])
@pytest.mark.parametrize("version", ["3.9", "3.11", "3.13"])
@pytest.mark.parametrize(
    "marker",
    [
        "sys_platform == 'win32'",
        "python_full_version < '3.12' and platform_machine == 'AMD64'",
        "python_version >= '3.10' or (os_name == 'nt' and platform_system != 'Darwin')",
        "python_full_version <= '3.11' or python_full_version > '3.12.0'",
        "platform_python_implementation != 'PyPy' and implementation_name == 'cpython'",
    ],
)
def test_conditions_mean_what_packaging_says(marker: str, version: str, target: str) -> None:
    values = bundle.marker_values(target, version)
    assert bundle.holds(marker, values) is Marker(marker).evaluate(dict(values))


@pytest.mark.parametrize("marker", ["extra == 'x'", "python_version ~= '3.12'", "'win' in sys_platform", "print()"])
def test_condition_that_is_not_understood_is_no_silent_yes_or_no(marker: str) -> None:
    with pytest.raises(bundle.BundleError, match="not understood"):
        bundle.holds(marker, bundle.marker_values("win_amd64", "3.12"))


@pytest.mark.needs("git")
def test_everything_in_the_repository_is_in_the_bundle(project_root: Path) -> None:
    if not (project_root / ".git").exists():
        pytest.skip("needs a clone, not a copy without history")
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=project_root, capture_output=True, check=True)
    names = {name for name in listed.stdout.decode().split("\0") if name and not name.startswith(".")}
    kept = {name for name in names if (project_root / name).exists()}
    assert kept - {file.as_posix() for file in bundle.project_files(project_root)} == set()


@pytest.mark.slow
def test_machine_without_a_network_sets_up_from_the_bundle(
    project_root: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    words = ["--platform", bundle.this_platform(), "--python", HERE, "--zip", "--out", str(tmp_path / "bundle")]
    bundle.make(bundle.read_order(words, project_root), project_root, Path(sys.executable), run.run_quietly)
    desktop = tmp_path / "Desk top of José"
    shutil.unpack_archive(tmp_path / "bundle.zip", desktop)
    proxies = dict.fromkeys(("http_proxy", "https_proxy", "HTTP_PROXY", "HTTPS_PROXY"), CLOSED)
    environment = {**os.environ, **proxies, "PIP_INDEX_URL": f"{CLOSED}/simple", "UV_INDEX_URL": f"{CLOSED}/simple"}
    environment.pop("OPENWRES_VENV", None)
    folder = desktop / "bundle"
    done = subprocess.run([sys.executable, "run.py"], cwd=folder, env=environment, check=False)
    shown = capfd.readouterr()
    assert done.returncode == 0, shown.err
    page = folder / "build" / "demo" / "results" / "2026" / "scorecard.html"
    assert page.is_file()
    assert (folder / ".venv" / "set-up.json").is_file()
    assert str(page) in shown.out
    assert_sums_hold_of_what_came(folder)


def assert_sums_hold_of_what_came(folder: Path) -> None:
    """Setting up alters no file of the bundle."""
    for line in (folder / "SHA256SUMS").read_text(encoding="utf-8").splitlines():
        sha, _, name = line.partition("  ")
        assert bundle.sha256(folder / name) == sha, name
