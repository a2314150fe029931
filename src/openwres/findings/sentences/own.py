"""One organisation's or area's figures of one year, looked up by what they are of."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import polars as pl

from openwres.figures.calculate import OFFICIAL, UNSETTLED

POOLED = "pooled-"
Row = Mapping[str, Any]
Key = tuple[str, str, str, str, str, str, str, str]
_KEY = ("indicator", "statistic", "breakdown", "category", "classification", "group", "basis")


class Own:
    """The rows of one area; an unsettled value, one of several of which none is official, stands as the official one would."""

    def __init__(self, figures: pl.DataFrame, area: str, main: str, area_type: str = "organisation") -> None:
        of_area = figures.filter(
            pl.col("area_type") == area_type, pl.col("area") == area, pl.col("classification") == main
        )
        self.main = main
        self._rows: dict[Key, Row] = {self._key(row): row for row in of_area.to_dicts()}

    @staticmethod
    def _key(row: Row) -> Key:
        variant = OFFICIAL if row["variant"] == UNSETTLED else row["variant"]
        indicator, statistic, breakdown, category, classification, group, basis = (row[name] for name in _KEY)
        return indicator, statistic, breakdown, category, classification, group, basis, variant

    def get(
        self, indicator: str, statistic: str, group: str, basis: str = "",
        *, breakdown: str = "", category: str = "", variant: str = OFFICIAL,
    ) -> Row | None:  # fmt: skip
        """The row of a key; None where there is none."""
        return self._rows.get((indicator, statistic, breakdown, category, self.main, group, basis, variant))

    def places(self, indicator: str) -> set[tuple[str, str]]:
        """The breakdowns and categories that there are figures of."""
        return {
            (breakdown, category) for name, _, breakdown, category, *_ in self._rows if name == indicator and category
        }

    def pooled(self, indicator: str, statistic: str) -> Row | None:
        """A value of years together that stands where that of one year does not; None where there is none."""
        return next(
            (
                row
                for key, row in self._rows.items()
                if key[:3] == (indicator, statistic, "") and key[-1].startswith(POOLED)
            ),
            None,
        )
