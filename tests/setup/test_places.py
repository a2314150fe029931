"""Where `run.py` puts the environment, and what it says where a bundle does not fit; nothing is installed here."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path, PurePosixPath, PureWindowsPath

import pytest

import run


@pytest.fixture
def own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The user's own folder."""
    folder = tmp_path / "own"
    monkeypatch.setattr(run, "user_folder", lambda *_: folder)
    return folder


@pytest.mark.parametrize(
    ("folder", "on_network"),
    [
        (r"\\server\share\OpenWRES", True),
        (r"\\SERVER.trust.example\Work force$\Open WRES", True),
        (r"\\?\UNC\server\share\OpenWRES", True),
        ("//server/share/OpenWRES", True),
        (r"C:\Open WRES", False),
        (r"\\?\C:\OpenWRES", False),
        ("OpenWRES", False),
    ],
)
def test_network_paths_of_windows_are_known(folder: str, on_network: bool) -> None:
    assert run.is_on_network(PureWindowsPath(folder)) is on_network


def test_no_path_elsewhere_is_a_network_path_of_windows() -> None:
    assert not run.is_on_network(PurePosixPath("//server/share"))


def test_deep_folder_is_too_deep_on_windows_only() -> None:
    assert run.is_too_deep(PureWindowsPath("C:\\" + "Workforce information\\" * 6))
    assert not run.is_too_deep(PureWindowsPath("C:\\Workforce information\\OpenWRES"))
    assert not run.is_too_deep(PurePosixPath("/srv/" + "workforce/" * 20))


def test_longest_name_in_an_environment_leaves_room(project_root: Path) -> None:
    names = [str(path.relative_to(run.VENV.parent)) for path in run.VENV.rglob("*")]
    held = re.compile(r"numpy|polars|duckdb|pip|jinja2|yaml|flit", re.I)
    assert max(len(name) for name in names if held.search(name)) < 140


@pytest.mark.parametrize(
    ("system", "variables", "expected"),
    [
        ("win32", {"LOCALAPPDATA": "/local"}, "/local/OpenWRES"),
        ("win32", {}, "/me/AppData/Local/OpenWRES"),
        ("darwin", {}, "/me/Library/Application Support/OpenWRES"),
        ("linux", {}, "/me/.local/share/openwres"),
        ("linux", {"XDG_DATA_HOME": "/data"}, "/data/openwres"),
    ],
)
def test_own_folder_is_where_the_system_wants_it(system: str, variables: dict[str, str], expected: str) -> None:
    assert run.user_folder(system, variables, Path("/me")) == Path(expected)


def test_environment_lies_beside_the_program(tmp_path: Path, own: Path) -> None:
    assert run.place_of_environment(tmp_path, None) == tmp_path / ".venv"
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("reason", ["can_write", "is_on_network", "is_too_deep"])
def test_environment_lies_in_the_own_folder_where_it_must(
    tmp_path: Path, own: Path, monkeypatch: pytest.MonkeyPatch, reason: str
) -> None:
    monkeypatch.setattr(run, reason, lambda _: reason != "can_write")
    places = [run.place_of_environment(tmp_path / name, None) for name in ("a", "b", "a")]
    assert {place.parent for place in places} == {own}
    assert places[0] == places[2] != places[1], "each copy of the program has its own"


def test_environment_made_by_another_serves_who_may_only_read(
    tmp_path: Path, own: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / ".venv").mkdir()
    run.write_stamp({}, tmp_path / ".venv" / "set-up.json")
    monkeypatch.setattr(run, "can_write", lambda _: False)
    assert run.place_of_environment(tmp_path, None) == tmp_path / ".venv"


def test_environment_that_is_out_of_date_and_read_only_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    class ReadOnly:
        def unlink(self, missing_ok: bool) -> None:
            raise PermissionError("read only")

    monkeypatch.setattr(run, "STAMP", ReadOnly())
    monkeypatch.setattr(run, "read_stamp", dict)
    with pytest.raises(run.SetUpError, match=r"read only.*OPENWRES_VENV"):
        run.set_up()


