"""How findings name an area, an organisation and a group within a sentence."""

from __future__ import annotations

from openwres.findings.history import History
from openwres.standards.model import Edition


def area_named(history: History, area_type: str, area: str) -> str:
    """The name of an area, and an organisation's code beside it; the code alone where nobody knows its name."""
    if history.register is None:
        return area
    if area_type != "organisation":
        return history.register.area_name(area_type, area)
    known = history.register.organisation(area)
    return f"{known.name} ({area})" if known else area


def group_named(edition: Edition, group: str) -> str:
    """A group of the main classification within a sentence: `white`, `BME`."""
    label = edition.group_label(edition.main, group)
    return label if label[:2].isupper() else label[:1].lower() + label[1:]
