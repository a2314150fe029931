"""Pages of documentation as tests see them: their text, their code blocks, and the steps that a reader takes.

What a block means is said in CONTRIBUTING.md; running it is the business of `test_examples`.
"""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PAGES = (
    *(ROOT / name for name in ("README.md", "CONTRIBUTING.md", "GLOSSARY.md", "CHANGELOG.md")),
    *sorted((ROOT / "docs").rglob("*.md")),
)

_FENCE = re.compile(r"^(`{3,})(\w*)\s*$")
_TOLD = re.compile(r"^<!-- test: (.+) -->$")
_EXIT = re.compile(r"\s+# exit (\d+)$")
_POWERSHELL = re.compile(r"(?:py run\.py|openwres) ([^|]*)")


@dataclass(frozen=True)
class Block:
    """One fenced block: its language, the line on which its content begins, its lines."""

    language: str
    line: int
    lines: tuple[str, ...]

    @property
    def text(self) -> str:
        return "".join(f"{line}\n" for line in self.lines)


@dataclass
class Step:
    """One thing that a reader does. `kind` is python, command, or a word that an invisible comment says."""

    kind: str
    line: int
    words: list[str] = field(default_factory=list)
    text: str = ""
    exit_code: int = 0
    output: list[str] | None = None


def name_of(page: Path) -> str:
    return page.relative_to(ROOT).as_posix()


def parts(page: Path) -> Iterator[Block | tuple[int, str]]:
    """Blocks, and lines outside them with their numbers, from top to bottom."""
    fence, block = "", Block("", 0, ())
    for number, line in enumerate(page.read_text(encoding="utf-8").splitlines(), 1):
        found = _FENCE.match(line)
        if fence and line.strip() == fence:
            fence = ""
            yield block
        elif fence:
            block = Block(block.language, block.line, (*block.lines, line))
        elif found:
            fence, block = found.group(1), Block(found.group(2), number + 1, ())
        else:
            yield number, line
    assert not fence, f"{name_of(page)}: a fence is not closed"


def prose(page: Path) -> str:
    """The page without its fenced blocks."""
    return "\n".join(part[1] for part in parts(page) if not isinstance(part, Block))


def steps(page: Path) -> Iterator[Step]:
    """What a reader who follows the page does, in order."""
    awaiting: Step | None = None
    for part in parts(page):
        if isinstance(part, Block):
            if awaiting:
                awaiting.text = part.text
                yield awaiting
                awaiting = None
            yield from _steps_of(part)
        elif told := _TOLD.match(part[1]):
            word, *words = shlex.split(told.group(1))
            step = Step(word, part[0], words)
            if word == "file" and len(words) == 1:
                awaiting = step
            else:
                yield step


def _steps_of(block: Block) -> Iterator[Step]:
    if block.language == "python":
        yield Step("python", block.line, text=block.text)
    elif block.language in ("sh", "console"):
        yield from _commands(block)


def _commands(block: Block) -> Iterator[Step]:
    """Commands of a shell block; in a `console` block they begin with `$` and their output follows."""
    console = block.language == "console"
    found: list[Step] = []
    told = False
    for number, line in _joined(block):
        is_command = line.startswith("$ ") or not console
        step = _command(line.removeprefix("$ "), number, console) if is_command else None
        if step:
            found.append(step)
        elif console and not is_command and told:
            assert found[-1].output is not None
            found[-1].output.append(line)
        told = bool(step) if is_command else told
    yield from found


def _joined(block: Block, continued: str = "\\") -> Iterator[tuple[int, str]]:
    """Lines, those that are continued put together."""
    whole = ""
    for number, line in enumerate(block.lines, block.line):
        whole += line.removesuffix(continued)
        if not line.endswith(continued):
            yield number, whole
            whole = ""


def _command(line: str, number: int, console: bool) -> Step | None:
    found = _EXIT.search(line)
    line = _EXIT.sub("", line)
    words = shlex.split(line)
    if words[:2] == ["python3", "run.py"]:
        words = ["openwres", *words[2:]]
        if words[1:2] in ([], ["test"], ["bundle"]):  # these are not words of the program
            return None
    if words[:1] == ["openwres"]:
        return Step(
            "command", number, words[1:], exit_code=int(found.group(1)) if found else 0, output=[] if console else None
        )
    return Step("copy", number, words[2:]) if words[:2] == ["cp", "-r"] else None


def powershell(page: Path) -> Iterator[tuple[int, list[str]]]:
    """The words that blocks for PowerShell give to the program."""
    for block in parts(page):
        if isinstance(block, Block) and block.language == "powershell":
            for number, line in _joined(block, "`"):
                found = _POWERSHELL.search(line)
                words = shlex.split(found.group(1)) if found else []
                if words and words[0] not in ("test", "bundle"):
                    yield number, words
