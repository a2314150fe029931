"""The files of a register folder and their columns, the same for reading and writing.

Nothing is read or written here.
"""

from __future__ import annotations

FORMAT = 1

MANIFEST = "register.json"
ORGANISATIONS = "organisations.csv"
AREAS = "areas.csv"
MEMBERSHIPS = "memberships.csv"
SUCCESSORS = "successors.csv"

COLUMNS = {
    ORGANISATIONS: ("code", "name", "type", "opened", "closed"),
    AREAS: ("area_type", "area", "name"),
    MEMBERSHIPS: ("organisation", "area_type", "area", "from", "to"),
    SUCCESSORS: ("predecessor", "successor", "date"),
}

FILES = (MANIFEST, *COLUMNS)
