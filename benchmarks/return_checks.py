"""What the checks of a return find of what was planted, how often sound returns are asked about, and what it costs.

    python benchmarks/return_checks.py [--quick] [--write]

An invented nation of 208 organisations over two years; in the second each of 16 kinds of error befalls 12 or 13 of them,
one each, and the same year without errors says how many false alarms there are. Each kind of error of records that no check
of records can see befalls six. `--write` puts the tables into docs/reference/return-checks-*.csv, of
which docs/generate.py makes the page; `--quick` takes fewer organisations and is never written.
"""

from __future__ import annotations

import argparse
import csv
import tempfile
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import polars as pl

from openwres.calculation import calculate
from openwres.contracts.problems import Problem, Severity
from openwres.returns.checks import RULES, check_returns
from openwres.returns.keyed import versions_of
from openwres.returns.model import ReturnVersion
from openwres.standards import Edition, load_standard
from openwres.synthetic import Plan, Year, make_plan, nation
from openwres.synthetic.mess import RETURNS, Planted, errors, spoilt

PAGE = Path(__file__).resolve().parents[1] / "docs" / "reference"
SEED, YEARS = 11, (2025, 2026)
_FULL, _QUICK = 208, 48
_RECORDS_EACH = 6

MEANT: Mapping[str, tuple[str, ...]] = {
    "inverted-ratio": ("ratio-inverted",),
    "ratio-with-percent": ("ratio-with-percent",),
    "ratio-minus-one": ("ratio-minus-one",),
    "ratio-of-rounded": ("ratio-of-rounded",),
    "ratio-truncated": ("figure-truncated",),
    "zero-for-undefined": ("zero-for-undefined",),
    "swapped-in-return": ("groups-swapped", "figure-of-other-group", "unlike-peers"),
    "fte-for-headcount": ("fte-for-headcount",),
    "digits-swapped": ("digit-slip", "unlike-last-year", "digits-swapped", "unlike-peers"),
    "digit-lost": ("digit-slip", "unlike-last-year", "digit-lost", "unlike-peers"),
    "share-for-difference": ("share-for-difference",),
    "appointed-exceed-shortlisted": ("unlikely-count",),
    "cases-for-people": ("rate-change", "unlike-last-year"),
    "wrong-snapshot-label": ("stale-snapshot",),
    "board-does-not-add-up": ("rows-do-not-add-up",),
    "unknown-left-out": ("group-missing",),
    "bank-as-permanent": ("workforce-change",),
    "unknown-share-jump": ("unknown-change",),
    "junior-doctor-transfer": ("workforce-change", "unknown-change"),
    "default-white": ("unknown-change",),
    "swapped-in-survey": ("groups-swapped",),
    "swapped-in-applications": ("groups-swapped",),
    "everything-optional": ("rate-change",),
}
"""The rules that are meant for each kind of error."""


@dataclass(frozen=True)
class Made:
    """The nation: both years, and the second with errors."""

    plan: Plan
    edition: Edition
    last: Edition
    sound: Year
    messy: Year
    before: Year
    planted: Sequence[Planted]


def make(organisations: int) -> Made:
    """The nation, each kind of error of returns dealt out in turn."""
    plan = make_plan(SEED, organisations, YEARS, changes=False)
    before, sound = nation(plan)
    kinds = [error for error in errors().values() if error.kind == RETURNS]
    planted = [Planted(kinds[n % len(kinds)], code, YEARS[1]) for n, code in enumerate(plan.codes)]
    messy, _ = spoilt(sound, planted, plan)
    standard = load_standard("wres")
    return Made(plan, standard.edition(YEARS[1]), standard.edition(YEARS[0]), sound, messy, before, planted)


def returns_of(rows: pl.DataFrame, edition: Edition) -> list[ReturnVersion]:
    versions, problems = versions_of(rows, edition)
    wrong = [problem for problem in problems if not problem.id.startswith("cell-")]
    if wrong:
        raise SystemExit(wrong[0].sentence)
    return versions


def prefilled(versions: Iterable[ReturnVersion], counts: pl.DataFrame) -> list[ReturnVersion]:
    """The returns pre-filled with staff and survey, as the national form is."""
    asked = pl.col("item").str.starts_with("asked-") | pl.col("item").is_in(
        ["staff", "harassed-by-public", "harassed-by-staff", "equal-opportunities", "discriminated"]
    )
    given = counts.filter(asked, pl.col("classification") == "wres", pl.col("breakdown") == "")
    own = {code: its for (code,), its in given.partition_by("organisation", as_dict=True).items()}
    return [replace(v, prefilled=own[v.organisation].with_columns(source=pl.lit("prefilled"))) for v in versions]


