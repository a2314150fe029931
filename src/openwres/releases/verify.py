"""Verifies a release as anybody can who has a copy: its checksums, its definitions, its numbers, and the attack on what it hides.

It reads the folder by itself, with nothing of what wrote it.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import polars as pl

from openwres.contracts.exceptions import InputError, OpenWRESError, UsageError
from openwres.contracts.problems import Problem, Severity, in_order
from openwres.contracts.tables import COUNT_KEY, COUNT_SCHEMA, FIGURE_KEY, FIGURE_SCHEMA, State
from openwres.disclosure.attack import Attacked, Knowledge, Rounding, attack
from openwres.disclosure.attack.hashes import guessed
from openwres.standards import load_standard
from openwres.standards.loader import SHARED
from openwres.standards.model import Edition

MANIFEST, CHECKSUMS = "manifest.json", "SHA256SUMS"
FORMAT = 1
_LINE = re.compile(r"([0-9a-f]{64})  ([^\n\\]+)")
_DIGEST = re.compile(
    r"(?<![0-9A-Za-z])(?:[0-9a-f]{32}|[0-9a-f]{40}|[0-9a-f]{64}|[0-9a-f]{96}|[0-9a-f]{128})(?![0-9A-Za-z])"
)
_SHOWN = 25
_TAKE_AGAIN = "Take the release from its publisher again; what differs is not what was signed."
_ASK = "Do not publish it, and tell the publisher where it is published."


@dataclass(frozen=True)
class Verified:
    """What was found in one release: its problems, and what the attack on its hidden counts came to.

    `rowless` is the same of counts that have no row, because what must be shown leaves them no room, or other rows merged.
    """

    name: str
    problems: tuple[Problem, ...]
    attack: Mapping[str, int] = field(default_factory=dict)
    rowless: Mapping[str, int] = field(default_factory=dict)

    @property
    def sound(self) -> bool:
        """Whether nothing blocks."""
        return not any(problem.severity is Severity.BLOCK for problem in self.problems)


class Damaged(Exception):  # noqa: N818  # becomes a problem of the release that is read
    """A part of a release that cannot be read, with the problem that says so."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.sentence)
        self.problem = problem


def releases_under(path: Path) -> list[Path]:
    """The releases that a path names: that one, or all in the folder; UsageError where there is none."""
    if (path / MANIFEST).is_file() or (path / CHECKSUMS).is_file():
        return [path]
    found = sorted(one for one in path.iterdir() if (one / MANIFEST).is_file() or (one / CHECKSUMS).is_file())
    if not found:
        raise UsageError(f"{path} holds no release. Name a folder of releases, or one of them.")
    return found


def verify(folder: Path, told: Callable[[str], None] = lambda _: None) -> Verified:
    """Verify one release; the earlier ones that its manifest names lie beside it.

    It is attacked only where everything else is as it should be: what was changed is not what anybody wants to know of.
    """
    problems = [*_check_files(folder)]
    try:
        manifest = _manifest(folder)
        problems += _check_manifest(folder, manifest)
        edition = _edition(folder, manifest)
        problems += _check_lock(folder, manifest, edition)
        counts, figures = _table(folder, "counts", COUNT_SCHEMA), _table(folder, "figures", FIGURE_SCHEMA)
        problems += [*_check_tables(folder, counts, figures, manifest)]
        earlier = [*_earlier(folder, manifest, problems)]
        if problems:
            return Verified(folder.name, tuple(in_order(problems)))
        told(f"{folder.name}: attacking {_hidden(counts).height:,} hidden counts")
        before, uncovered = tuple(_roundings(folder, manifest)), _uncovered(folder)
        knowledge = replace(_knowledge(folder, manifest), before=before, uncovered=uncovered)
        found = attack(counts, edition, _members(folder), knowledge, earlier, figures, without_row=True)
    except Damaged as damage:
        return Verified(folder.name, tuple(in_order([*problems, damage.problem])))
    except InputError as error:
        return Verified(folder.name, (_problem("numbers-contradict", str(error), _ASK, "counts.parquet"),))
    problems += _attack_problems(found, edition)
    problems += _digest_problems(folder, found)
    return Verified(folder.name, tuple(in_order(problems)), found.summary, found.rowless)


def _problem(problem: str, sentence: str, remedy: str = _TAKE_AGAIN, file: str = "") -> Problem:
    return Problem(problem, Severity.BLOCK, sentence, remedy, file)


