"""The scorecard: one page of an organisation's nine indicators, with counts, direction, doubt and last year."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from openwres.contracts.problems import Problem, Severity
from openwres.reports.headlines import Headline, Measure, headlines

if TYPE_CHECKING:
    import jinja2
    import polars as pl

    from openwres.standards.model import Edition

_TEMPLATES = Path(__file__).parent / "templates"
WIDTH = 260
_RATIO_LIMIT = math.log(5)
_POINTS_LIMIT = 40.0


@lru_cache(maxsize=1)
def _environment() -> jinja2.Environment:
    import jinja2

    return jinja2.Environment(
        loader=jinja2.FileSystemLoader(_TEMPLATES),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def scorecard_html(
    edition: Edition,
    figures: pl.DataFrame,
    last_year: pl.DataFrame | None,
    organisation: str,
    name: str,
    problems: Sequence[Problem],
) -> str:
    """The page of one organisation, complete in itself: no script, no file from elsewhere."""
    found = headlines(edition, figures, last_year, organisation)
    return _environment().get_template("scorecard.html").render(
        edition=edition, organisation=organisation, name=name or organisation,
        official=[h for h in found if not h.indicator.supplementary], supplementary=[h for h in found if h.indicator.supplementary],
        strip=strip, to_confirm=[p for p in problems if p.severity is Severity.CONFIRM], notes=[p for p in problems if p.severity is Severity.NOTE],
    )  # fmt: skip


def write_scorecards(
    folder: Path, edition: Edition, figures: pl.DataFrame, last_year: pl.DataFrame | None,
    organisations: Sequence[str], names: Mapping[str, str], problems: Sequence[Problem],
) -> None:  # fmt: skip
    """`scorecard.html`; of many organisations a list of them, each page in `scorecards/`."""
    if len(organisations) == 1:
        code = organisations[0]
        page = scorecard_html(edition, figures, last_year, code, names.get(code, ""), problems)
        (folder / "scorecard.html").write_text(page, encoding="utf-8")
        return
    pages = folder / "scorecards"
    pages.mkdir()
    rows = []
    for code in organisations:
        page = scorecard_html(edition, figures, last_year, code, names.get(code, ""), [])
        (pages / f"{code}.html").write_text(page, encoding="utf-8")
        found = [h for h in headlines(edition, figures, None, code) if not h.indicator.supplementary]
        rows.append({"code": code, "name": names.get(code, code), "headlines": found})
    listed = (
        _environment()
        .get_template("scorecards.html")
        .render(edition=edition, rows=rows, indicators=[h.indicator for h in rows[0]["headlines"]] if rows else [])
    )
    (folder / "scorecard.html").write_text(listed, encoding="utf-8")


def strip(headline: Headline, measure: Measure) -> dict[str, Any] | None:
    """Where the value and its interval lie on a strip, in picture units: a log scale for ratios, points for differences.

    What lies beyond the strip is drawn at its end and said to be beyond it.
    """
    if not headline.scale or measure.point is None:
        return None
    ratio = headline.scale == "ratio"
    low, high = headline.indicator.non_adverse or (None, None)
    drawn: dict[str, Any] = {
        "ratio": ratio,
        "middle": WIDTH / 2,
        "point": _at(measure.point, ratio),
        "beyond": _beyond(measure.point, ratio),
    }
    drawn["band"] = (_at(low, ratio), _at(high, ratio)) if ratio and low and high else None
    has_interval = measure.lower is not None or measure.upper is not None
    drawn["line"] = (
        (
            _at(measure.lower if measure.lower is not None else -math.inf, ratio),
            _at(measure.upper if measure.upper is not None else math.inf, ratio),
        )
        if has_interval
        else None
    )
    side = headline.indicator.adverse_side
    drawn["adverse"] = "right" if side == "above" else "left" if side == "below" else ""
    return drawn


def _share(value: float, ratio: bool) -> float:
    """Where a value lies between -1 and 1, the ends of the strip; more is beyond them."""
    if ratio:
        return math.log(value) / _RATIO_LIMIT if value > 0 else -math.inf
    return value / _POINTS_LIMIT


def _at(value: float, ratio: bool) -> float:
    share = max(
        -1.0, min(1.0, -math.inf if value == -math.inf else math.inf if value == math.inf else _share(value, ratio))
    )
    return round(WIDTH / 2 + share * (WIDTH / 2 - 8), 1)


def _beyond(value: float, ratio: bool) -> bool:
    return abs(_share(value, ratio)) > 1
