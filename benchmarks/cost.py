"""What it costs to count a nation by definitions, as ratios to counting it by hand, in one run.

    python benchmarks/cost.py [--years N] [--scale X] [--nation FOLDER] [--parts PART ...]

Makes an invented nation of 215 organisations (or takes one made before) and counts its years one by one, each way in a
process of its own, in turn, and prints a table. `--scale` makes organisations smaller. Ways that need a library which is
not there are left out with a sentence. What the rows mean is told in docs/explanation/cost.md.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from importlib import import_module
from pathlib import Path
from typing import Any

import by_hand

LAST = 2026
PARTS = ("years", "libraries", "figures", "growth", "trust")
ENVIRONMENT = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
COMPARED = ("staff", "shortlisted", "appointed", "disciplined", "trained", "board")
PART_OF = "medical-senior-manager"  # counted among the consultants already
Told = dict[str, float]


# One way of counting, in a process of its own


def ours(folder: Path, year: int, kept: Path, limit: str = "") -> None:
    """Tallies of a year by the definitions: every rule asked of the records, every place of the grid."""
    from openwres.contracts.problems import blocks
    from openwres.extracts import read_extracts
    from openwres.files.scratch import scratch_folder
    from openwres.standards import load_standard
    from openwres.tallies.counting import count_records
    from openwres.tallies.engine import connect, size_of

    edition = load_standard("wres").edition(year)
    with scratch_folder() as scratch, connect(scratch, size_of(folder), limit or None) as con:
        found = read_extracts(con, folder, edition, None, scratch)
        if blocks(found.problems):
            raise SystemExit(f"These records are sound, and yet: {found.problems}")
        count_records(con, edition, found).write_parquet(kept, compression="uncompressed")


def alone(folder: Path, year: int, kept: Path) -> None:
    """Counting alone, of records that were checked before: people are found, and no rule is asked."""
    from openwres.extracts import reading
    from openwres.extracts.people import create_people

    def only_people(con: Any, columns: Any, _: object, edition: Any) -> list[Any]:
        if "staff" in columns:
            con.execute(create_people(edition))
        return []

    vars(reading)["check_records"] = only_people
    ours(folder, year, kept)


def hand(folder: Path, year: int, kept: Path, people: str = "plain") -> None:
    """The same counts of six items by hand-written SQL."""
    _asked(by_hand.statements(people, folder, year), kept)


def at_once(folder: Path, year: int, kept: Path, years: str = "1") -> None:
    """The same counts of so many years by one query over all their files."""
    of = range(year + 1 - int(years), year + 1)
    _asked(by_hand.of_all_years("plain", folder.parent, of), kept)


def _asked(sql: tuple[str, str], kept: Path) -> None:
    import duckdb
    import polars as pl

    made, counted = sql
    with tempfile.TemporaryDirectory() as spill, duckdb.connect(config={"temp_directory": spill}) as con:
        con.execute(f"{made}; CREATE TEMP TABLE counts AS {counted}")  # streamed, a union over many files may never end
        pl.DataFrame(con.sql("FROM counts")).write_parquet(kept, compression="uncompressed")


def bare(folder: Path, *_: object) -> None:
    """Every cell that is needed, read and hashed."""
    import duckdb

    with duckdb.connect() as con:
        for scan in by_hand.scans(folder):
            con.execute(scan).fetchall()


def pandas(folder: Path, year: int, kept: Path, every: str = "") -> None:
    """The same counts in pandas; `every` one of them in all classifications."""
    by_hand.in_pandas(folder, year, bool(every)).to_parquet(kept)


def fairlearn(folder: Path, _: int, kept: Path, every: str = "") -> None:
    """Who of the shortlisted was appointed, by group within each organisation; `every` way in which indicator 2 is given."""
    import pandas as pd  # type: ignore[import-untyped]
    from fairlearn.metrics import MetricFrame, count, selection_rate  # type: ignore[import-not-found]

    columns = ["organisation", "ethnicity", "contract", "stage", "sex", "source", "grade", "staff_group"]
    frame = pd.read_parquet(folder / "applicants.parquet", columns=columns)
    frame = frame[frame["contract"].isin(["permanent", "fixed-term"]) & (frame["stage"] != "applied")].astype(str)
    appointed = (frame["stage"] == "appointed").astype(int)
    groups = by_hand.classified(frame)
    asked: list[tuple[str, list[str]]] = [("wres", [])]
    if every:
        asked += [(name, []) for name in groups if name != "wres"] + [
            ("wres", ["source"]),
            ("wres", ["staff_group", "grade"]),
        ]
    found = [
        MetricFrame(
            metrics={"rate": selection_rate, "count": count}, y_true=appointed, y_pred=appointed,
            sensitive_features=groups[name], control_features=frame[["organisation", *by]],
        ).by_group.reset_index()
        for name, by in asked
    ]  # fmt: skip
    pd.concat(found).astype(str).to_parquet(kept)


def figures(_: Path, year: int, kept: Path) -> None:
    """Figures of the nation from tallies that were kept."""
    import polars as pl

    from openwres.figures import calculate_figures
    from openwres.standards import load_standard

    calculate_figures(pl.read_parquet(kept), load_standard("wres").edition(year))


WAYS: dict[str, Callable[..., None]] = {
    "ours": ours, "alone": alone, "hand": hand, "at_once": at_once, "bare": bare, "pandas": pandas, "fairlearn": fairlearn, "figures": figures,
}  # fmt: skip
IMPORTS = {
    "ours": ("duckdb", "polars", "openwres.extracts", "openwres.tallies.counting"),
    "alone": ("duckdb", "polars", "openwres.extracts", "openwres.tallies.counting"),
    "hand": ("duckdb", "polars"),
    "at_once": ("duckdb", "polars"),
    "bare": ("duckdb",),
    "pandas": ("pandas", "pyarrow"),
    "fairlearn": ("pandas", "pyarrow", "fairlearn.metrics"),
    "figures": ("polars", "openwres.figures"),
}


def _one(words: Sequence[str]) -> None:
    """The child process: one way, timed without its imports."""
    way, folder, year, kept, *more = words
    for module in IMPORTS[way]:
        import_module(module)
    start, worked = time.perf_counter(), time.process_time()
    WAYS[way](Path(folder), int(year), Path(kept), *more)
    told = {"seconds": time.perf_counter() - start, "work": time.process_time() - worked}
    told["mib"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps(told), file=sys.stderr)


def is_there(way: str) -> bool:
    """Whether the libraries of a way of counting are installed."""
    words = [sys.executable, "-c", f"import {', '.join(IMPORTS[way])}"]
    return subprocess.run(words, check=False, capture_output=True, env=ENVIRONMENT).returncode == 0


def measured(way: str, folder: Path, year: int, kept: Path, *more: str) -> Told:
    """Seconds, seconds of processor and MiB of a way of counting."""
    words = [sys.executable, __file__, "--one", way, str(folder), str(year), str(kept), *more]
    done = subprocess.run(words, check=False, capture_output=True, text=True, env=ENVIRONMENT)
    if done.returncode:
        raise SystemExit(f"{way} of {year} failed:\n{done.stderr}")
    told: Told = json.loads(done.stderr.strip().splitlines()[-1])
    return told


# Whether both counted the same


def same(tallies: Path, by_hand_: Path) -> int:
    """How many counts both ways gave alike; an error where one differs."""
    import polars as pl

    key = ["item", "basis", "organisation", "breakdown", "category", "group"]
    mine = pl.read_parquet(tallies).filter(
        pl.col("item").is_in(COMPARED), pl.col("classification") == "wres", pl.col("group") != "all", pl.col("count") > 0,
        pl.col("breakdown").is_in(["", "grade", "membership"]), pl.col("category") != PART_OF,
    ).select(*key, "count").sort(key)  # fmt: skip
    theirs = _as_tallies(pl.read_parquet(by_hand_)).select(*key, "count").sort(key)
    if not mine.equals(theirs):
        differing = mine.join(theirs, on=[*key, "count"], how="full").filter(pl.any_horizontal(pl.all().is_null()))
        raise SystemExit(f"Both ways count differently:\n{differing}")
    return mine.height


def _as_tallies(rows: Any) -> Any:
    import polars as pl

    rows = rows.with_columns(pl.col("n").cast(pl.Int64), basis=pl.lit(""))
    cases = rows.filter(pl.col("item") == "disciplined")
    earlier = cases.filter(pl.col("years_before") == 1)["organisation"].unique()
    by_basis = pl.concat([
        rows.filter(pl.col("item") != "disciplined"),
        cases.filter(pl.col("years_before") == 0).with_columns(basis=pl.lit("one-year")),
        cases.filter(pl.col("organisation").is_in(earlier.implode())).with_columns(basis=pl.lit("two-year")),
    ])  # fmt: skip
    board = pl.col("item") == "board"
    vote = pl.when(pl.col("grade_row").str.starts_with("yes")).then(pl.lit("voting")).otherwise(pl.lit("non-voting"))
    office = pl.col("grade_row").str.split(" ").list.last()
    places = {
        "": by_basis.with_columns(category=pl.lit("")),
        "grade": by_basis.filter(~board, pl.col("grade_row").is_not_null()).with_columns(category=pl.col("grade_row")),
        "membership": pl.concat([by_basis.filter(board).with_columns(category=c) for c in (vote, office)]),
    }
    key = ["item", "basis", "organisation", "breakdown", "category", "group"]
    named = pl.concat([frame.with_columns(breakdown=pl.lit(code)) for code, frame in places.items()])
    return named.group_by(key).agg(count=pl.col("n").sum())


def same_in_all(tallies: Path, in_pandas: Path) -> int:
    """How many counts of all classifications both gave alike; an error where one differs."""
    import polars as pl

    key = ["item", "basis", "organisation", "breakdown", "category", "classification", "group"]
    mine = pl.read_parquet(tallies).filter(
        pl.col("item").is_in(COMPARED), pl.col("group") != "all", pl.col("count") > 0, pl.col("category") != PART_OF,
        (pl.col("classification") != "wres") | pl.col("breakdown").is_in(["grade", "source"]), pl.col("item") != "board",
    ).select(*key, "count").sort(key)  # fmt: skip
    rows = pl.read_parquet(in_pandas).filter(pl.col("item") != "board", pl.col("category").is_not_null())
    one_year = rows.filter(pl.col("years_before") == 0).with_columns(
        basis=pl.when(pl.col("item") == "disciplined").then(pl.lit("one-year")).otherwise(pl.lit(""))
    )
    theirs = one_year.group_by(key).agg(count=pl.col("n").sum()).sort(key)
    mine = mine.filter(pl.col("basis") != "two-year")
    if not mine.equals(theirs):
        differing = mine.join(theirs, on=[*key, "count"], how="full").filter(pl.any_horizontal(pl.all().is_null()))
        raise SystemExit(f"pandas counts differently:\n{differing}")
    return mine.height


# The table


def row(name: str, ratios: Sequence[tuple[float, float]], words: str, wanted: str = "") -> None:
    """One line of the table: medians of pairs in seconds and in processor time, with the least and greatest in seconds."""
    said = ["", ""]
    if ratios:
        seconds, work = zip(*ratios, strict=True)
        said = [
            f"{statistics.median(seconds):.2f} ({min(seconds):.2f} to {max(seconds):.2f})",
            f"{statistics.median(work):.2f}",
        ]
    print(f"| {name} | {said[0]} | {said[1]} | {words} | {wanted} |", flush=True)


def ratios_of(these: Sequence[Told], others: Sequence[Told]) -> list[tuple[float, float]]:
    """Ratios pair by pair: of seconds, and of processor time."""
    return [(a["seconds"] / b["seconds"], a["work"] / b["work"]) for a, b in zip(these, others, strict=True)]


def spent(told: Sequence[Told]) -> str:
    """Median seconds and processor seconds, and the most memory."""
    seconds, work = (statistics.median(one[name] for one in told) for name in ("seconds", "work"))
    return f"{seconds:.2f} s ({work:.2f} s of processor), {max(one['mib'] for one in told):,.0f} MiB"


def by_year(records: Path, years: Sequence[int], kept: Path) -> None:
    """(a) and (b): each year by every way, one after the other; and all years in one query by hand."""
    found: dict[str, list[Told]] = {name: [] for name in ("whole", "five", "alone", "plain", "tuned", "bare")}
    counts = 0
    for year in years:
        folder, mine, theirs = records / str(year), kept / f"{year}.parquet", kept / f"hand-{year}.parquet"
        five = only(by_hand.NEEDED, folder, kept / f"five-{year}")
        found["whole"].append(measured("ours", folder, year, mine))
        for way in ("tuned", "plain"):
            found[way].append(measured("hand", folder, year, theirs, way))
            counts = counts + same(mine, theirs)
            if way == "tuned":
                found["five"].append(measured("ours", five, year, kept / "five.parquet"))
                found["alone"].append(measured("alone", five, year, kept / "alone.parquet"))
                same(kept / "five.parquet", theirs), same(kept / "alone.parquet", theirs)
        found["bare"].append(measured("bare", folder, year, theirs.with_name("bare")))
    print(f"\nBoth ways gave the same {counts // 2:,} counts.\n")
    for way, said in (("five", "ours, every rule asked"), ("alone", "ours, counting alone")):
        for name in ("plain", "tuned"):
            row(
                f"{said}, to SQL by hand ({name})",
                ratios_of(found[way], found[name]),
                f"by hand: {spent(found[name])}",
                "1.2",
            )
    row(
        "ours, to reading and hashing the cells",
        ratios_of(found["five"], found["bare"]),
        f"bare: {spent(found['bare'])}",
    )
    row("ours, the five kinds", [], spent(found["five"]), "1,500 MiB")
    row("ours, the five kinds, counting alone", [], spent(found["alone"]), "1,500 MiB")
    row("ours, all seven kinds", [], spent(found["whole"]), "1,500 MiB")
    total, most = sum(one["seconds"] for one in found["whole"]), max(one["seconds"] for one in found["whole"])
    row("all years, to the slowest one", [], f"{total:.1f} s, {total / most:.1f} times {most:.1f} s", f"{len(years)}")
    _all_at_once(records, years, kept, found)


def _all_at_once(records: Path, years: Sequence[int], kept: Path, found: Mapping[str, Sequence[Told]]) -> None:
    """Ours year by year, to one query by hand over all years; it gives the counts of each year."""
    import polars as pl

    once = measured("at_once", records / str(years[-1]), years[-1], kept / "once.parquet", str(len(years)))
    by_one, each = pl.read_parquet(kept / "once.parquet"), pl.col("n").cast(pl.Int64).sum()
    for year in years:
        theirs = pl.read_parquet(kept / f"hand-{year}.parquet").select(each).item()
        if by_one.filter(pl.col("year") == year).select(each).item() != theirs:
            raise SystemExit(f"One query over all years counts {year} differently.")
    for way, said in (("five", "every rule asked"), ("alone", "counting alone")):
        summed = {name: sum(one[name] for one in found[way]) for name in ("seconds", "work")}
        name = f"ours year by year, {said}, to one query by hand over all {len(years)} years"
        row(name, ratios_of([summed], [once]), f"by hand: {spent([once])}", "1.2")


def only(kinds: Iterable[str], folder: Path, target: Path) -> Path:
    """A folder with some kinds of a year's records."""
    target.mkdir(exist_ok=True)
    for path in (folder / f"{kind}.parquet" for kind in kinds):
        if not (target / path.name).exists():
            (target / path.name).symlink_to(path.absolute())
    return target


