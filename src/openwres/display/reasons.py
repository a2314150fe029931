"""States and reasons of figures in plain words. The codes are made where figures are calculated."""

from __future__ import annotations

from openwres.standards.model import Edition

_STATES = {
    "missing": "missing: {words}",
    "not_collected": "not collected: {words}",
    "suppressed": "suppressed to protect people: {words}",
    "not_calculable": "cannot be calculated: {words}",
}
_PLAIN = {
    "column_absent": "the extract has no such column",
    "no_organisation_has_it": "no organisation has all the counts",
    "": "no reason given",
}


def why(edition: Edition, state: str, reason: str) -> str:
    """Why there is no value, such as `cannot be calculated: there are no BME applicants shortlisted`."""
    words = _PLAIN.get(reason) or _nobody(edition, state).get(reason) or reason.replace("_", " ")
    return _STATES.get(state, "{words}").format(words=words)


def _nobody(edition: Edition, state: str) -> dict[str, str]:
    """Words for every reason of the form `no_GROUP_ITEM` and `no_ITEM`."""
    found = {}
    groups = edition.classifications[edition.main].groups
    for item in edition.items.values():
        code = item.code.replace("-", "_")
        found[f"no_{code}"] = (
            f"there is no count of {item.title}" if state == "missing" else f"there are no {item.title}"
        )
        for group, label in groups.items():
            said = label if label.isupper() else label.lower()
            found[f"no_{group}_{code}"] = f"there are no {said} {item.title}"
    return found
