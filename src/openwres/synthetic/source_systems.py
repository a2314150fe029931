"""The records of one organisation as its source systems export them: ESR, Trac, OLM and a case log, as CSV.

The people are those of the records, and so are the counts; only columns, words, dates and delimiters are the systems'.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Final

import polars as pl

from openwres.files.output import whole_folder
from openwres.synthetic.tables import Records

WRITTEN: Final = ("ESR staff list.csv", "Trac applications.csv", "OLM learning.csv", "case log.csv")
_ESR_ORIGIN: Final = {
    "A": "A White - British", "B": "B White - Irish", "C": "C White - Any other White background", "CP": "CP White Polish",
    "D": "D Mixed - White & Black Caribbean", "E": "E Mixed - White & Black African", "F": "F Mixed - White & Asian",
    "G": "G Mixed - Any other mixed background", "H": "H Asian or Asian British - Indian",
    "J": "J Asian or Asian British - Pakistani", "K": "K Asian or Asian British - Bangladeshi",
    "L": "L Asian or Asian British - Any other Asian background", "LE": "LE Asian Sri Lankan",
    "M": "M Black or Black British - Caribbean", "N": "N Black or Black British - African",
    "P": "P Black or Black British - Any other Black background", "PC": "PC Black Nigerian", "R": "R Chinese",
    "S": "S Any Other Ethnic Group", "SC": "SC Filipino", "Z": "Z Not Stated", "99": "99 Not known", "": "",
}  # fmt: skip
_TRAC_ORIGIN: Final = {
    "A": "White - British", "B": "White - Irish", "C": "White - Any other White background", "CP": "Polish",
    "D": "Mixed White and Black Caribbean", "E": "Mixed White and Black African", "F": "Mixed White and Asian",
    "G": "Any other mixed background", "H": "Asian or Asian British - Indian", "J": "Asian or Asian British - Pakistani",
    "K": "Asian or Asian British - Bangladeshi", "L": "Any other Asian background", "LE": "Sri Lankan",
    "M": "Black or Black British - Caribbean", "N": "Black or Black British - African", "P": "Any other Black background",
    "PC": "Nigerian", "R": "Chinese", "S": "Any other ethnic group", "SC": "Filipino", "Z": "Not stated",
    "99": "Not known", "": "",
}  # fmt: skip
_BANDS = ("1", "2", "3", "4", "5", "6", "7", "8a", "8b", "8c", "8d", "9")
_PAY_SCALE: Final = {
    **{band: f"NHS|XR{n:02d}|Review Body Band {band.upper()}" for n, band in enumerate(_BANDS, start=1)},
    "under-1": "Apprentice", "vsm": "Very Senior Manager", "consultant": "NHS|YC72|Consultant",
    "non-consultant-career": "NHS|MC46|Specialty Doctor", "trainee": "NHS|MN37|Specialty Registrar",
    "other": "Trust Doctor", "": "",
}  # fmt: skip
_TRAC_BAND: Final = {
    **{band: f"NHS AfC: Band {band}" for band in _BANDS},
    "under-1": "Apprentice", "vsm": "Very senior manager", "consultant": "Consultant",
    "non-consultant-career": "Specialty Doctor", "trainee": "Specialty Registrar", "other": "Trust Doctor",
}  # fmt: skip
_CATEGORY: Final = {
    "permanent": "Permanent", "fixed-term": "Fixed Term Temp", "locum": "Locum", "bank": "Bank", "honorary": "Honorary",
    "non-executive": "Non-Exec Director/Chair",
}  # fmt: skip
_STATUS: Final = {
    "active": "Active Assignment", "acting-up": "Acting Up", "internal-secondment": "Internal Secondment",
    "maternity-and-adoption": "Maternity & Adoption", "career-break": "Career Break", "suspended": "Suspend With Pay",
    "out-on-secondment": "Out on External Secondment - Paid", "ended": "Terminate Assignment",
}  # fmt: skip
_GENDER: Final = {"female": "Female", "male": "Male", "other": "Indeterminate", "": ""}
_STAGE: Final = {
    "applied": "Rejected at shortlisting", "shortlisted": "Not appointed", "offered": "Offer declined",
    "appointed": "Start date agreed",
}  # fmt: skip
_TRAC_SOURCE: Final = {"internal": "Internal", "external": "External", "international": "Overseas"}
_TRAC_CONTRACT: Final = {"permanent": "Permanent", "fixed-term": "Fixed Term", "bank": "Bank"}
_CASE_TYPE: Final = {
    "disciplinary": "Disciplinary", "capability": "Capability", "grievance": "Grievance",
    "harassment": "Bullying and Harassment", "sickness": "Sickness Absence",
}  # fmt: skip
_ENROLMENT: Final = {
    "completed": "Completed", "attended": "Attended", "did not attend": "Did Not Attend", "cancelled": "Cancelled",
    "waitlisted": "Waitlisted",
}  # fmt: skip
_YES_NO: Final = {"yes": "Yes", "no": "No"}


def write_source_systems(records: Records, organisation: str, folder: Path) -> None:
    """Write an organisation's staff, applications, learning and cases as four exports, whole or not at all."""
    own = {
        kind: table.filter(pl.col("organisation") == organisation).with_columns(pl.col(pl.Enum).cast(pl.String))
        for kind, table in records.items()
    }
    with whole_folder(folder.absolute(), WRITTEN) as fresh:
        for name, table, delimiter, encoding in (
            (WRITTEN[0], _esr(own["staff"]), ",", "utf-8-sig"),
            (WRITTEN[1], _trac(own["applicants"]), ";", "cp1252"),
            (WRITTEN[2], _olm(own["learning"]), ",", "utf-8"),
            (WRITTEN[3], _case_log(own["cases"]), ",", "utf-8"),
        ):
            (fresh / name).write_bytes(table.write_csv(separator=delimiter).encode(encoding))


