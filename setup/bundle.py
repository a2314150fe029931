"""Makes a folder from which `run.py` sets OpenWRES up without a network: the project, and the packages as wheels.

How `run.py` sets up from such a folder stands there, not here.
"""

from __future__ import annotations

import argparse
import ast
import hashlib
import json
import operator
import platform
import re
import shutil
import sysconfig
import tempfile
import zipfile
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

# Named one by one: results, or records about people, that lie beside them never get into a bundle.
PROJECT = (
    *("CHANGELOG.md", "CONTRIBUTING.md", "GLOSSARY.md", "LICENSE", "README.md", "pyproject.toml", "run.py"),
    *("requirements.in", "requirements.txt", "requirements-dev.in", "requirements-dev.txt"),
    *("benchmarks", "docs", "setup", "src", "tests"),
    *("examples/README.md", "examples/make_examples.py", "examples/making", "examples/register", "examples/history"),
    *(
        "examples/example-trust",
        "examples/esr-and-trac",
        "examples/mixed-trust",
        "examples/many",
        "examples/older-form",
    ),
)
LEFT_OUT = re.compile(r"[.~].*|__pycache__|.*\.(?:pyc|egg-info)")
REQUIREMENTS = "requirements.txt"
PYTHONS = ("3.11", "3.12", "3.13")
WINDOWS = "win_amd64"
# Names that some versions of glibc had as platforms of wheels before they were numbered.
OLDER_NAMES = {17: "manylinux2014", 12: "manylinux2010", 5: "manylinux1"}
# As early as an archive can say; the same for every file, so that the same files give the same archive.
DATE = (1980, 1, 1, 0, 0, 0)

Run = Callable[[list[str]], str]


class BundleError(Exception):
    """No bundle was made; the message is for the user."""


@dataclass(frozen=True)
class Order:
    """What is to be made."""

    platforms: tuple[str, ...]
    pythons: tuple[str, ...]
    out: Path
    archive: bool


def read_order(words: Sequence[str], root: Path) -> Order:
    parser = argparse.ArgumentParser(
        prog="run.py bundle",
        description="Make a folder with OpenWRES and its packages, for machines without internet.",
    )
    parser.add_argument(
        "--platform",
        nargs="+",
        default=[WINDOWS, this_platform()],
        metavar="TAG",
        help="as wheels name it: win_amd64, manylinux_2_28_x86_64, macosx_14_0_arm64 ...; default: %(default)s",
    )
    parser.add_argument("--python", nargs="+", default=list(PYTHONS), metavar="3.N", help="default: %(default)s")
    parser.add_argument("--out", type=Path, default=root / "build" / "openwres-bundle", metavar="DIR")
    parser.add_argument("--zip", action="store_true", help="make DIR.zip as well")
    found = parser.parse_args(words)
    for version in found.python:
        if not re.fullmatch(r"3\.\d+", version):
            parser.error(f"{version} is no version of Python as 3.12 is one")
    return Order(_once(found.platform), _once(found.python), found.out.absolute(), found.zip)


def _once(words: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(words))


def make(order: Order, root: Path, python: Path, run: Run) -> None:
    """Makes the bundle in one go: it is complete or not there. `run` runs a command and gives what it said if it failed."""
    check_target(order.out)
    order.out.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=order.out.parent, prefix=".bundle-") as name:
        folder = Path(name) / "bundle"
        folder.mkdir()
        copy_project(root, folder)
        for target in order.platforms:
            for version in order.pythons:
                download(target, version, folder, python, run)
        write_description(order, folder)
        write_sums(folder)
        put_in_place(folder, order.out)
    print(f"The bundle: {order.out}")
    if order.archive:
        archive = order.out.with_name(order.out.name + ".zip")
        write_archive(order.out, archive)
        print(f"The archive: {archive}\nIts SHA-256: {sha256(archive)}")


def check_target(out: Path) -> None:
    if out.exists() and not (out / "bundle.json").is_file():
        raise BundleError(f"{out} exists and is no bundle, so it is left as it is. Name another folder with --out.")


