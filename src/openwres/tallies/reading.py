"""Tallies from files: a CSV, a Parquet file or a store, checked row by row against the standard's own words."""

from __future__ import annotations

import csv
import hashlib
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import polars as pl

from openwres.contracts.codes import ORGANISATION_CODE
from openwres.contracts.exceptions import InputError
from openwres.contracts.problems import Problem, Severity
from openwres.contracts.tables import TALLY_KEY, TALLY_SCHEMA, Source, State
from openwres.standards.model import SCORE, YES_NO, Edition, Item
from openwres.standards.tree import suggestion

_NEEDED = ("year", "organisation", "item", "group")
_NUMBERS = {"year": pl.Int32, "count": pl.Int64, "value": pl.Float64, "base": pl.Int64}
_ROW = "row"
_BETWEEN = "\x1f"


def is_tally_file(path: Path) -> bool:
    """Whether the header of a CSV or Parquet file is that of tallies and not of an extract."""
    try:
        names = pl.read_parquet_schema(path) if path.suffix.lower() == ".parquet" else _header(path)
    except (pl.exceptions.PolarsError, OSError):
        return False
    return {"item", "group", "organisation"} <= {name.strip().lower() for name in names}


def _header(path: Path) -> list[str]:
    with path.open(encoding="utf-8-sig", errors="replace", newline="") as file:
        return next(csv.reader(file), [])


def file_report(path: Path) -> dict[str, Any]:
    """What was read, for the log of the run."""
    with path.open("rb") as file:
        return {
            "file": path.name,
            "sha256": hashlib.file_digest(file, "sha256").hexdigest(),
            "tables": [{"kind": "tallies"}],
        }


def read_tallies(path: Path, edition: Edition) -> tuple[pl.DataFrame, list[Problem]]:
    """The tallies of the edition's year and of the year before it, with a column `row` that says where each stands.

    Every problem is returned; a row that has one is left out.
    """
    doubled = _doubled(path)
    if doubled:
        return _empty(), [
            Problem(
                "column-twice",
                Severity.BLOCK,
                f"Two columns are called `{name}`.",
                "Rename or delete one of them.",
                path.name,
                row=1,
                column=name,
            )
            for name in doubled
        ]
    text, too_long = _as_text(path)
    absent = [name for name in _NEEDED if name not in text.columns] + (
        [] if {"count", "value"} & set(text.columns) else ["count"]
    )
    if absent:
        return _empty(), [_missing(path.name, name) for name in absent]
    kept, problems = _Reading(path.name, edition).run(_with_defaults(text, edition))
    return kept, [*(_broken(path.name, row) for row in too_long), *problems]


def check_tally_rows(table: pl.DataFrame, edition: Edition) -> tuple[pl.DataFrame, list[Problem]]:
    """The same of a table that is in memory and has the columns of tallies: rows of the year and the year before."""
    absent = [name for name in TALLY_SCHEMA if name not in table.columns]
    if absent:
        return _empty().drop(_ROW), [_missing("", name) for name in absent]
    kept, problems = _Reading("", edition).run(_numbered(table.cast(pl.String)))
    return kept.drop(_ROW), problems


def _doubled(path: Path) -> list[str]:
    """Names that two columns of a CSV file share, but for case and spaces."""
    names = [] if path.suffix.lower() == ".parquet" else [name.strip().lower() for name in _header(path)]
    return sorted({name for name in names if name and names.count(name) > 1})


def _as_text(path: Path) -> tuple[pl.DataFrame, list[int]]:
    """Every cell as text, without the rows of a CSV file that have more cells than its header, and where those stand."""
    try:
        if path.suffix.lower() == ".parquet":
            return _numbered(_lower(pl.read_parquet(path).cast(pl.String))), []
        return _of_csv(path)
    except pl.exceptions.PolarsError as error:
        said = str(error).splitlines()[0]
        raise InputError(
            f"{path.name} cannot be read as a table of tallies: {said}. Save it as CSV with a header."
        ) from None


def _of_csv(path: Path) -> tuple[pl.DataFrame, list[int]]:
    try:
        return _numbered(_lower(pl.read_csv(path, infer_schema=False, encoding="utf8-lossy"))), []
    except pl.exceptions.ComputeError:  # one row too long stops the reader before it has said which
        frame = pl.read_csv(path, infer_schema=False, encoding="utf8-lossy", truncate_ragged_lines=True)
    too_long = _too_long(path)
    return _numbered(_lower(frame)).filter(~pl.col(_ROW).is_in(too_long)), too_long


