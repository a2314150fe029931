"""The form of an organisation's code, which every room that meets one asks for alike.

Which codes exist is a register's matter.
"""

from __future__ import annotations

import re

# ODS codes are not always three characters.
ORGANISATION_CODE = re.compile(r"[A-Z0-9]{2,10}")