def unlike(made: Made) -> set[tuple[str, str]]:
    """The planted errors that left a wrong cell. A ratio that was cut off or made of rounded rates may be right by luck."""
    cells = made.messy.returns.join(made.sound.returns, on=["organisation", "year", "field"], suffix="_right")
    points = pl.col("field").str.contains("difference")
    shown = pl.when(points).then(pl.col("cell").str.strip_chars("%")).otherwise("cell")
    now, right = (cell.cast(pl.Float64, strict=False) for cell in (shown, pl.col("cell_right")))
    unit = pl.lit(10.0).pow(-pl.col("cell").str.extract(r"\.(\d+)$").str.len_chars().fill_null(0).cast(pl.Float64))
    by_luck = pl.col("field").str.contains(r"ratio|difference") & ((now - right).abs() <= unit / 2 + 0.005)
    wrong = cells.filter(pl.col("cell") != pl.col("cell_right"), ~by_luck.fill_null(value=False))
    codes = set(wrong["organisation"])
    return {(one.error.id, one.organisation) for one in made.planted if one.organisation in codes}


Found = Mapping[str, Sequence[Problem]]


def stopping(problems: Iterable[Problem]) -> list[Problem]:
    return [problem for problem in problems if problem.severity is not Severity.NOTE]


def table(made: Made) -> list[dict[str, object]]:
    """One row for each kind of error: how many were planted and found, alone, with last year and with pre-filled counts."""
    versions = returns_of(made.messy.returns, made.edition)
    before = pl.concat([v.tallies for v in returns_of(made.before.returns, made.last)])
    runs: dict[str, Found] = {
        "this year alone": check_returns(versions, made.edition),
        "with last year": check_returns(versions, made.edition, before, last_edition=made.last),
        "and pre-filled": check_returns(
            prefilled(versions, made.sound.counts), made.edition, before, last_edition=made.last
        ),
    }
    changed, rows = unlike(made), []
    for error in dict.fromkeys(one.error.id for one in made.planted):
        codes = [code for name, code in sorted(changed) if name == error]
        row: dict[str, object] = {"error": error, "rules": ", ".join(MEANT[error]), "planted": len(codes)}
        for name, found in runs.items():
            row[name] = sum(bool({p.id for p in stopping(found[code])} & {*MEANT[error]}) for code in codes)
            row[f"stopped {name}"] = sum(bool(stopping(found[code])) for code in codes)
        rows.append(row)
    return rows + of_records(made, before)


def of_records(made: Made, before: pl.DataFrame) -> list[dict[str, object]]:
    """Errors in records that no check of records can see: counted as they are, beside everybody's sound returns."""
    kinds = [error for error in errors().values() if error.kind != RETURNS and not error.found_as]
    sound = {v.organisation: v for v in returns_of(made.sound.returns, made.edition)}
    rows = []
    for kind in kinds:
        planted = [Planted(kind, code, YEARS[1]) for code in made.plan.codes[:_RECORDS_EACH]]
        messy, _ = spoilt(made.sound, planted, made.plan)
        spoiled = [_counted(messy, one.organisation) for one in planted]
        found = check_returns([*(sound | {v.organisation: v for v in spoiled}).values()], made.edition, before)
        hits = [{p.id for p in stopping(found[one.organisation])} & {*MEANT[kind.id]} for one in planted]
        anything = [bool(stopping(found[one.organisation])) for one in planted]
        row: dict[str, object] = {"error": kind.id, "rules": ", ".join(MEANT[kind.id]), "planted": len(planted)}
        row |= {"this year alone": "", "stopped this year alone": "", "with last year": sum(map(bool, hits))}
        rows.append(row | {"stopped with last year": sum(anything), "and pre-filled": "", "stopped and pre-filled": ""})
    return rows


def _counted(year: Year, code: str) -> ReturnVersion:
    """The return that comes of an organisation's records: their counts, and percentages of the survey."""
    with tempfile.TemporaryDirectory() as folder:
        for kind, records in year.records.items():
            records.filter(pl.col("organisation") == code).write_parquet(Path(folder) / f"{kind}.parquet")
        tallies = calculate(folder, year=YEARS[1], organisation=code).tallies
    main = tallies.filter(pl.col("classification") == "wres")
    asked = main.filter(pl.col("item").str.starts_with("asked-")).with_columns(item=pl.col("item").str.slice(6))
    key = ["item", "breakdown", "category", "group", "basis"]
    both = main.join(asked.select(*key, asked="count"), on=key, how="left").filter(
        ~pl.col("item").str.starts_with("asked-")
    )
    share = (100 * pl.col("count") / pl.col("asked")).round(1)
    given = both.with_columns(value=share, count=pl.when(pl.col("asked").is_null()).then("count")).drop("asked")
    return ReturnVersion("wres", YEARS[1], code, given.select(tallies.columns))


