"""Local decisions: what a value, a header or an option means here; drafted, read back, listed, and never made for anyone."""

from __future__ import annotations

import json
from pathlib import Path
from tempfile import TemporaryDirectory

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from openwres.calculation import Calculation, calculate, check
from openwres.extracts.decisions import Decision, Decisions, read_decisions
from openwres.extracts.drafting import draft
from openwres.extracts.kinds import kinds_of
from openwres.standards import load_standard
from openwres.standards.codes import normalised
from tests.cli.commands import run
from tests.extracts.folders import CODE, YEAR, case, checked, counted, counts, folder, of_id, places, post, staff, the
from tests.extracts.whole import APPLICATIONS, EVERYTHING

SIGNED = "reason: local, person: A. Person, date: 2026-04-20"
EDITION = load_standard("wres").edition(YEAR)
KINDS = kinds_of(EDITION)


def decided(root: Path, text: str) -> Path:
    (root / "decisions.yaml").write_text("format: 1\n" + text, encoding="utf-8")
    return root


def value(kind: str, column: str, *pairs: tuple[str, str]) -> str:
    entries = "".join(f"      - {{value: {json.dumps(v)}, means: {json.dumps(m)}, {SIGNED}}}\n" for v, m in pairs)
    return f"values:\n  {kind}:\n    {column}:\n{entries}"


def option(name: str, choice: str) -> str:
    return f"options:\n  {name}: {{choice: {choice}, {SIGNED}}}\n"


# Values, headers


def test_a_value_means_what_was_decided(tmp_path: Path) -> None:
    rows = [*staff(), post("P5", ethnicity="Klingon"), post("P6", contract="perm-ish", ethnicity="klingon ")]
    given_folder = folder(tmp_path, staff=rows)
    assert {place[5] for place in places(checked(given_folder))} == {"ethnicity", "contract"}
    decided(given_folder, value("staff", "ethnicity", ("Klingon", "S")))
    text = (given_folder / "decisions.yaml").read_text(encoding="utf-8")
    text += f"    contract:\n      - {{value: perm-ish, means: Permanent, {SIGNED}}}\n"
    (given_folder / "decisions.yaml").write_text(text, encoding="utf-8")
    found = counted(given_folder)
    assert places(found) == []
    assert counts(found, "staff") == {"white": 2, "bme": 4}


@pytest.mark.parametrize(
    ("means", "row"), [("6", "clinical-6"), ("non-clinical-7", "non-clinical-7"), ("VSM", "clinical-vsm")]
)
def test_a_local_grade_means_a_band_or_a_row(tmp_path: Path, means: str, row: str) -> None:
    decided(folder(tmp_path, staff=[post("P1", grade="Spot 12")]), value("staff", "grade", ("Spot 12", means)))
    found = counted(tmp_path)
    assert (places(found), counts(found, "staff", breakdown="grade")) == ([], {row: 1})


def test_every_value_that_is_not_named(tmp_path: Path) -> None:
    rows = [*staff(), post("P5", grade="Spot 1"), post("P6", grade="Spot 2"), post("P7", grade="Spot 3")]
    decided(folder(tmp_path, staff=rows), value("staff", "grade", ("Spot 1", "8a"), ("*", "9")))
    found = counted(tmp_path)
    assert places(found) == []
    assert counts(found, "staff", breakdown="grade") == {
        "clinical-5": 2,
        "clinical-6": 1,
        "clinical-7": 1,
        "clinical-8a": 1,
        "clinical-9": 2,
    }


def test_a_dash_is_a_value_of_its_own_and_no_blank(tmp_path: Path) -> None:
    rows = [*staff(), post("P5", contract="-"), post("P6", contract="")]
    decided(folder(tmp_path, staff=rows), value("staff", "contract", ("-", "bank")))
    found = counted(tmp_path)
    assert (places(found), counts(found, "staff")) == ([], {"white": 3, "bme": 2})


LEARNING = [
    {"person": f"P{n}", "course": course, "taken_up": "yes", "attended_on": "2025-09-01"}
    for n, course in ((1, "Leadership 1"), (2, "Fire 1"), (3, "Leadership 1"), (4, "Coaching 1"))
]