def libraries(records: Path, year: int, kept: Path, runs: int = 2) -> None:
    """(c): pandas for a year, fairlearn for its indicator 2, where they are; neither asks a rule of the records."""
    folder, theirs, mine = records / str(year), kept / "theirs.parquet", kept / "mine.parquet"
    five = only(by_hand.NEEDED, folder, kept / f"five-{year}")
    applications = only(["applicants"], folder, kept / "alone")
    for way, given, wanted in (("pandas", five, "5"), ("fairlearn", applications, "20")):
        if not is_there(way):
            print(f"\n{way} is not installed here, and was left out.\n")
            continue
        for every, said in (("", "one classification"), ("every", "every count of ours")):
            trios = [
                (measured(way, folder, year, theirs, *filter(None, [every])), measured("alone", given, year, mine), measured("ours", given, year, mine))
                for _ in range(runs)
            ]  # fmt: skip
            if way == "pandas":
                (same_in_all if every else same)(mine, theirs)
            others, alone, its = zip(*trios, strict=True)
            spent_by = f"{way}: {spent(others)}; ours: {spent(its)}"
            row(f"{way}, {said}, to ours, every rule asked", ratios_of(others, its), spent_by)
            row(f"{way}, {said}, to ours, counting alone", ratios_of(others, alone), f"ours: {spent(alone)}", wanted)


