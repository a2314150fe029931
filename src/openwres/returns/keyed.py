"""Returns from a CSV file of named cells: `organisation, year, field, cell`, the fields named as in `keys`.

Workbooks and files of tallies are read elsewhere.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import polars as pl

from openwres.contracts.codes import ORGANISATION_CODE
from openwres.contracts.exceptions import InputError
from openwres.contracts.problems import Problem, Severity
from openwres.contracts.tables import TALLY_SCHEMA, Source, State
from openwres.returns.cells import read_cells, whole_number
from openwres.returns.keys import FigureKey, Keys, TallyKey, keys_of
from openwres.returns.model import PLACES_SCHEMA, TYPED_SCHEMA, ReturnVersion
from openwres.returns.sheets import letter
from openwres.standards.model import YES_NO, Edition

COLUMNS = ("organisation", "year", "field", "cell")
DETAILS = ("snapshot", "survey", "completeness")
"""Fields that are no counts: the label of the snapshot, the year of the survey, what is said about completeness."""

NOT_WHOLE, UNREADABLE = "not_whole", "not_readable"


def is_keyed(path: Path) -> bool:
    """Whether a CSV file has named cells, by its header."""
    if path.suffix.lower() != ".csv":
        return False
    with path.open(encoding="utf-8-sig", errors="replace") as file:
        header = [name.strip().strip('"').lower() for name in file.readline().split(",")]
    return {"field", "cell"} <= set(header)


def read_keyed(path: Path, edition: Edition) -> tuple[list[ReturnVersion], list[Problem]]:
    """The returns of the edition's year in a file, in order of organisation, and the fields that nothing knows."""
    try:
        table = pl.read_csv(path, infer_schema=False, encoding="utf8-lossy")
    except pl.exceptions.PolarsError as error:
        raise InputError(f"{path.name} cannot be read: {str(error).splitlines()[0]}. Save it as CSV.") from None
    table = table.rename({name: name.strip().lower() for name in table.columns})
    absent = [name for name in COLUMNS if name not in table.columns]
    if absent:
        raise InputError(f"{path.name} has no column {absent[0]}. Named cells have the columns {', '.join(COLUMNS)}.")
    return versions_of(table, edition, path.name)


def versions_of(table: pl.DataFrame, edition: Edition, file: str = "") -> tuple[list[ReturnVersion], list[Problem]]:
    """The same from a table in memory, which may say in `sheet` and `place` where its cells come from."""
    keys = keys_of(edition)
    rows = _placed(table).filter(pl.col("year") == str(edition.year))
    rows = read_cells(rows.with_columns(pl.col("organisation").str.to_uppercase()))
    known = {*keys.spellings, *DETAILS}
    question = pl.col("field").str.contains(r"^w[^.]+\.question$")
    unknown = rows.filter(~pl.col("field").is_in(list(known)) & ~question)
    counted = _tallies(rows, keys, edition).sort("row")
    key = ["organisation", *TallyKey._fields]
    again = counted.filter(~pl.struct(key).is_first_distinct())
    counted = counted.unique(key, keep="first", maintain_order=True)
    shares = counted.filter(~pl.col("is_count")).select("organisation", "field")
    tallies = _by_organisation(counted)
    typed = _by_organisation(_typed(rows, keys).join(shares, on=["organisation", "field"], how="anti"))
    details = _by_organisation(rows.filter(pl.col("field").is_in(DETAILS) | question))
    none = rows.clear()
    versions = [
        ReturnVersion(
            edition.standard, edition.year, code,
            tallies=tallies[code].select(list(TALLY_SCHEMA)) if code in tallies else pl.DataFrame(schema=TALLY_SCHEMA),
            typed=typed[code].select(list(TYPED_SCHEMA)) if code in typed else pl.DataFrame(schema=TYPED_SCHEMA),
            places=tallies[code].select(list(PLACES_SCHEMA)) if code in tallies else pl.DataFrame(schema=PLACES_SCHEMA),
            details=dict(details.get(code, none).select("field", "cell").iter_rows()),
        )
        for code in sorted(rows["organisation"].unique())
    ]  # fmt: skip
    return versions, [*_not_codes(rows, file), *_unknown(unknown, file), *_again(again, file)]


def _placed(table: pl.DataFrame) -> pl.DataFrame:
    """The columns as text, with the row, the sheet and the place of each cell."""
    rows = table.select(pl.col(COLUMNS).cast(pl.String).fill_null("").str.strip_chars()).with_row_index("row", 2)
    if {"sheet", "place"} <= set(table.columns):
        return rows.with_columns(sheet=table["sheet"], place=table["place"])
    return rows.with_columns(
        sheet=pl.lit(""), place=pl.format("{}{}", pl.lit(letter(table.columns.index("cell"))), "row")
    )


def _by_organisation(table: pl.DataFrame) -> dict[str, pl.DataFrame]:
    return {code: own for (code,), own in table.partition_by("organisation", as_dict=True).items()}