def test_courses_are_decided_where_no_column_says_what_is_mandatory(tmp_path: Path) -> None:
    folder(tmp_path, learning=LEARNING)
    problem = the(checked(tmp_path), "undecided")
    assert (str(problem.severity), problem.file, problem.row, problem.column, problem.rows) == (
        "block", "learning.csv", 2, "course", 4,
    )  # fmt: skip
    decided(tmp_path, value("learning", "course", ("Fire 1", "mandatory"), ("*", "not mandatory")))
    found = counted(tmp_path)
    assert (places(found), counts(found, "trained")) == ([], {"white": 1, "bme": 2})


def test_a_header_is_the_column_that_was_decided(tmp_path: Path) -> None:
    rows = [{("Herkunft" if name == "ethnicity" else name): cell for name, cell in row.items()} for row in staff()]
    folder(tmp_path, staff=rows)
    assert {place[0] for place in places(checked(tmp_path))} == {"missing-column"}
    decided(tmp_path, f"columns:\n  staff:\n    ethnicity: {{header: Herkunft, {SIGNED}}}\n")
    found = counted(tmp_path)
    assert (places(found), counts(found, "staff")) == ([], {"white": 2, "bme": 2})


# What is wrong with a file of decisions

WRONG = [
    ("values:\n  staff:\n    ethnicity:\n      - {value: Klingon, means: S, person: A, date: 2026-04-20}\n", "decision-incomplete"),
    ("values:\n  staff:\n    ethnicity:\n      - {value: Klingon, means: S, reason: r, person: A, date: soon}\n", "decision-incomplete"),
    (value("staff", "ethnicity", ("Klingon", "Vulcan")), "decision-unknown"),
    (value("staff", "contract", ("Klingon", "forever")), "decision-unknown"),
    (value("staff", "grade", ("Klingon", "clinical-99")), "decision-unknown"),
    (value("staff", "ethnicity", ("Klingon", "S"), ("KLINGON", "A")), "wrong-value"),
    (value("staff", "person", ("P1", "P2")), "wrong-value"),
    (value("people", "ethnicity", ("Klingon", "S")), "wrong-value"),
    (option("main-post", "the-nicest"), "decision-unknown"),
    (option("main-posts", "primary"), "wrong-value"),
    ("oddities: 1\n", "unknown-key"),
    ("values: [\n", "not-yaml"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "problem_id"), WRONG)
def test_a_decision_that_cannot_hold_blocks_at_its_line(tmp_path: Path, text: str, problem_id: str) -> None:
    found = checked(decided(folder(tmp_path, staff=[*staff(), post("P5", ethnicity="Klingon")]), text))
    problem = the(found, problem_id)
    assert (str(problem.severity), problem.file) == ("block", "decisions.yaml")
    assert (problem.row or 0) > 1


def test_a_decision_that_nobody_needs_any_more_is_noted(tmp_path: Path) -> None:
    decided(folder(tmp_path), value("staff", "ethnicity", ("Klingon", "S")))
    problem = the(counted(tmp_path), "decision-unused")
    assert (str(problem.severity), problem.file, problem.row) == ("note", "decisions.yaml", 5)


def test_what_is_left_empty_in_the_file_stays_undecided(tmp_path: Path) -> None:
    folder(tmp_path, staff=[*staff(), *(post(f"Q{n}", ethnicity="Klingon") for n in range(5))])
    decided(
        tmp_path,
        "values:\n  staff:\n    ethnicity:\n      - {value: Klingon, rows: '5', means: , reason: , person: , date: }\n",
    )
    assert places(checked(tmp_path)) == [("unmapped-value", "block", "staff.csv", "", 6, "ethnicity")]


# Drafts


def test_a_draft_asks_for_every_unmapped_value_with_its_rows(tmp_path: Path) -> None:
    rows = [
        *staff(),
        *(post(f"Q{n}", ethnicity="Klingon") for n in range(6)),
        post("R1", grade="Spot 12"),
        post("R2", status="asleep"),
    ]
    text = checked(folder(tmp_path, staff=rows)).draft()
    assert (
        '- value: "Klingon"\n        rows: "6"\n        means:\n        reason:\n        person:\n        date:\n'
        in text
    )
    assert '- value: "Spot 12"\n        rows: "1"\n' in text
    assert "asleep" not in text
    assert "staff.csv, row 13" in text


