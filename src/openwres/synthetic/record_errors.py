"""What errors of source systems and of those who extract from them do to an organisation's records.

Each is a small function of the organisation's own rows; which are found as what stands beside it.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

import numpy as np
import polars as pl

from openwres.synthetic import facts
from openwres.synthetic.mess import Error

Chance = np.random.Generator
_WHITE = [one.code for one in facts.ETHNICITIES if one.wres == "white"]
_BME = [one.code for one in facts.ETHNICITIES if one.wres == "bme"]
_KNOWN = pl.col("ethnicity").is_in([*_WHITE, *_BME])
_OBSOLETE = {
    "A": "0",
    "B": "0",
    "C": "0",
    "CP": "0",
    "H": "4",
    "J": "5",
    "K": "6",
    "M": "1",
    "N": "2",
    "P": "3",
    "R": "7",
    "S": "8",
}
_DOCTOR = pl.col("grade") == "trainee"


def some(rows: pl.DataFrame, chance: Chance, share: float, among: pl.Expr | None = None) -> pl.Series:
    """A mask of about a share of the rows, at least one of them, among those that meet a condition."""
    able = rows.select(among)[:, 0].fill_null(value=False).to_numpy() if among is not None else np.ones(len(rows), bool)
    drawn = able & (chance.random(len(rows)) < share)
    if able.any() and not drawn.any():
        drawn[np.flatnonzero(able)[0]] = True
    return pl.Series(drawn)


def people(rows: pl.DataFrame, chance: Chance, share: float, among: pl.Expr) -> pl.Series:
    """A mask of all rows of some people, so that their posts go on saying the same."""
    main = rows.filter(among)
    return rows["person"].is_in(main.filter(some(main, chance, share))["person"].implode())


def where(rows: pl.DataFrame, drawn: pl.Series, **values: pl.Expr) -> pl.DataFrame:
    """The rows with other values in those that were drawn."""
    return rows.with_columns(
        pl.when(drawn).then(value).otherwise(pl.col(name)).alias(name) for name, value in values.items()
    )


def repeated(share: float) -> Callable[[pl.DataFrame, Chance], pl.DataFrame]:
    """Rows that stand twice, as when two exports are pasted together."""
    return lambda rows, chance: pl.concat([rows, rows.filter(some(rows, chance, share))])


def written(
    column: str, value: str, share: float, among: pl.Expr | None = None
) -> Callable[[pl.DataFrame, Chance], pl.DataFrame]:
    """The same value in the cells of some rows."""
    return lambda rows, chance: where(rows, some(rows, chance, share, among), **{column: pl.lit(value)})


def _obsolete(rows: pl.DataFrame, chance: Chance) -> pl.DataFrame:
    known = pl.col("ethnicity").is_in(list(_OBSOLETE))
    return where(rows, people(rows, chance, 0.3, known), ethnicity=pl.col("ethnicity").replace(_OBSOLETE))


def _local(rows: pl.DataFrame, chance: Chance) -> pl.DataFrame:
    return where(rows, people(rows, chance, 0.05, pl.col("ethnicity") == "A"), ethnicity=pl.lit("A1"))


def _lost(rows: pl.DataFrame, chance: Chance) -> pl.DataFrame:
    return where(rows, people(rows, chance, 0.17, _KNOWN), ethnicity=pl.lit("Z"))


def _backwards(rows: pl.DataFrame, chance: Chance) -> pl.DataFrame:
    left = some(rows, chance, 0.4, pl.col("end_date").is_not_null())
    return where(rows, left, start_date=pl.col("end_date"), end_date=pl.col("start_date") - pl.duration(days=1))


def _unreadable(rows: pl.DataFrame, chance: Chance) -> pl.DataFrame:
    text = rows.with_columns(pl.col("start_date").cast(pl.String))
    return where(text, some(text, chance, 0.01), start_date=pl.lit("31/02/2025"))


def _years_ago(*columns: str) -> Callable[[pl.DataFrame, Chance], pl.DataFrame]:
    return lambda rows, _: rows.with_columns(pl.col(column).dt.offset_by("-3y") for column in columns)


def _unstaged(rows: pl.DataFrame, chance: Chance) -> pl.DataFrame:
    """Appointments that were keyed without their shortlisting."""
    taken = some(rows, chance, 0.3, pl.col("stage") == "appointed")
    return where(rows, taken, stage=pl.lit(""), shortlisted_on=pl.lit(None, pl.Date))


def _cohort(rows: pl.DataFrame, _: Chance) -> pl.DataFrame:
    """Shortlisting is dated by the advert, years ago; appointments by the day they were made."""
    return rows.with_columns(pl.col("shortlisted_on").dt.offset_by("-2y"))


def _undated(rows: pl.DataFrame, chance: Chance) -> pl.DataFrame:
    drawn = some(rows, chance, 0.3, (pl.col("type") == "disciplinary") & (pl.col("formal") == "formal"))
    return where(rows, drawn, investigation_commissioned=pl.lit(None, pl.Date), hearing_notice=pl.lit(None, pl.Date))


def _several(rows: pl.DataFrame, chance: Chance) -> pl.DataFrame:
    """Second posts that carry another ethnic category than the first."""
    second = some(rows, chance, 0.5, pl.col("assignment").str.ends_with("-2") & (pl.col("ethnicity") != "S"))
    return where(rows, second, ethnicity=pl.lit("S"))


def _strangers(rows: pl.DataFrame, chance: Chance) -> pl.DataFrame:
    return where(rows, some(rows, chance, 0.2), person=pl.concat_str(pl.lit("X"), pl.col("person")))


def _no_leavers(rows: pl.DataFrame, _: Chance) -> pl.DataFrame:
    return rows.filter(pl.col("end_date").is_null())


def _bank_as_permanent(rows: pl.DataFrame, _: Chance) -> pl.DataFrame:
    return rows.with_columns(contract=pl.col("contract").replace({"bank": "permanent"}))


def _transfer(rows: pl.DataFrame, chance: Chance) -> pl.DataFrame:
    """Doctors in training whom a lead employer hands over without their ethnicity."""
    doctors = rows.filter(_DOCTOR)
    pool = doctors if len(doctors) else rows.head(1)
    number = max(len(rows) // 12, 1)
    more = pool[chance.integers(0, len(pool), number)]
    codes = pl.Series([f"T{n:05d}" for n in range(number)])
    return pl.concat([rows, more.with_columns(person=codes, assignment=codes + "-1", ethnicity=pl.lit("99"))])


def _default_white(rows: pl.DataFrame, _: Chance) -> pl.DataFrame:
    return rows.with_columns(ethnicity=pl.when(_KNOWN).then(pl.col("ethnicity")).otherwise(pl.lit("A")))


def _swapped(rows: pl.DataFrame, _: Chance) -> pl.DataFrame:
    swap = pl.when(pl.col("ethnicity").is_in(_WHITE)).then(pl.lit("H"))
    return rows.with_columns(ethnicity=swap.when(_KNOWN).then(pl.lit("A")).otherwise(pl.col("ethnicity")))


def _everything_optional(rows: pl.DataFrame, _: Chance) -> pl.DataFrame:
    return rows.with_columns(mandatory=pl.lit("no"))


# In the order in which they are put in, where several befall one organisation.
RECORD_ERRORS: Final = (
    Error("duplicate-posts", "staff", "Posts stand twice.", "duplicate-person", "block", repeated(0.01)),
    Error("duplicate-applications", "applicants", "Applications stand twice.", "duplicate-application", "block", repeated(0.02)),
    Error("duplicate-cases", "cases", "Cases stand twice.", "duplicate-case", "block", repeated(0.1)),
    Error("duplicate-respondents", "survey", "Respondents stand twice.", "duplicate-respondent", "block", repeated(0.02)),
    Error("duplicate-members", "board", "Board members stand twice.", "duplicate-person", "block", repeated(0.2)),
    Error("unmapped-ethnicity", "staff", "A local word stands for an ethnic category.", "unmapped-value", "block",
          written("ethnicity", "Refer to form", 0.03)),
    Error("unmapped-answer", "survey", "An answer is none of the survey's.", "unmapped-value", "block",
          lambda rows, chance: where(rows, some(rows, chance, 0.05), **{rows.columns[4]: pl.lit("Perhaps")})),
    Error("unmapped-course", "learning", "The column that says mandatory holds another word.", "unmapped-value", "block",
          written("mandatory", "see policy", 0.1)),
    Error("obsolete-codes", "staff", "Ethnic categories of 1991 were never changed.", "obsolete-code", "block or note", _obsolete),
    Error("local-codes", "staff", "Ethnic categories carry a local digit.", "local-extension", "note", _local),
    Error("unmapped-grades", "staff", "A local pay scale is no band.", "unmapped-grade", "block",
          written("grade", "Local spot salary 3", 0.02, pl.col("contract") == "permanent")),
    Error("dates-backwards", "staff", "Posts end before they begin.", "post-ends-before-it-begins", "block", _backwards),
    Error("dates-out-of-year", "cases", "The case log is of earlier years.", "outside-window", "note",
          _years_ago("investigation_commissioned", "hearing_notice")),
    Error("learning-of-another-year", "learning", "The learning records are of an earlier year.", "outside-window", "note",
          _years_ago("attended_on")),
    Error("appointed-not-shortlisted", "applicants", "Appointments were keyed without their shortlisting.",
          "appointed-not-shortlisted", "confirm", _unstaged),
    Error("cohort-shift", "applicants", "Shortlisting is dated by an advert of two years before.", "unlikely-count", "confirm",
          _cohort),
    Error("cases-without-date", "cases", "Formal cases have no date.", "no-entry-date", "confirm", _undated),
    Error("several-ethnicities", "staff", "Posts of one person carry different ethnic categories.",
          "person-with-several-ethnicities", "confirm", _several),
    Error("cases-of-strangers", "cases", "Cases are of people who are not on the staff list.", "person-not-on-staff-list",
          "confirm", _strangers),
    Error("learning-of-strangers", "learning", "Learning records are of people who are not on the staff list.",
          "person-not-on-staff-list", "note", _strangers),
    Error("no-leavers", "staff", "The staff list leaves out the leavers of the year.", "person-not-on-staff-list", "confirm",
          _no_leavers),
    Error("blank-people", "staff", "Rows have no person.", "blank-identifier", "block", written("person", "", 0.01)),
    Error("bank-as-permanent", "staff", "Bank posts are marked as permanent.", "", "", _bank_as_permanent),
    Error("unknown-share-jump", "staff", "A migration lost the ethnicity of one in six.", "", "", _lost),
    Error("junior-doctor-transfer", "staff", "Doctors in training came over without their ethnicity.", "", "", _transfer),
    Error("default-white", "staff", "A form that was left blank was saved as white British.", "", "", _default_white),
    Error("swapped-in-survey", "survey", "White and BME respondents are swapped.", "", "", _swapped),
    Error("swapped-in-applications", "applicants", "White and BME applicants are swapped.", "", "", _swapped),
    Error("everything-optional", "learning", "Every course is marked as not mandatory.", "", "", _everything_optional),
    # These come last: after them a row is nobody's, and dates are text.
    Error("blank-organisation", "staff", "Rows do not say their organisation.", "organisation-unsaid", "block",
          written("organisation", "", 0.02)),
    Error("unreadable-dates", "staff", "Cells hold a date that there is not.", "not-readable", "block", _unreadable),
)  # fmt: skip
