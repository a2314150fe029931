"""Memberships over time, built from what several dated files show.

The dates are observed, not legal ones: a change shows at the date of the first file that has it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from openwres.organisations.model import Membership

# What one file shows: organisation -> area type -> area, empty where the file names none.
Shown = Mapping[str, Mapping[str, str]]


def memberships_over_time(files: Sequence[tuple[date, Shown]]) -> list[Membership]:
    """One membership for each run of files, in the order of their dates, that show an organisation in one area.

    It starts at the date of the first file of the run and ends at the date of the first later file that
    shows the organisation elsewhere or nowhere. A file without the organisation says nothing about it.
    """
    ordered = sorted(files, key=lambda dated: dated[0])
    seen: dict[tuple[str, str], list[tuple[date, str]]] = {}
    for day, shown in ordered:
        for organisation, areas in shown.items():
            for area_type, area in areas.items():
                seen.setdefault((organisation, area_type), []).append((day, area))
    return [member for key, observed in seen.items() for member in _runs(*key, observed)]


def _runs(organisation: str, area_type: str, observed: Sequence[tuple[date, str]]) -> Iterable[Membership]:
    changes = [
        (day, area) for index, (day, area) in enumerate(observed) if index == 0 or area != observed[index - 1][1]
    ]
    ends = [day for day, _ in changes[1:]]
    for (start, area), end in zip(changes, [*ends, None], strict=True):
        if area:
            yield Membership(organisation, area_type, area, start, end)