def test_named_place_goes_before_all(tmp_path: Path, own: Path) -> None:
    assert run.place_of_environment(tmp_path, str(tmp_path / "a b")) == tmp_path / "a b"


def test_folder_that_holds_something_else_is_never_cleared(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "staff list.csv").touch()
    monkeypatch.setattr(run, "VENV", tmp_path)
    with pytest.raises(run.SetUpError, match="OPENWRES_VENV"):
        run.make_environment()
    assert (tmp_path / "staff list.csv").exists()


def test_folder_that_is_missing_cannot_be_written(tmp_path: Path) -> None:
    assert run.can_write(tmp_path)
    assert not run.can_write(tmp_path / "missing")


def test_letters_beyond_ascii_are_named_in_ascii(tmp_path: Path) -> None:
    root = tmp_path / "José Ż 'x'"
    venv = tmp_path / "venv"
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", str(venv)], check=True)
    (root / "src").mkdir(parents=True)
    (root / "src" / "there.py").write_text("print('found')\n", encoding="utf-8")
    run.write_path(root, venv)
    python = venv / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
    assert next(venv.rglob("openwres.pth")).read_bytes().isascii(), "each code page reads it alike"
    done = subprocess.run([python, "-c", "import there"], capture_output=True, check=True)
    assert done.stdout.strip() == b"found"


def test_plain_name_is_left_to_pip(tmp_path: Path) -> None:
    run.write_path(tmp_path, tmp_path / "venv")
    assert not (tmp_path / "venv").exists()


def test_bundle_is_used_without_asking_any_index(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "bundle.json").touch()
    tried: list[list[str]] = []

    def succeed(words: list[str]) -> str:
        tried.append(words)
        return ""

    monkeypatch.setattr(run, "BUNDLE", tmp_path / "bundle.json")
    monkeypatch.setattr(run, "run_quietly", succeed)
    run.install("requirements.txt")
    assert tried == run.bundle_commands("requirements.txt")
    assert all({"--no-index", "--isolated"} <= set(words) for words in tried)
    assert "--require-hashes" in tried[0]
    assert not any("uv" in words for words in tried)


def test_paths_are_single_words_whatever_they_hold(monkeypatch: pytest.MonkeyPatch) -> None:
    share = PureWindowsPath(r"\\server\work force\Open WRES")
    monkeypatch.setattr(run, "ROOT", share)
    monkeypatch.setattr(run, "WHEELS", share / "wheels")
    packages, program = run.bundle_commands("requirements.txt")
    assert packages[packages.index("--find-links") + 1] == r"\\server\work force\Open WRES\wheels"
    assert packages[-1] == r"\\server\work force\Open WRES\requirements.txt"
    assert program[-1] == r"\\server\work force\Open WRES"


def test_failed_set_up_from_a_bundle_says_what_to_check(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(run, "run_quietly", lambda words: "hashes differ")
    with pytest.raises(run.SetUpError, match=r"hashes differ(?s:.*)unpack the bundle again"):
        run.install_from_bundle("requirements.txt")


def test_bundle_for_this_machine_fits() -> None:
    run.check_bundle({"pythons": ["{}.{}".format(*sys.version_info)], "systems": [run.this_system()]}, dev=False)


@pytest.mark.parametrize(("python", "system"), [("3.99", "linux_x86"), (None, "win32"), ("3.99", "win32")])
def test_bundle_for_others_says_what_it_holds_and_what_to_do(
    python: str | None, system: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    here = "{}.{}".format(*sys.version_info)
    monkeypatch.setattr(run, "this_system", lambda: "linux_x86")
    with pytest.raises(run.SetUpError) as error:
        run.check_bundle({"pythons": [python or here], "systems": ["win_amd64", system]}, dev=False)
    for said in (python or here, "Windows (64 bits)", f"this is Python {here} on linux_x86", "Start run.py with"):
        assert said in str(error.value)


def test_bundle_holds_nothing_for_checks() -> None:
    with pytest.raises(run.SetUpError, match="checks"):
        run.check_bundle({"pythons": [], "systems": []}, dev=True)
