"""The evidence pack: receipts, what was checked and why it stands, what was decided, what was read."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from openwres.contracts.exceptions import InputError
from openwres.contracts.problems import Problem, Severity
from openwres.reports.board import Settings
from openwres.reports.document import Document, Drawing
from openwres.reports.evidence import Record, evidence_pack, read_record
from openwres.returns.model import Explanation
from tests.reports.documents import AS_AT, alone, table, texts, under

CONFIRM = Problem("unlikely-change", Severity.CONFIRM, "The workforce fell by 20%.", "Say why.", about="w1.all")
RUN = {
    "openwres": "0.1.0",
    "decisions": [
        {"about": "staff.grade", "of": "Band X", "means": "clinical-5", "reason": "old scale", "by": "A B", "on": "2026-05-01"}
    ],
    "read": [{"file": "staff.csv", "sha256": "ab" * 32, "tables": [{"kind": "staff", "system": "ESR", "matched": {"person": "Emp No"}, "ignored": ["Job"]}]}],
}  # fmt: skip


def pack(*years: int, record: Record | None = None) -> Document:
    return evidence_pack(alone(*(years or (2026,))), "R01", Settings(AS_AT), record or Record())


def test_every_figure_has_its_counts_its_method_and_a_receipt_that_tells_nothing_of_them() -> None:
    document = pack()
    row = next(row for row in table(document, "figures-2") if row[0] == "relative likelihood" and row[2] == "official")
    assert row[1:] == ["White / BME", "official", "1.6000", "1.2664 to 2.0256", "miettinen-nurminen", "180 of 1,000; 90 of 800"]  # fmt: skip
    receipts = [row[-1] for row in table(document, "receipts-2")]
    assert all(len(receipt) == 64 for receipt in receipts)
    assert len(set(receipts)) == len(receipts)


def test_a_finding_to_confirm_stands_with_its_reason_person_and_date() -> None:
    reason = Explanation("unlikely-change", "w1.all", "A service moved to R02.", "A B", "2026-06-01")
    rows = table(pack(record=Record((CONFIRM,), RUN, (reason,))), "checks")
    assert rows == [
        ["to confirm", "unlikely-change", "", "The workforce fell by 20%.", "Say why.", "A service moved to R02. (A B, 2026-06-01)"]
    ]  # fmt: skip


def test_a_finding_that_nobody_explained_stands_without_one() -> None:
    assert table(pack(record=Record((CONFIRM,), RUN)), "checks")[0][-1] == ""


def test_what_was_decided_and_read_is_on_record_and_digests_of_files_are_not() -> None:
    document = pack(record=Record((), RUN))
    assert table(document, "decisions") == [["staff.grade", "Band X", "clinical-5", "old scale", "A B", "2026-05-01"]]
    assert table(document, "files") == [["staff.csv", "", "staff", "ESR", "person: Emp No", "Job"]]
    assert "ab" * 32 not in " ".join(texts(document))
    assert "Nothing was found." in under(document, "Checks and overrides")


def test_without_a_log_it_is_said_that_there_is_none() -> None:
    document = pack()
    assert any("was not given" in text for text in under(document, "Checks and overrides"))
    assert any("was not given" in text for text in under(document, "Audit"))


def test_this_year_stands_beside_the_last_one() -> None:
    rows = table(pack(2025, 2026), "changes")
    assert rows[1] == ["2. Applicants appointed", "1.60", "1.27 to 2.03", "1.60", "1.27 to 2.03"]
    drawn = [
        block.title
        for block in pack(2025, 2026).blocks
        if isinstance(block, Drawing) and block.name.startswith("changed")
    ]
    assert drawn == [
        "Ratios in 2025 and 2026: above 1 is adverse",
        "Gaps in 2025 and 2026: above 0 is adverse",
        "Gaps in 2025 and 2026: below 0 is adverse",
    ]
    assert "There are no figures of the year before." in under(pack(), "Changes since last year")


def test_a_results_folder_is_read_and_one_without_its_log_is_told(tmp_path: Path) -> None:
    (tmp_path / "problems.json").write_text(json.dumps({"problems": [CONFIRM.as_dict()]}), encoding="utf-8")
    with pytest.raises(InputError, match=r"has no run\.json"):
        read_record(tmp_path)
    (tmp_path / "run.json").write_text(json.dumps(RUN), encoding="utf-8")
    assert read_record(tmp_path).problems == (CONFIRM,)
    (tmp_path / "problems.json").write_text('{"problems": [{"id": 1}]}', encoding="utf-8")
    with pytest.raises(InputError, match="not as `calculate` writes it"):
        read_record(tmp_path)
