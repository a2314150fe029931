"""The catalogue: every release and document in a folder of releases, and which release of each series is current.

It can be written again from the folders at any time; only what is said of documents stands in it alone.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path
from typing import Any

from openwres.contracts.exceptions import InputError, OutputError, UsageError
from openwres.files.output import replace_file
from openwres.releases.folder import Release, releases_in

FORMAT = 1
CATALOGUE = "catalogue.json"
DOCUMENTS = "documents"
KINDS = ("statement", "plan", "practice")
_LARGEST = 50 << 20


@dataclass(frozen=True)
class Document:
    """A statement, plan or practice entry beside the releases: who reviewed and who approved it, and when.

    `reviewed` and `approved` name people by opaque ids. `path` is relative to the folder of releases.
    """

    path: str
    title: str
    kind: str
    standard: str
    year: int
    organisation: str
    sha256: str
    reviewed: str
    approved: str
    date: date


def current(releases: Sequence[Release]) -> list[Release]:
    """The newest release of each series: of each standard and year, and of organisations by themselves."""
    newest: dict[tuple[str, int, str], Release] = {}
    for release in sorted(releases, key=lambda r: r.manifest.number):
        newest[release.manifest.series] = release
    return [newest[series] for series in sorted(newest)]


def read_documents(home: Path) -> list[Document]:
    """The documents that the catalogue knows; InputError where it cannot be read."""
    path = home / CATALOGUE
    if not path.is_file():
        return []
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
        if found["format"] != FORMAT:
            raise InputError(
                f"{CATALOGUE} has format {found['format']}, which this program does not know. Use a newer one."
            )
        return [Document(**one | {"date": date.fromisoformat(one["date"])}) for one in found["documents"]]
    except (ValueError, KeyError, TypeError) as error:
        raise InputError(
            f"{path} is no catalogue ({error}). Restore it from a copy, or delete it if it names no document."
        ) from None


def write_catalogue(home: Path, documents: Sequence[Document] | None = None) -> None:
    """Write the catalogue of what is there, whole or not at all; documents as it had them where none are given."""
    known = read_documents(home) if documents is None else documents
    listed = sorted(known, key=lambda document: document.path)
    text = json.dumps(
        {"format": FORMAT, "releases": _entries(releases_in(home)), "documents": [asdict(one) for one in listed]},
        indent=1, ensure_ascii=False, default=str,
    )  # fmt: skip
    replace_file(home / CATALOGUE, f"{text}\n".encode())


def _entries(releases: Sequence[Release]) -> list[dict[str, Any]]:
    newest = {release.name for release in current(releases)}
    named = ("release", "standard", "year", "number", "organisation", "as_at", "policy", "organisations", "shown")
    return [
        {name: getattr(release.manifest, name) for name in named}
        | {"current": release.name in newest, "sha256": release.sha256}
        for release in releases
    ]


def add_document(home: Path, file: Path, said: Document) -> Document:
    """Put a document beside the releases and into the catalogue. One that is there is never replaced.

    `said` is what is known of it; its path and digest are found here.
    """
    if said.kind not in KINDS:
        raise UsageError(f"`{said.kind}` is no kind of document. Use one of {', '.join(KINDS)}.")
    if not said.reviewed or not said.approved or said.reviewed == said.approved:
        raise UsageError("A document is reviewed by one person and approved by another. Name both, by different ids.")
    content = _content(file)
    owner = [said.organisation] if said.organisation else []
    path = Path(DOCUMENTS, f"{said.standard}-{said.year}", *owner, file.name)
    known = read_documents(home)
    # One that the catalogue does not name was left by an addition that was interrupted.
    if path.as_posix() in {one.path for one in known} or _is_another(home / path, content):
        raise OutputError(
            f"{path.as_posix()} is there already, and documents are never replaced. Give the file another name."
        )
    document = Document(**asdict(said) | {"path": path.as_posix(), "sha256": hashlib.sha256(content).hexdigest()})
    try:
        (home / path).parent.mkdir(parents=True, exist_ok=True)
        replace_file(home / path, content)
    except OSError as error:
        raise OutputError(f"{home / path} cannot be written: {error.strerror or error}. Nothing was.") from None
    write_catalogue(home, [*known, document])
    return document


def _is_another(path: Path, content: bytes) -> bool:
    return path.exists() and path.read_bytes() != content


def _content(file: Path) -> bytes:
    try:
        if file.stat().st_size > _LARGEST:
            raise UsageError(f"{file.name} has more than {_LARGEST >> 20} MB. Make it smaller.")
        return file.read_bytes()
    except OSError as error:
        raise InputError(f"{file} cannot be read: {error.strerror or error}. Name a file.") from None