def alarms(made: Made) -> list[dict[str, object]]:
    """What sound returns are asked, in a hundred of them."""
    versions = returns_of(made.sound.returns, made.edition)
    before = pl.concat([v.tallies for v in returns_of(made.before.returns, made.last)])
    rows = []
    for name, its, last in (("this year alone", versions, None), ("with last year", versions, before),
                            ("and pre-filled", prefilled(versions, made.sound.counts), before)):  # fmt: skip
        found = check_returns(its, made.edition, last, last_edition=made.last)
        said = [problem for problems in found.values() for problem in problems]
        row: dict[str, object] = {"returns": len(versions), "checked": name}
        for severity in (Severity.BLOCK, Severity.CONFIRM):
            row[str(severity)] = sum(problem.severity is severity for problem in said)
        true = sum(problem.id == "unknown-share" for problem in said)
        rows.append(
            row
            | {
                "of which a true share above the limit": true,
                "returns asked": sum(bool(stopping(p)) for p in found.values()),
            }
        )
    return rows


def precision(made: Made) -> list[dict[str, object]]:
    """Of what each rule says in the year with errors: for the error it is meant for, for what another one does, for nothing.

    For nothing is what it says of the same cell of the same return without errors.
    """
    before = pl.concat([v.tallies for v in returns_of(made.before.returns, made.last)])
    messy, sound = (
        check_returns(returns_of(year.returns, made.edition), made.edition, before, last_edition=made.last)
        for year in (made.messy, made.sound)
    )
    of = {one.organisation: one.error.id for one in made.planted}
    said: dict[str, list[str]] = {}
    for code, problems in messy.items():
        anyway = {(p.id, p.about) for p in stopping(sound[code])}
        for problem in stopping(problems):
            meant = problem.id in MEANT[of[code]]
            what = "for nothing" if (problem.id, problem.about) in anyway else "meant" if meant else "for another error"
            said.setdefault(problem.id, []).append(what)
    order = [rule.id for rule in RULES if rule.id in said]
    kinds = ("meant", "for another error", "for nothing")
    return [
        {"rule": rule, "problems": len(said[rule]), **{kind: said[rule].count(kind) for kind in kinds}}
        for rule in order
    ]


def speed(made: Made) -> list[dict[str, object]]:
    """Seconds for all returns, the fastest of three."""
    rows = made.sound.returns
    before = pl.concat([v.tallies for v in returns_of(made.before.returns, made.last)])
    reading = _fastest(lambda: returns_of(rows, made.edition))
    versions = returns_of(rows, made.edition)
    alone = _fastest(lambda: check_returns(versions, made.edition))
    with_last = _fastest(lambda: check_returns(versions, made.edition, before, last_edition=made.last))
    whole = pl.DataFrame(
        {"what": ["reading", "checking alone", "checking with last year"], "seconds": [reading, alone, with_last]}
    )
    return whole.with_columns(returns=len(versions), seconds=pl.col("seconds").round(2)).to_dicts()


def _fastest(run: Callable[[], object]) -> float:
    took = []
    for _ in range(3):
        begun = time.perf_counter()
        run()
        took.append(time.perf_counter() - begun)
    return min(took)


def show(rows: Sequence[Mapping[str, object]]) -> str:
    head = list(rows[0])
    lines = [head, ["---"] * len(head), *([str(row[name]) for name in head] for row in rows)]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines)


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--quick", action="store_true", help="fewer organisations")
    parser.add_argument("--write", action="store_true", help="write the tables that the documentation shows")
    given = parser.parse_args()
    if given.write and given.quick:
        parser.error("what is written is of the full length")
    made = make(_QUICK if given.quick else _FULL)
    tables = {"found": table(made), "alarms": alarms(made), "precision": precision(made), "speed": speed(made)}
    for name, rows in tables.items():
        print(f"\n{name}\n{show(rows)}")
        if given.write and name != "speed":
            with (PAGE / f"return-checks-{name}.csv").open("w", encoding="utf-8", newline="") as file:
                writer = csv.DictWriter(file, list(rows[0]), lineterminator="\n")
                writer.writeheader()
                writer.writerows(rows)


if __name__ == "__main__":
    main()