def _lower(frame: pl.DataFrame) -> pl.DataFrame:
    return frame.rename({name: name.strip().lower() for name in frame.columns})


def _too_long(path: Path) -> list[int]:
    """The rows of a CSV file with something beyond the last cell of its header, which is row 1."""
    with path.open(encoding="utf-8-sig", errors="replace", newline="") as file:
        rows = csv.reader(file)
        width = len(next(rows, []))
        return [number for number, row in enumerate(rows, 2) if any(cell.strip() for cell in row[width:])]


def _broken(file: str, row: int) -> Problem:
    return Problem(
        "broken-row",
        Severity.BLOCK,
        "A row has more cells than the header.",
        "Look for a comma or a quotation mark inside a cell, and export the file again.",
        file,
        row=row,
    )


def _numbered(text: pl.DataFrame) -> pl.DataFrame:
    """Cells without blanks around, and the row of each in a file whose header is row 1."""
    rows = text.drop(_ROW, strict=False).with_row_index(_ROW, 2).with_columns(pl.col(_ROW).cast(pl.Int64))
    return rows.with_columns(pl.exclude(_ROW).str.strip_chars().fill_null(""))


def _with_defaults(text: pl.DataFrame, edition: Edition) -> pl.DataFrame:
    defaults = {
        "standard": edition.standard,
        "classification": edition.main,
        "state": str(State.VALUE),
        "source": str(Source.VERIFIED),
    }
    absent = {name: pl.lit(defaults.get(name, "")) for name in TALLY_SCHEMA if name not in text.columns}
    filled = text.with_columns(**absent)
    return filled.with_columns(
        pl.col("organisation").str.to_uppercase(),
        *(
            pl.when(pl.col(name) == "").then(pl.lit(value)).otherwise(pl.col(name)).alias(name)
            for name, value in defaults.items()
        ),
    )


def _empty() -> pl.DataFrame:
    return pl.DataFrame(schema={**TALLY_SCHEMA, _ROW: pl.Int64})


def _missing(file: str, name: str) -> Problem:
    return Problem(
        "missing-column",
        Severity.BLOCK,
        f"The column {name} is missing.",
        f"Add it; tallies have the columns {', '.join(TALLY_SCHEMA)}.",
        file,
        row=1,
        column=name,
    )


