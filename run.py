#!/usr/bin/env python3
"""Sets OpenWRES up in `.venv` beside this file, then runs it. Needs Python 3.11 or later and nothing else.

Where `.venv` cannot lie here, it lies in a folder of your own; the variable OPENWRES_VENV names another.

    python3 run.py                          the demo: an invented nation of 24 organisations, five years
    python3 run.py test [--slow] [WORDS]    all checks; WORDS go on to pytest
    python3 run.py bundle [OPTIONS]         a folder to set up from without a network; see --help
    python3 run.py WORDS                    the same as `openwres WORDS`, in your current folder

On Windows: `py run.py`.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import platform
import subprocess
import sys
import sysconfig
from collections.abc import Mapping
from pathlib import Path, PurePath
from typing import Any

if sys.version_info < (3, 11):
    print(
        "OpenWRES needs Python 3.11 or later; this is Python %d.%d. Install a newer one and start run.py with it, "
        "for example as `python3.11 run.py` (on Windows `py -3.11 run.py`)." % sys.version_info[:2],
        file=sys.stderr,
    )
    sys.exit(2)

UV = "uv==0.13.9"
# Bytecode of the program and of its templates, for machines where Python may not write it later.
COMPILE = """
import compileall
from openwres.reports import pages
compileall.compile_dir(pages.PROGRAM, quiet=1)
pages.compile_all()
"""

ROOT = Path(__file__).resolve().parent
WHEELS = ROOT / "wheels"
BUNDLE = ROOT / "bundle.json"  # only in a folder that `run.py bundle` made
SYSTEMS = {
    "win_amd64": "Windows (64 bits)",
    "win_arm64": "Windows (ARM)",
    "win32": "Windows (32 bits)",
    "linux_x86_64": "Linux (64 bits)",
    "macosx_arm64": "macOS (Apple)",
    "macosx_x86_64": "macOS (Intel)",
}

CHECKS = {
    "format": ["ruff", "format", "--check"],
    "lint": ["ruff", "check"],
    "types": ["mypy"],
    "tests": ["pytest", "-n", "2"],
}


class SetUpError(Exception):
    """The set-up failed; the message is for the user."""


# Where the environment lies: beside this file, where that can be.


def is_on_network(folder: PurePath) -> bool:
    """Windows does not load libraries from a network path with certainty, and slowly at best. A drive's letter was resolved."""
    drive = folder.drive.upper()
    return drive.startswith("\\\\?\\UNC\\") or (drive.startswith("\\\\") and drive[2:3] not in ("?", "."))


def is_too_deep(folder: PurePath) -> bool:
    """Whether an environment there would pass the 260 letters to which Windows keeps a path unless told otherwise."""
    longest_inside = 140  # letters, from `.venv` to the end of the longest name
    return bool(folder.drive) and len(str(folder)) + longest_inside > 259


def can_write(folder: Path) -> bool:
    probe = folder / f".openwres-{os.getpid()}"
    try:
        probe.mkdir()
        probe.rmdir()
    except OSError:
        return False
    return True


def user_folder(system: str, environment: Mapping[str, str], home: Path) -> Path:
    """Where programs keep what is one user's on one machine."""
    if system == "win32":
        return Path(environment.get("LOCALAPPDATA") or home / "AppData" / "Local") / "OpenWRES"
    if system == "darwin":
        return home / "Library" / "Application Support" / "OpenWRES"
    return Path(environment.get("XDG_DATA_HOME") or home / ".local" / "share") / "openwres"


def own_folder() -> Path:
    """The user's folder, made now: Python from the Microsoft Store has it elsewhere, and only one that exists tells where."""
    folder = user_folder(sys.platform, os.environ, Path.home())
    with contextlib.suppress(OSError):  # making the environment will fail, and say so
        folder.mkdir(parents=True, exist_ok=True)
    return folder.resolve()


def place_of_environment(root: Path, named: str | None) -> Path:
    if named:
        return Path(named).resolve()
    beside = root / ".venv"
    if not (is_on_network(root) or is_too_deep(root)) and ((beside / "set-up.json").exists() or can_write(root)):
        return beside
    return own_folder() / f"venv-{hashlib.sha256(str(root).encode()).hexdigest()[:8]}"


VENV = place_of_environment(ROOT, os.environ.get("OPENWRES_VENV"))
STAMP = VENV / "set-up.json"
PYTHON = VENV / ("Scripts/python.exe" if os.name == "nt" else "bin/python")


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
    if BUNDLE.exists():
        check_bundle(json.loads(BUNDLE.read_text(encoding="utf-8")), dev)
    print(f"Setting up {VENV} (only the first time and after an update) ...", file=sys.stderr, flush=True)
    try:
        STAMP.unlink(missing_ok=True)
    except OSError as error:
        raise SetUpError(
            f"{VENV} is out of date and cannot be changed ({error}). Who made it can; or name another "
            "folder with OPENWRES_VENV."
        ) from error
    if not (found and is_reusable(stamp, wanted)):
        make_environment()
    wanted["dev"] = dev or bool(stamp.get("dev"))
    install("requirements-dev.txt" if wanted["dev"] else "requirements.txt")
    run_quietly([str(PYTHON), "-P", "-c", COMPILE])  # a run without it is slower and not wrong
    write_stamp(wanted)


