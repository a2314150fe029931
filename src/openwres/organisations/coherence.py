"""What the rows of a register must satisfy together: known organisations, one area of a type at a time, no circles.

Each row alone is checked where it is read.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date

from openwres.organisations.model import Membership, Succession
from openwres.organisations.tables import ProblemList, Row, quoted


def check_memberships(
    memberships: Sequence[tuple[Row, Membership]], known: Collection[str], problems: ProblemList
) -> None:
    """Put on the problems memberships of unknown organisations, of no length, and two at one time."""
    for row, member in memberships:
        _check_known(row, "organisation", member.organisation, known, problems)
        if member.start and member.end and member.end <= member.start:
            sentence = f"It ends on {member.end}, not after it starts on {member.start}."
            remedy = "Correct the dates; 'to' is the first day it no longer holds."
            problems.block("membership-dates", sentence, remedy, row.file, row.number, "to")
    furthest: dict[tuple[str, str], Membership] = {}
    for row, later in sorted(memberships, key=_in_time):
        key = (later.organisation, later.area_type)
        earlier = furthest.get(key)
        if earlier is not None and _overlap(earlier, later):
            sentence = f"{later.organisation} is in {earlier.area} and in {later.area} at one time ({later.area_type})."
            remedy = "End the earlier one on the day the later one starts."
            problems.block("membership-overlap", sentence, remedy, row.file, row.number)
        if earlier is None or (earlier.end or date.max) < (later.end or date.max):
            furthest[key] = later


def check_successions(
    successions: Sequence[tuple[Row, Succession]], known: Collection[str], problems: ProblemList
) -> None:
    """Put on the problems successions of unknown organisations, told twice, and in a circle."""
    seen: dict[tuple[str, str], int] = {}
    for row, link in successions:
        _check_known(row, "predecessor", link.predecessor, known, problems)
        _check_known(row, "successor", link.successor, known, problems)
        first = seen.setdefault((link.predecessor, link.successor), row.number)
        if first != row.number:
            sentence = f"{link.predecessor} to {link.successor} stands in row {first} already."
            problems.block("succession-twice", sentence, "Keep the row that is right.", row.file, row.number)
    check_circles(successions, problems)


def check_circles(successions: Iterable[tuple[Row, Succession]], problems: ProblemList) -> None:
    """Put on the problems each succession that leads back to its own predecessor."""
    rows = list(successions)
    successors: dict[str, set[str]] = {}
    for _, link in rows:
        successors.setdefault(link.predecessor, set()).add(link.successor)
    for row, link in rows:
        if link.predecessor in _reached(link.successor, successors):
            sentence = f"{link.predecessor} would succeed itself by way of {link.successor}."
            remedy = "Correct the codes; a successor cannot lead back to its predecessor."
            problems.block("succession-circle", sentence, remedy, row.file, row.number)


def check_spelling(areas: Iterable[tuple[Row, str, str]], problems: ProblemList) -> None:
    """Put on the problems areas of one type whose codes differ by capitals alone, such as Y56 and y56."""
    first: dict[tuple[str, str], str] = {}
    told: set[tuple[str, str]] = set()
    for row, area_type, area in areas:
        other = first.setdefault((area_type, area.lower()), area)
        if other != area and (area_type, area) not in told:
            told.add((area_type, area))
            sentence = f"The {area_type} {quoted(area)} is written {quoted(other)} elsewhere."
            problems.block("area-spelled-two-ways", sentence, "Write it one way.", row.file, row.number)


def _check_known(row: Row, column: str, code: str, known: Collection[str], problems: ProblemList) -> None:
    if code not in known:
        sentence = f"The register has no organisation {code}."
        remedy = "Add it to organisations.csv, or correct the code."
        problems.block("organisation-unknown", sentence, remedy, row.file, row.number, column)


def _in_time(item: tuple[Row, Membership]) -> tuple[str, str, date, int]:
    row, member = item
    return member.organisation, member.area_type, member.start or date.min, row.number


def _overlap(earlier: Membership, later: Membership) -> bool:
    return earlier.end is None or later.start is None or later.start < earlier.end


def _reached(start: str, successors: Mapping[str, Collection[str]]) -> set[str]:
    reached: set[str] = set()
    waiting = [start]
    while waiting:
        code = waiting.pop()
        if code not in reached:
            reached.add(code)
            waiting.extend(successors.get(code, ()))
    return reached
