"""A register written to its folder, whole or not at all, the same bytes for equal registers.

Reading it back is done in `load`.
"""

from __future__ import annotations

import csv
import io
import json
import tempfile
from collections.abc import Iterable, Sequence
from datetime import date
from pathlib import Path

from openwres.contracts.exceptions import OutputError
from openwres.organisations.layout import (
    AREAS,
    COLUMNS,
    FILES,
    FORMAT,
    MANIFEST,
    MEMBERSHIPS,
    ORGANISATIONS,
    SUCCESSORS,
)
from openwres.organisations.model import Register


def write_register(register: Register, folder: Path) -> None:
    """Write the register's files to `folder`, in place of the register that is there.

    Raises OutputError, and leaves everything as it was, where the folder holds anything else or cannot be written.
    """
    try:
        target = folder.resolve()
        _refuse_anything_else(target, folder)
        target.parent.mkdir(parents=True, exist_ok=True)
        # A sibling is on the same disk, so that putting it in place is one rename.
        with tempfile.TemporaryDirectory(dir=target.parent, prefix=f".{target.name}-") as work:
            new = Path(work) / "new"
            new.mkdir()
            for name, content in register_files(register).items():
                (new / name).write_bytes(content)
            _put_in_place(new, target, Path(work) / "previous")
    except OSError as error:
        reason = error.strerror or str(error)
        raise OutputError(
            f"The register cannot be written to {folder}: {reason}. Nothing was changed. "
            "Check that you may write there and that no other program has its files open, or name another folder.",
        ) from error


def register_files(register: Register) -> dict[str, bytes]:
    """The content of each file of the register's folder by its name, in UTF-8 with plain line ends."""
    return {
        MANIFEST: _manifest(register),
        ORGANISATIONS: _table(
            ORGANISATIONS, ((o.code, o.name, o.type, _day(o.opened), _day(o.closed)) for o in register.organisations)
        ),
        AREAS: _table(AREAS, ((a.area_type, a.area, a.name) for a in register.areas)),
        MEMBERSHIPS: _table(
            MEMBERSHIPS,
            ((m.organisation, m.area_type, m.area, _day(m.start), _day(m.end)) for m in register.memberships),
        ),
        SUCCESSORS: _table(SUCCESSORS, ((s.predecessor, s.successor, _day(s.date)) for s in register.successions)),
    }


def _manifest(register: Register) -> bytes:
    sources = [
        {"file": source.file, "as_at": _day(source.as_at) or None, "sha256": source.sha256}
        for source in register.sources
    ]
    return (json.dumps({"format": FORMAT, "sources": sources}, indent=2) + "\n").encode()


def _table(name: str, rows: Iterable[Sequence[str]]) -> bytes:
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(COLUMNS[name])
    writer.writerows(rows)
    return text.getvalue().encode()


def _day(day: date | None) -> str:
    return day.isoformat() if day else ""


def _refuse_anything_else(target: Path, folder: Path) -> None:
    if not target.exists():
        return
    if not target.is_dir():
        raise OutputError(f"{folder} is a file, and a register is a folder. Name another folder.")
    found = {entry.name for entry in target.iterdir()}
    foreign = sorted(found.difference(FILES))
    if foreign or (found and MANIFEST not in found):
        there = ", ".join((foreign or sorted(found))[:3])
        raise OutputError(
            f"The folder {folder} holds something else than a register ({there}), which would be lost. "
            "Name a new folder, or empty this one first.",
        )


def _put_in_place(new: Path, target: Path, previous: Path) -> None:
    if not target.exists():
        new.rename(target)
        return
    target.rename(previous)
    try:
        new.rename(target)
    except OSError:
        previous.rename(target)
        raise
