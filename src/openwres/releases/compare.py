"""Two releases on disk compared, and the comparison as lines to print or as plain values."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import polars as pl

from openwres.contracts.exceptions import UsageError
from openwres.releases.changes import COLUMNS, sentence
from openwres.releases.diff import Change, between, counted, hidden_now
from openwres.releases.folder import Release, read_release
from openwres.releases.wording import Wording, change_in_words, described


@dataclass(frozen=True)
class Compared:
    """What differs from release `a` to release `b`, with words."""

    a: Release
    b: Release
    changed: pl.DataFrame

    def as_dict(self) -> dict[str, Any]:
        """The comparison as plain values: how many by kind, indicator and area type, then each figure."""
        return {
            "before": self.a.folder.name,
            "after": self.b.folder.name,
            "summary": counted(self.changed).to_dicts(),
            "changes": self.changed.select(COLUMNS).to_dicts(),
        }

    def lines(self, shown: int | None) -> Iterator[str]:
        """A summary, then the changes of each kind, so many of them, or all."""
        yield f"{self.a.folder.name} to {self.b.folder.name}: {_number(len(self.changed))}."
        for change, group in self._by_change():
            by_indicator = group.group_by("indicator").len().sort("indicator").iter_rows()
            where = ", ".join(f"{name}: {figures:,}" for name, figures in by_indicator)
            yield f"{len(group):>8,}  {change_in_words(change)} (indicator {where})"
        hidden = len(hidden_now(self.changed))
        if hidden:
            yield f"{hidden:>8,}  had a value and are suppressed now"
        for change, group in self._by_change():
            yield f"\n{change_in_words(change).capitalize()}:"
            told = group.select("what", "before", "after").head(shown if shown is not None else len(group))
            yield from (f"  {sentence(*row)}" for row in told.iter_rows())
            if len(told) < len(group):
                yield f"  ... and {len(group) - len(told):,} more; --all prints them, --json too."

    def _by_change(self) -> Iterator[tuple[str, pl.DataFrame]]:
        for change in Change:
            group = self.changed.filter(pl.col("change") == str(change))
            if len(group):
                yield str(change), group


def _number(figures: int) -> str:
    if not figures:
        return "every figure reads the same"
    return "1 figure differs" if figures == 1 else f"{figures:,} figures differ"


def compared(before: Path, after: Path) -> Compared:
    """The releases in two folders, compared; UsageError where they are not of one standard and year."""
    a, b = read_release(before), read_release(after)
    if a.manifest.series[:2] != b.manifest.series[:2]:
        raise UsageError(f"{a.name} and {b.name} are not of the same standard and year. Compare releases of one year.")
    wording = Wording(b.edition, a.names | b.names)
    return Compared(a, b, described(between(a.figures, b.figures), wording))