def put_in_place(folder: Path, out: Path) -> None:
    try:
        if out.exists():
            shutil.rmtree(out)
        folder.replace(out)
    except OSError as error:
        raise BundleError(f"{out} cannot be replaced ({error}). Close programs that use it and try again.") from error


# The project.


def project_files(root: Path) -> list[Path]:
    """The files of the project, relative to its folder, in order."""
    found = []
    for name in PROJECT:
        path = root / name
        if not path.exists():
            raise BundleError(f"{path} is missing, so this copy of OpenWRES is not whole. Download it again.")
        found += [file for file in path.rglob("*") if file.is_file()] if path.is_dir() else [path]
    inside = sorted((file.relative_to(root) for file in found), key=Path.as_posix)
    return [file for file in inside if not any(LEFT_OUT.fullmatch(part) for part in file.parts)]


def copy_project(root: Path, folder: Path) -> None:
    for file in project_files(root):
        (folder / file).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(root / file, folder / file)


# The packages.


def download(target: str, version: str, folder: Path, python: Path, run: Run) -> None:
    """Puts the wheels for one platform and Python among the others; pip checks the hashes."""
    print(f"Packages for Python {version} on {target} ...", flush=True)
    with tempfile.TemporaryDirectory() as name:
        pins = Path(name) / REQUIREMENTS
        text = (folder / REQUIREMENTS).read_text(encoding="utf-8")
        pins.write_text(pins_for(text, marker_values(target, version)), encoding="utf-8")
        failure = run(download_command(target, version, folder / "wheels", python, pins))
    if failure:
        raise BundleError(
            f"{failure}\n\nNo bundle was made: the packages for Python {version} on {target} could not be had. "
            "The reason is above.\nWhere it says that no version was found, there is no wheel for that platform and "
            "Python: leave it out with --platform or --python. Otherwise check the network and the settings of pip."
        )


def download_command(target: str, version: str, wheels: Path, python: Path, pins: Path) -> list[str]:
    command = [str(python), "-m", "pip", "download", "--quiet", "--disable-pip-version-check", "--no-deps"]
    command += ["--only-binary", ":all:", "--require-hashes", "--implementation", "cp", "--python-version", version]
    command += [word for tag in tags(target) for word in ("--platform", tag)]
    return [*command, "--dest", str(wheels), "--requirement", str(pins)]


def tags(target: str) -> list[str]:
    """The platform and the older ones whose wheels run there, best first. pip knows those of macOS itself."""
    found = re.fullmatch(r"(many|musl)linux_(\d+)_(\d+)_(\w+)", target)
    if not found:
        return [target]
    kind, major, minor, machine = found.groups()
    numbers = range(int(minor), 4 if kind == "many" else 0, -1)
    older = OLDER_NAMES if kind == "many" else {}
    names = [
        [f"{kind}linux_{major}_{n}_{machine}", *([f"{older[n]}_{machine}"] if n in older else [])] for n in numbers
    ]
    return [name for both in names for name in both]


def this_platform() -> str:
    return platform_of(sysconfig.get_platform(), platform.machine(), platform.mac_ver()[0], platform.libc_ver())


def platform_of(name: str, machine: str, macos: str, libc: tuple[str, str]) -> str:
    """The platform of a machine as wheels name it, from what Python says of the machine."""
    if name.startswith("macosx"):
        return f"macosx_{macos.split('.')[0]}_0_{machine}"
    if name.startswith("linux"):
        kind = f"manylinux_{libc[1].replace('.', '_')}" if libc[0] == "glibc" else "musllinux_1_2"
        return name.replace("linux", kind, 1).replace("-", "_")
    return name.replace("-", "_")


def system_of(target: str) -> str:
    """Operating system and processor of a platform, without versions: what a target compares with its own."""
    older = re.sub(r"^manylinux(2014|2010|1)_", "linux_", target)
    return re.sub(r"^(?:many|musl)?(linux|macosx)_\d+_\d+_", r"\1_", older)


# pip asks the markers of pins of the machine it runs on, not of the one it downloads for. So they are answered here.

