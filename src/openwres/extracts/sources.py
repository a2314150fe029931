"""From what the user names to the tables in it: which organisation, which file, which sheet, which kind."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from openwres.contracts.codes import ORGANISATION_CODE
from openwres.contracts.problems import Problem, Severity
from openwres.extracts.kinds import Kind
from openwres.files.delimited import GLOB, UnreadableFileError, prepare
from openwres.files.workbooks import sheets
from openwres.standards.codes import normalised

RESULTS = "run.json"  # what only a folder of results holds
NOT_READ = (".xls", ".xlsm", ".xlsb", ".ods", ".json", ".pdf", ".docx")
SUFFIXES = (".csv", ".txt", ".tsv", ".xlsx", ".parquet")


@dataclass(frozen=True)
class Source:
    """One table of one file: what it is called in problems, where the engine reads it, and its header."""

    file: str
    sheet: str
    organisation: str
    path: Path
    delimiter: str
    header: tuple[str, ...]
    encoding: str
    header_row: int = 1
    alone: bool = True

    @property
    def parquet(self) -> bool:
        return self.path.suffix.lower() == ".parquet"


def find_files(given: Path, organisation: str | None) -> list[tuple[str, Path]]:
    """Organisation and path of every extract file: of one file, a folder, or a folder of folders.

    A folder of folders is many organisations, each folder named by its code; an empty code means that the
    file itself must say.
    """
    if given.is_file():
        return [(organisation or "", given)]
    files = [(organisation or _as_code(given.name), path) for path in _extracts(given)]
    for folder in sorted(path for path in given.iterdir() if path.is_dir() and not path.name.startswith(".")):
        if _as_code(folder.name) and not (folder / RESULTS).exists():
            files += [(folder.name, path) for path in _extracts(folder)]
    return files


def _as_code(name: str) -> str:
    """A folder's name where it looks like an organisation's code: short, with a capital and no small letter."""
    return name if ORGANISATION_CODE.fullmatch(name) and len(name) <= 6 and not name.isdigit() else ""


def _extracts(folder: Path) -> list[Path]:
    paths = (path for path in folder.iterdir() if path.is_file() and path.suffix.lower() in SUFFIXES)
    return sorted(path for path in paths if not path.name.startswith((".", "~$")))


def not_read(given: Path) -> list[Problem]:
    """A note on each file that looks like an extract and is of a kind that is not read."""
    paths = sorted(given.iterdir()) if given.is_dir() else [given]
    return [
        Problem(
            "not-read",
            Severity.NOTE,
            f"Files that end in {path.suffix} are not read.",
            "Save it as XLSX or CSV.",
            path.name,
        )
        for path in paths
        if path.suffix.lower() in NOT_READ and not path.name.startswith((".", "~$"))
    ]


def open_sources(
    organisation: str, path: Path, label: str, scratch: Path, columns_of: Callable[[Path], list[str]]
) -> Iterator[Source]:
    """Every table in a file; raises UnreadableFileError where it cannot be read as what its name says."""
    suffix = path.suffix.lower()
    if suffix == ".parquet":
        if GLOB & set(str(path)):
            path = Path(shutil.copy(path, scratch / f"{len(list(scratch.iterdir()))}-copy.parquet"))
        yield Source(label, "", organisation, path, "", tuple(columns_of(path)), "parquet")
    elif suffix == ".xlsx":
        found = sheets(path, scratch)
        for name, csv_path, skipped in found:
            ready = prepare(csv_path, scratch)
            row = ready.header_row + skipped
            yield Source(
                label, name, organisation, ready.path, ready.delimiter, ready.header, "workbook", row, len(found) == 1
            )
    else:
        ready = prepare(path, scratch)
        yield Source(
            label, "", organisation, ready.path, ready.delimiter, ready.header, ready.encoding, ready.header_row
        )


@dataclass(frozen=True)
class Asked:
    """What a run looks for: the kinds with their columns, names that the standard adds, the questions of the year."""

    kinds: Mapping[str, Kind]
    names: Mapping[str, Mapping[str, tuple[str, ...]]]
    questions: frozenset[str]


def kind_of(source: Source, asked: Asked) -> Kind | None:
    """The kind of a table: as its sheet or file is called where it fits, else the one kind whose columns fit.

    Where no kind fits, the name decides what is missing; of several sheets one may be notes, so there it only decides
    for a sheet with columns of that kind.
    """
    header = [normalised(column) for column in source.header]
    fits = {name: _fit(kind, header, asked) for name, kind in asked.kinds.items()}
    by_sheet, by_file = (_by_name(normalised(name), asked.kinds) for name in (source.sheet, Path(source.file).stem))
    named = by_sheet or by_file
    if named and fits[named.name]:
        return named
    best = max(fits.values())
    winners = [name for name, fit in fits.items() if fit == best]
    if best and len(winners) == 1:
        return asked.kinds[winners[0]]
    if named and (by_sheet or source.alone or _matched(named, set(header), asked)):
        return named
    return None


def _by_name(name: str, known: Mapping[str, Kind]) -> Kind | None:
    found = [(len(stem), kind) for kind in known.values() for stem in kind.stems if f"{name} ".startswith(f"{stem} ")]
    return max(found, key=lambda pair: pair[0])[1] if found else None


def _matched(kind: Kind, names: set[str], asked: Asked) -> set[str]:
    """The columns of the kind that are there."""
    extra = asked.names.get(kind.name, {})
    return {c.name for c in kind.columns.values() if names & {*c.names, *map(normalised, extra.get(c.name, ()))}}


def _fit(kind: Kind, header: list[str], asked: Asked) -> int:
    """How many columns of the kind are there, or 0 where one that it cannot do without is not."""
    matched = _matched(kind, set(header), asked)
    if kind.name == "survey":
        answers = sum(1 for name in header if name.split(" ")[0] in asked.questions)
        return len(matched) + answers if answers or {"question", "group", "percentage"} <= matched else 0
    required = {c.name for c in kind.columns.values() if c.required}
    return len(matched) if required <= matched and all(set(needs) & matched for needs in kind.needs) else 0


def unreadable(error: UnreadableFileError, label: str) -> Problem:
    """The problem of a file that cannot be read."""
    return Problem("unreadable-file", Severity.BLOCK, str(error), error.remedy, file=label)