def growth(records: Path, year: int, kept: Path) -> None:
    """(d): a tenth, three tenths and all of the organisations of a year; and all of them within less memory."""
    parts = {share: _part(records / str(year), share, kept) for share in (0.1, 0.3, 1.0)}
    found = {share: measured("ours", part, year, kept / "part.parquet") for share, part in parts.items()}
    for more, less, wanted in ((0.3, 0.1, "3"), (1.0, 0.3, "3.3")):
        row(
            f"{more:.0%} of the organisations, to {less:.0%}",
            ratios_of([found[more]], [found[less]]),
            spent([found[more]]),
            wanted,
        )
    for limit in ("1GB", "512MB"):
        limited = measured("ours", records / str(year), year, kept / "part.parquet", limit)
        row(f"a year with memory_limit {limit}", ratios_of([limited], [found[1.0]]), spent([limited]))


def _part(folder: Path, share: float, kept: Path) -> Path:
    """A folder with the records of the first organisations."""
    import polars as pl

    organisation = pl.col("organisation").cast(pl.String)
    codes = pl.read_parquet(folder / "staff.parquet", columns=["organisation"]).select(organisation.unique().sort())
    chosen = codes["organisation"].head(max(1, round(len(codes) * share)))
    target = kept / f"part-{share}"
    target.mkdir()
    for path in folder.iterdir():
        table = pl.read_parquet(path).filter(organisation.is_in(chosen.implode()))
        table.write_parquet(target / path.name, compression="zstd", compression_level=1)
    return target