Version = tuple[int, ...]
COMPARISONS: dict[type[ast.cmpop], Callable[[Any, Any], bool]] = {
    ast.Eq: operator.eq,
    ast.NotEq: operator.ne,
    ast.Lt: operator.lt,
    ast.LtE: operator.le,
    ast.Gt: operator.gt,
    ast.GtE: operator.ge,
}


def pins_for(text: str, values: dict[str, str]) -> str:
    """The pins of a requirements file that hold where the markers have these values, without their markers."""
    code = "\n".join(line for line in text.splitlines() if not line.lstrip().startswith("#"))
    kept = []
    for entry in code.replace("\\\n", " ").splitlines():
        pin, _, rest = entry.partition(" --hash")
        name, _, marker = pin.partition(";")
        if entry.strip() and (not marker or holds(marker.strip(), values)):
            kept.append(f"{name.strip()} --hash{rest}\n")
    return "".join(kept)


def marker_values(target: str, version: str) -> dict[str, str]:
    system, _, machine = system_of(target).partition("_")
    systems = {"win": ("win32", "Windows", "nt"), "macosx": ("darwin", "Darwin", "posix")}
    short, full, kind = systems.get(system, ("linux", "Linux", "posix"))
    return {
        "python_version": version,
        "python_full_version": f"{version}.0",
        "sys_platform": short,
        "platform_system": full,
        "os_name": kind,
        "platform_machine": machine.upper() if short == "win32" else machine,
        "implementation_name": "cpython",
        "platform_python_implementation": "CPython",
    }


def holds(marker: str, values: dict[str, str]) -> bool:
    """Whether a marker such as `sys_platform == 'win32' and python_full_version < '3.12'` is true."""
    try:
        return _holds(ast.parse(marker, mode="eval").body, values)
    except (SyntaxError, KeyError, ValueError) as error:
        raise BundleError(
            f"No bundle was made: {REQUIREMENTS} holds the condition `{marker}`, which is not understood here."
        ) from error


def _holds(node: ast.expr, values: dict[str, str]) -> bool:
    match node:
        case ast.BoolOp(op=ast.And(), values=parts):
            return all(_holds(part, values) for part in parts)
        case ast.BoolOp(op=ast.Or(), values=parts):
            return any(_holds(part, values) for part in parts)
        case ast.Compare(left=ast.Name(id=name), ops=[comparison], comparators=[ast.Constant(value=str(said))]):
            form = _version if name.startswith("python_") else str
            return COMPARISONS[type(comparison)](form(values[name]), form(said))
    raise ValueError(ast.dump(node))


def _version(text: str) -> Version:
    numbers = [int(part) for part in text.split(".")]
    return tuple(numbers + [0] * (3 - len(numbers)))


# What says what is in it.


def write_description(order: Order, folder: Path) -> None:
    """`run.py` reads this before it sets up."""
    said = {"pythons": list(order.pythons), "systems": list(_once(map(system_of, order.platforms)))}
    (folder / "bundle.json").write_bytes((json.dumps(said, indent=2) + "\n").encode())


def files_of(folder: Path) -> list[str]:
    return sorted(file.relative_to(folder).as_posix() for file in folder.rglob("*") if file.is_file())


def write_sums(folder: Path) -> None:
    """One line for each file, as `sha256sum --check` reads them."""
    lines = [f"{sha256(folder / name)}  {name}\n" for name in files_of(folder)]
    (folder / "SHA256SUMS").write_bytes("".join(lines).encode())


def sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def write_archive(folder: Path, archive: Path) -> None:
    """Files are stored as they are: wheels are packed already, and packing differs from one machine to the next."""
    half = archive.with_name(archive.name + ".half")
    with zipfile.ZipFile(half, "w", zipfile.ZIP_STORED) as package:
        for name in files_of(folder):
            entry = zipfile.ZipInfo(f"{folder.name}/{name}", DATE)
            entry.create_system = 3  # as on Unix, wherever it is made
            entry.external_attr = (0o100755 if name == "run.py" else 0o100644) << 16
            entry.file_size = (folder / name).stat().st_size
            with (folder / name).open("rb") as file, package.open(entry, "w") as inside:
                shutil.copyfileobj(file, inside)
    half.replace(archive)