def _said(column: str, words: Mapping[str, str]) -> pl.Expr:
    """The system's word for a code; what is none, because an error was planted, stands as it is."""
    return pl.col(column).replace_strict(words, default=pl.col(column))


def _day(column: str, form: str = "%d/%m/%Y") -> pl.Expr:
    text = pl.col(column).cast(pl.String)
    return text.str.to_date("%Y-%m-%d", strict=False).dt.strftime(form).fill_null(text)


def _esr(staff: pl.DataFrame) -> pl.DataFrame:
    return staff.select(
        _said("grade", _PAY_SCALE).alias("Pay Scale"),
        _said("contract", _CATEGORY).alias("Assignment Category"),
        _said("status", _STATUS).alias("Assignment Status"),
        _said("primary", _YES_NO).alias("Primary"),
        pl.col("fte").alias("Actual FTE"),
        pl.col("person").alias("Employee Number"),
        pl.col("assignment").alias("Assignment Number"),
        pl.col("staff_group").alias("Staff Group"),
        _said("senior_medical_manager", _YES_NO).alias("Senior Medical Manager Flag"),
        _said("ethnicity", _ESR_ORIGIN).alias("Ethnic Origin"),
        _said("sex", _GENDER).alias("Gender"),
        _day("start_date").alias("Latest Start Date"),
        _day("end_date").alias("Termination Date"),
    )


def _trac(applicants: pl.DataFrame) -> pl.DataFrame:
    return applicants.select(
        pl.col("application").alias("Application ID"),
        pl.col("vacancy").alias("Vacancy Reference"),
        pl.col("staff_group").alias("Staff Group"),
        _said("grade", _TRAC_BAND).alias("Band"),
        _said("source", _TRAC_SOURCE).alias("Recruitment Source"),
        _said("contract", _TRAC_CONTRACT).alias("Job Type"),
        _said("ethnicity", _TRAC_ORIGIN).alias("Ethnic Origin"),
        _said("sex", _GENDER).alias("Gender"),
        _said("stage", _STAGE).alias("Application Status"),
        _day("shortlisted_on").alias("Shortlisted Date"),
        _day("appointed_on").alias("Appointed Date"),
    )


def _olm(learning: pl.DataFrame) -> pl.DataFrame:
    return learning.select(
        pl.col("person").alias("Employee Number"),
        pl.col("course").alias("Course Name"),
        _said("mandatory", _YES_NO).alias("Mandatory"),
        _said("taken_up", _ENROLMENT).alias("Enrolment Status"),
        _day("attended_on", "%d-%b-%Y").alias("Completion Date"),
    )


def _case_log(cases: pl.DataFrame) -> pl.DataFrame:
    return cases.select(
        pl.col("case").alias("Case Number"),
        pl.col("person").alias("Employee Number"),
        _said("ethnicity", _ESR_ORIGIN).alias("Ethnic Origin"),
        _said("type", _CASE_TYPE).alias("Case Type"),
        pl.col("formal").str.to_titlecase().alias("Formal/Informal"),
        _day("investigation_commissioned").alias("Date Formal Investigation Commissioned"),
        _day("hearing_notice").alias("Hearing Notice Date"),
    )
