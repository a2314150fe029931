"""Builds a release: from the tallies of a store to one immutable folder, whole or not at all, the same bytes for the same input.

What is hidden is decided in `disclosure`; the folder's parts are written by the modules beside this one.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Protocol

import polars as pl

from openwres.contracts.exceptions import OutputError, UsageError
from openwres.contracts.tables import State
from openwres.disclosure.cells import published
from openwres.disclosure.policy import Policy
from openwres.disclosure.relations import uncovered
from openwres.figures.areas import ORGANISATION, Areas
from openwres.figures.calculate import METHOD_VERSION
from openwres.files.output import new_folder
from openwres.organisations import Register
from openwres.releases.catalogue import write_catalogue
from openwres.releases.changes import write_changes
from openwres.releases.counts import check_known, unprotected_counts
from openwres.releases.diff import between
from openwres.releases.figures import edition_published, figures_of, share_shown
from openwres.releases.folder import (
    AREAS,
    CHECKSUMS,
    DEFINITIONS,
    MANIFEST,
    MEMBERS,
    ORGANISATIONS,
    POLICIES,
    REGISTER,
    UNCOVERED,
    Release,
    checksums,
    content_digest,
    draft_of,
    read_release,
    releases_in,
)  # fmt: skip
from openwres.releases.gate import refuse_exposed
from openwres.releases.manifest import Earlier, Manifest, SignOff, name_of, two_people
from openwres.releases.open_data import rounded, write_csv, write_descriptions, write_tables
from openwres.releases.wording import Wording, described
from openwres.standards import Edition, Standard
from openwres.standards.lock import LOCK, changed_rules, definition_files

Told = Callable[[str], None]


class Protected(Protocol):
    """What protection gives: the counts to publish, every hidden one with its reason for reviewers, and what it cost."""

    @property
    def counts(self) -> pl.DataFrame: ...
    @property
    def review(self) -> pl.DataFrame: ...
    @property
    def rounds(self) -> int: ...
    @property
    def lost(self) -> float: ...
    @property
    def bound(self) -> float | None: ...


Protector = Callable[
    [pl.DataFrame, Edition, Policy, pl.DataFrame, Sequence[pl.DataFrame], Told | None], Protected
]  # counts, edition, policy, who belongs where, counts of earlier releases, whom to tell of progress
PUBLIC = "public"


@dataclass(frozen=True)
class Order:
    """What is asked for. `standard_name` is the standard's name or the path of its folder; `note` says what was corrected.

    Without people who sign it a draft is built, for reviewers.
    """

    standard_name: str
    year: int
    policy: Policy
    as_at: date
    program: str
    organisation: str = ""
    signed: tuple[SignOff, ...] = ()
    note: str = ""


@dataclass(frozen=True)
class Built:
    """A release that was built, with what only reviewers may see: the counts as they were, and what was hidden."""

    release: Release
    protected: Protected
    before: pl.DataFrame
    changed: pl.DataFrame | None
    previous: str


@dataclass(frozen=True)
class _Parts:
    """What a release is put together from."""

    order: Order
    edition: Edition
    register: Register
    geography: date
    members: pl.DataFrame
    earlier: tuple[Release, ...]


@dataclass(frozen=True)
class _Tables:
    """What is published: protected counts, their figures, and where events are of people who could not have them."""

    counts: pl.DataFrame
    figures: pl.DataFrame
    uncovered: pl.DataFrame


def build(
    store: Path, home: Path, standard: Standard, register: Register, order: Order, protector: Protector,
    told: Told | None = None,
) -> Built:  # fmt: skip
    """Build the next release of a standard and year into the folder of releases, or its draft.

    Raises InputError for counts or organisations that cannot be, ProtectionError where there is no way to protect or the
    attack finds a hidden count, OutputError where nothing could be written or the draft that was reviewed is another one.
    """
    parts = _parts(home, standard, register, order)
    areas = None if order.organisation else _areas(parts)
    before = unprotected_counts(store, standard, parts.edition, order.policy, order.organisation, areas)
    check_known(before, register, parts.edition)
    known = [release.counts for release in parts.earlier]
    protected = protector(before, parts.edition, order.policy, parts.members, known, told)
    counts = rounded(protected.counts)
    said = uncovered(published(before, parts.edition, order.policy), parts.edition)
    refuse_exposed(counts, parts.edition, order.policy, parts.members, known, told, uncovered=said)
    figures = figures_of(counts, parts.edition, parts.members, order.policy)
    previous = _previous(parts)
    changed = _changed(parts, previous, figures)
    folder = _written(home, parts, _Tables(counts, figures, said), changed, previous)
    if order.signed:
        shutil.rmtree(draft_of(home, folder.name), ignore_errors=True)
        write_catalogue(home)
    return Built(read_release(folder), protected, before, changed, previous.name if previous else "")


def _parts(home: Path, standard: Standard, register: Register, order: Order) -> _Parts:
    if order.signed and not two_people(order.signed):
        raise UsageError("A release is signed by two different people. Add --signed ROLE:PERSON of the other one.")
    if order.policy.standard not in ("", standard.id):
        raise UsageError(f"The policy {order.policy.name} is for {order.policy.standard}. Name one for {standard.id}.")
    if order.policy.audience != PUBLIC:
        said = (
            f"The policy {order.policy.name} is for the {order.policy.audience} alone, and a release is for everybody."
        )
        raise UsageError(f"{said} Name a public policy, such as {standard.id}-public.")
    edition = standard.edition(order.year)
    geography = register.geography_date(edition.snapshot)
    members = pl.DataFrame(
        register.areas_at(geography),
        schema=dict.fromkeys(("organisation", "area_type", "area"), pl.String),
        orient="row",
    )
    in_scope = [organisation.code for organisation in register.open_at(edition.snapshot)]
    members = members.filter(pl.col("organisation").is_in(in_scope))
    if order.organisation:
        members = members.filter(pl.col("organisation") == order.organisation)
    earlier = tuple(releases_in(home, standard.id))
    parts = _Parts(order, edition, register, geography, members, earlier)
    _refuse_unexplained_rules(parts)
    return parts


def _areas(parts: _Parts) -> Areas:
    in_scope = [organisation.code for organisation in parts.register.open_at(parts.edition.snapshot)]
    return Areas.of(parts.members.rows(), in_scope)


def _previous(parts: _Parts) -> Release | None:
    """The release before of the same standard, year and organisation."""
    series = (parts.edition.standard, parts.edition.year, parts.order.organisation)
    own = [release for release in parts.earlier if release.manifest.series == series]
    return max(own, key=lambda release: release.manifest.number, default=None)


def _changed(parts: _Parts, previous: Release | None, figures: pl.DataFrame) -> pl.DataFrame | None:
    """What changed since the release before, in words; None where there is none before."""
    if previous is None:
        return None
    known = parts.register
    names = {(ORGANISATION, o.code): o.name for o in known.organisations} | dict(known.names)
    wording = Wording(edition_published(parts.edition, parts.order.policy), names)
    return described(between(previous.figures, figures), wording)


def _refuse_unexplained_rules(parts: _Parts) -> None:
    """A rule that is not what the release before was made by changes figures, and its reason is told with them."""
    previous = _previous(parts)
    if previous is None or parts.order.note:
        return
    lock = (previous.folder / DEFINITIONS / LOCK).read_text(encoding="utf-8")
    changed = changed_rules(lock, parts.edition)
    if changed:
        said = f"The rules of indicators {', '.join(changed)} are not those by which {previous.name} was made."
        raise UsageError(f"{said} Say why in a file and name it with --note, or use the earlier definitions.")


def _written(
    home: Path, parts: _Parts, tables: _Tables, changed: pl.DataFrame | None, previous: Release | None
) -> Path:
    """Write the folder and put it in its place."""
    order, counts, figures = parts.order, tables.counts, tables.figures
    number = previous.manifest.number + 1 if previous else 1
    name = name_of(parts.edition.standard, order.year, order.organisation, number)
    target = home / name if order.signed else draft_of(home, name)
    manifest = _manifest(parts, name, number, counts, figures)
    if target != home / name and target.is_dir():
        shutil.rmtree(target)  # a draft is there to be made again
    with new_folder(target) as fresh:
        write_tables(fresh, counts, figures)
        write_descriptions(fresh, manifest)
        _write_register(fresh / REGISTER, parts, counts)
        write_csv(tables.uncovered, fresh / REGISTER / UNCOVERED)
        _write_definitions(fresh / DEFINITIONS, parts)
        write_changes(fresh, name, changed, previous.name if previous else "", order.note)
        manifest = replace(manifest, content=content_digest(checksums(fresh)))
        _refuse_another_draft(home, manifest)
        (fresh / MANIFEST).write_text(manifest.text(), encoding="utf-8", newline="\n")
        (fresh / CHECKSUMS).write_text(checksums(fresh), encoding="utf-8", newline="\n")
    return target


def _refuse_another_draft(home: Path, manifest: Manifest) -> None:
    """What is signed is what was reviewed: where a draft lies, its content must be that of the release."""
    draft = draft_of(home, manifest.release)
    if manifest.is_draft or not draft.is_dir():
        return
    if read_release(draft).manifest.content != manifest.content:
        said = f"What would be released is not what lies in {draft.name}, which was reviewed. Nothing was written."
        raise OutputError(
            f"{said} Build the draft again without --signed, compare with `release diff`, review it, then sign."
        )


def _manifest(parts: _Parts, name: str, number: int, counts: pl.DataFrame, figures: pl.DataFrame) -> Manifest:
    order, edition = parts.order, parts.edition
    places = counts.select("area_type", "area").unique()
    own = int((places["area_type"] == ORGANISATION).sum())
    return Manifest(
        release=name, standard=edition.standard, title=edition.title, year=edition.year, number=number,
        organisation=order.organisation, as_at=order.as_at, policy=order.policy.name, policy_digest=order.policy.digest,
        program=order.program, method=METHOD_VERSION, organisations=own, areas=len(places) - own,
        states={"counts": _states(counts), "figures": _states(figures)}, shown=share_shown(figures, edition), content="",
        earlier=tuple(Earlier(release.name, release.sha256) for release in parts.earlier),
        signed=order.signed, geography=parts.geography,
    )  # fmt: skip


def _states(table: pl.DataFrame) -> dict[str, int]:
    """How many rows there are in each state, in the order in which states are declared."""
    found = dict(table.group_by("state").len().iter_rows())
    return {str(state): found[str(state)] for state in State if str(state) in found}


def _write_register(folder: Path, parts: _Parts, counts: pl.DataFrame) -> None:
    """Who is measured and belongs where, and what organisations and areas are called."""
    folder.mkdir()
    codes = sorted({*parts.members["organisation"], *counts.filter(pl.col("area_type") == ORGANISATION)["area"]})
    known = [o for code in codes if (o := parts.register.organisation(code))]
    areas = parts.members.select("area_type", "area").unique().sort("area_type", "area").rows()
    named = [(kind, area, parts.register.area_name(kind, area)) for kind, area in areas]
    write_csv(
        _text(("organisation", "name", "type"), [(o.code, o.name, o.type) for o in known]), folder / ORGANISATIONS
    )
    write_csv(parts.members.sort("organisation", "area_type", "area"), folder / MEMBERS)
    write_csv(_text(("area_type", "area", "name"), named), folder / AREAS)


def _text(columns: Sequence[str], rows: Sequence[tuple[str, ...]]) -> pl.DataFrame:
    return pl.DataFrame(rows, schema=dict.fromkeys(columns, pl.String), orient="row")


def _write_definitions(folder: Path, parts: _Parts) -> None:
    """The standard's files, what they share, the lock, and the policy."""
    policy = parts.order.policy
    files = definition_files(parts.order.standard_name, parts.edition)
    for path, content in (
        files | {f"{POLICIES}/{policy.name}.yaml": policy.text.replace("\r\n", "\n").encode()}
    ).items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(content)
