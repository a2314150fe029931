"""What the list of many organisations says."""

from __future__ import annotations

import re
from pathlib import Path

from openwres.reports.scorecard import write_scorecards
from tests.reports.cards import Tally, calculated, everything, groups, staff, text


def written(folder: Path, tallies: list[Tally], names: dict[str, str] | None = None) -> str:
    found = calculated(folder, tallies)
    out = folder / "out"
    out.mkdir()
    write_scorecards(out, found.edition, found.figures, None, found.organisations, names or {}, found.problems)
    return (out / "scorecard.html").read_text(encoding="utf-8")


def test_every_organisation_has_a_row_and_a_page_in_order_of_codes(tmp_path: Path) -> None:
    page = written(tmp_path, [*everything(organisation="ZZ2"), *everything(organisation="ZZ1")], {"ZZ2": "A <i>&amp;"})
    rows = [text(line) for line in re.findall(r'<tr><th scope="row"><a.*?</tr>', page, re.DOTALL)]
    assert [line.split()[0] for line in rows] == ["ZZ1", "A"]
    assert "A <i>&amp; ZZ2" in rows[1]
    assert "1.60 adverse, interval excludes equality" in rows[0]
    one = (tmp_path / "out" / "scorecards" / "ZZ1.html").read_text(encoding="utf-8")
    assert 'href="../scorecard.html"' in one
    assert 'href="scorecards/ZZ1.html"' in page


def test_states_are_words_and_a_one_sided_limit_is_shown(tmp_path: Path) -> None:
    first = [
        *staff(organisation="ZZ1"), *groups("shortlisted", 300, 40, organisation="ZZ1"),
        *groups("appointed", 60, 0, organisation="ZZ1"),
        *groups("trained", "suppressed", "suppressed", reason="<5", organisation="ZZ1"),
    ]  # fmt: skip
    page = written(tmp_path, [*first, *staff(organisation="ZZ2")])
    shown = text(page)
    assert "at least 2.27 adverse, interval excludes equality missing suppressed missing" in shown


def test_the_header_stays_in_sight_and_every_column_says_which_way_is_adverse(tmp_path: Path) -> None:
    page = written(tmp_path, [*staff(organisation="ZZ1"), *staff(organisation="ZZ2")])
    assert re.search(r"\.many thead th \{ position: sticky", page)
    head = text(page[page.index("<thead>") : page.index("</thead>")])
    assert "2 appointed White over BME, above 1 adverse" in head
    assert "7 who believe that there are equal opportunities BME less White, below 0 adverse" in head


def test_no_organisation_gives_a_page_that_says_so(tmp_path: Path) -> None:
    found = calculated(tmp_path, staff())
    out = tmp_path / "out"
    out.mkdir()
    write_scorecards(out, found.edition, found.figures, None, [], {}, [])
    page = (out / "scorecard.html").read_text(encoding="utf-8")
    assert "No organisation has a count of this year." in text(page)
    assert "<table" not in page


def test_things_to_confirm_are_on_the_list_too(tmp_path: Path) -> None:
    high = [*groups("shortlisted", 10, 5, organisation="ZZ1"), *groups("appointed", 20, 1, organisation="ZZ1")]
    page = written(tmp_path, [*staff(organisation="ZZ1"), *high, *staff(organisation="ZZ2")])
    assert "1 to confirm" in text(page)
    assert "20 applicants appointed, but only 10 applicants shortlisted" in text(page)