def _unknown(rows: pl.DataFrame, file: str) -> Iterator[Problem]:
    for field, first, count in rows.group_by("field").agg(pl.col("row").min(), pl.len()).sort("row").iter_rows():
        sentence = f"No cell of a return of this standard is called `{field[:40]}`."
        remedy = "Correct the name, or leave the row out; names are such as `w2.appointed.bme`."
        yield Problem("unknown-field", Severity.BLOCK, sentence, remedy, file, "", first, "field", count)


def _not_codes(rows: pl.DataFrame, file: str) -> Iterator[Problem]:
    wrong = rows.filter(~pl.col("organisation").str.contains(f"^{ORGANISATION_CODE.pattern}$"))
    for code, first, count in wrong.group_by("organisation").agg(pl.col("row").min(), pl.len()).sort("row").iter_rows():
        sentence = f"`{code[:20]}` is not an organisation's code."
        yield Problem(
            "not-a-code", Severity.BLOCK, sentence, "Write the ODS code.", file, "", first, "organisation", count
        )


def _again(rows: pl.DataFrame, file: str) -> Iterator[Problem]:
    for code, field, sheet, place in rows.sort("row").select("organisation", "field", "sheet", "place").iter_rows():
        sentence = f"{code} gives `{field}` again, and the first is taken."
        column = place.rstrip("0123456789")
        row = int(place.removeprefix(column))
        yield Problem("duplicate-tally", Severity.BLOCK, sentence, "Keep one of them.", file, sheet, row, column, 1)


def _key_table(found: dict[str, TallyKey] | dict[str, FigureKey], fields: tuple[str, ...]) -> pl.DataFrame:
    rows = [(name, *key) for name, key in found.items()]
    return pl.DataFrame(rows, schema=dict.fromkeys(("field", *fields), pl.String), orient="row")


def _tallies(rows: pl.DataFrame, keys: Keys, edition: Edition) -> pl.DataFrame:
    """The tallies and their places: counts, scores, answers, and percentages of a survey where no count stands behind them.

    What is counted over several years stands as the total of them all.
    """
    counted = {name: key for name, key in keys.spellings.items() if isinstance(key, TallyKey)}
    events = {i.name: i.event for i in edition.indicators if i.kind == "survey_percentage"}
    percent = {
        name: TallyKey(events[key.indicator], key.breakdown, key.category, key.group, key.basis)
        for name, key in keys.spellings.items()
        if isinstance(key, FigureKey) and key.statistic == "percentage" and key.indicator in events
    }
    answers = [item.code for item in edition.items.values() if item.unit == YES_NO]
    given = [item.code for item in edition.items.values() if not item.counted]
    cells = rows.join(_key_table(counted, TallyKey._fields), on="field")
    answer = pl.col("cell").str.to_lowercase().replace_strict({"yes": 1.0, "no": 0.0}, default=pl.col("number"))
    cells = cells.with_columns(
        is_count=~pl.col("item").is_in(given),
        number=pl.when(pl.col("item").is_in(answers)).then(answer).otherwise("number"),
    )
    shares = rows.join(_key_table(percent, TallyKey._fields), on="field").with_columns(is_count=pl.lit(False))
    key = ["organisation", *TallyKey._fields]
    return _as_tallies(pl.concat([cells, shares.join(cells, on=key, how="anti")]), edition)


def _as_tallies(cells: pl.DataFrame, edition: Edition) -> pl.DataFrame:
    value = (
        pl.when("is_count")
        .then(whole_number() & pl.col("number").is_not_null())
        .otherwise(pl.col("number").is_not_null())
    )
    state = (
        pl.when(value).then(pl.lit(str(State.VALUE))).when("hidden").then(pl.lit(str(State.SUPPRESSED)))
        .otherwise(pl.lit(str(State.MISSING)))
    )  # fmt: skip
    reason = (
        pl.when(value).then(pl.lit("")).when("hidden").then(pl.lit("hidden_in_source")).when("blank").then(pl.lit("blank"))
        .when(pl.col("number").is_null()).then(pl.lit(UNREADABLE)).otherwise(pl.lit(NOT_WHOLE))
    )  # fmt: skip
    return cells.with_columns(
        standard=pl.lit(edition.standard), year=pl.lit(edition.year, pl.Int32), classification=pl.lit(edition.main),
        count=pl.when(value & pl.col("is_count")).then("number").cast(pl.Int64),
        value=pl.when(value & ~pl.col("is_count")).then("number"), base=pl.lit(None, pl.Int64),
        state=state, reason=reason, source=pl.lit(str(Source.VERIFIED)),
    )  # fmt: skip


def _typed(rows: pl.DataFrame, keys: Keys) -> pl.DataFrame:
    """Figures as they were typed."""
    figures = {name: key for name, key in keys.spellings.items() if isinstance(key, FigureKey)}
    found = rows.join(_key_table(figures, FigureKey._fields), on="field")
    return found.with_columns(
        year=pl.col("year").cast(pl.Int32), classification=pl.lit("")
    ).filter(~pl.col("blank"))  # fmt: skip