def _check_files(folder: Path) -> Iterator[Problem]:
    """Every file that is listed is as it is listed, and there is no other one."""
    try:
        text = (folder / CHECKSUMS).read_bytes().decode()
    except (OSError, UnicodeDecodeError):
        yield _problem("checksums-unreadable", "Its checksums cannot be read.", file=CHECKSUMS)
        return
    lines = [_LINE.fullmatch(line) for line in text.split("\n")[:-1]]
    listed = {line[2]: line[1] for line in lines if line}
    there = {path.relative_to(folder).as_posix(): path for path in folder.rglob("*") if not path.is_dir()}
    files = {name: path for name, path in there.items() if name != CHECKSUMS}
    if None in lines or not text.endswith("\n") or len(listed) != len(lines):
        yield _problem("checksums-unreadable", "A line of the checksums is none.", file=CHECKSUMS)
    for name in sorted(listed.keys() - files.keys()):
        yield _problem("file-missing", "A file that the checksums list is not there.", file=name)
    for name in sorted(files.keys() - listed.keys()):
        yield _problem("file-unlisted", "The checksums do not list this file.", file=name)
    for name in sorted(files.keys() & listed.keys()):
        if hashlib.sha256(files[name].read_bytes()).hexdigest() != listed[name]:
            yield _problem("file-changed", "The file is not the one that was released.", file=name)


def _manifest(folder: Path) -> dict[str, Any]:
    try:
        found = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
        if found["format"] != FORMAT:
            sentence = f"The manifest has format {found['format']}, which this program does not know."
            raise Damaged(_problem("manifest-unreadable", sentence, "Use a newer version of the program.", MANIFEST))
        texts = "release", "standard", "policy"
        if not all(isinstance(found[name], str) for name in texts) or not isinstance(found["year"], int):
            raise ValueError
        return dict(found)
    except (OSError, ValueError, KeyError, TypeError):
        raise Damaged(_problem("manifest-unreadable", "The manifest cannot be read.", file=MANIFEST)) from None


def _check_manifest(folder: Path, manifest: Mapping[str, Any]) -> Iterator[Problem]:
    if folder.name.removesuffix("-draft") != manifest["release"]:
        sentence = f"The folder is called {folder.name} and the manifest is of {manifest['release']}."
        yield _problem("release-renamed", sentence, "Give the folder the name of its release.", MANIFEST)
    lines = (folder / CHECKSUMS).read_bytes().splitlines(keepends=True) if (folder / CHECKSUMS).is_file() else []
    content = hashlib.sha256(
        b"".join(line for line in lines if not line.endswith(f"  {MANIFEST}\n".encode()))
    ).hexdigest()
    if manifest.get("content", content) != content:
        sentence = "What people signed is not what lies here: the digest of the content in the manifest is another one."
        yield _problem("content-changed", sentence, file=MANIFEST)


def _edition(folder: Path, manifest: Mapping[str, Any]) -> Edition:
    """The rules of the release, from its own definitions, code lists and grades: never from those of this program."""
    home = folder / "definitions" / manifest["standard"]
    try:
        if not all((home.parent / part).is_dir() for part in SHARED):
            raise UsageError("The lists that the definitions share are not there.")
        return load_standard(str(home)).edition(manifest["year"])
    except OpenWRESError:
        sentence = "The definitions of the release cannot be read."
        raise Damaged(
            _problem("definitions-unreadable", sentence, file=f"definitions/{manifest['standard']}")
        ) from None


def _check_lock(folder: Path, manifest: Mapping[str, Any], edition: Edition) -> Iterator[Problem]:
    """The definitions are those that the lock names."""
    name = "definitions/standards.lock"
    try:
        locked = json.loads((folder / name).read_text(encoding="utf-8"))["indicators"]
        digests = {indicator: rule["digest"] for indicator, rule in locked.items()}
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        yield _problem("lock-unreadable", "The lock of the definitions cannot be read.", file=name)
        return
    for indicator in edition.indicators:
        if digests.pop(indicator.name, "") != indicator.digest:
            sentence = f"The rule of indicator {indicator.name} for {edition.label} is not the one that the lock names."
            yield _problem("definition-changed", sentence, file=f"definitions/{manifest['standard']}/{indicator.file}")
    for left in sorted(digests):
        yield _problem(
            "definition-changed", f"The lock names indicator {left}, which the definitions do not have.", file=name
        )


