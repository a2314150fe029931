"""The command `release`: build an immutable, protected release, compare two of them, put documents beside them."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from openwres.cli.groups import add_group
from openwres.cli.release_verify import add_release_verify

if TYPE_CHECKING:
    from openwres.organisations import Register
    from openwres.releases.build import Built

_BUILD = """STORE holds tallies. The next release of that standard and year appears in the folder of releases as wres-2026.1,
whole or not at all, and is never changed after. Without --signed it is a draft, wres-2026.1-draft, for reviewers; built
again from the same store and signed by two people, it is the release.

example:
  openwres release build store --year 2026 --register register --as-at 2026-11-30 --releases releases --review review.html --review review.xlsx
  openwres release build store --year 2026 --register register --as-at 2026-11-30 --releases releases --signed analyst:p04 --signed reviewer:p17"""
_DIFF = """A and B are folders of releases, or of a release and a draft.

example:
  openwres release diff releases/wres-2026.1 releases/wres-2026.2"""
_ADD = """The file is copied to documents/ in the folder of releases and the catalogue names it. No figure changes.

example:
  openwres release document add plan.pdf --releases releases --title "Action plan 2026" --kind plan --year 2026 --organisation RXX \\
    --reviewed p04 --approved p17 --date 2026-10-31"""
_SHOWN = 20
_WORKERS = 2  # processes that share protection; what comes of it is the same with one
_REVIEWS = (".html", ".pdf", ".docx", ".xlsx")


def add_release(commands: Any, command: Callable[..., Any]) -> None:
    """Add `release` and its commands to the parser."""
    inner = add_group(
        commands,
        "release",
        "build, verify, compare and describe releases",
        "Protected releases of a standard and year.",
    )
    _add_build(inner, command)
    add_release_verify(inner, command)
    _add_diff(inner, command)
    _add_document(inner, command)


def _add_build(inner: Any, command: Callable[..., Any]) -> None:
    parser = command(
        inner, "build", "protect the tallies of a year and put them into one immutable folder", _build, _BUILD
    )
    parser.add_argument("store", metavar="STORE", help="a store: a folder with tallies/STANDARD/YEAR")
    parser.add_argument("--year", type=int, required=True, metavar="YEAR", help="reporting year")
    parser.add_argument("--standard", default="wres", metavar="NAME", help="standard (default: wres)")
    parser.add_argument("--policy", metavar="NAME|FILE", help="policy (default: STANDARD-public)")
    parser.add_argument("--register", required=True, metavar="PATH", help="register of organisations and areas")
    parser.add_argument("--as-at", required=True, metavar="DAY", help="day of the release, such as 2026-11-30")
    parser.add_argument(
        "--releases", required=True, metavar="FOLDER", help="folder of releases; earlier ones are known"
    )
    parser.add_argument("--organisation", default="", metavar="CODE", help="release this organisation alone")
    parser.add_argument(
        "--signed",
        action="append",
        default=[],
        metavar="ROLE:PERSON",
        help="a sign-off by an opaque id; two people sign",
    )
    parser.add_argument("--note", metavar="FILE", help="text that says what was corrected and why, for changes.md")
    parser.add_argument(
        "--review", action="append", default=[], metavar="FILE",
        help="for reviewers, with unprotected counts: .html, .pdf or .docx to read, .xlsx with every count; repeatable",
    )  # fmt: skip
    parser.add_argument("--json", action="store_true", help="print JSON")


def _add_diff(inner: Any, command: Callable[..., Any]) -> None:
    parser = command(inner, "diff", "say what a reader would see change between two releases", _diff, _DIFF)
    parser.add_argument("a", metavar="A", help="folder of the release before")
    parser.add_argument("b", metavar="B", help="folder of the release after")
    parser.add_argument(
        "--all", action="store_true", help=f"print every figure, not only the first {_SHOWN} of each kind"
    )
    parser.add_argument("--json", action="store_true", help="print JSON")


def _add_document(inner: Any, command: Callable[..., Any]) -> None:
    adding = add_group(inner, "document", "documents beside the releases", "Documents.")
    parser = command(adding, "add", "put a statement, plan or practice entry beside the releases", _add, _ADD)
    parser.add_argument("file", metavar="FILE", help="the document")
    parser.add_argument("--releases", required=True, metavar="FOLDER", help="folder of releases")
    parser.add_argument("--title", required=True, metavar="WORDS", help="what it is called")
    parser.add_argument("--kind", required=True, metavar="KIND", help="statement, plan or practice")
    parser.add_argument("--standard", default="wres", metavar="NAME", help="standard (default: wres)")
    parser.add_argument("--year", type=int, required=True, metavar="YEAR", help="reporting year")
    parser.add_argument("--organisation", default="", metavar="CODE", help="whose it is")
    parser.add_argument("--reviewed", required=True, metavar="PERSON", help="opaque id of who reviewed it")
    parser.add_argument("--approved", required=True, metavar="PERSON", help="opaque id of who approved it, another one")
    parser.add_argument("--date", required=True, metavar="DAY", help="day of the approval")
    parser.add_argument("--json", action="store_true", help="print JSON")


def _build(given: argparse.Namespace) -> int:
    from openwres.calculation import VERSION
    from openwres.cli.printing import print_json
    from openwres.cli.return_check import path_of
    from openwres.disclosure.policy import load_policy
    from openwres.disclosure.protect import protect
    from openwres.organisations import load_register
    from openwres.releases.build import Order, build
    from openwres.releases.manifest import day_of, sign_off
    from openwres.standards import load_standard

    endings = {path: _review_ending(path) for path in given.review}
    day = day_of(given.as_at)
    order = Order(
        given.standard, given.year, load_policy(given.policy or f"{given.standard}-public"), day, VERSION,
        given.organisation.upper(), tuple(sign_off(words, day) for words in given.signed),
        _note(given.note) if given.note else "",
    )  # fmt: skip
    register, standard = load_register(path_of(given.register)), load_standard(given.standard)
    told = None if given.json else (lambda words: print(words, file=sys.stderr))
    protector = partial(protect, workers=min(_WORKERS, os.cpu_count() or 1))
    built = build(path_of(given.store), Path(given.releases), standard, register, order, protector, told)
    for path, ending in endings.items():
        _write_review(Path(path), ending, built, register)
    if given.json:
        print_json(_as_json(built))
    else:
        _print(built, given.review)
    return 0


def _review_ending(given: str) -> str:
    """What kind of file is asked for; it is asked before hours of protection."""
    from openwres.contracts.exceptions import UsageError

    ending = Path(given).suffix.lower()
    if ending not in _REVIEWS:
        raise UsageError(f"{given} is no file for a review. Let it end in {', '.join(_REVIEWS)}.")
    return ending


def _write_review(path: Path, ending: str, built: Built, register: Register) -> None:
    """Every count as a workbook, or the page that is read before it is signed."""
    from openwres.files.output import replace_file
    from openwres.releases.review import check_outside, write_review

    if ending == ".xlsx":
        write_review(path, built, _facts(built))
        return
    from openwres.figures.areas import ORGANISATION
    from openwres.reports.formats import write
    from openwres.reports.release_review import release_review

    check_outside(path, built)
    names = {(ORGANISATION, one.code): one.name for one in register.organisations} | dict(register.names)
    replace_file(path, write(release_review(built, names), ending.removeprefix(".")))


def _note(given: str) -> str:
    from openwres.cli.return_check import path_of
    from openwres.contracts.exceptions import UsageError

    try:
        return path_of(given).read_text(encoding="utf-8-sig")
    except UnicodeDecodeError:
        raise UsageError(f"{given} is no text in UTF-8. Save the note as plain text.") from None


def _facts(built: Built) -> list[tuple[str, str]]:
    """What the build says of itself, as pairs of words."""
    manifest, protected = built.release.manifest, built.protected
    hidden = manifest.states["counts"].get("suppressed", 0)
    lost = f"{100 * protected.lost:.1f}%"
    best = "" if protected.bound is None else f" (at best {100 * protected.bound:.1f}%)"
    signed = ", ".join(f"{one.role} {one.person}" for one in manifest.signed) or "by nobody: a draft"
    return [
        ("release", manifest.release),
        ("policy", manifest.policy),
        ("organisations", f"{manifest.organisations:,}"),
        ("areas", f"{manifest.areas:,}"),
        ("official values shown", "none" if manifest.shown is None else f"{100 * manifest.shown:.1f}%"),
        ("counts hidden", f"{hidden:,} of {sum(manifest.states['counts'].values()):,}"),
        ("rounds of protection", str(protected.rounds)),
        ("information lost", f"{lost}{best}"),
        ("earlier releases known", ", ".join(one.release for one in manifest.earlier) or "none"),
        ("content", manifest.content),
        ("signed", signed),
    ]


def _as_json(built: Built) -> dict[str, Any]:
    from openwres.releases.figures import official_shown
    from openwres.releases.review import hidden_by_item

    protected = built.protected
    return {
        "folder": str(built.release.folder),
        "manifest": built.release.manifest.as_dict(),
        "rounds": protected.rounds,
        "lost": protected.lost,
        "bound": protected.bound,
        "official": official_shown(built.release.figures, built.release.edition).to_dicts(),
        "hidden": hidden_by_item(built.release.counts).to_dicts(),
        "previous": built.previous,
        "changed": None if built.changed is None else len(built.changed),
    }


def _print(built: Built, reviews: Sequence[str]) -> None:
    from openwres.releases.figures import official_shown
    from openwres.releases.review import hidden_by_item

    for what, words in _facts(built):
        print(f"{what:<24}{words}")
    for indicator, shown, hidden in official_shown(built.release.figures, built.release.edition).iter_rows():
        if hidden:
            print(f"official values hidden  indicator {indicator}: {hidden:,} of {shown + hidden:,}")
    for item, of, hidden, merged, counts in hidden_by_item(built.release.counts).iter_rows():
        if hidden:
            print(f"hidden                  {item} of {of}: {hidden:,} of {counts:,}, {merged:,} of them merged")
    if built.changed is not None:
        print(f"changed                 {len(built.changed):,} figures since {built.previous}; see changes.md")
    print(f"Written to {built.release.folder}.")
    for review in reviews:
        print(f"For reviewers, and not for publication: {review}")


def _diff(given: argparse.Namespace) -> int:
    from openwres.cli.printing import print_json
    from openwres.cli.return_check import path_of
    from openwres.releases.compare import compared

    found = compared(path_of(given.a), path_of(given.b))
    if given.json:
        print_json(found.as_dict())
        return 0
    shown = None if given.all else _SHOWN
    print("\n".join(found.lines(shown)))
    return 0


def _add(given: argparse.Namespace) -> int:
    from openwres.cli.printing import print_json
    from openwres.releases.catalogue import Document, add_document
    from openwres.releases.manifest import day_of

    said = Document(
        "", given.title, given.kind, given.standard, given.year, given.organisation.upper(), "", given.reviewed,
        given.approved, day_of(given.date),
    )  # fmt: skip
    added = add_document(Path(given.releases), Path(given.file), said)
    if given.json:
        print_json({"document": added.path, "sha256": added.sha256})
    else:
        print(f"{added.path} is in the catalogue: {added.title}.")
    return 0
