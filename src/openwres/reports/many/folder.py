"""The folder that the reports of a run are put into: one folder for each organisation, whole or not there, and the log of what was made.

The log says from what each report was made, so that another run knows which are still as they should be. It is for the
makers alone: who gets a report gets the folder of the organisation.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import IO, Any

from openwres.contracts.exceptions import OutputError
from openwres.files.output import FORMAT, replace_folder
from openwres.files.scratch import scratch_folder
from openwres.reports.many.making import Report

LOG = "run.jsonl"
_HEAD = {"format": FORMAT, "reports": "many"}
# Windows keeps these names for itself, and a code could be one of them.
_DEVICES = frozenset({"CON", "PRN", "AUX", "NUL", *(f"{name}{n}" for name in ("COM", "LPT") for n in range(10))})


@dataclass(frozen=True)
class Entry:
    """A report that was made: whose it is, from what, its files with their digests, and how many pages it has in print."""

    organisation: str
    name: str
    digest: str
    files: Mapping[str, str]
    pages: int


def folder_of(organisation: str) -> str:
    """The name of the folder of an organisation: its code."""
    return f"{organisation}_" if organisation in _DEVICES else organisation


class Outbox:
    """The folder of a run while it is open: what was put into it before, and what is put into it now."""

    def __init__(self, home: Path, scratch: Path, entries: dict[str, Entry], log: IO[str]) -> None:
        self.home, self.entries, self._scratch, self._log = home, entries, scratch, log

    def whole(self, organisation: str, digest: str) -> bool:
        """Whether the report of an organisation is there, made from the same and as it was written."""
        entry = self.entries.get(organisation)
        return entry is not None and entry.digest == digest and _unchanged(self.home, entry)

    def put(self, report: Report, name: str, digest: str, stem: str) -> None:
        """Put a report into its folder, in the place of an earlier one; OutputError where that cannot be done."""
        folder = folder_of(report.organisation)
        files = {f"{stem}.{ending}": content for ending, content in report.files.items()}
        fresh = self._scratch / folder
        try:
            fresh.mkdir()
            for file, content in files.items():
                (fresh / file).write_bytes(content)
        except OSError as error:
            raise _unwritable(self.home / folder, error) from None
        before = self.entries.get(report.organisation)
        known = {Path(file).name for file in before.files} if before else set[str]()
        replace_folder(fresh, self.home / folder, known | set(files))
        digests = {f"{folder}/{file}": hashlib.sha256(content).hexdigest() for file, content in files.items()}
        self._note(Entry(report.organisation, name, digest, digests, report.pages))

    def write(self, name: str, content: bytes) -> None:
        """Write a file beside the folders, whole or not at all."""
        try:
            (self._scratch / name).write_bytes(content)
            (self._scratch / name).replace(self.home / name)
        except OSError as error:
            raise _unwritable(self.home / name, error) from None

    def _note(self, entry: Entry) -> None:
        self.entries[entry.organisation] = entry
        self._log.write(_line(asdict(entry)))
        self._log.flush()


@contextmanager
def outbox(home: Path) -> Iterator[Outbox]:
    """Open the folder of a run, a new one or one that a run was put into before; OutputError where it holds anything else.

    Where nothing comes of it, nothing stays of it.
    """
    entries = _entries(home)
    try:
        with ExitStack() as open_ones:
            yield _opened(home, entries, open_ones)
    except BaseException:
        if not entries:
            (home / LOG).unlink(missing_ok=True)
            with suppress(OSError):
                home.rmdir()
        raise


def _opened(home: Path, entries: dict[str, Entry], open_ones: ExitStack) -> Outbox:
    """The folder with a log that holds what is known, whole and without half a line at its end."""
    try:
        home.mkdir(parents=True, exist_ok=True)
        scratch = open_ones.enter_context(scratch_folder(home))
        begun = scratch / LOG
        begun.write_text("".join(map(_line, [_HEAD, *map(asdict, entries.values())])), encoding="utf-8")
        begun.replace(home / LOG)
        return Outbox(home, scratch, entries, open_ones.enter_context((home / LOG).open("a", encoding="utf-8")))
    except OSError as error:
        raise _unwritable(home, error) from None


def _unwritable(path: Path, error: OSError) -> OutputError:
    return OutputError(
        f"{path} cannot be written: {error.strerror or error}. Check the place, its rights and the space on it."
    )


def _line(value: Mapping[str, object]) -> str:
    return json.dumps(value, ensure_ascii=False) + "\n"


def _entries(home: Path) -> dict[str, Entry]:
    """What the log tells, the newest of each organisation. A line that was not written to its end tells nothing."""
    if home.is_file():
        raise OutputError(f"{home} is a file. Name a folder with --out.")
    if not home.is_dir() or not any(home.iterdir()):
        return {}
    lines = (home / LOG).read_text(encoding="utf-8").splitlines() if (home / LOG).is_file() else []
    if not lines or _read(lines[0]) != _HEAD:
        raise OutputError(
            f"{home} holds other files than those of such a run. Name a new or an empty folder with --out."
        )
    told = [Entry(**value) for line in lines[1:] if (value := _read(line)) is not None]
    return {entry.organisation: entry for entry in told}


def _read(line: str) -> dict[str, Any] | None:
    try:
        value = json.loads(line)
    except ValueError:
        return None
    return value if isinstance(value, dict) else None


def _unchanged(home: Path, entry: Entry) -> bool:
    """Whether every file of a report is there as it was written."""
    try:
        return all(
            hashlib.sha256((home / file).read_bytes()).hexdigest() == digest for file, digest in entry.files.items()
        )
    except OSError:
        return False
