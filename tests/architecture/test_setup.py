"""How `run.py` decides what to install and what to start; nothing is installed here."""

from __future__ import annotations

import ast
import os
import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

import pytest

import run
from openwres.calculation import VERSION


@pytest.fixture
def checkout(tmp_path: Path, project_root: Path) -> Path:
    """A folder with the files on which a set-up depends."""
    for name in ("requirements.txt", "requirements-dev.txt", "pyproject.toml"):
        shutil.copy(project_root / name, tmp_path)
    return tmp_path


@pytest.fixture
def started(monkeypatch: pytest.MonkeyPatch) -> list[list[str]]:
    """The commands that `run.py` starts in the foreground; each does nothing and ends well."""
    commands: list[list[str]] = []

    def succeed(words: list[str], cwd: Path | None = None) -> int:
        commands.append(words)
        return 0

    monkeypatch.setattr(run, "set_up", lambda dev=False: None)
    monkeypatch.setattr(run, "call", succeed)
    return commands


def test_older_python_can_read_the_file(project_root: Path) -> None:
    ast.parse((project_root / "run.py").read_text(encoding="utf-8"), feature_version=(3, 8))


def test_finished_set_up_is_believed(checkout: Path) -> None:
    stamp = checkout / "stamp.json"
    wanted = run.wanted_stamp(dev=False, root=checkout)
    run.write_stamp(wanted, stamp)
    assert run.is_ready(run.read_stamp(stamp), wanted)


def test_development_set_up_does_for_both(checkout: Path) -> None:
    plain, dev = (run.wanted_stamp(dev=dev, root=checkout) for dev in (False, True))
    assert run.is_ready(dev, plain)
    assert not run.is_ready(plain, dev)


@pytest.mark.parametrize("name", ["requirements.txt", "requirements-dev.txt", "pyproject.toml"])
def test_changed_file_asks_for_new_packages_only(checkout: Path, name: str) -> None:
    before = run.wanted_stamp(dev=False, root=checkout)
    (checkout / name).write_text("# changed\n", encoding="utf-8")
    after = run.wanted_stamp(dev=False, root=checkout)
    assert not run.is_ready(before, after)
    assert run.is_reusable(before, after)


@pytest.mark.parametrize("change", [{"python": "another"}, {"root": "elsewhere"}])
def test_other_python_or_folder_asks_for_a_new_environment(checkout: Path, change: dict[str, str]) -> None:
    wanted = run.wanted_stamp(dev=False, root=checkout)
    assert not run.is_ready(wanted | change, wanted)
    assert not run.is_reusable(wanted | change, wanted)


@pytest.mark.parametrize("content", [None, "", '{"python": ', "[]"])
def test_broken_or_missing_stamp_is_no_stamp(checkout: Path, content: str | None) -> None:
    stamp = checkout / "stamp.json"
    if content is not None:
        stamp.write_text(content, encoding="utf-8")
    assert run.read_stamp(stamp) == {}
    assert not run.is_ready({}, run.wanted_stamp(dev=False, root=checkout))