def make_environment() -> None:
    if VENV.is_dir() and any(VENV.iterdir()) and not (VENV / "pyvenv.cfg").exists():
        raise SetUpError(f"{VENV} holds something else, so nothing was set up there. Name another with OPENWRES_VENV.")
    failure = run_quietly([sys.executable, "-m", "venv", "--clear", str(VENV)])
    if failure:
        raise SetUpError(
            f"{failure}\n\nSet-up failed: Python could not make the folder {VENV}.\n"
            "On Debian and Ubuntu install the package python3-venv. Otherwise close programs that use the folder, "
            "delete it, check that you may write there, and try again; or name another folder with OPENWRES_VENV."
        )


def install(requirements: str) -> None:
    """Installs with uv, which takes seconds, or else with pip, which reads settings that uv does not."""
    if BUNDLE.exists():
        install_from_bundle(requirements)
    else:
        install_from_index(requirements)
    write_path()


def install_from_index(requirements: str) -> None:
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


def install_from_bundle(requirements: str) -> None:
    failure = run_all(bundle_commands(requirements))
    if failure:
        raise SetUpError(
            f"{failure}\n\nSet-up failed: the packages in {WHEELS} could not be installed. The reason is above.\n"
            "Where it says that no version was found, or that hashes differ, files are missing or were altered: unpack "
            "the bundle again. docs/how-to/install-without-internet.md says how to check it."
        )


def bundle_commands(requirements: str) -> list[list[str]]:
    """Nothing that is set on this machine, such as an index, changes them."""
    pip = [str(PYTHON), "-m", "pip", "--isolated", "--disable-pip-version-check", "install", "--quiet", "--no-index"]
    wheels = ["--find-links", str(WHEELS), "--only-binary", ":all:"]
    return [
        [*pip, *wheels, "--require-hashes", "--requirement", str(ROOT / requirements)],
        [*pip, "--no-deps", "--no-build-isolation", "--editable", str(ROOT)],
    ]


def check_bundle(bundle: dict[str, list[str]], dev: bool) -> None:
    """Says before anything is made that the bundle has no packages for this Python, machine or use."""
    if dev:
        raise SetUpError(f"{ROOT} is a bundle, which holds what the program needs and not what its checks need.")
    python, system = "{}.{}".format(*sys.version_info), this_system()
    if python in bundle["pythons"] and system in bundle["systems"]:
        return
    held = " and ".join(SYSTEMS.get(name, name) for name in bundle["systems"])
    raise SetUpError(
        f"This bundle holds packages for Python {', '.join(bundle['pythons'])} on {held}; "
        f"this is Python {python} on {SYSTEMS.get(system, system)}.\n"
        f"Start run.py with one of those, for example as `py -{bundle['pythons'][-1]} run.py` on Windows or "
        f"`python{bundle['pythons'][-1]} run.py` elsewhere (`py --list` says which Windows has), or have a bundle made "
        "for this one, with --python and --platform."
    )


def this_system() -> str:
    """Operating system and processor, in the words of a bundle. Python for macOS can be built for two processors."""
    name = sysconfig.get_platform().replace("-", "_").replace(".", "_")
    return f"macosx_{platform.machine()}" if name.startswith("macosx") else name


def write_path(root: Path = ROOT, venv: Path = VENV) -> None:
    """Where the name of the folder has letters beyond ASCII, names it in ASCII.

    Before 3.13, Python on Windows reads the path of an editable install in the machine's code page, though it is
    written as UTF-8, and at worst does not start.
    """
    if not str(root).isascii():
        packages = sysconfig.get_path("purelib", "venv", {"base": str(venv)})
        line = f"import sys; sys.path.append({str(root / 'src')!a})\n"
        Path(packages, "openwres.pth").write_text(line, encoding="ascii")


def run_all(commands: list[list[str]]) -> str:
    """Runs the commands up to the first that fails; its words and output, or nothing."""
    return next((failure for failure in map(run_quietly, commands) if failure), "")


def run_quietly(words: list[str]) -> str:
    """Runs one command; its words and output where it failed, or nothing."""
    # Certificates that an organisation put on its machines count for uv as well.
    environment = {"UV_SYSTEM_CERTS": "true", **os.environ, "PYTHONIOENCODING": "utf-8"}
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


def run_demo() -> int:
    """Makes the demo beside this file, or in a folder of the user's own; the program says which page to look at."""
    set_up()
    place = (ROOT if can_write(ROOT) else own_folder()) / "build" / "demo"
    return call(openwres(["demo", "--out", str(place)]))


def make_bundle(words: list[str]) -> int:
    from setup import bundle

    order = bundle.read_order(words, ROOT)
    set_up()
    try:
        bundle.make(order, ROOT, PYTHON, run_quietly)
    except bundle.BundleError as error:
        raise SetUpError(str(error)) from error
    return 0


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
        return run_demo()
    if words[0] == "test":
        return run_checks(words[1:])
    if words[0] == "bundle":
        return make_bundle(words[1:])
    set_up()
    return call(openwres(words))


def main() -> int:
    # A path can hold letters that the code page of a Windows terminal or file does not.
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(errors="backslashreplace")  # type: ignore[union-attr]
    try:
        return start(sys.argv[1:])
    except KeyboardInterrupt:
        return 130
    except SetUpError as error:
        print(error, file=sys.stderr)
        return 1


if __name__ == "__main__":
    sys.exit(main())
