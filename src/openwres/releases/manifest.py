"""The manifest of a release: what it is, what it rests on, who signed it; and the names that releases have.

It holds nothing of the counts but how many there are in each state.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import date
from typing import Any

from openwres.contracts.exceptions import InputError, UsageError

FORMAT = 1
DRAFT = "-draft"
_NAME = re.compile(r"(?P<standard>[a-z0-9-]+)-(?P<year>\d{4})(?:-(?P<organisation>[A-Z0-9]{2,10}))?\.(?P<number>\d+)")
_PERSON = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")


@dataclass(frozen=True)
class SignOff:
    """One person's sign-off, of the release's content as it is. `person` is an opaque id, never a name."""

    role: str
    person: str
    date: date


@dataclass(frozen=True)
class Earlier:
    """A release that protection knew, with the SHA-256 of its checksum file."""

    release: str
    sha256: str


@dataclass(frozen=True)
class Manifest:
    """What stands in `manifest.json`. `content` is the SHA-256 of the checksums of everything else: what was signed.

    `organisation` is set where the release is of one organisation alone. `states` counts the rows of each table by state.
    `shown` is the share of official values that are shown, from 0 to 1, null where there are none.
    """

    release: str
    standard: str
    title: str
    year: int
    number: int
    organisation: str
    as_at: date
    policy: str
    policy_digest: str
    program: str
    method: int
    organisations: int
    areas: int
    states: Mapping[str, Mapping[str, int]]
    shown: float | None
    content: str
    earlier: tuple[Earlier, ...] = ()
    signed: tuple[SignOff, ...] = ()
    geography: date | None = None
    format: int = field(default=FORMAT)

    @property
    def is_draft(self) -> bool:
        """Whether nobody signed it: it is for reviewers, and no release."""
        return not self.signed

    @property
    def series(self) -> tuple[str, int, str]:
        """The releases of which it is one: those of the same standard, year and organisation."""
        return self.standard, self.year, self.organisation

    def as_dict(self) -> dict[str, Any]:
        """The manifest as plain values, in the order in which it is written."""
        return {"format": self.format, **{key: value for key, value in asdict(self).items() if key != "format"}}

    def text(self) -> str:
        """The manifest as it stands in its file."""
        return json.dumps(self.as_dict(), indent=1, ensure_ascii=False, default=str) + "\n"


def read_manifest(text: str, where: str) -> Manifest:
    """The manifest from its text; InputError where it is none that this program can read."""
    try:
        found = json.loads(text)
        if found["format"] != FORMAT:
            raise InputError(
                f"{where} has format {found['format']}, which this program does not know. Use a newer one."
            )
        return Manifest(
            **found
            | {"as_at": date.fromisoformat(found["as_at"])}
            | {"geography": date.fromisoformat(found["geography"]) if found["geography"] else None}
            | {"earlier": tuple(Earlier(**one) for one in found["earlier"])}
            | {"signed": tuple(SignOff(**one | {"date": date.fromisoformat(one["date"])}) for one in found["signed"])}
        )
    except (ValueError, KeyError, TypeError) as error:
        raise InputError(
            f"{where} is no manifest of a release ({error}). Take the release from its publisher again."
        ) from None


def name_of(standard: str, year: int, organisation: str, number: int) -> str:
    """`wres-2026.1`; of one organisation alone `wres-2026-RXX.1`."""
    return f"{standard}-{year}{f'-{organisation}' if organisation else ''}.{number}"


def series_of(name: str) -> tuple[str, int, str, int] | None:
    """Standard, year, organisation and number of a release by its name; None where it is no such name."""
    found = _NAME.fullmatch(name)
    return (found["standard"], int(found["year"]), found["organisation"] or "", int(found["number"])) if found else None


def day_of(word: str) -> date:
    """A day as it is written: 2026-11-30."""
    try:
        return date.fromisoformat(word)
    except ValueError:
        raise UsageError(f"`{word}` is no day. Write it as 2026-11-30.") from None


def sign_off(words: str, as_at: date) -> SignOff:
    """From `ROLE:PERSON` or `ROLE:PERSON:DAY`; the day is that of the release where none is named."""
    role, _, rest = words.partition(":")
    person, _, day = rest.partition(":")
    if not role.strip() or not _PERSON.fullmatch(person):
        raise UsageError(f"`{words}` is no sign-off. Write ROLE:PERSON, such as reviewer:p17; an id, not a name.")
    return SignOff(role.strip(), person, day_of(day) if day else as_at)


def two_people(signed: Sequence[SignOff]) -> bool:
    """Whether two different people signed."""
    return len({one.person for one in signed}) >= 2