def test_failed_install_leaves_no_stamp(checkout: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    stamp = checkout / "stamp.json"
    run.write_stamp({"old": True}, stamp)
    monkeypatch.setattr(run, "STAMP", stamp)
    monkeypatch.setattr(run, "read_stamp", lambda: {"old": True})
    monkeypatch.setattr(run, "make_environment", lambda: None)
    monkeypatch.setattr(run, "run_quietly", lambda words: "no network")
    with pytest.raises(run.SetUpError, match="no network"):
        run.set_up()
    assert not stamp.exists()


def test_pip_takes_over_where_uv_fails(monkeypatch: pytest.MonkeyPatch) -> None:
    tried: list[list[str]] = []

    def only_pip_works(words: list[str]) -> str:
        tried.append(words)
        return "unreachable" if "sync" in words else ""

    monkeypatch.setattr(run, "run_quietly", only_pip_works)
    run.install_from_index("requirements.txt")
    assert tried[2:] == run.pip_commands("requirements.txt")


def test_the_set_up_compiles_program_and_templates_even_where_python_may_not(
    project_root: Path, tmp_path: Path
) -> None:
    shutil.copytree(project_root / "src", tmp_path / "src", ignore=shutil.ignore_patterns("__pycache__"))
    environment = os.environ | {"PYTHONPATH": str(tmp_path / "src"), "PYTHONDONTWRITEBYTECODE": "1"}
    subprocess.run([sys.executable, "-P", "-c", run.COMPILE], check=True, env=environment)
    program = tmp_path / "src" / "openwres"
    compiled = {path.name.split(".")[0] for path in program.glob("*/__pycache__/*.pyc")}
    assert compiled >= {path.stem for path in program.glob("*/*.py")}
    templates = program / "reports" / "templates"
    kept = {path.name.split(".html")[0] for path in (templates / "__pycache__").iterdir()}
    assert kept == {path.stem for path in templates.glob("*.html")}


def test_a_set_up_ends_well_where_nothing_can_be_compiled(checkout: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    stamps: list[dict[str, Any]] = []
    monkeypatch.setattr(run, "STAMP", checkout / "stamp.json")
    monkeypatch.setattr(run, "read_stamp", dict)
    monkeypatch.setattr(run, "write_stamp", stamps.append)
    monkeypatch.setattr(run, "make_environment", lambda: None)
    monkeypatch.setattr(run, "run_quietly", lambda words: "read-only" if run.COMPILE in words else "")
    run.set_up()
    assert [stamp["dev"] for stamp in stamps] == [False]


def test_no_words_run_the_demo(started: list[list[str]], monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(run, "ROOT", tmp_path)
    assert run.start([]) == 0
    assert started == [run.openwres(["demo", "--out", str(tmp_path / "build" / "demo")])]


def test_words_are_passed_on_unchanged(started: list[list[str]]) -> None:
    words = ["figures", "--out", "a b", "--", "test", "*"]
    assert run.start(words) == 0
    assert [command[-len(words) :] for command in started] == [words]


def test_checks_all_run_and_one_failure_is_enough(
    started: list[list[str]], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    succeed = run.call
    monkeypatch.setattr(run, "call", lambda words, cwd: succeed(words, cwd) + int("mypy" in words))
    assert run.start(["test", "--slow", "-k", "x"]) == 1
    assert [command[2] for command in started] == ["ruff", "ruff", "mypy", "pytest"]
    assert started[-1][-3:] == ["--slow", "-k", "x"]
    assert re.search(r"^types +FAILED", capsys.readouterr().out, re.M)


@pytest.mark.parametrize(("script", "code"), [("raise SystemExit(7)", 7), ("import os; os.kill(os.getpid(), 15)", 143)])
def test_exit_code_of_the_command(script: str, code: int) -> None:
    if code > 128 and sys.platform == "win32":
        pytest.skip("Windows has no signals")
    assert run.call([sys.executable, "-c", script]) == code


def test_interrupt_ends_with_130(monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(words: list[str]) -> int:
        raise KeyboardInterrupt

    monkeypatch.setattr(run, "start", interrupted)
    assert run.main() == 130


def test_both_lists_of_dependencies_agree(project_root: Path) -> None:
    project = tomllib.loads((project_root / "pyproject.toml").read_text(encoding="utf-8"))
    lines = (project_root / "requirements.in").read_text(encoding="utf-8").splitlines()
    listed = {line for line in lines if line and not line.startswith("#")}
    assert listed == {*project["project"]["dependencies"], *project["build-system"]["requires"]}


def test_the_program_says_the_version_that_the_package_has(project_root: Path) -> None:
    package = tomllib.loads((project_root / "pyproject.toml").read_text(encoding="utf-8"))
    assert package["project"]["version"] == VERSION
