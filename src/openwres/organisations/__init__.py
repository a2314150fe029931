"""Who is measured: the register of organisations, their successors, and the areas they belong to over time.

What is counted about them is none of this room's business.
"""

from __future__ import annotations

from openwres.organisations.importing import import_ods, parse_source
from openwres.organisations.load import load_register
from openwres.organisations.model import (
    Area,
    Membership,
    Organisation,
    Register,
    Source,
    Succession,
    register_of,
)
from openwres.organisations.summary import summary
from openwres.organisations.write import register_files, write_register

__all__ = [
    "Area",
    "Membership",
    "Organisation",
    "Register",
    "Source",
    "Succession",
    "import_ods",
    "load_register",
    "parse_source",
    "register_files",
    "register_of",
    "summary",
    "write_register",
]
