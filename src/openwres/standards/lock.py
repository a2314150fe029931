"""The definitions that something rests on, frozen: their files as they are, and the lock that names each one's digest."""

from __future__ import annotations

import json
from collections.abc import Mapping

from openwres.standards.loader import SHARED, folder_of, shared_home
from openwres.standards.model import Edition

FORMAT = 1
LOCK = "standards.lock"


def definition_files(name: str, edition: Edition) -> dict[str, bytes]:
    """The files of a standard and the code lists and grades that it shares with others, by their path, and its lock."""
    folder = folder_of(name)
    home = shared_home(folder)
    own = {f"{edition.standard}/{path.name}": path for path in sorted(folder.glob("*.yaml"))}
    shared = {f"{part}/{path.name}": path for part in SHARED for path in sorted((home / part).glob("*.yaml"))}
    files = {path: home.read_bytes().replace(b"\r\n", b"\n") for path, home in (own | shared).items()}
    return files | {LOCK: lock_of(edition).encode()}


def lock_of(edition: Edition) -> str:
    """The text of a lock: of each indicator its edition, the digest of its rule, and whether that was verified."""
    rules = {i.name: {"edition": i.edition, "digest": i.digest, "verified": i.verified} for i in edition.indicators}
    document = {"format": FORMAT, "standard": edition.standard, "year": edition.year, "indicators": rules}
    return json.dumps(document, indent=1) + "\n"


def changed_rules(before: str, edition: Edition) -> list[str]:
    """The names of indicators whose rule is not the one that an earlier lock of the same year holds."""
    locked: Mapping[str, Mapping[str, str]] = json.loads(before)["indicators"]
    return [i.name for i in edition.indicators if i.name in locked and locked[i.name]["digest"] != i.digest]
