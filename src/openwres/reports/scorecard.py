"""The scorecard: one page of an organisation's indicators, with counts, direction, doubt and last year; and a list of many.

What stands on a page is said in `headlines`, how it looks in `templates`; pages hold no script and nothing from elsewhere.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from openwres.contracts.problems import Problem, Severity
from openwres.display.numbers import interval, quantity
from openwres.display.reasons import in_sentence
from openwres.findings.figure_words import happening
from openwres.findings.standing import STANDINGS, Standing
from openwres.reports.courses import courses_of
from openwres.reports.headlines import headlines_of, shown_rows
from openwres.reports.measures import Headline, Part
from openwres.reports.pictures import course_of, strips

if TYPE_CHECKING:
    import polars as pl

    from openwres.findings.history import Past
    from openwres.standards.model import Edition

_PROBLEMS_SHOWN = 12
_SEVERITIES = (("Stops a part", Severity.BLOCK), ("To confirm", Severity.CONFIRM), ("Note", Severity.NOTE))
_COUNTED = (
    (Severity.BLOCK, ("stops a part", "stop a part")),
    (Severity.CONFIRM, ("to confirm", "to confirm")),
    (Severity.NOTE, ("note", "notes")),
)
_SHARE_ENDS = (10, 20, 40, 60, 80, 100)


def scorecard_html(
    edition: Edition,
    figures: pl.DataFrame,
    last_year: pl.DataFrame | None,
    organisation: str,
    name: str,
    problems: Sequence[Problem],
    past: Past | None = None,
) -> str:
    """The page of one organisation, complete in itself: no script, no file from elsewhere."""
    now = shown_rows(edition, figures, organisation)
    before = shown_rows(edition, last_year, organisation) if last_year is not None else {}
    courses = courses_of(past, organisation).get(organisation)
    found = headlines_of(edition, now.get(organisation, []), before.get(organisation, []), courses)
    return _page(edition, found, organisation, name, problems, compared=organisation in before)


def write_scorecards(
    folder: Path, edition: Edition, figures: pl.DataFrame, last_year: pl.DataFrame | None,
    organisations: Sequence[str], names: Mapping[str, str], problems: Sequence[Problem], past: Past | None = None,
) -> None:  # fmt: skip
    """`scorecard.html`; of many organisations a list of them, each page in `scorecards/`."""
    now = shown_rows(edition, figures)
    before = shown_rows(edition, last_year) if last_year is not None else {}
    courses = courses_of(past)
    found = {
        code: headlines_of(edition, now.get(code, []), before.get(code, []), courses.get(code))
        for code in organisations
    }
    if len(organisations) == 1:
        code = organisations[0]
        page = _page(edition, found[code], code, names.get(code, ""), problems, compared=code in before)
    else:
        page = _list(edition, found, names, problems)
        (folder / "scorecards").mkdir()
        for code, its in found.items():
            page_of_one = _page(edition, its, code, names.get(code, ""), [], code in before, "../scorecard.html")
            (folder / "scorecards" / f"{code}.html").write_text(page_of_one, encoding="utf-8")
    (folder / "scorecard.html").write_text(page, encoding="utf-8")


def _page(
    edition: Edition, found: Sequence[Headline], organisation: str, name: str, problems: Sequence[Problem],
    compared: bool, listed: str = "",
) -> str:  # fmt: skip
    official = [h for h in found if not h.indicator.supplementary]
    return _render(
        "scorecard.html",
        edition,
        problems,
        organisation=organisation,
        name=name or organisation,
        official=official,
        supplementary=[h for h in found if h.indicator.supplementary],
        summary=summary(official),
        compared=compared,
        over_time=any(m.course for h in official for m in h.measures),
        notes=_notes(found),
        bands=_bands(official),
        intervals=_intervals(h for h in official if h.indicator.adverse),
        alone=_intervals(h for h in official if not h.indicator.adverse),
        strips=strips,
        course_of=course_of,
        bars=bars,
        listed=listed,
        scored=_scored(official),
    )


def _list(
    edition: Edition, found: Mapping[str, list[Headline]], names: Mapping[str, str], problems: Sequence[Problem]
) -> str:
    rows = [
        {"code": code, "name": names.get(code, ""), "headlines": [h for h in its if not h.indicator.supplementary]}
        for code, its in found.items()
    ]
    heads = headlines_of(edition, [], [])
    official = [h for h in heads if not h.indicator.supplementary]
    return _render(
        "scorecards.html",
        edition,
        problems,
        rows=rows,
        official=official,
        happening=happening,
        scored=_scored(official),
    )


def _render(template: str, edition: Edition, problems: Sequence[Problem], **more: Any) -> str:
    said = [(word, p) for word, severity in _SEVERITIES for p in problems if p.severity is severity]
    counted = [quantity(n, *nouns) for s, nouns in _COUNTED if (n := sum(p.severity is s for p in problems))]
    from openwres.reports.pages import environment

    return (
        environment()
        .get_template(template)
        .render(
            edition=edition, focus=in_sentence(edition, edition.focus), standings=STANDINGS,
            problems=said[:_PROBLEMS_SHOWN], more_problems=len(said[_PROBLEMS_SHOWN:]), counted=", ".join(counted), **more,
        )
    )  # fmt: skip


def summary(found: Sequence[Headline]) -> list[tuple[Standing, list[Headline]]]:
    """The indicators by standing, in the order of `STANDINGS`, without the standings of none of them."""
    groups = [(standing, [h for h in found if h.standing == standing]) for standing in STANDINGS]
    return [(standing, its) for standing, its in groups if its]


@dataclass(frozen=True)
class Bars:
    """Shares as bars from 0 to `end` per cent, lengths in per cent of the longest; `whole` is where everybody's share lies."""

    end: int
    whole: float | None
    rows: tuple[tuple[Part, float | None], ...]


def bars(headline: Headline) -> Bars | None:
    """The rows of a composition as bars; None where it has none."""
    if not headline.parts:
        return None
    whole = headline.measures[0].point
    most = max(share for share in (whole, *(p.share for p in headline.parts), 0.0) if share is not None)
    end = next(end for end in _SHARE_ENDS if end >= most or end == _SHARE_ENDS[-1])
    lengths = tuple((p, None if p.share is None else round(100 * p.share / end, 1)) for p in headline.parts)
    return Bars(end, None if whole is None else round(100 * whole / end, 1), lengths)


def _notes(found: Sequence[Headline]) -> list[tuple[str, str, list[Headline]]]:
    """What is to be known of the definitions: kind and text, each once, with the indicators that it holds for."""
    notes: dict[tuple[str, str], list[Headline]] = {}
    for headline in found:
        for note in headline.notes:
            notes.setdefault(note, []).append(headline)
    return [(*note, its) for note, its in sorted(notes.items(), key=lambda item: item[0][0])]


def _scored(found: Iterable[Headline]) -> list[str]:
    """The names of the indicators that are scores."""
    return [h.indicator.name for h in found if h.indicator.kind == "score"]


def _intervals(found: Iterable[Headline]) -> list[str]:
    return sorted({f"{m.level} interval ({m.method})" for h in found for m in h.measures if m.limits})


def _bands(found: Sequence[Headline]) -> list[str]:
    return sorted({interval(*h.indicator.non_adverse) for h in found if h.indicator.non_adverse})
