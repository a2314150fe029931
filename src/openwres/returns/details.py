"""What a return says in words: the fields of the published report template, by key and in order."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from openwres.standards.model import Edition

NAME = "name"
"""The key of the organisation's name, which stands on the cover."""


class Detail(NamedTuple):
    """A field: its key, what it is called, what to write there, and whether that takes more than a line."""

    key: str
    label: str
    hint: str
    narrative: bool = False


DETAILS = (
    Detail("date", "Date of the report", "Month and year"),
    Detail("board-lead", "Board lead", "Name and title"),
    Detail("lead-manager", "Lead manager or contact", "Name and title"),
    Detail("commissioner", "Co-ordinating commissioner", "Name and contact, where there is one"),
    Detail("report-address", "Address of the published report and action plan", "Web address"),
    Detail("sign-off-name", "Signed off on behalf of the board by", "Name"),
    Detail("sign-off-date", "Date of sign-off", "Such as 23 May 2026"),
    Detail("completeness", "Issues of completeness", "What is missing from the data, and why", narrative=True),
    Detail(
        "comparison",
        "Reliability of comparisons with the previous year",
        "Mergers, new systems, recoding",
        narrative=True,
    ),
    Detail("self-reporting-done", "Steps taken to raise self-reporting", "In the last period", narrative=True),
    Detail("self-reporting-planned", "Steps planned to raise self-reporting", "In the period to come", narrative=True),
    Detail("period", "Period that the data cover", "Such as 1 April 2025 to 31 March 2026"),
    Detail("other-issues", "Other relevant issues", "What else the board should know", narrative=True),
    Detail("action-plan", "Action plan", "Web address, or where it is found"),
)

OF_INDICATOR = r"^w[^.]+\.(question|narrative|action)$"
"""The keys of words about one indicator: the question of the survey, and the two fields of the report."""

_AFTER = "other-issues"


def details_of(edition: Edition) -> tuple[Detail, ...]:
    """The fields of an edition's report in their order, those of its indicators among them."""
    at = next(number for number, detail in enumerate(DETAILS) if detail.key == _AFTER)
    return (*DETAILS[:at], *_of_indicators(edition), *DETAILS[at:])


def _of_indicators(edition: Edition) -> Iterator[Detail]:
    for indicator in edition.indicators:
        if not indicator.supplementary:
            yield narrative(indicator.name)
            yield action(indicator.name)


def narrative(indicator: str) -> Detail:
    """What an organisation says of its data on an indicator."""
    hint = "What the data show, and what lies behind them"
    return Detail(f"w{indicator}.narrative", f"Indicator {indicator}: narrative", hint, narrative=True)


def action(indicator: str) -> Detail:
    """What an organisation does about an indicator."""
    hint = "Action taken and planned, with links to EDS2 and to corporate equality objectives"
    return Detail(f"w{indicator}.action", f"Indicator {indicator}: action", hint, narrative=True)