@dataclass
class _Reading:
    """One reading of a file of tallies."""

    file: str
    edition: Edition

    def run(self, text: pl.DataFrame) -> tuple[pl.DataFrame, list[Problem]]:
        self.problems: list[Problem] = []
        self.wrong: set[int] = set()
        text = self._answers(text)
        self._numbers(text)
        typed = text.with_columns(
            pl.col(name).str.replace_all(",", "").cast(kind, strict=False) for name, kind in _NUMBERS.items()
        )
        other = typed.filter(pl.col("standard") != self.edition.standard)
        typed = typed.filter(
            pl.col("standard") == self.edition.standard,
            pl.col("year").is_between(self.edition.year - 1, self.edition.year),
        )
        if typed.is_empty() and not self.problems:
            self._nothing(text, other)
        self._words(typed)
        self._values(typed)
        self._repeats(typed)
        kept = typed.filter(~pl.col(_ROW).is_in(sorted(self.wrong)))
        return kept.select([pl.col(name).cast(kind) for name, kind in TALLY_SCHEMA.items()] + [_ROW]).sort(
            TALLY_KEY
        ), self.problems

    def _answers(self, text: pl.DataFrame) -> pl.DataFrame:
        """Yes and no as the numbers that stand for them, of items that are answered so."""
        items = [item.code for item in self.edition.items.values() if item.unit == YES_NO]
        said = pl.col("value").str.to_lowercase().replace({"yes": "1", "no": "0"})
        return text.with_columns(value=pl.when(pl.col("item").is_in(items)).then(said).otherwise("value"))

    def _nothing(self, text: pl.DataFrame, other: pl.DataFrame) -> None:
        years = ", ".join(sorted({y for y in text["year"].to_list() if y}))
        sentence = f"The file holds nothing of {self.edition.label}; its years are {years or 'none'}."
        self.problems.append(
            Problem(
                "nothing-to-read",
                Severity.BLOCK,
                sentence,
                "Ask for one of its years with --year, and for its standard with --standard.",
                self.file,
                row=int(other[_ROW][0]) if len(other) else None,
            )
        )

    def _add(self, rows: pl.DataFrame, column: str, problem_id: str, said: str, remedy: str | Sequence[str]) -> None:
        """One problem for each distinct value (`{}`) of a column in the rows that are wrong; a remedy may be options."""
        found = rows.group_by(column).agg(pl.col(_ROW).min(), pl.len().alias("n")).sort(_ROW)
        for value, first, count in found.iter_rows():
            todo = remedy if isinstance(remedy, str) else suggestion(str(value), remedy)
            self.problems.append(
                Problem(problem_id, Severity.BLOCK, said.format(value), todo, self.file, "", first, column, count)
            )
        self.wrong |= set(rows[_ROW].to_list())

    def _numbers(self, text: pl.DataFrame) -> None:
        for name, kind in _NUMBERS.items():
            form = r"^-?(\d{1,3}(,\d{3})+|\d+)?(\.\d+)?$" if kind == pl.Float64 else r"^-?(\d{1,3}(,\d{3})+|\d+)$"
            bad = text.filter(pl.col(name) != "", ~pl.col(name).str.contains(form))
            what = "a number" if kind == pl.Float64 else "a whole number"
            remedy = "Write digits only; counts are people or applications, not FTE."
            self._add(bad, name, "not-readable", "`{}` in " + name + f" is not {what}.", remedy)

    def _words(self, typed: pl.DataFrame) -> None:
        e = self.edition
        self._known(typed, "item", list(e.items))
        self._known(typed, "classification", list(e.classifications))
        self._known(typed, "breakdown", ["", *e.breakdowns])
        self._known(typed, "state", [str(state) for state in State])
        self._known(typed, "source", [str(source) for source in Source])
        bad = typed.filter(~pl.col("organisation").str.contains(f"^{ORGANISATION_CODE.pattern}$"))
        self._add(bad, "organisation", "not-a-code", "`{}` is not an organisation's code.", "Write the ODS code.")
        for column, other, options in self._pairs():
            if len(typed.filter(~_joined(column, other).is_in(_joined_options(options)))):
                for value, known in options.items():
                    self._known(typed.filter(pl.col(column) == value), other, known)

    def _pairs(self) -> Iterator[tuple[str, str, dict[str, list[str]]]]:
        """Two columns, and what the second may hold beside each value of the first."""
        e = self.edition
        groups = {name: [*classification.groups, "all"] for name, classification in e.classifications.items()}
        yield "classification", "group", groups
        yield "breakdown", "category", {**{name: list(b.categories) for name, b in e.breakdowns.items()}, "": [""]}
        yield "item", "basis", {name: list(item.bases) for name, item in e.items.items()}

    def _known(self, typed: pl.DataFrame, column: str, options: list[str]) -> None:
        unknown = typed.filter(~pl.col(column).is_in(options))
        said = "`{}` is not known as " + column + "."
        self._add(unknown, column, f"unknown-{column}", said, [option or "(empty)" for option in options])

    def _values(self, typed: pl.DataFrame) -> None:
        negative = typed.filter((pl.col("count") < 0) | (pl.col("base") < 0))
        remedy = "Write how many there are; none is 0."
        self._add(negative, "count", "impossible-count", "A count of {} is impossible.", remedy)
        if len(typed.filter(self._beyond())):
            for item in self.edition.items.values():
                self._range(typed.filter(pl.col("item") == item.code), item)
        empty = typed.filter(pl.col("state") == str(State.VALUE), pl.col("count").is_null(), pl.col("value").is_null())
        empty = empty.filter(~pl.col(_ROW).is_in(sorted(self.wrong)))
        said = "The row says it has a value, and count and value are empty."
        remedy = "Fill in the count, or write the state: missing, suppressed, not_collected."
        self._add(empty, "state", "value-missing", said, remedy)

    def _beyond(self) -> pl.Expr:
        """Whether a row may hold a value that cannot be, or a count of what is not counted; `_range` tells which."""
        low, high = (
            pl.col("item").replace_strict(
                {item.code: float(item.range[end]) for item in self.edition.items.values()},
                default=None,
                return_dtype=pl.Float64,
            )
            for end in (0, 1)
        )
        answers = [item.code for item in self.edition.items.values() if item.unit == YES_NO]
        uncounted = [item.code for item in self.edition.items.values() if not item.counted]
        inside = pl.col("value").is_between(low, high) & ~pl.col("item").is_in(answers)
        return (pl.col("value").is_not_null() & ~inside) | (
            pl.col("count").is_not_null() & pl.col("item").is_in(uncounted)
        )

    def _range(self, rows: pl.DataFrame, item: Item) -> None:
        """A percentage, a score or a yes or no that cannot be, and counts of what is not counted."""
        low, high = item.range
        inside = pl.col("value").is_in(item.range) if item.unit == YES_NO else pl.col("value").is_between(low, high)
        beyond = rows.filter(pl.col("value").is_not_null(), ~inside)
        if item.unit == YES_NO:
            self._add(beyond, "value", "impossible-value", "`{}` is neither yes nor no.", "Write yes or no.")
        else:
            problem_id, what = (
                ("impossible-value", "score") if item.unit == SCORE else ("impossible-percentage", "percentage")
            )
            remedy = f"Write a number from {low:g} to {high:g}."
            self._add(beyond, "value", problem_id, f"A {what} of " + "{} is impossible.", remedy)
        if not item.counted:
            counted = rows.filter(pl.col("count").is_not_null())
            said = f"`{item.code}` is a {item.unit} and not a count; " + "{} stands as its count."
            self._add(counted, "count", "impossible-count", said, "Write it in the column value.")

    def _repeats(self, typed: pl.DataFrame) -> None:
        repeated = typed.filter(pl.struct(*TALLY_KEY, "source").is_first_distinct().not_())
        if len(repeated):
            first, count = int(repeated[_ROW][0]), len(repeated)
            sentence = (
                f"{count:,} rows give again what an earlier row gives."
                if count > 1
                else "The row gives again what an earlier row gives."
            )
            self.problems.append(
                Problem(
                    "duplicate-tally",
                    Severity.BLOCK,
                    sentence,
                    "Keep one row for each count.",
                    self.file,
                    "",
                    first,
                    "item",
                    count,
                )
            )
            self.wrong |= set(repeated[_ROW].to_list())