def test_a_draft_with_its_answers_filled_in_is_read(tmp_path: Path) -> None:
    rows = [*staff(), *(post(f"Q{n}", ethnicity="Klingon") for n in range(6))]
    text = checked(folder(tmp_path, staff=rows)).draft()
    for key, answer in {"means": "S", "reason": "told so", "person": "A. Person", "date": "2026-04-20"}.items():
        text = text.replace(f"        {key}:\n", f'        {key}: "{answer}"\n')
    (tmp_path / "decisions.yaml").write_text(text, encoding="utf-8")
    found = counted(tmp_path)
    assert (places(found), counts(found, "staff")) == ([], {"white": 2, "bme": 8})


def test_check_with_init_writes_the_draft_and_keeps_the_earlier_file(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    rows = [*staff(), *(post(f"Q{n}", ethnicity="Klingon", grade="Spot 1") for n in range(6))]
    extracts = folder(tmp_path / "extracts", staff=rows)
    before = decided(extracts, value("staff", "grade", ("Spot 1", "8a"))) / "decisions.yaml"
    old = before.read_text(encoding="utf-8")
    answer = run(capsys, "check", extracts, "--year", YEAR, "--organisation", CODE, "--init")
    assert (answer.code, "1 to decide" in answer.out) == (1, True), answer.out
    new = before.read_text(encoding="utf-8")
    assert '- value: "Klingon"' in new
    assert 'means: "8a"' in new
    kept = [path for path in extracts.iterdir() if path.name not in ("decisions.yaml", "staff.csv")]
    assert [path.read_text(encoding="utf-8") for path in kept] == [old]
    assert kept[0].name in answer.out


def test_last_years_decisions_are_carried_forward(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    rows = [*staff(), post("P5", grade="Spot 1"), post("P6", grade="Spot 2")]
    last = folder(tmp_path / "last", staff=rows)
    decided(last, value("staff", "grade", ("Spot 1", "8a")) + option("main-post", "largest-fte"))
    this = folder(tmp_path / "this", staff=rows)
    words = ("check", this, "--year", YEAR, "--organisation", CODE, "--init", "--from", last / "decisions.yaml")
    answer = run(capsys, *words)
    assert "1 to decide" in answer.out
    text = (this / "decisions.yaml").read_text(encoding="utf-8")
    assert 'value: "Spot 1"\n        means: "8a"' in text
    assert '- value: "Spot 2"\n        rows: "1"\n        means:\n' in text
    assert 'main-post: {choice: "largest-fte"' in text
    assert run(capsys, *words).code == 2


WORDS = st.text(
    st.characters(codec="utf-8", exclude_categories=["Cc", "Cs", "Zl", "Zp"]), min_size=1, max_size=12
).filter(lambda text: text.strip() == text and " ".join(text.split()) == text and text != "*")
SIGNATURE = st.tuples(WORDS, WORDS, st.dates().map(str))


def signed(subject: str, means: str, signature: tuple[str, str, str]) -> Decision:
    return Decision(subject, means, *signature, 0)


def plain(found: Decisions) -> list[dict[str, str]]:
    return found.all()


@given(
    st.dictionaries(WORDS, st.tuples(st.sampled_from("abchnsz"), SIGNATURE), max_size=4),
    st.dictionaries(st.sampled_from(["ethnicity", "grade"]), st.tuples(WORDS, SIGNATURE), max_size=2),
    SIGNATURE,
)
@settings(max_examples=40)
def test_what_is_drafted_is_read_back_as_it_was(
    values: dict[str, tuple[str, tuple[str, str, str]]], headers: dict[str, tuple[str, tuple[str, str, str]]],
    signature: tuple[str, str, str],
) -> None:  # fmt: skip
    subjects: dict[str, Decision] = {}
    for subject, (means, by) in values.items():
        subjects.setdefault(normalised(subject) or subject, signed(subject, means, by))
    written = Decisions(
        "decisions.yaml",
        {("staff", "ethnicity"): subjects} if subjects else {},
        {"staff": {column: signed(header, column, by) for column, (header, by) in headers.items()}} if headers else {},
        {"main-post": signed("main-post", "largest-fte", signature)},
    )
    with TemporaryDirectory() as place:
        path = Path(place) / "decisions.yaml"
        path.write_text(draft(written, []), encoding="utf-8")
        read, problems = read_decisions(path, KINDS, EDITION)
    assert [problem.sentence for problem in problems] == []
    assert plain(read) == plain(written)


# What an unmapped grade stops


def test_an_unmapped_grade_stops_the_grid_and_nothing_else(tmp_path: Path) -> None:
    whole = counted(folder(tmp_path / "whole", **EVERYTHING))
    rows = [row | {"grade": "Spot 12"} if row["person"] == "P2" else row for row in EVERYTHING["staff"]]
    files = {**EVERYTHING, "staff": rows}
    found = counted(folder(tmp_path / "part", **files))
    problem = the(found, "unmapped-grade")
    assert (str(problem.severity), problem.stops, problem.row, problem.column) == ("block", "grade", 3, "grade")
    grid = (pl.col("item") == "staff") & pl.col("breakdown").is_in(["grade", "tier"])
    stopped = found.tallies.filter(grid)
    assert set(stopped.select("state", "reason", "count").rows()) == {("missing", "unmapped_grade", None)}
    keys = ["item", "basis", "breakdown", "category", "classification", "group"]
    others = found.tallies.filter(~grid, ~((pl.col("item") != "staff") & (pl.col("breakdown") == "grade")))
    same = others.join(whole.tallies, on=keys, how="inner", suffix="_before", nulls_equal=True)
    assert len(same) == len(others)
    assert same.filter(pl.col("count").ne_missing(pl.col("count_before"))).rows() == []


# Options, each against the same folder without it


def of_two_posts() -> list[dict[str, str]]:
    return [
        *staff(),
        post("P5", assignment="P5-1", ethnicity="H", grade="5", fte="0.8", primary="yes"),
        post("P5", assignment="P5-2", ethnicity="H", grade="8a", fte="0.1", primary="no"),
        post("P5", assignment="P5-3", ethnicity="H", grade="6", fte="0.9", primary="no"),
    ]


def own(person: str, **other: str) -> dict[str, str]:
    return post(person, lead_employer="no", subsidiary="no") | other


def application(number: str, **other: str) -> dict[str, str]:
    return APPLICATIONS[0] | {"application": number} | other


# Somebody for every option: a career break, a trainee employed for others, staff of a subsidiary, a case opened in another
# year than its investigation, an offer not accepted, a shortlisting of the year before, an application from abroad.
OPEN_QUESTIONS: dict[str, list[dict[str, str]]] = {
    **EVERYTHING,
    "staff": [own("P1"), own("P2", ethnicity="B"), own("P3", ethnicity="H"), own("P4", ethnicity="N"),
              own("P5", ethnicity="H", status="career break"), own("P6", ethnicity="N", lead_employer="yes"), own("P7", subsidiary="yes")],
    "cases": [case("C1", "P1", opened="2024-06-01"), case("C2", "P3", investigation_commissioned="2024-06-01", opened="2025-06-01")],
    "applicants": [application("A1"), application("A2", ethnicity="N", stage="offered", appointed_on=""),
                   application("A4", shortlisted_on="2025-03-01"), application("A5", ethnicity="H", source="international")],
}  # fmt: skip
OPTIONS = [
    ("statuses", "active-only", {"staff": {"white": 2, "bme": 3}}),
    ("trainees-for-others", "leave-out", {"staff": {"white": 2, "bme": 3}}),
    ("subsidiaries", "count", {"staff": {"white": 3, "bme": 4}}),
    ("entry-date", "opened", {"disciplined one-year": {"bme": 1}}),
    ("appointed-means", "offered", {"appointed": {"white": 2, "bme": 2}}),
    ("recruitment-period", "shortlist-cohort", {"appointed": {"white": 1, "bme": 1}}),
    ("international-recruitment", "leave-out", {"shortlisted": {"white": 1, "bme": 1}, "appointed": {"white": 2}}),
]  # fmt: skip


def tables(found: Calculation) -> dict[str, dict[str, int]]:
    """Counts of every item and basis at whole."""
    keys = found.tallies.select("item", "basis").unique(maintain_order=True).rows()
    return {f"{item} {basis}".strip(): counts(found, item, basis) for item, basis in keys}


@pytest.fixture(scope="module")
def undecided(tmp_path_factory: pytest.TempPathFactory) -> dict[str, dict[str, int]]:
    return tables(counted(folder(tmp_path_factory.mktemp("undecided") / "extracts", **OPEN_QUESTIONS)))


def test_what_holds_where_nothing_was_decided(undecided: dict[str, dict[str, int]]) -> None:
    assert undecided["staff"] == {"white": 2, "bme": 4}
    assert undecided["shortlisted"] == {"white": 1, "bme": 2}
    assert undecided["appointed"] == {"white": 2, "bme": 1}
    assert undecided["disciplined one-year"] == {"white": 1}
    assert undecided["disciplined two-year"] == {"white": 1, "bme": 1}


@pytest.mark.parametrize(("name", "choice", "changed"), OPTIONS)
def test_an_option_changes_what_it_says_and_nothing_else(
    tmp_path: Path, undecided: dict[str, dict[str, int]], name: str, choice: str, changed: dict[str, dict[str, int]]
) -> None:
    found = counted(decided(folder(tmp_path, **OPEN_QUESTIONS), option(name, choice)))
    assert tables(found) == undecided | changed
    assert all(undecided[key] != changed[key] for key in changed)
    problem = the(found, "option-chosen")
    assert (str(problem.severity), problem.file, problem.row) == ("note", "decisions.yaml", 3)


@pytest.mark.parametrize(
    ("choice", "row"), [("primary", "clinical-5"), ("highest-grade", "clinical-8a"), ("largest-fte", "clinical-6")]
)
def test_the_option_of_the_main_post_moves_a_person_in_the_grid(tmp_path: Path, choice: str, row: str) -> None:
    found = counted(decided(folder(tmp_path, staff=of_two_posts()), option("main-post", choice)))
    others = {"clinical-5": 2, "clinical-6": 1, "clinical-7": 1}
    assert counts(found, "staff", breakdown="grade") == others | {row: others.get(row, 0) + 1}
    assert counts(found, "staff") == {"white": 2, "bme": 3}


@pytest.mark.parametrize(("choice", "bases"), [("one-year", {"one-year"}), ("two-year", {"two-year"})])
def test_the_option_of_the_window_says_which_figures_are_shown(tmp_path: Path, choice: str, bases: set[str]) -> None:
    day = {"investigation_commissioned": "2018-06-01"}
    files = {"staff": staff(), "cases": [case("C1", "P1", **day), case("C2", "P3", **day)]}
    both = counted(folder(tmp_path / "both", **files), year=2019)
    found = counted(decided(folder(tmp_path / "one", **files), option("discipline-window", choice)), year=2019)
    shown = [set(c.figures.filter(pl.col("indicator") == "3")["basis"]) - {""} for c in (both, found)]
    assert shown == [{"one-year", "two-year"}, bases]
    assert found.tallies.equals(both.tallies)


def test_every_option_has_its_test() -> None:
    tested = {name for name, *_ in OPTIONS} | {"main-post", "discipline-window"}
    assert tested == set(EDITION.options)


def test_the_usual_choice_is_no_news(tmp_path: Path) -> None:
    found = counted(decided(folder(tmp_path), option("main-post", "primary")))
    assert of_id(found, "option-chosen") == []


# The log


def test_the_log_of_the_run_lists_every_decision(tmp_path: Path) -> None:
    folder(tmp_path / "extracts", staff=[*staff(), post("P5", ethnicity="Klingon")])
    text = value("staff", "ethnicity", ("Klingon", "S")) + option("statuses", "active-only")
    text += f"columns:\n  staff:\n    sex: {{header: Geschlecht, {SIGNED}}}\n"
    out = counted(decided(tmp_path / "extracts", text)).write(tmp_path / "results")
    log = json.loads((out / "run.json").read_text(encoding="utf-8"))
    by = {"reason": "local", "by": "A. Person", "on": "2026-04-20"}
    assert log["decisions"] == [
        {"about": "staff.ethnicity", "of": "Klingon", "means": "S", **by},
        {"about": "staff.sex", "of": "header", "means": "Geschlecht", **by},
        {"about": "option", "of": "statuses", "means": "active-only", **by},
    ]


def test_decisions_of_another_place_are_read_where_they_are_named(tmp_path: Path) -> None:
    extracts = folder(tmp_path / "extracts", staff=[*staff(), post("P5", ethnicity="Klingon")])
    (tmp_path / "elsewhere").mkdir()
    path = decided(tmp_path / "elsewhere", value("staff", "ethnicity", ("Klingon", "S"))) / "decisions.yaml"
    assert check(extracts, year=YEAR, organisation=CODE).blocked
    found = calculate(extracts, year=YEAR, organisation=CODE, decisions=path)
    assert counts(found, "staff") == {"white": 2, "bme": 3}
