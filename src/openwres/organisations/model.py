"""The register: organisations, the areas they belong to over time, and their successors, with what can be asked of it.

Reading, importing and writing a register are the business of the modules beside this one.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from types import MappingProxyType

from openwres.contracts.problems import Problem, Severity
from openwres.organisations.codes import organisation_code

# Every organisation, of whatever sector, is of some type and in some nation; ICBs and regions only some have.
_ALWAYS_ASKED = frozenset({"type", "nation"})


@dataclass(frozen=True, slots=True)
class Organisation:
    """One organisation. `type` is an area code or empty; `closed` is its last day; None is unknown or none."""

    code: str
    name: str
    type: str = ""
    opened: date | None = None
    closed: date | None = None

    def open_on(self, day: date) -> bool:
        """Whether it was open on `day`; an unknown date of opening counts as long ago."""
        return (self.opened is None or self.opened <= day) and (self.closed is None or day <= self.closed)


@dataclass(frozen=True, slots=True)
class Membership:
    """An organisation in an area from `start` (None: from the beginning) to before `end` (None: still)."""

    organisation: str
    area_type: str
    area: str
    start: date | None = None
    end: date | None = None

    def covers(self, day: date) -> bool:
        """Whether it holds on `day`."""
        return (self.start is None or self.start <= day) and (self.end is None or day < self.end)


@dataclass(frozen=True, slots=True)
class Area:
    """The name of an area."""

    area_type: str
    area: str
    name: str


@dataclass(frozen=True, slots=True)
class Succession:
    """From `date` on, `successor` continues `predecessor`, or a part of it where it has several successors."""

    predecessor: str
    successor: str
    date: date


@dataclass(frozen=True, slots=True)
class Source:
    """A file that the register was made from: its name, the date it speaks for (None: none) and its SHA-256."""

    file: str
    as_at: date | None
    sha256: str


@dataclass(frozen=True)
class Register:
    """Who is measured. Made by `register_of`, `load_register` or `import_ods`, which put everything in order.

    Dates in answers are calendar days. Codes in questions may be in small letters and with blanks around.
    """

    organisations: tuple[Organisation, ...] = ()
    memberships: tuple[Membership, ...] = ()
    areas: tuple[Area, ...] = ()
    successions: tuple[Succession, ...] = ()
    sources: tuple[Source, ...] = ()

    @cached_property
    def by_code(self) -> Mapping[str, Organisation]:
        """The organisations by their codes."""
        return MappingProxyType({organisation.code: organisation for organisation in self.organisations})

    @cached_property
    def names(self) -> Mapping[tuple[str, str], str]:
        """The names of areas by (area type, area); an area that nobody named is not there."""
        return MappingProxyType({(area.area_type, area.area): area.name for area in self.areas})

    @cached_property
    def area_types(self) -> tuple[str, ...]:
        """The area types that this register speaks of, in order; `type` and `nation` are always among them."""
        return tuple(sorted(_ALWAYS_ASKED.union(member.area_type for member in self.memberships)))

    @property
    def newest(self) -> date | None:
        """The newest date the register speaks for; None for a register without dates."""
        dated = [source.as_at for source in self.sources if source.as_at]
        return max(dated or [member.start for member in self.memberships if member.start], default=None)

    def organisation(self, code: str) -> Organisation | None:
        """The organisation with this code, or None where the register does not know it."""
        return self.by_code.get(organisation_code(code) or "")

    def area_name(self, area_type: str, area: str) -> str:
        """The name of an area, or its code where it has no name."""
        return self.names.get((area_type, area), area)

    def open_at(self, day: date) -> list[Organisation]:
        """The organisations open on `day`, by code."""
        return [organisation for organisation in self.organisations if organisation.open_on(day)]

    def areas_at(self, day: date) -> list[tuple[str, str, str]]:
        """Who belongs where on a geography date: (organisation, area type, area), in order, types and nations included.

        Closed organisations are there as well: a geography date is a map, and it may be laid over earlier years.
        """
        held = [(m.organisation, m.area_type, m.area) for m in self.memberships if m.covers(day)]
        return sorted(held + [(o.code, "type", o.type) for o in self.organisations if o.type])

    def unassigned(self, day: date, among: Iterable[str] | None = None) -> dict[str, list[str]]:
        """For each area type, the codes that belong to no such area on `day`; unknown, and never guessed.

        Every organisation of the register is looked at, or only the codes in `among`.
        """
        codes = sorted(self.by_code) if among is None else sorted({organisation_code(code) or code for code in among})
        held = {(organisation, area_type) for organisation, area_type, _ in self.areas_at(day)}
        return {kind: [code for code in codes if (code, kind) not in held] for kind in self.area_types}

    def geography_date(self, snapshot: date) -> date:
        """The snapshot where the dated memberships cover it, else the nearest date that they cover."""
        dated = [member for member in self.memberships if member.start or member.end]
        if not dated:
            return snapshot
        earliest = min(member.start or date.min for member in dated)
        latest = max(member.end - timedelta(days=1) if member.end else date.max for member in dated)
        return min(max(snapshot, earliest), latest)

    def successions_of(self, code: str) -> tuple[Succession, ...]:
        """The immediate successors of an organisation, by date; several where it was split."""
        return self._by_predecessor.get(organisation_code(code) or "", ())

    def successor(self, code: str) -> tuple[str, date] | None:
        """The organisation that continues this one today, and the date from which it does, along a chain of mergers.

        None where none is known, and where it was split: then no single organisation continues it.
        """
        found: tuple[str, date] | None = None
        seen: set[str] = set()
        links = self.successions_of(code)
        while len(links) == 1 and links[0].predecessor not in seen:
            seen.add(links[0].predecessor)
            found = (links[0].successor, links[0].date)
            links = self.successions_of(found[0])
        return None if links else found

    def problems_with(self, code: str, snapshot: date) -> list[Problem]:
        """Why figures of this code cannot be of this snapshot date (unknown, closed, not yet open), or nothing."""
        organisation = self.organisation(code)
        if organisation is None:
            return [_unknown(code)]
        if organisation.closed is not None and organisation.closed < snapshot:
            return [self._closed(organisation, organisation.closed, snapshot)]
        if organisation.opened is not None and snapshot < organisation.opened:
            return [_not_yet_open(organisation, organisation.opened, snapshot)]
        return []

    @cached_property
    def _by_predecessor(self) -> Mapping[str, tuple[Succession, ...]]:
        found: dict[str, tuple[Succession, ...]] = {}
        for succession in self.successions:
            found[succession.predecessor] = (*found.get(succession.predecessor, ()), succession)
        return found

    def _closed(self, organisation: Organisation, closed: date, snapshot: date) -> Problem:
        known, remedy = self._continued_by(organisation.code)
        return Problem(
            id="organisation-closed",
            severity=Severity.BLOCK,
            sentence=f"{organisation.code} ({organisation.name}) closed on {closed}, "
            f"before the snapshot of {snapshot}. {known}",
            remedy=remedy,
        )

    def _continued_by(self, code: str) -> tuple[str, str]:
        final = self.successor(code)
        if final is not None:
            name = self.by_code[final[0]].name if final[0] in self.by_code else ""
            words = f"{final[0]} ({name})" if name else final[0]
            return f"Its successor since {final[1]} is {words}.", f"Give these figures under the code {final[0]}."
        parts = ", ".join(link.successor for link in self.successions_of(code))
        if parts:
            return (
                f"No single organisation continues it: see {parts}.",
                "Give each part under its own successor's code.",
            )
        return "The register knows no successor.", "Correct the code, or add its successor to the register."


def _unknown(code: str) -> Problem:
    return Problem(
        id="organisation-unknown",
        severity=Severity.BLOCK,
        sentence=f"The register does not know the organisation {code.strip()[:20]!r}.",
        remedy="Correct the code, or import a newer register that has it.",
    )


def _not_yet_open(organisation: Organisation, opened: date, snapshot: date) -> Problem:
    return Problem(
        id="organisation-not-yet-open",
        severity=Severity.BLOCK,
        sentence=f"{organisation.code} ({organisation.name}) opened on {opened}, after the snapshot of {snapshot}.",
        remedy="Correct the code or the year; figures from before belong to its predecessor's code.",
    )


def register_of(
    organisations: Iterable[Organisation],
    memberships: Iterable[Membership] = (),
    areas: Iterable[Area] = (),
    successions: Iterable[Succession] = (),
    sources: Iterable[Source] = (),
) -> Register:
    """A register of these parts, each put in its one order, so that the order they come in makes no difference."""
    return Register(
        organisations=tuple(sorted(organisations, key=lambda o: o.code)),
        memberships=tuple(
            sorted(memberships, key=lambda m: (m.organisation, m.area_type, m.start or date.min, m.area)),
        ),
        areas=tuple(sorted(areas, key=lambda a: (a.area_type, a.area))),
        successions=tuple(sorted(successions, key=lambda s: (s.predecessor, s.date, s.successor))),
        sources=tuple(sorted(sources, key=lambda s: (s.as_at or date.max, s.file, s.sha256))),
    )