def _table(folder: Path, name: str, schema: Mapping[str, type[pl.DataType]]) -> pl.DataFrame:
    file = f"{name}.parquet"
    try:
        found = pl.read_parquet(folder / file)
        return found.select([pl.col(column).cast(kind) for column, kind in schema.items()])
    except (OSError, pl.exceptions.PolarsError):
        raise Damaged(_problem("table-unreadable", "The table cannot be read.", file=file)) from None


def _check_tables(
    folder: Path, counts: pl.DataFrame, figures: pl.DataFrame, manifest: Mapping[str, Any]
) -> Iterator[Problem]:
    """Keys stand once, hidden rows hold no number, and the tables for people are those for machines."""
    for name, table, key in (("counts", counts, COUNT_KEY), ("figures", figures, FIGURE_KEY)):
        if table.select(key).is_duplicated().any():
            yield _problem("key-twice", "A row stands twice.", file=f"{name}.parquet")
        if set(table["year"]) - {manifest["year"]} or set(table["standard"]) - {manifest["standard"]}:
            sentence = "The table has rows of another standard or year than the manifest says."
            yield _problem("other-release", sentence, file=f"{name}.parquet")
        hidden = table.filter(pl.col("state") == str(State.SUPPRESSED))
        numbers = ["count", "value", "base"] if name == "counts" else ["value", "lower", "upper"]
        if hidden.select(pl.any_horizontal(pl.col(numbers).is_not_null()).any()).item():
            yield _problem("hidden-number", "A row that is hidden holds a number.", _ASK, f"{name}.parquet")
        yield from _check_text(folder, name, table)
    yield from _check_json(folder, figures)


def _check_json(folder: Path, figures: pl.DataFrame) -> Iterator[Problem]:
    """The JSON document, where there is one, holds the same figures."""
    file = "figures.json"
    if not (folder / file).is_file():
        return
    try:
        same = json.loads((folder / file).read_text(encoding="utf-8"))["figures"] == json.loads(figures.write_json())
    except (OSError, ValueError, KeyError, TypeError):
        same = False
    if not same:
        yield _problem("tables-differ", "It does not hold the same rows as figures.parquet.", file=file)


def _check_text(folder: Path, name: str, table: pl.DataFrame) -> Iterator[Problem]:
    """The CSV file holds the same rows; text in it that would be a formula has an apostrophe in front."""
    file, texts = f"{name}.csv", pl.col(pl.String)
    try:
        found = pl.read_csv(folder / file, schema_overrides=dict(table.schema)).select(table.columns)
        found = found.with_columns(texts.fill_null("").str.replace(r"^'([=+\-@\t\r])", "${1}"))
        same = found.equals(table.with_columns(texts.fill_null("")), null_equal=True)
    except (OSError, pl.exceptions.PolarsError):
        same = False
    if not same:
        yield _problem("tables-differ", f"It does not hold the same rows as {name}.parquet.", file=file)


def _members(folder: Path) -> pl.DataFrame:
    file = "register/members.csv"
    try:
        return pl.read_csv(folder / file, infer_schema=False).select("organisation", "area_type", "area")
    except (OSError, pl.exceptions.PolarsError):
        raise Damaged(_problem("register-unreadable", "Who belongs where cannot be read.", file=file)) from None


def _uncovered(folder: Path) -> frozenset[tuple[str, str, str, str]]:
    """Where the release says that more had an event than could have it; releases of before that was said have no such file."""
    file = "register/uncovered.csv"
    if not (folder / file).is_file():
        return frozenset()
    try:
        found = pl.read_csv(folder / file, infer_schema=False).select("area_type", "area", "event", "population")
        return frozenset((row[0], row[1], row[2], row[3]) for row in found.iter_rows())
    except (OSError, pl.exceptions.PolarsError):
        raise Damaged(_problem("register-unreadable", "Its register cannot be read.", file=file)) from None


