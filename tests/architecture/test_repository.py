"""What may not get into the repository: addresses and paths of somebody's machine, broken text, pins without hashes."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest

# Written in pieces so that this file does not find itself.
REGISTRIES = [
    "pypi" + ".org",
    "files.python" + "hosted",
    "registry.npm" + "js",
    "registry.yarn" + "pkg",
    "deb.debian" + ".org",
    "security.debian" + ".org",
]
MACHINE_PATH = re.compile(r"(?<![\w.~/-])/(?:work|home|root|Users)/\w|[A-Za-z]:\\+Users\b")
TOOLS = re.compile(
    r"\b(?:" + "|".join(["cla" + "ude", "chat" + "gpt", "co" + "pilot", "anth" + "ropic", "open" + "ai"]) + r")\b", re.I
)


def breaches(name: str, text: str) -> list[str]:
    """One sentence for each rule that a text file breaks."""
    found = [f"names the registry {registry}" for registry in REGISTRIES if registry in text.lower()]
    found += [f"holds a path of one machine, {match}" for match in MACHINE_PATH.findall(text)]
    found += [f"speaks of a tool, {match}" for match in TOOLS.findall(text)]
    if text and not text.endswith("\n"):
        found.append("does not end with a newline")
    if "\r\n" in text:
        found.append("ends lines as Windows does")
    return [f"{name}: {what}" for what in found]


def unhashed(requirements: str) -> list[str]:
    """The pins of a requirements file that have no hash, and the lines that are no pin."""
    code = "\n".join(line for line in requirements.splitlines() if not line.lstrip().startswith("#"))
    entries = [entry for entry in code.replace("\\\n", " ").splitlines() if entry.strip()]
    return [entry for entry in entries if not re.match(r"[\w.-]+==\S+ .*--hash=sha256:[0-9a-f]{64}", entry)]


def git(root: Path, *words: str, given: str = "") -> list[str]:
    done = subprocess.run(
        ["git", *words, "-z"], cwd=root, input=given, capture_output=True, check=True, encoding="utf-8"
    )
    return done.stdout.split("\0")[:-1]


@pytest.fixture(scope="module")
def texts(project_root: Path) -> dict[str, str]:
    """The text files that are in the repository or would be with the next commit."""
    if not (project_root / ".git").exists():
        pytest.skip("needs a clone, not a copy without history")
    names = git(project_root, "ls-files", "--cached", "--others", "--exclude-standard")
    attributes = git(project_root, "check-attr", "--stdin", "text", given="\0".join(names))
    kept = dict(zip(attributes[::3], attributes[2::3], strict=True))
    paths = {name: project_root / name for name in names if kept.get(name) != "unset"}
    read = {name: text_of(path) for name, path in paths.items() if path.is_file()}
    return {name: text for name, text in read.items() if text is not None}


def text_of(path: Path) -> str | None:
    """The text of a file as it stands; None where it is not text."""
    content = path.read_bytes()
    try:
        return None if b"\0" in content else content.decode("utf-8")
    except UnicodeDecodeError:
        return None


@pytest.mark.needs("git")
def test_texts(texts: dict[str, str]) -> None:
    found = [breach for name, text in sorted(texts.items()) for breach in breaches(name, text)]
    assert not found, "\n".join(found)


@pytest.mark.parametrize("name", ["requirements.txt", "requirements-dev.txt"])
def test_requirements_hold_hashes_and_no_address(project_root: Path, name: str) -> None:
    text = (project_root / name).read_text(encoding="utf-8")
    assert unhashed(text) == []
    assert "://" not in text
    assert text.startswith("# "), "the first lines say how the file is made again"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "See the documentation of pip.\n",
        "from ../shared/data, ./work/here or https://www.example.nhs.uk/home/page\n",
        "the workforce/home/root of it\n",
    ],
)
def test_sound_text_passes(text: str) -> None:
    assert breaches("a.txt", text) == []


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("https://" + REGISTRIES[0] + "/simple\n", "registry"),
        ("open('/" + "work/main/x')\n", "path of one machine"),
        ("/" + "home/me\n", "path of one machine"),
        ("C:" + "\\Users\\me\n", "path of one machine"),
        ("'C:" + "\\\\Users\\\\me'\n", "path of one machine"),
        ("Thanks to Co" + "Pilot.\n", "a tool"),
        ("no end", "newline"),
        ("one\r\ntwo\n", "Windows"),
    ],
)
def test_breach_is_found(text: str, said: str) -> None:
    assert any(said in breach for breach in breaches("a.txt", text))


def test_pin_without_hash_is_found() -> None:
    hashed = "a==1 ; sys_platform == 'win32' \\\n    --hash=sha256:" + "0" * 64 + " \\\n    --hash=sha256:" + "1" * 64
    assert unhashed(f"# how it is made\n{hashed}\n    # via b\n") == []
    assert unhashed(f"{hashed}\nb==2\n    # via a\nc>=3 \\\n    --hash=sha256:{'0' * 64}\n") != []
