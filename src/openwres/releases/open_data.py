"""The tables of a release as open data: CSV with its CSVW metadata, a Frictionless data package, Parquet, JSON.

What the columns mean is said here once for both descriptions; which rows there are is not known here.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import polars as pl

from openwres.contracts.tables import COUNT_KEY, COUNT_SCHEMA, FIGURE_KEY, FIGURE_SCHEMA
from openwres.files.output import FORMAT
from openwres.releases.manifest import Manifest

_DIGITS = 12
_STARTS_A_FORMULA = r"^([=+\-@\t\r])"

_KEYS = {
    "standard": "Standard, such as wres",
    "year": "Reporting year: 2026 is the snapshot of 31 March 2026 and the twelve months before it",
    "edition": "Years for which the rule of the indicator holds",
    "area_type": "organisation, or a kind of area: icb, region, type, nation",
    "area": "Code of the organisation or area, as in register/",
    "indicator": "Name of the indicator within the standard. Of counts: empty for an organisation, whose counts serve all",
    "statistic": "What the value is, such as percentage, relative_likelihood, gap",
    "item": "What is counted, as the standard's file declares it",
    "breakdown": "How it is split, such as grade; empty for the whole",
    "category": "Which part of the breakdown",
    "classification": "How people are grouped, such as wres or ethnic-5",
    "group": "Which group; white:bme reads white over BME, or white minus BME",
    "basis": "Which of several ways to count the item; empty where there is one only",
    "variant": "official, or which other way it was calculated",
}
_RESULTS = {
    "organisations": "Of an area: how many organisations its total is of",
    "expected": "Of an area: how many organisations should be there",
    "state": "value, or why there is none: suppressed, missing, not_collected, not_calculable",
    "reason": "Why there is no value",
}
DESCRIPTIONS: Mapping[str, Mapping[str, str]] = {
    "counts": {
        **{name: _KEYS[name] for name in COUNT_KEY},
        "count": "How many; 0 is a count, and where there is none the state says why",
        "value": "Of results that are given and not counted: the percentage, score, or yes (1) or no (0)",
        "base": "How many people stand behind the value",
        **_RESULTS,
    },
    "figures": {
        **{name: _KEYS[name] for name in FIGURE_KEY},
        "value": "The result, not rounded",
        "lower": "Lower limit of its interval; empty where there is none",
        "upper": "Upper limit of its interval; empty where there is none",
        "confidence": "Confidence of the interval, from 0 to 1",
        "method": "How the interval or the value was worked out",
        "numerator": "Count of the first side, or of the only one",
        "denominator": "People of the first side",
        "reference_numerator": "Count of the second side",
        "reference_denominator": "People of the second side",
        "adverse": "Which way is adverse to the group that the standard asks about",
        "in_band": "Of a ratio: whether it lies in the screening band, a convention and not a test",
        "excludes_one": "Of a ratio: whether the interval leaves 1 out",
        "verified": "Whether the rule was checked against the primary document",
        "receipt": "SHA-256 of definition, edition, version of the method and key; it holds nothing of the counts",
        **_RESULTS,
    },
}
SCHEMAS: Mapping[str, Mapping[str, Any]] = {"counts": COUNT_SCHEMA, "figures": FIGURE_SCHEMA}
KEYS = {"counts": COUNT_KEY, "figures": FIGURE_KEY}
TITLES = {"counts": "Protected counts", "figures": "Figures calculated from the protected counts"}
_CSVW = {pl.String: "string", pl.Int32: "integer", pl.Int64: "integer", pl.Float64: "number", pl.Boolean: "boolean"}


def rounded(table: pl.DataFrame) -> pl.DataFrame:
    """The table with its decimal numbers to twelve significant digits, as every format holds them."""
    return table.with_columns(pl.col(pl.Float64).round_sig_figs(_DIGITS))


def write_csv(table: pl.DataFrame, path: Path) -> None:
    """A CSV file that no spreadsheet program takes for formulas: text that begins like one gets an apostrophe in front."""
    table.with_columns(pl.col(pl.String).str.replace(_STARTS_A_FORMULA, "'${1}")).write_csv(path)


def write_tables(folder: Path, counts: pl.DataFrame, figures: pl.DataFrame) -> None:
    """Both tables of a release as CSV and Parquet, the figures as JSON too."""
    for name, table in (("counts", counts), ("figures", figures)):
        write_csv(table, folder / f"{name}.csv")
        table.write_parquet(folder / f"{name}.parquet", metadata={"format": str(FORMAT)})
    document = f'{{"format":{FORMAT},"figures":{figures.write_json()}}}\n'
    (folder / "figures.json").write_text(document, encoding="utf-8", newline="\n")


def write_descriptions(folder: Path, manifest: Manifest) -> None:
    """The CSVW metadata of each table, and the data package of both."""
    for name in SCHEMAS:
        _write(folder / f"{name}.csv-metadata.json", csvw(name, manifest))
    _write(folder / "datapackage.json", data_package(manifest))


def _write(path: Path, value: Mapping[str, Any]) -> None:
    path.write_text(json.dumps(value, indent=1, ensure_ascii=False) + "\n", encoding="utf-8", newline="\n")


def _title(name: str, manifest: Manifest) -> str:
    of = f" of {manifest.organisation}" if manifest.organisation else ""
    return f"{TITLES[name]}: {manifest.title} {manifest.year}{of}"


def csvw(name: str, manifest: Manifest) -> dict[str, Any]:
    """The metadata of a table for the web (CSVW): titles, types and meaning of columns, and the key."""
    return {
        "@context": ["http://www.w3.org/ns/csvw", {"@language": "en"}],
        "url": f"{name}.csv",
        "dc:title": _title(name, manifest),
        "dc:identifier": manifest.release,
        "dc:issued": {"@value": manifest.as_at.isoformat(), "@type": "xsd:date"},
        "dialect": {"encoding": "utf-8", "header": True, "lineTerminators": ["\n"]},
        "tableSchema": {
            "columns": [
                {
                    "name": column,
                    "titles": column,
                    "datatype": _CSVW[kind],
                    "dc:description": DESCRIPTIONS[name][column],
                }
                for column, kind in SCHEMAS[name].items()
            ],
            "primaryKey": list(KEYS[name]),
        },
    }


def data_package(manifest: Manifest) -> dict[str, Any]:
    """The Frictionless data package of the release: both tables with their schemas."""
    return {
        "$schema": "https://datapackage.org/profiles/2.0/datapackage.json",
        "name": manifest.release.lower(),
        "title": f"{manifest.title} {manifest.year}",
        "version": f"{manifest.year}.{manifest.number}",
        "created": f"{manifest.as_at.isoformat()}T00:00:00Z",
        "resources": [_resource(name, manifest) for name in SCHEMAS],
    }


def _resource(name: str, manifest: Manifest) -> dict[str, Any]:
    fields = [_field(name, column, kind, KEYS[name]) for column, kind in SCHEMAS[name].items()]
    return {
        "name": name,
        "type": "table",
        "path": f"{name}.csv",
        "title": _title(name, manifest),
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "schema": {"fields": fields, "missingValues": [""], "primaryKey": list(KEYS[name])},
    }


def _field(name: str, column: str, kind: type[pl.DataType], key: Sequence[str]) -> dict[str, Any]:
    """A column. In a key an empty text is a value: the whole has no breakdown, and that is known."""
    described = {"name": column, "type": _CSVW[kind], "description": DESCRIPTIONS[name][column]}
    return described | ({"missingValues": []} if column in key else {})