def _knowledge(folder: Path, manifest: Mapping[str, Any]) -> Knowledge:
    """What the release's own policy tells an attacker, and how wide it wants ranges to be."""
    import yaml

    file = f"definitions/policies/{manifest['policy']}.yaml"
    try:
        policy = yaml.safe_load((folder / file).read_text(encoding="utf-8"))
        few = policy.get("few_events", {})
        merges: dict[str, dict[str, tuple[str, ...]]] = {}
        for one in policy.get("merge", ()):
            merges.setdefault(one["breakdown"], {})[one["into"]] = tuple(str(row) for row in one["rows"])
        spans = {few["pooled"]: int(few["years"])} if "pooled" in few else {}
        rounding = (
            Rounding(int(said["base"]) - 1, tuple(said.get("exact", ()))) if (said := policy.get("rounding")) else None
        )
        return Knowledge(int(policy["width"]), merges, spans, rounding)
    except (OSError, ValueError, KeyError, TypeError, AttributeError, yaml.YAMLError):
        raise Damaged(_problem("policy-unreadable", "The policy of the release cannot be read.", file=file)) from None


def _earlier(folder: Path, manifest: Mapping[str, Any], problems: list[Problem]) -> Iterator[pl.DataFrame]:
    """The counts of the releases that protection knew; a problem for each that is not there as it was."""
    for one in manifest.get("earlier", ()):
        name, home = one["release"], folder.parent / one["release"]
        sums = home / CHECKSUMS
        if not sums.is_file():
            sentence = f"{name}, which the release rests on, is not there; it cannot be attacked together with it."
            problems.append(_problem("earlier-missing", sentence, "Put that release beside this one.", MANIFEST))
        elif hashlib.sha256(sums.read_bytes()).hexdigest() != one["sha256"] or any(_check_files(home)):
            sentence = f"{name} is not as it was when this release was made."
            problems.append(_problem("earlier-changed", sentence, file=MANIFEST))
        else:
            yield _table(home, "counts", COUNT_SCHEMA)


def _roundings(folder: Path, manifest: Mapping[str, Any]) -> Iterator[Rounding | None]:
    """How each of the earlier releases rounded, by its own policy."""
    for one in manifest.get("earlier", ()):
        home = folder.parent / one["release"]
        yield _knowledge(home, _manifest(home)).rounding


def _hidden(counts: pl.DataFrame) -> pl.DataFrame:
    return counts.filter(pl.col("state") == str(State.SUPPRESSED))


def _attack_problems(found: Attacked, edition: Edition) -> Iterator[Problem]:
    """Hidden counts that are not hidden, and numbers that cannot be together. A range is never said: it would tell."""
    exposed = found.ranges.filter("exposed").sort("known", descending=True, maintain_order=True)
    sentences = [f"{_named(row, edition)} is hidden, and what is published leaves too few values for it." for row in exposed.iter_rows(named=True)]  # fmt: skip
    for sentence in _some(sentences):
        yield _problem(
            "count-exposed", sentence, "Hide more beside it, and do not publish this release.", "counts.parquet"
        )
    for sentence in _some([f"{said}." for said in found.contradictions]):
        yield _problem("numbers-contradict", sentence, _ASK, "figures.parquet")


def _named(row: Mapping[str, Any], edition: Edition) -> str:
    group = edition.group_label(row["classification"], row["group"])
    words = row["area"], f"indicator {row['indicator']}" if row["indicator"] else "", row["item"], row["basis"], row["category"], group  # fmt: skip
    return ", ".join(word for word in words if word)


def _some(sentences: Sequence[str]) -> list[str]:
    """The first ones, and one that counts the rest where there are very many."""
    more = len(sentences) - _SHOWN
    return [*sentences[:_SHOWN], *([f"{more:,} more of the same kind."] if more > 0 else [])]


def _digest_problems(folder: Path, found: Attacked) -> Iterator[Problem]:
    for key in guessed(found.ranges, _digests(folder)):
        what = ", ".join(str(word) for word in key.values() if word != "") or "a number alone"
        sentence = f"A published digest is that of a count ({what}); it is found by trying."
        yield _problem("digest-of-count", sentence, _ASK)


def _digests(folder: Path) -> set[str]:
    """Everything in the folder that looks like a digest."""
    found: set[str] = set()
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            texts: Iterable[str] = (
                _texts_of(path) if path.suffix == ".parquet" else [path.read_bytes().decode("utf-8", "ignore")]
            )
            for text in texts:
                found.update(_DIGEST.findall(text.lower()))
    return found


def _texts_of(path: Path) -> Iterator[str]:
    """The texts of a Parquet table, and its metadata."""
    table = pl.read_parquet(path)
    for name in (name for name, kind in table.schema.items() if kind == pl.String):
        yield " ".join(table[name].drop_nulls().unique().to_list())
    yield json.dumps(pl.read_parquet_metadata(path))