def _joined(column: str, other: str) -> pl.Expr:
    """Two columns as one, which has a value of its own for each pair."""
    return pl.concat_str(column, other, separator=_BETWEEN)


def _joined_options(options: dict[str, list[str]]) -> list[str]:
    return [f"{value}{_BETWEEN}{option}" for value, known in options.items() for option in known]


def read_history(folder: Path, edition: Edition, organisations: Collection[str]) -> pl.DataFrame:
    """Tallies that these organisations had in the year before; InputError where the history holds nothing of that year.

    From a store, from an earlier result folder or from one file.
    """
    if folder.is_file():
        files = [folder]
    else:
        stored = sorted((folder / "tallies" / edition.standard / str(edition.year - 1)).glob("*.parquet"))
        files = stored or [path for path in (folder / "tallies.parquet", folder / "tallies.csv") if path.is_file()][:1]
    if not files:
        places = f"tallies/{edition.standard}/{edition.year - 1}/*.parquet nor tallies.parquet nor tallies.csv"
        raise InputError(
            f"There is no history in {folder.name}: neither {places} is there. "
            "Name last year's result folder or a store with --history."
        )
    frames = [pl.DataFrame(schema=TALLY_SCHEMA)]
    # A store's files carry the names of their organisations: the others need not be read.
    for path in [path for path in files if path.stem in organisations] or files:
        frame, problems = read_tallies(path, edition)
        wrong = [p for p in problems if p.id != "nothing-to-read"]
        if wrong:
            raise InputError(
                f"The history cannot be used: {wrong[0].place}: {wrong[0].sentence} {wrong[0].remedy}", wrong
            )
        frames.append(frame.drop(_ROW))
    found = pl.concat(frames).filter(pl.col("year") == edition.year - 1).sort(TALLY_KEY)
    if found.is_empty():
        wanted = f"{edition.standard.upper()} {edition.year - 1}"
        raise InputError(f"The history in {folder.name} holds nothing of {wanted}. Name the results of that year.")
    return found.filter(pl.col("organisation").is_in(list(organisations)))
