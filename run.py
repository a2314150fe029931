#!/usr/bin/env python3
"""Sets OpenWRES up in `.venv` beside this file, then runs it. Needs Python 3.11 or later and nothing else.

    python3 run.py                          the main job on the example
    python3 run.py test [--slow] [WORDS]    all checks; WORDS go on to pytest
    python3 run.py WORDS                    the same as `openwres WORDS`, in your current folder

On Windows: `py run.py`.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

if sys.version_info < (3, 11):
    print(
        "OpenWRES needs Python 3.11 or later; this is Python %d.%d. Install a newer one and start run.py with it, "
        "for example as `python3.11 run.py` (on Windows `py -3.11 run.py`)." % sys.version_info[:2],
        file=sys.stderr,
    )
    sys.exit(2)

EXAMPLE = (
    "calculate examples/example-trust --year 2026 --organisation ZZ0"
    " --history examples/history --register examples/register --out build/example"
)
UV = "uv==0.13.9"
# Bytecode of the program and of its templates, for machines where Python may not write it later.
COMPILE = """
import compileall
from openwres.reports import pages
compileall.compile_dir(pages.PROGRAM, quiet=1)
pages.compile_all()
"""

ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
STAMP = VENV / "set-up.json"
PYTHON = VENV / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
SCORECARD = ROOT / "build" / "example" / "scorecard.html"

CHECKS = {
    "format": ["ruff", "format", "--check"],
    "lint": ["ruff", "check"],
    "types": ["mypy"],
    "tests": ["pytest", "-n", "2"],
}


class SetUpError(Exception):
    """The set-up failed; the message is for the user."""


# Set-up: a stamp is written last and removed first, so that only a finished set-up is believed in.


def wanted_stamp(dev: bool, root: Path = ROOT) -> dict[str, Any]:
    """What the stamp says after a set-up with the files as they are now.

    It names the folder because a virtual environment does not survive being moved.
    """
    digest = hashlib.sha256(UV.encode())
    for name in ("requirements.txt", "requirements-dev.txt", "pyproject.toml"):
        digest.update((root / name).read_bytes())
    return {"python": sys.version, "root": str(root), "files": digest.hexdigest(), "dev": dev}


def read_stamp(path: Path = STAMP) -> dict[str, Any]:
    """The stamp of the last set-up; empty where none was finished."""
    try:
        stamp = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return stamp if isinstance(stamp, dict) else {}


def is_ready(stamp: dict[str, Any], wanted: dict[str, Any]) -> bool:
    """Whether the set-up behind `stamp` will do; one for development does for everything."""
    return stamp in (wanted, {**wanted, "dev": True})


def is_reusable(stamp: dict[str, Any], wanted: dict[str, Any]) -> bool:
    """Whether the environment is sound and only its packages are out of date."""
    return all(stamp.get(key) == wanted[key] for key in ("python", "root"))


def set_up(dev: bool = False) -> None:
    stamp, wanted = read_stamp(), wanted_stamp(dev)
    found = PYTHON.exists()
    if found and is_ready(stamp, wanted):
        return
    print("Setting up .venv (only the first time and after an update) ...", file=sys.stderr, flush=True)
    STAMP.unlink(missing_ok=True)
    if not (found and is_reusable(stamp, wanted)):
        make_environment()
    wanted["dev"] = dev or bool(stamp.get("dev"))
    install("requirements-dev.txt" if wanted["dev"] else "requirements.txt")
    run_quietly([str(PYTHON), "-P", "-c", COMPILE])  # a run without it is slower and not wrong
    write_stamp(wanted)


def make_environment() -> None:
    failure = run_quietly([sys.executable, "-m", "venv", "--clear", str(VENV)])
    if failure:
        raise SetUpError(
            f"{failure}\n\nSet-up failed: Python could not make the folder {VENV}.\n"
            "On Debian and Ubuntu install the package python3-venv. Otherwise close programs that use the folder, "
            "delete it, check that you may write there, and try again."
        )


def install(requirements: str) -> None:
    """Installs with uv, which takes seconds, or else with pip, which reads settings that uv does not."""
    failure = run_all(uv_commands(requirements))
    if failure:
        print("uv could not install the packages; trying pip (takes longer) ...", file=sys.stderr, flush=True)
        failure = run_all(pip_commands(requirements))
    if failure:
        raise SetUpError(
            f"{failure}\n\nSet-up failed: the packages in {requirements} could not be installed. The reason is above.\n"
            "Mostly this machine has no way to a package index. Check the network; behind a proxy set HTTPS_PROXY; "
            "where your organisation has an index of its own, name it with `pip config set global.index-url ADDRESS`. "
            "Then try again."
        )


def uv_commands(requirements: str) -> list[list[str]]:
    uv = [str(PYTHON), "-m", "uv", "--quiet", "pip"]
    here = ["--python", str(PYTHON)]
    return [
        [str(PYTHON), "-m", "pip", "install", "--quiet", "--retries", "1", "--only-binary", ":all:", UV],
        [*uv, "sync", *here, "--require-hashes", "--compile-bytecode", requirements],
        [*uv, "install", *here, "--offline", "--no-deps", "--no-build-isolation", "--editable", "."],
    ]


def pip_commands(requirements: str) -> list[list[str]]:
    pip = [str(PYTHON), "-m", "pip", "install", "--quiet"]
    return [
        [*pip, "--retries", "1", "--require-hashes", "--requirement", requirements],
        [*pip, "--no-index", "--no-deps", "--no-build-isolation", "--editable", "."],
    ]


def run_all(commands: list[list[str]]) -> str:
    """Runs the commands up to the first that fails; its words and output, or nothing."""
    return next((failure for failure in map(run_quietly, commands) if failure), "")


def run_quietly(words: list[str]) -> str:
    """Runs one command; its words and output where it failed, or nothing."""
    # Certificates that an organisation put on its machines count for uv as well.
    environment = {"UV_SYSTEM_CERTS": "true", **os.environ}
    done = subprocess.run(
        words, cwd=ROOT, env=environment, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT
    )
    output = done.stdout.decode(errors="replace").strip()
    return f"{' '.join(words)}\n{output}" if done.returncode else ""


def write_stamp(stamp: dict[str, Any], path: Path = STAMP) -> None:
    half = path.with_suffix(".half")
    half.write_text(json.dumps(stamp), encoding="utf-8")
    half.replace(path)


# What is run once all is set up.


def openwres(words: list[str]) -> list[str]:
    """The command for `openwres WORDS`; -P keeps modules of the user's folder from standing in for ours."""
    return [str(PYTHON), "-P", "-m", "openwres", *words]


