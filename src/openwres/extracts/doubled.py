"""What a table of counts gives twice: a label or column that stands twice, a group beside its own parts, two percentages.

Each of them would be added up, or one of them dropped, without anybody seeing it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from openwres.standards.codes import normalised
from openwres.standards.model import Edition

if TYPE_CHECKING:
    from openwres.extracts.crosstabs import Cell
    from openwres.extracts.meanings import Across

Labels = Mapping[str, Mapping[str, str]]
Found = tuple[str, str]  # sentence, remedy


def doubled_columns(across: Sequence[Across]) -> Iterator[Found]:
    """Columns that count the same."""
    seen: set[tuple[str, ...]] = set()
    for one in across:
        same = (one.item, one.basis, one.breakdown, one.category, one.measure)
        what = (*same, normalised(one.header) if one.groups else "")
        if what in seen:
            yield f"`{one.header}` counts what another column counts.", "Rename or delete one of them."
        seen.add(what)


def overlapping(labels: Labels, edition: Edition) -> Iterator[tuple[str, Found]]:
    """By label, groups that stand beside parts of them; who is unknown may be so in several ways."""
    for broad, told in labels.items():
        if told.get(edition.main) == edition.unknown:
            continue
        if any(told.items() < fine.items() for fine in labels.values()):
            sentence = "A group stands beside groups that are part of it: who is in both would count twice."
            remedy = "Delete the row or column of the group, or those of its parts."
            yield broad, (sentence, remedy)


def doubled_percentages(cells: Sequence[Cell], main: str) -> Iterator[tuple[Cell, Found]]:
    """A second percentage of one indicator and group, as from its two questions."""
    seen: set[tuple[str, ...]] = set()
    for cell in cells:
        what = (cell.organisation, cell.item, cell.basis, cell.breakdown, cell.category, cell.groups.get(main, ""))
        if cell.value is not None:
            if what in seen:
                remedy = "Keep one: the value of the WRES page, never a sum of two questions."
                yield cell, ("An indicator has two percentages for one group.", remedy)
            seen.add(what)