def from_tallies(nation: Path, kept: Path, runs: int = 3) -> None:
    """(f): figures of a year from its tallies, without going back to records."""
    tallies = kept / "tallies.parquet"
    shutil.copy(nation / "counts" / f"{LAST}.parquet", tallies)
    told = [measured("figures", nation, LAST, tallies) for _ in range(runs)]
    row("figures of a year from kept tallies", [], spent(told))


def one_trust() -> None:
    """(e): the whole command for one trust, to an empty `python -c "import duckdb"`."""
    from start_and_trust import OPENWRES, ratios
    from trust import write_trust

    with tempfile.TemporaryDirectory() as name:
        write_trust(Path(name) / "trust")
        given = [*OPENWRES, "calculate", f"{name}/trust", "--organisation", "ZZ1", "--year", "2026"]
        clock, processor = ratios([*given, "--out", f"{name}/out"], 7)
    said = f"{statistics.median(clock):.2f} ({min(clock):.2f} to {max(clock):.2f}) | {statistics.median(processor):.2f}"
    print(f"| `calculate`, one trust of 12,000 staff, to `import duckdb` | {said} | | |")


def main(words: Sequence[str]) -> None:
    """Make the nation, measure, print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--years", type=int, default=10)
    parser.add_argument("--scale", type=float, default=1.0)
    parser.add_argument("--nation", type=Path, help="a nation made before, by openwres.synthetic.make_nation")
    parser.add_argument("--parts", nargs="+", default=PARTS, choices=PARTS, help="what of it to measure")
    asked = parser.parse_args(words)
    years = range(LAST + 1 - asked.years, LAST + 1)
    with tempfile.TemporaryDirectory() as name:
        kept = Path(name)
        nation = asked.nation or kept / "nation"
        if not asked.nation:
            from openwres.synthetic import make_nation

            make_nation(nation, organisations=215, years=years, scale=asked.scale, told=print)
        records = nation / "records"
        print("| what | ratio (range) | of processor time | spent | wanted |\n|---|---|---|---|---|", flush=True)
        parts: dict[str, Callable[[], object]] = {
            "years": lambda: by_year(records, years, kept),
            "libraries": lambda: libraries(records, LAST, kept),
            "figures": lambda: from_tallies(nation, kept),
            "growth": lambda: growth(records, LAST, kept),
            "trust": one_trust,
        }
        for part in asked.parts:
            parts[part]()


if __name__ == "__main__":
    if sys.argv[1:2] == ["--one"]:
        _one(sys.argv[2:])
    else:
        main(sys.argv[1:])