def call(words: list[str], cwd: Path | None = None) -> int:
    """Runs a command in the foreground; its exit code, as a shell would give it."""
    interrupted = False
    sys.stdout.flush()
    with subprocess.Popen(words, cwd=cwd) as child:
        while True:
            try:
                code = child.wait()
                break
            except KeyboardInterrupt:  # the child had it too: let it tidy up
                interrupted = True
    if interrupted:
        raise KeyboardInterrupt
    return code if code >= 0 else 128 - code


def run_example() -> int:
    set_up()
    shutil.rmtree(SCORECARD.parent, ignore_errors=True)
    code = call(openwres(EXAMPLE.split()), cwd=ROOT)
    if code == 0 and SCORECARD.exists():
        print(f"The scorecard: {SCORECARD}")
    return code


def run_checks(words: list[str]) -> int:
    """Runs every check even if one fails; 0 where all are well."""
    set_up(dev=True)
    codes = {}
    for name, command in CHECKS.items():
        more = words if name == "tests" else []
        print(f"== {name}: {' '.join([*command, *more])}")
        codes[name] = call([str(PYTHON), "-m", *command, *more], cwd=ROOT)
    print()
    for name, code in codes.items():
        print(f"{name:8}{'FAILED (exit code ' + str(code) + ')' if code else 'ok'}")
    return 1 if any(codes.values()) else 0


def start(words: list[str]) -> int:
    if not words:
        return run_example()
    if words[0] == "test":
        return run_checks(words[1:])
    set_up()
    return call(openwres(words))


def main() -> int:
    try:
        return start(sys.argv[1:])
    except KeyboardInterrupt:
        return 130
    except SetUpError as error:
        print(error, file=sys.stderr)
        return 1


if __name__ == "__main__":
    sys.exit(main())
