"""Returns from a CSV file of named cells: `organisation, year, field, cell`, the fields named as in `keys`.

Workbooks and files of tallies are read elsewhere.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

import polars as pl

from openwres.contracts.codes import ORGANISATION_CODE
from openwres.contracts.exceptions import InputError
from openwres.contracts.problems import Problem, Severity
from openwres.contracts.tables import TALLY_SCHEMA, Source, State
from openwres.files.guard import unguarded_column
from openwres.returns.celltext import ANSWER, BASE, COUNT, VALUE, Wanted, problem_at, read_typed, say, told_of
from openwres.returns.details import DETAILS, NAME, OF_INDICATOR
from openwres.returns.keys import FigureKey, Keys, TallyKey, keys_of
from openwres.returns.model import PLACES_SCHEMA, TYPED_SCHEMA, ReturnVersion
from openwres.returns.sheets import letter
from openwres.standards.model import YES_NO, Edition, Item

COLUMNS = ("organisation", "year", "field", "cell")
LABELS = ("snapshot", "survey", "completeness")
"""Fields that say what the counts are of: the label of the snapshot, the year of the survey, what is incomplete."""

WORDS = frozenset((*LABELS, NAME, *(detail.key for detail in DETAILS)))
BASE_WORD = "-base"
_CELL = (*TallyKey._fields, "source")


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
    return versions_of(table.with_columns(unguarded_column("cell")), edition, path.name)


def versions_of(table: pl.DataFrame, edition: Edition, file: str = "") -> tuple[list[ReturnVersion], list[Problem]]:
    """The same from a table in memory. It may say in `source` what was pre-filled, in `sheet` and `place` where cells stand."""
    keys = keys_of(edition)
    rows = _placed(table).filter(pl.col("year") == str(edition.year))
    rows = rows.with_columns(pl.col("organisation").str.to_uppercase())
    known = pl.col("field").is_in(list(keys.spellings))
    of_indicator = pl.col("field").str.contains(OF_INDICATOR)
    bases = rows.filter(~known).with_columns(
        field=pl.col("field").str.replace(BASE_WORD, "", literal=True), base_field="field"
    )
    bases = bases.filter(known, pl.col("field") != pl.col("base_field"))
    words = pl.col("field").is_in(list(WORDS)) | of_indicator
    unknown = rows.filter(~known & ~words & ~pl.col("field").is_in(bases["base_field"].to_list()))
    counted, problems = _tallies(rows, bases, keys, edition, file)
    figures = _typed(rows, keys).join(
        counted.filter("gives", ~pl.col("is_count")), on=["organisation", "field"], how="anti"
    )
    versions = _versions(rows, counted, figures, rows.filter(words), edition)
    return versions, [*_not_codes(rows, file), *_unknown(unknown, file), *problems]


def _versions(
    rows: pl.DataFrame, counted: pl.DataFrame, figures: pl.DataFrame, words: pl.DataFrame, edition: Edition
) -> list[ReturnVersion]:
    """A version for each organisation that any row is of."""
    before = pl.col("source") == str(Source.PREFILLED)
    given = counted.filter(~before)
    parts = [
        (_by_organisation(part), schema)
        for part, schema in (
            (given.filter("gives"), TALLY_SCHEMA), (counted.filter(before, pl.col("gives")), TALLY_SCHEMA),
            (given, PLACES_SCHEMA), (figures, TYPED_SCHEMA),
        )
    ]  # fmt: skip
    texts, none = _by_organisation(words), words.clear()
    versions = []
    for code in sorted(rows["organisation"].unique()):
        tallies, prefilled, places, typed = (
            own[code].select(list(schema)) if code in own else pl.DataFrame(schema=schema) for own, schema in parts
        )
        details = dict(texts.get(code, none).select("field", "cell").iter_rows())
        versions.append(
            ReturnVersion(
                edition.standard,
                edition.year,
                code,
                tallies,
                prefilled=prefilled,
                typed=typed,
                places=places,
                details=details,
            )
        )
    return versions


def _placed(table: pl.DataFrame) -> pl.DataFrame:
    """The columns as text, with the row, the sheet and the place of each cell."""
    rows = table.select(pl.col(COLUMNS).cast(pl.String).fill_null("").str.strip_chars()).with_row_index("row", 2)
    source = table["source"].fill_null("") if "source" in table.columns else pl.lit("")
    rows = rows.with_columns(source=source).with_columns(
        pl.when(pl.col("source") == "").then(pl.lit(str(Source.VERIFIED))).otherwise("source").alias("source")
    )
    if {"sheet", "place"} <= set(table.columns):
        return rows.with_columns(sheet=table["sheet"].fill_null(""), place=table["place"].fill_null(""))
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
    for code, field, row, sheet, place in rows.select("organisation", "field", "row", "sheet", "place").iter_rows():
        sentence = f"{code} gives `{field}` again, and the first is taken."
        at, column = _at(row, place)
        yield Problem("duplicate-tally", Severity.BLOCK, sentence, "Keep one of them.", file, sheet, at, column, 1)


def _at(row: int, place: str) -> tuple[int, str]:
    """The row and the column of a place such as D12; the row of the table where none is known."""
    column = place.rstrip("0123456789")
    return (int(place[len(column) :]) if place[len(column) :] else row), column


def _key_table(found: Mapping[str, TallyKey] | Mapping[str, FigureKey], fields: tuple[str, ...]) -> pl.DataFrame:
    rows = [(name, *key) for name, key in found.items()]
    return pl.DataFrame(rows, schema=dict.fromkeys(("field", *fields), pl.String), orient="row")


def shares_of(keys: Keys, edition: Edition) -> dict[str, TallyKey]:
    """The names of percentages of a survey, which stand for a tally where no count stands behind them."""
    surveyed = [code for code, item in edition.items.items() if item.unit == "respondent"]
    events = {i.name: i.event for i in edition.indicators if i.event in surveyed}
    return {
        name: TallyKey(events[key.indicator], key.breakdown, key.category, key.group, key.basis)
        for name, key in keys.spellings.items()
        if isinstance(key, FigureKey) and key.statistic == "percentage" and key.indicator in events
    }


def wanted_of(item: Item, share: bool) -> Wanted:
    """What the cells of an item should hold, or those of the percentages of one that is counted."""
    if item.unit == YES_NO:
        return Wanted(ANSWER)
    return (
        Wanted(COUNT)
        if item.counted and not share
        else Wanted(VALUE, True, 100.0)
        if share
        else Wanted(VALUE, False, item.range[1])
    )


def _tallies(
    rows: pl.DataFrame, bases: pl.DataFrame, keys: Keys, edition: Edition, file: str
) -> tuple[pl.DataFrame, list[Problem]]:
    """The cells of tallies with what they give and their places, one for each tally, and what is wrong with any.

    What is counted over several years stands as the total of them all.
    """
    counted = {name: key for name, key in keys.spellings.items() if isinstance(key, TallyKey)}
    cells = rows.join(_key_table(counted, TallyKey._fields), on="field").with_columns(share=pl.lit(False))
    shares = rows.join(_key_table(shares_of(keys, edition), TallyKey._fields), on="field").with_columns(
        share=pl.lit(True)
    )
    key = ["organisation", *_CELL]
    filled = cells.filter(pl.col("cell") != "")
    shares = shares.filter(pl.col("cell") != "").join(filled, on=key, how="anti")
    cells = pl.concat([cells.join(shares, on=key, how="anti"), shares]).sort("row")
    first = pl.struct(key).is_first_distinct()
    again, cells = cells.filter(~first), cells.filter(first)
    read, problems = _read(cells, bases, edition, file)
    return read, [*_again(again, file), *problems]


def _read(cells: pl.DataFrame, bases: pl.DataFrame, edition: Edition, file: str) -> tuple[pl.DataFrame, list[Problem]]:
    """What each cell says, as the tally that it gives; `gives` is false where it gives none."""
    wanted = {(code, share): wanted_of(item, share) for code, item in edition.items.items() for share in (False, True)}
    texts = cells.select("cell", "item", "share").unique().rows()
    said = [(text, item, share, say(text, wanted[item, share])) for text, item, share in texts]
    words = [(t, i, s, one.number, str(one.state or State.VALUE), one.reason, not (one.nothing or one.problem), wanted[i, s].holds == COUNT,
              bool(one.problem or one.note)) for t, i, s, one in said]  # fmt: skip
    schema = {"cell": pl.String, "item": pl.String, "share": pl.Boolean, "number": pl.Float64, "state": pl.String,
              "reason": pl.String, "gives": pl.Boolean, "is_count": pl.Boolean, "told": pl.Boolean}  # fmt: skip
    read = cells.join(
        pl.DataFrame(words, schema=schema, orient="row"), on=["cell", "item", "share"], maintain_order="left"
    )
    behind, problems = _bases(bases, file)
    read = read.join(behind, on=["organisation", "field", "source"], how="left", maintain_order="left")
    known = {(text, item, share): one for text, item, share, one in said}
    problems += [
        problem_at(told, row["cell"], file, row["sheet"], *_at(row["row"], row["place"]))
        for row in read.filter("told").iter_rows(named=True)
        for told in told_of(known[row["cell"], row["item"], row["share"]])
    ]
    counts = pl.col("gives") & pl.col("is_count")
    return read.with_columns(
        standard=pl.lit(edition.standard), year=pl.lit(edition.year, pl.Int32), classification=pl.lit(edition.main),
        count=pl.when(counts).then("number").cast(pl.Int64), value=pl.when("gives", ~pl.col("is_count")).then("number"),
        base=pl.when(~pl.col("is_count")).then("base"),
    ), problems  # fmt: skip


def _bases(bases: pl.DataFrame, file: str) -> tuple[pl.DataFrame, list[Problem]]:
    """The answers behind percentages and scores, by the name of what they are behind."""
    said = [say(text, Wanted(BASE)) for text in bases["cell"]]
    problems = [
        problem_at(told, row["cell"], file, row["sheet"], *_at(row["row"], row["place"]))
        for row, one in zip(bases.iter_rows(named=True), said, strict=True)
        for told in told_of(one)
    ]
    numbers = pl.Series([None if one.number is None else int(one.number) for one in said], dtype=pl.Int64)
    named = bases.select("organisation", "field", "source").with_columns(base=numbers)
    return named.unique(["organisation", "field", "source"], keep="first", maintain_order=True), problems


def _typed(rows: pl.DataFrame, keys: Keys) -> pl.DataFrame:
    """Figures as they were typed."""
    figures = {name: key for name, key in keys.spellings.items() if isinstance(key, FigureKey)}
    found = rows.join(_key_table(figures, FigureKey._fields), on="field", maintain_order="left")
    return read_typed(found).filter(~pl.col("blank"), pl.col("source") != str(Source.PREFILLED)).with_columns(
        year=pl.col("year").cast(pl.Int32), classification=pl.lit("")
    )  # fmt: skip
