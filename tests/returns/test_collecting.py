"""A folder of returns becomes a store; who is missing is listed with what that does to each total; mergers are restated."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import polars as pl
import pytest
import xlsxwriter

from openwres.contracts.exceptions import InputError, UsageError
from openwres.figures import calculate_figures
from openwres.organisations import Membership, Organisation, Register, Succession, register_of
from openwres.returns.collecting import MERGED, Collected, collect, gaps, keep, read_received, restate
from openwres.returns.mergers import NOT_SUMMED, as_merged, figures_as_merged, successors
from openwres.returns.workbook import write_workbook
from openwres.scope import areas_of
from openwres.tallies.stores import read_stored_year
from tests.files.made_workbooks import compound
from tests.returns.generated import generated, layout
from tests.returns.made import EDITION, LAST, SOUND, STANDARD, version

MERGER = date(2025, 4, 1)
OLD = ("ZZ1", "ZZ2")


def register() -> Register:
    """Two that merged into ZZ3 between the snapshots, one that stayed, one that closed, one that is new."""
    organisations = [
        Organisation("ZZ1", "One", closed=date(2025, 3, 31)), Organisation("ZZ2", "Two", closed=date(2025, 3, 31)),
        Organisation("ZZ3", "Three", opened=MERGER), Organisation("ZZ4", "Four"), Organisation("ZZ5", "Five"),
    ]  # fmt: skip
    members = [Membership(o.code, "nation", "england") for o in organisations] + [
        Membership(code, "region", region) for code, region in (("ZZ3", "north"), ("ZZ4", "north"), ("ZZ5", "south"))
    ]
    return register_of(organisations, members, successions=[Succession(code, "ZZ3", MERGER) for code in OLD])


def written(folder: Path, year: int, *codes: str, **changed: str | None) -> Path:
    """A file of named cells for each organisation."""
    folder.mkdir(exist_ok=True)
    cells = {
        **SOUND,
        "snapshot": f"31 March {year}",
        **{name.replace("__", "."): cell for name, cell in changed.items()},
    }
    for code in codes:
        rows = [f"{code},{year},{field},{cell}" for field, cell in cells.items() if cell is not None]
        (folder / f"{code}.csv").write_text("\n".join(["organisation,year,field,cell", *rows, ""]), encoding="utf-8")
    return folder


def collected(tmp_path: Path) -> Collected:
    home = written(tmp_path / "returns", 2026, "ZZ3")
    written(home, 2026, "ZZ4", w9__board__white=None, w9__board__bme=None, w9__board__unknown=None,
            w9__voting__white=None, w9__voting__bme=None, w9__voting__unknown=None, w9__difference=None)  # fmt: skip
    came = {"ZZ3": date(2026, 5, 28), "ZZ4": date(2026, 6, 4)}
    return collect(home, EDITION, register(), None, came, date(2026, 5, 31))


def test_who_gave_what_and_when(tmp_path: Path) -> None:
    status = {row["organisation"]: row for row in collected(tmp_path).status.iter_rows(named=True)}
    assert {code: row["status"] for code, row in status.items()} == {
        "ZZ3": "complete",
        "ZZ4": "partial",
        "ZZ5": "missing",
    }
    assert (status["ZZ4"]["lacking"], status["ZZ4"]["indicators"], status["ZZ4"]["of"]) == ("9", 8, 9)
    assert [status[code]["days_late"] for code in ("ZZ3", "ZZ4", "ZZ5")] == [0, 4, None]
    assert status["ZZ4"]["to_confirm"] == 1
    assert status["ZZ3"]["blocks"] == 0


def test_what_is_missing_does_to_each_total(tmp_path: Path) -> None:
    """The gaps say what the figures of areas then say: how many organisations of how many are in a sum."""
    found = collected(tmp_path)
    rows = {(r["area_type"], r["area"], r["indicator"]): r for r in found.gaps.iter_rows(named=True)}
    nation = rows["nation", "england", "9"]
    assert (nation["organisations"], nation["expected"], nation["lacking"]) == (1, 3, "ZZ4 ZZ5")
    assert rows["nation", "england", "2"]["lacking"] == "ZZ5"
    assert ("region", "north", "2") not in rows
    areas, _ = areas_of(register(), EDITION)
    figures = calculate_figures(found.tallies, EDITION, areas).filter(
        pl.col("area_type") != "organisation", pl.col("breakdown") == "",
        pl.col("statistic").is_in(["relative_likelihood", "difference"]), pl.col("indicator") != "1",
    )  # fmt: skip
    for row in figures.iter_rows(named=True):
        gap = rows.get((row["area_type"], row["area"], row["indicator"]))
        there = gap["organisations"] if gap else row["expected"]
        assert (row["organisations"] or 0) == there, (row["area"], row["indicator"])


def test_a_return_of_a_closed_organisation_is_not_expected(tmp_path: Path) -> None:
    found = collect(written(tmp_path / "returns", 2026, "ZZ1"), EDITION, register())
    (row,) = found.status.filter(pl.col("organisation") == "ZZ1").to_dicts()
    assert (row["status"], row["continued_by"], row["blocks"]) == ("not expected", "ZZ3", 1)


def test_a_year_is_kept_whole_and_other_years_stay(tmp_path: Path) -> None:
    store = tmp_path / "store"
    first = collect(written(tmp_path / "one", 2025, "ZZ1", "ZZ2", "ZZ4"), LAST, register())
    keep(first, store)
    keep(collected(tmp_path), store)
    kept = read_stored_year(store, EDITION)
    assert sorted(kept["organisation"].unique()) == ["ZZ3", "ZZ4"]
    assert sorted(read_stored_year(store, LAST)["organisation"].unique()) == ["ZZ1", "ZZ2", "ZZ4"]
    assert pl.read_csv(store / "collected" / "wres-2026" / "status.csv").height == 3
    fewer = collect(written(tmp_path / "fewer", 2026, "ZZ3"), EDITION, register())
    with pytest.raises(UsageError, match="ZZ4"):
        keep(fewer, store)
    keep(fewer, store, replacing=True)
    assert read_stored_year(store, EDITION)["organisation"].unique().to_list() == ["ZZ3"]


def test_as_merged_predecessors_are_summed_under_their_successor_and_boards_are_not(tmp_path: Path) -> None:
    store = tmp_path / "store"
    keep(collect(written(tmp_path / "one", 2025, "ZZ1", "ZZ2", "ZZ4"), LAST, register()), store)
    keep(collected(tmp_path), store)
    before = (store / "tallies" / "wres" / "2025" / "ZZ1.parquet").read_bytes()
    assert restate(store, STANDARD, register()) == [2025]
    merged = read_stored_year(store / MERGED, LAST)
    assert sorted(merged["organisation"].unique()) == ["ZZ3", "ZZ4"]
    assert (store / "tallies" / "wres" / "2025" / "ZZ1.parquet").read_bytes() == before, "as it was stays as it was"
    staff = merged.filter(organisation="ZZ3", item="staff", breakdown="", group="bme").row(0, named=True)
    assert (staff["count"], staff["state"]) == (2 * 725, "value")
    board = merged.filter(pl.col("organisation") == "ZZ3", pl.col("item") == "board")
    assert set(board.select("state", "reason").iter_rows()) == {("not_calculable", NOT_SUMMED)}
    survey = merged.filter(pl.col("organisation") == "ZZ3", pl.col("item") == "discriminated")
    assert set(survey["state"]) == {"missing"}, "percentages without a base have no sum"
    figures = figures_as_merged(merged, LAST)
    assert set(figures["variant"]) == {"as-merged"}
    official = calculate_figures(merged, LAST)
    assert not set(figures["receipt"]) & set(official["receipt"]), "a receipt is of one variant"
    nine = figures.filter(area="ZZ3", indicator="9", statistic="difference", category="").row(0, named=True)
    assert (nine["state"], nine["reason"]) == ("not_calculable", NOT_SUMMED)
    two = figures.filter(area="ZZ3", indicator="2", statistic="relative_likelihood", category="").row(0, named=True)
    assert two["value"] == pytest.approx(1.6)


def test_a_sum_lacks_what_a_predecessor_lacks() -> None:
    tallies = pl.concat(
        [version(code="ZZ1", year=2025).tallies, version({"w2.appointed.bme": ""}, "ZZ2", 2025).tallies]
    )
    merged = as_merged(tallies, register(), EDITION)
    appointed = merged.filter(item="appointed", breakdown="").select("group", "count", "state").rows()
    assert {group: (count, state) for group, count, state in appointed} == {
        "white": (360, "value"), "bme": (None, "missing"), "unknown": (10, "value"),
    }  # fmt: skip


def test_successors_follow_chains_to_a_day_and_stop_where_one_was_split() -> None:
    organisations = [Organisation(f"A{n}", str(n)) for n in range(6)]
    links = [Succession("A0", "A1", date(2020, 4, 1)), Succession("A1", "A2", date(2024, 4, 1)),
             Succession("A3", "A4", date(2021, 4, 1)), Succession("A3", "A5", date(2021, 4, 1))]  # fmt: skip
    known = register_of(organisations, successions=links)
    assert dict(successors(known, date(2023, 3, 31))) == {"A0": "A1"}
    assert dict(successors(known, date(2026, 3, 31))) == {"A0": "A2", "A1": "A2"}


def test_a_successor_is_compared_with_the_sum_of_its_predecessors() -> None:
    from openwres.returns.batch import Returns
    from openwres.returns.spread import changes

    last = pl.concat([version(code=code, year=2025).tallies for code in OLD])
    doubled = {name: str(2 * int(cell)) for name, cell in SOUND.items() if cell.isdigit()}
    returns = Returns(EDITION, LAST, [version(doubled, "ZZ3")], before=last, register=register())
    size = changes(returns).filter(pl.col("measure") == "size").row(0, named=True)
    assert size["change"] == pytest.approx(0)


def test_two_files_of_one_organisation_are_refused(tmp_path: Path) -> None:
    home = written(tmp_path / "returns", 2026, "ZZ4")
    (home / "again.csv").write_bytes((home / "ZZ4.csv").read_bytes())
    with pytest.raises(InputError, match="both hold a return of ZZ4"):
        collect(home, EDITION, register())


def test_a_file_of_another_year_is_told_and_not_taken(tmp_path: Path) -> None:
    home = written(tmp_path / "returns", 2026, "ZZ4")
    written(home, 2025, "ZZ5")
    found = collect(home, EDITION, register())
    assert [(problem.id, problem.file) for problem in found.unread] == [("return-not-taken", "ZZ5.csv")]
    assert found.tallies["organisation"].unique().to_list() == ["ZZ4"]


def test_workbooks_are_collected_and_what_is_wrong_with_any_is_told(tmp_path: Path) -> None:
    """A workbook of a folder is never left out without a word; what a program leaves beside an open one is none."""
    home = tmp_path / "returns"
    home.mkdir()
    form = layout("wres", 2026)
    for code in ("ZZ4", "ZZ5"):
        write_workbook(replace(generated(form, 5, gaps=0), organisation=code), form, home / f"{code}.xlsx")
    write_workbook(generated(layout("wres", 2025), 5, gaps=0), layout("wres", 2025), home / "earlier.xlsx")
    (home / "locked.xlsx").write_bytes(compound("EncryptionInfo", "EncryptedPackage"))
    (home / "~$ZZ4.xlsx").write_bytes(b"somebody")
    with xlsxwriter.Workbook(home / "list.xlsx") as book:
        book.add_worksheet().write(0, 0, "Something else")
    found = collect(home, EDITION, register())
    assert [(problem.id, problem.file) for problem in found.unread] == [
        ("return-not-taken", "earlier.xlsx"), ("not-a-return", "list.xlsx"), ("unreadable-file", "locked.xlsx")
    ]  # fmt: skip
    assert sorted(found.tallies["organisation"].unique()) == ["ZZ4", "ZZ5"]


def test_days_of_arrival_are_days(tmp_path: Path) -> None:
    path = tmp_path / "received.csv"
    path.write_text("organisation,received\nzz4,2026-05-28\n", encoding="utf-8")
    assert read_received(path) == {"ZZ4": date(2026, 5, 28)}
    path.write_text("organisation,received\nzz4,28 May\n", encoding="utf-8")
    with pytest.raises(UsageError, match="28 May"):
        read_received(path)


def test_without_returns_every_total_lacks_everybody() -> None:
    found = gaps([], EDITION, register())
    assert set(found.filter(area_type="nation")["organisations"]) == {0}
    assert found.filter(area_type="nation").height == 9
