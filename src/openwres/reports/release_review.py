"""The page for those who sign a release: what it hides and why, what that costs, what changes, and what they are to decide.

It holds unprotected counts and is never published. Every single count is in the workbook of `releases.review`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import polars as pl

from openwres.contracts.tables import State
from openwres.disclosure.primary import BASE, EVERYONE, FEW, PEOPLE
from openwres.disclosure.protect import MERGED, NARROW, PARTNER
from openwres.display import numbers
from openwres.figures.areas import ORGANISATION
from openwres.releases.build import Built
from openwres.releases.figures import official_shown
from openwres.releases.review import MARK, hidden_by_item
from openwres.releases.wording import Wording
from openwres.reports.document import (
    Blank,
    Block,
    Bullets,
    Cell,
    Column,
    Document,
    Heading,
    Kind,
    Note,
    Paragraph,
    Table,
    Terms,
)

_MOST = 15
_ITEM_COLUMNS = ("Item", "Hidden of organisations", "of so many", "Hidden of areas", "of so many")
REASONS: Mapping[str, str] = {
    PEOPLE: "Few people: a breakdown has from one person up to the policy's limit",
    BASE: "Small base: a percentage or rate stands on too few people",
    EVERYONE: "Everybody: all members of a group have it",
    FEW: "Few events: the organisation has one or two on a side",
    PARTNER: "Partner: large enough, and hidden because it would give another count back",
    MERGED: "Merged: one of the rows beside it is small; their sum is shown",
    NARROW: "No room: totals that must be shown leave it less than the policy's width; it has no row",
}
_QUESTIONS = (
    "Is the share of official values that are shown high enough, and is it right that the others are not?",
    "Is more lost than need be? The least that can be proved for organisations by themselves stands beside what they lose.",
    "Do the figures of those who lose most read sensibly when you open the draft itself?",
    "Are the counts that readers would miss most rightly hidden?",
    "Can the counts that have no row stay as they are? Totals that must be shown still bound them.",
    "If something changed since the release before, does the note say why?",
)


def release_review(built: Built, names: Mapping[tuple[str, str], str]) -> Document:
    """The review of a release or its draft; `names` are those of organisations and areas, by their type and code."""
    manifest = built.release.manifest
    return Document(
        title=f"Review of {manifest.release}",
        subject=f"{manifest.title} {manifest.year}",
        publisher="OpenWRES",
        as_at=manifest.as_at,
        blocks=tuple(_Review(built, names).blocks()),
        subtitle="A draft that nobody signed" if manifest.is_draft else "Signed",
        marking=MARK,
    )


class _Review:
    def __init__(self, built: Built, names: Mapping[tuple[str, str], str]) -> None:
        self.built, self.manifest = built, built.release.manifest
        self.edition, self.wording = built.release.edition, Wording(built.release.edition, names)
        defaults = {"weight": pl.lit(0.0), "why": pl.lit("")}
        given = built.protected.review
        missing = {name: value for name, value in defaults.items() if name not in given.columns}
        self.hidden = given.with_columns(**missing).with_columns(
            own=pl.col("area_type") == ORGANISATION, rank=pl.col("weight").rank("ordinal", descending=True)
        )

    def blocks(self) -> Iterator[Block]:
        yield from self._decide()
        yield Heading("What is hidden, and why", 1)
        yield from self._official()
        yield from self._reasons()
        yield from self._losers()
        yield Heading("Before and after", 1)
        yield from self._dearest()
        yield from self._rowless()
        yield from self._changes()

    def _decide(self) -> Iterator[Block]:
        """The first page: what the release is, what is to be decided, who signs."""
        m, protected = self.manifest, self.built.protected
        hidden, every = m.states["counts"].get("suppressed", 0), sum(m.states["counts"].values())
        shown = "no official values" if m.shown is None else f"{numbers.percentage(m.shown)} of official values"
        yield Heading("What is to be decided", 1)
        yield Paragraph(
            f"{m.release} shows {shown} and hides {numbers.count(hidden)} of {numbers.count(every)} counts. By the "
            f"weights of the policy {numbers.percentage(protected.lost)} of its information is lost.", lead=True,
        )  # fmt: skip
        yield Bullets(_QUESTIONS, numbered=True)
        yield Terms(tuple(self._facts()))
        digest = (
            f"The content has the digest {m.content}. Both who sign compare it with the one that the build printed."
        )
        yield Note("What is signed", digest)
        if m.is_draft:
            for role in ("Analyst who built it", "Reviewer, another person"):
                yield Blank(f"{role}: id and day")
        else:
            yield Bullets([f"{one.role}: {one.person}, {one.date.isoformat()}" for one in m.signed])

    def _facts(self) -> Iterator[tuple[str, str]]:
        m, protected = self.manifest, self.built.protected
        yield "Policy", f"{m.policy}"
        yield "Of", f"{numbers.count(m.organisations)} organisations and {numbers.count(m.areas)} areas"
        yield "Earlier releases that were known", ", ".join(one.release for one in m.earlier) or "none"
        alone = getattr(protected, "alone", None)
        if alone is not None and protected.bound is not None:
            best = numbers.percentage(protected.bound)
            yield (
                "Lost by organisations by themselves",
                f"{numbers.percentage(alone)}; no safe choice loses less than {best}",
            )
            yield "Lost because areas add up", numbers.percentage(max(protected.lost - alone, 0.0))
        yield "Rounds of protection across areas", str(protected.rounds)

    def _official(self) -> Iterator[Block]:
        yield Heading("Official values", 2)
        rows = official_shown(self.built.release.figures, self.edition).rows()
        total = ("All", sum(shown for _, shown, _ in rows), sum(hidden for *_, hidden in rows))
        yield _table(
            "official",
            "Official values shown and hidden, by indicator",
            ["Indicator", "Shown", "Hidden"],
            [*rows, total],
        )

    def _reasons(self) -> Iterator[Block]:
        yield Heading("Reasons", 2)
        by = self.hidden.group_by("why").agg(own=pl.col("own").sum(), areas=(~pl.col("own")).sum())
        rows = [(REASONS.get(why, why), own, areas) for why, own, areas in by.sort("own", descending=True).iter_rows()]
        yield _table(
            "reasons",
            "Counts by the reason for which they are hidden",
            ["Reason", "Of organisations", "Of areas"],
            rows,
        )
        yield Paragraph(
            "Readers are told none of these reasons: of every hidden count they read that it is disclosive."
        )
        yield _table("items", "Counts that are hidden, by what is counted", _ITEM_COLUMNS, list(self._by_item()))

    def _by_item(self) -> Iterator[tuple[str | int, ...]]:
        """For each item how many counts of organisations and of areas are hidden, and how many there are."""
        found: dict[str, dict[str, tuple[int, int]]] = {}
        for item, of, hidden, _, counts in hidden_by_item(self.built.release.counts).iter_rows():
            found.setdefault(item, {})[of] = hidden, counts
        for item, by in found.items():
            yield (self._item(item), *by.get("organisations", (0, 0)), *by.get("areas", (0, 0)))

    def _losers(self) -> Iterator[Block]:
        """Who loses most."""
        yield Heading("Who loses most", 2)
        own = self.built.release.counts.filter(pl.col("area_type") == ORGANISATION)
        hidden = (pl.col("state") == str(State.SUPPRESSED)).sum()
        by = own.group_by("area").agg(hidden=hidden, counts=pl.len())
        by = by.with_columns(share=pl.col("hidden") / pl.col("counts")).sort("share", "area", descending=[True, False])
        losers = [
            (self._place(ORGANISATION, area), many, of, numbers.percentage(share))
            for area, many, of, share in by.head(_MOST).iter_rows()
        ]
        caption = f"Organisations by the share of their counts that are hidden{_first(by)}"
        yield _table("losers", caption, ["Organisation", "Hidden", "Of so many", "Share"], losers)

    def _dearest(self) -> Iterator[Block]:
        """Before and after, for what readers would miss most."""
        yield Heading("What readers would miss most", 2)
        dear = self.hidden.filter(~pl.col("why").is_in([NARROW, MERGED])).sort("rank")
        yield from self._counts("dearest", "Hidden counts of the greatest weight, before and after", dear, "hidden")
        small = dear.filter(pl.col("own"), pl.col("why") != PARTNER, pl.col("count") > 0).sort(
            "count", "rank", nulls_last=True
        )
        yield from self._counts("smallest", "The smallest counts that are hidden, before and after", small, "hidden")

    def _rowless(self) -> Iterator[Block]:
        yield Heading("Counts that have no row", 2)
        narrow = self.hidden.filter(pl.col("why") == NARROW).sort("count", "rank", nulls_last=True)
        yield Paragraph(
            f"Totals that must be shown are so small that {numbers.quantity(len(narrow), 'count', 'counts')} within them cannot have a range as "
            "wide as the policy says, whatever is hidden. They have no row. `openwres release verify` says how many of them follow exactly."
        )  # fmt: skip
        yield from self._counts("rowless", "Counts without a row, the smallest first", narrow, "no row")

    def _counts(self, name: str, caption: str, rows: pl.DataFrame, after: str) -> Iterator[Block]:
        if len(rows):
            shown = [
                (self._what(row), row["count"] if row["count"] is not None else "", after, REASONS.get(row["why"], row["why"]).partition(":")[0])
                for row in rows.head(_MOST).iter_rows(named=True)
            ]  # fmt: skip
            yield _table(name, f"{caption}{_first(rows)}", ["Count", "Before", "After", "Reason"], shown)

    def _changes(self) -> Iterator[Block]:
        yield Heading("What changes", 2)
        changed = self.built.changed
        if changed is None:
            yield Paragraph("This is the first release of its standard and year.")
            return
        yield Paragraph(
            f"{numbers.quantity(len(changed), 'figure reads', 'figures read')} otherwise than in {self.built.previous}."
        )
        rows = changed.select("what", "before", "after").head(_MOST).rows()
        if rows:
            yield _table("changes", f"Figures that change{_first(changed)}", ["Figure", "Before", "After"], rows)

    def _what(self, row: Mapping[str, str]) -> str:
        category = (
            self.edition.breakdowns[row["breakdown"]].categories.get(row["category"]) if row["breakdown"] else None
        )
        group = self.edition.group_label(row["classification"], row["group"])
        parts = (
            self._place(row["area_type"], row["area"]), f"indicator {row['indicator']}" if row["indicator"] else "",
            self._item(row["item"]), category.title if category else row["category"].replace("-", " "), group,
            row["basis"].replace("-", " "),
        )  # fmt: skip
        return ", ".join(part for part in parts if part)

    def _place(self, kind: str, code: str) -> str:
        name = self.wording.names.get((kind, code), code)
        return f"{name} ({code})" if kind == ORGANISATION and name != code else name

    def _item(self, code: str) -> str:
        return self.edition.items[code].title


def _first(rows: pl.DataFrame) -> str:
    return f"; the first {_MOST} of {numbers.count(len(rows))}" if len(rows) > _MOST else ""


def _table(name: str, caption: str, titles: Sequence[str], rows: Sequence[Sequence[str | int]]) -> Table:
    numeric = [bool(rows) and all(isinstance(row[n], int) for row in rows) for n in range(len(titles))]
    columns = [
        Column(title, Kind.NUMBER if number else Kind.TEXT) for title, number in zip(titles, numeric, strict=True)
    ]
    return Table(name, caption, columns, [[_cell(value) for value in row] for row in rows])


def _cell(value: str | int) -> Cell:
    return Cell(numbers.count(value), value) if isinstance(value, int) else Cell(value)
