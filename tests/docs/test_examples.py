"""A reader who follows a page sees what the page says: every Python example and every command runs."""

from __future__ import annotations

import csv
import io
import re
import shutil
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path
from typing import Any

import pytest

from openwres.cli import build_parser, main
from tests.docs.pages import PAGES, ROOT, Step, name_of, powershell, steps

FOLLOWED = [page for page in PAGES if any(True for _ in steps(page))]


@pytest.mark.parametrize("page", FOLLOWED, ids=name_of)
def test_page_can_be_followed(page: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for folder in ("examples", "docs/examples"):
        shutil.copytree(ROOT / folder, tmp_path / folder)
    if page.name == "import-the-register.md":
        _official_files(tmp_path)
    monkeypatch.chdir(tmp_path)
    names: dict[str, Any] = {"__name__": page.stem}
    for step in steps(page):
        _take(step, names, f"{name_of(page)}, line {step.line}")


def _take(step: Step, names: dict[str, Any], place: str) -> None:
    if step.kind == "python":
        with redirect_stdout(io.StringIO()):
            exec(compile("\n" * (step.line - 1) + step.text, place, "exec"), names)
    elif step.kind == "command":
        code, output = _run(step.words)
        assert code == step.exit_code, f"{place}: exit code {code}\n{output}"
        if step.output is not None:
            missing = unsaid(step.output, output.splitlines())
            assert not missing, f"{place}: `{missing}` does not come out:\n{output}"
    elif step.kind == "copy":
        given, target = step.words
        shutil.copytree(given, target)
    elif step.kind == "replace":
        path, old, new = Path(step.words[0]), *step.words[1:]
        text = path.read_text(encoding="utf-8")
        assert text.count(old) == 1, f"{place}: `{old}` stands there {text.count(old)} times"
        path.write_text(text.replace(old, new), encoding="utf-8")
    elif step.kind == "file":
        path = Path(step.words[0])
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(step.text or Path(step.words[2]).read_text(encoding="utf-8"), encoding="utf-8")
    else:
        pytest.fail(f"{place}: the tests do not know `{step.kind}`")


def _run(words: list[str]) -> tuple[int, str]:
    """Exit code of a command, and what it prints: first its results, then its errors."""
    results, errors = io.StringIO(), io.StringIO()
    with redirect_stdout(results), redirect_stderr(errors):
        try:
            code = main(words)
        except SystemExit as end:
            code = end.code if isinstance(end.code, int) else 1
    return code, results.getvalue() + errors.getvalue()


def unsaid(expected: list[str], lines: list[str]) -> str:
    """The first expected line that does not follow; `...` on a line of its own or inside one stands for anything."""
    at, anywhere = 0, False
    for wanted in expected:
        if wanted.strip() == "...":
            anywhere = True
            continue
        pattern = ".*".join(re.escape(part.rstrip()) for part in wanted.rstrip().split("..."))
        last = len(lines) if anywhere else min(at + 1, len(lines))
        found = next((n for n in range(at, last) if re.fullmatch(pattern, lines[n].rstrip())), None)
        if found is None:
            return wanted
        at, anywhere = found + 1, False
    return "" if anywhere or at == len(lines) else f"{lines[at]} (which the page leaves out)"


def _official_files(folder: Path) -> None:
    """The files that the page on the register speaks of, with one made-up trust."""
    cells = [""] * 27
    cells[0], cells[1], cells[2], cells[3], cells[10], cells[23] = "RZ1", "A TRUST", "Y56", "QKK", "19930401", "H"
    for name in ("etr.csv", "older.csv"):
        with (folder / name).open("w", encoding="utf-8", newline="") as file:
            csv.writer(file, quoting=csv.QUOTE_ALL).writerow([*cells[:1], f"{cells[1]} {name}", *cells[2:]])
    (folder / "types.csv").write_text("code,type\nRZ1,Acute\n", encoding="utf-8")
    (folder / "successors.csv").write_text("predecessor,successor,date\n", encoding="utf-8")
    (folder / "names.csv").write_text("area_type,area,name\nicb,QKK,South East London\n", encoding="utf-8")


@pytest.mark.parametrize("page", [page for page in PAGES if any(True for _ in powershell(page))], ids=name_of)
def test_commands_for_powershell_make_sense(page: Path) -> None:
    for line, words in powershell(page):
        with redirect_stderr(io.StringIO()) as errors:
            try:
                _, unknown = build_parser().parse_known_args(words)
            except SystemExit:
                pytest.fail(f"{name_of(page)}, line {line}: {errors.getvalue()}")
        assert not unknown, f"{name_of(page)}, line {line}: unknown {unknown}"


@pytest.mark.parametrize(
    ("expected", "lines", "first_unsaid"),
    [
        (["one", "two"], ["one", "two"], ""),
        (["...", "two"], ["one", "two"], ""),
        (["one", "..."], ["one", "two", "three"], ""),
        (["o...e", "...", "three"], ["one", "two", "three"], ""),
        (["two"], ["one", "two"], "two"),
        (["one"], ["one", "two"], "two (which the page leaves out)"),
        (["...", "four"], ["one", "two"], "four"),
    ],
)
def test_output_is_compared(expected: list[str], lines: list[str], first_unsaid: str) -> None:
    assert unsaid(expected, lines) == first_unsaid
