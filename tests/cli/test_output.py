"""What commands print: sentences for people, one JSON document for programs, results and problems complete in both."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.cli.commands import run
from tests.standards.definitions import Definitions

Said = pytest.CaptureFixture[str]


def test_a_check_without_problems(capsys: Said, extracts: Path) -> None:
    answer = run(capsys, "check", extracts, "--year", "2026")
    assert (answer.code, answer.err) == (0, "")
    assert "read    staff.csv as staff: " in answer.out
    assert "Checked as WRES 2026: " in answer.out.splitlines()[-1]
    assert "1 note" in answer.out.splitlines()[-1]


def test_a_check_in_json(capsys: Said, extracts: Path) -> None:
    answer = run(capsys, "check", extracts, "--year", "2026", "--json")
    assert (answer.code, answer.err) == (0, "")
    assert {"format": 1, "standard": "wres", "year": 2026}.items() <= answer.json.items()
    assert [problem["id"] for problem in answer.json["problems"]] == ["no-register"]
    assert answer.json["read"][0]["file"] == "staff.csv"


def test_problems_give_exit_code_1_and_the_screen_says_how_many_more(capsys: Said, spoilt: Path) -> None:
    answer = run(capsys, "check", spoilt)
    assert answer.code == 1
    assert "--json prints them all" in answer.out
    assert "block   staff.csv, row 6, column ethnicity: `Other 0` is not known here" in answer.out
    assert "300 problems that block" in answer.out


@pytest.mark.parametrize("command", ["check", "calculate"])
def test_problems_are_complete_in_json(capsys: Said, tmp_path: Path, spoilt: Path, command: str) -> None:
    more = ["--out", tmp_path / "out"] if command == "calculate" else []
    answer = run(capsys, command, spoilt, "--year", "2026", "--json", *more)
    assert (answer.code, answer.err) == (1, "")
    problems = [problem for problem in answer.json["problems"] if problem["severity"] == "block"]
    assert len(problems) == 300
    for problem in problems:
        assert problem["file"] == "staff.csv"
        assert problem["row"] > 5
        assert problem["column"] in ("ethnicity", "status")
        assert problem["sentence"]
        assert problem["remedy"]
    assert not (tmp_path / "out").exists()


def test_a_calculation_says_what_it_wrote_and_where(capsys: Said, tmp_path: Path, extracts: Path) -> None:
    answer = run(capsys, "calculate", extracts, "--year", "2026", "--out", tmp_path / "out")
    assert (answer.code, answer.err) == (0, "")
    assert "WRES 2026  ZZ9" in answer.out
    assert "scorecard.html" in answer.out
    written = json.loads((tmp_path / "out" / "problems.json").read_text(encoding="utf-8"))
    assert [problem["id"] for problem in written["problems"]] == ["no-register"]


def test_a_calculation_in_json(capsys: Said, tmp_path: Path, tallies: Path) -> None:
    answer = run(capsys, "calculate", tallies, "--year", "2026", "--out", tmp_path / "out", "--json")
    assert (answer.code, answer.err) == (0, "")
    assert answer.json["organisations"] == ["ZZ9"]
    assert (answer.json["out"], answer.json["tallies"]) == (str(tmp_path / "out"), 3)


def test_mistakes_in_json_are_json(capsys: Said, extracts: Path) -> None:
    answer = run(capsys, "check", extracts, "--year", "2062", "--json")
    assert (answer.code, answer.err) == (2, "")
    assert "2016 to 2026" in answer.json["error"]
    assert answer.json["problems"] == []


def test_a_ratio_in_words(capsys: Said) -> None:
    answer = run(capsys, "ratio", "--white", "180/1000", "--bme", "90/800")
    assert (answer.code, answer.err) == (0, "")
    assert "1.60 times as likely" in answer.out
    assert "adverse to BME people" in answer.out


def test_a_ratio_in_json(capsys: Said) -> None:
    found = run(capsys, "ratio", "--white", "180/1000", "--bme", "90/800", "--json").json
    assert (found["format"], found["state"], found["group"]) == (1, "value", "white:bme")
    assert found["value"] == pytest.approx(1.6)
    assert found["lower"] < 1.6 < found["upper"]
    assert (found["in_band"], found["excludes_one"]) == (False, True)


def test_an_adverse_event_turns_the_ratio_round(capsys: Said) -> None:
    words = ["ratio", "--white", "17/2505", "--bme", "9/725", "--adverse-event", "--json"]
    found = run(capsys, *words).json
    assert found["group"] == "bme:white"
    assert found["value"] == pytest.approx(1.8292, abs=1e-4)


def test_a_ratio_that_cannot_be_calculated_is_an_answer(capsys: Said) -> None:
    found = run(capsys, "ratio", "--white", "20/300", "--bme", "0/40", "--json")
    assert (found.code, found.json["state"], found.json["value"]) == (0, "not_calculable", None)


@pytest.mark.parametrize("fraction", ["abc", "10/5", "1/0", "-1/5", "1.5/3", "", "1/2/3", "9" * 30 + "/" + "9" * 31])
def test_a_ratio_of_nonsense(capsys: Said, fraction: str) -> None:
    answer = run(capsys, "ratio", f"--white={fraction}", "--bme", "1/2")
    assert (answer.code, answer.out) == (2, "")
    assert answer.err.startswith("openwres: ")


def test_the_standards_are_listed_and_shown(capsys: Said) -> None:
    lines = run(capsys, "standards", "list").out.splitlines()
    assert [line.split()[0] for line in lines] == ["sc-wres", "wdes", "wres"]
    listed = {row["standard"]: row for row in run(capsys, "standards", "list", "--json").json["standards"]}
    assert {"from": 2016, "to": 2026, "indicators": 9}.items() <= listed["wres"].items()
    assert "q14b, q14c" in run(capsys, "standards", "show", "wres/6").out
    shown = run(capsys, "standards", "show", "wres/3", "--year", "2018", "--json").json
    assert (shown["bases"], shown["ratio"], shown["adverse"]) == ("two-year", "bme / white", "above 1")
    assert "Snapshot 2019-03-31" in run(capsys, "standards", "show", "wres", "--year", "2019").out


@pytest.mark.parametrize(
    ("words", "said"),
    [(["show", "wres/22"], "no indicator `22`"), (["show", "nonsense"], "no standard `nonsense`"), (["show", "wres", "--year", "1999"], "2016 to 2026"),
     (["diff", "wres", "2018", "2062"], "2016 to 2026"), (["check", "nonsense"], "no standard `nonsense`")],
)  # fmt: skip
def test_a_question_about_a_standard_that_cannot_be_answered(capsys: Said, words: list[str], said: str) -> None:
    answer = run(capsys, "standards", *words)
    assert (answer.code, answer.out) == (2, "")
    assert said in answer.err


def test_what_changed_between_two_years(capsys: Said) -> None:
    said = run(capsys, "standards", "diff", "wres", "2018", "2026").out
    assert "Indicator 7  basis\n    2018: excl-dk\n    2026: incl-dk" in said
    assert "Indicator 3  basis\n    2018: two-year\n    2026: one-year" in said
    assert "Indicator 5  survey questions\n    2018: kf25\n    2026: q14a" in said
    changes = run(capsys, "standards", "diff", "wres", "2018", "2026", "--json").json["changes"]
    assert {"indicator": "6", "what": "survey questions", "before": "kf26", "after": "q14b, q14c"} in changes
    assert "Nothing changed." in run(capsys, "standards", "diff", "wres", "2022", "2022").out


def test_a_folder_of_definitions_is_checked(capsys: Said, tmp_path: Path) -> None:
    definitions = Definitions.copy(tmp_path).keep("2.yaml")
    sound = run(capsys, "standards", "check", definitions.folder)
    assert (sound.code, sound.err) == (0, "")
    assert "3 examples run and pass" in sound.out


def test_a_failing_example_gives_exit_code_1(capsys: Said, tmp_path: Path) -> None:
    definitions = Definitions.copy(tmp_path).keep("2.yaml").change("2.yaml", "1.60", "1.70")
    failing = run(capsys, "standards", "check", definitions.folder, "--json")
    assert failing.code == 1
    line = definitions.line("2.yaml", "- name: an adverse ratio")
    assert [(p["id"], p["file"], p["row"]) for p in failing.json["problems"]] == [("example-fails", "2.yaml", line)]


def test_a_wrong_definition_gives_exit_code_1_with_every_problem(capsys: Said, tmp_path: Path) -> None:
    definitions = Definitions.copy(tmp_path).keep("2.yaml", "3.yaml").change("2.yaml", "non_adverse:", "nonadverse:")
    definitions.change("3.yaml", "from: 2022", "from: 2021")
    answer = run(capsys, "standards", "check", definitions.folder)
    assert (answer.code, answer.out) == (1, "")
    assert f"2.yaml, line {definitions.line('2.yaml', 'nonadverse')}" in answer.err
    assert f"3.yaml, line {definitions.line('3.yaml', 'from: 2021')}" in answer.err
    in_json = run(capsys, "standards", "check", definitions.folder, "--json")
    assert {problem["file"] for problem in in_json.json["problems"]} == {"2.yaml", "3.yaml"}


def test_one_problem_among_many_standards_in_a_calculation(capsys: Said, tmp_path: Path, tallies: Path) -> None:
    definitions = Definitions.copy(tmp_path).change("2.yaml", "id: wres-2", "id: wres-3")
    answer = run(
        capsys, "calculate", tallies, "--year", "2026", "--out", tmp_path / "out", "--standard", definitions.folder
    )
    assert answer.code == 1
    assert "2.yaml" in answer.err


def own(folder: Path) -> Path:
    """A standard of one's own, with its own name."""
    definitions = Definitions.copy(folder)
    for path in definitions.folder.glob("*.yaml"):
        text = path.read_text(encoding="utf-8")
        path.write_text(text.replace("id: wres-", "id: own-").replace("id: wres\n", "id: own\n"), encoding="utf-8")
    return definitions.folder


def test_a_standard_of_ones_own_may_have_a_last_year(capsys: Said, tmp_path: Path, tallies: Path) -> None:
    given = tmp_path / "tallies.csv"
    given.write_text(tallies.read_text(encoding="utf-8") + "2025,ZZ9,staff,white,50\n", encoding="utf-8")
    answer = run(capsys, "calculate", given, "--year", "2026", "--out", tmp_path / "out", "--standard", own(tmp_path))
    assert (answer.code, answer.err) == (0, "")


def test_published_figures_stand_with_their_sources(capsys: Said) -> None:
    said = run(capsys, "standards", "published", "wres", "--year", "2022")
    assert (said.code, said.err) == (0, "")
    assert (
        "England, relative_likelihood white:bme: 1.54  [quoted]\n    as first published; restated as 1.53" in said.out
    )
    assert "1.53 (another source)" in said.out
    assert "London, relative_likelihood white:bme: 1.43" in said.out
    assert "2024" not in [line[:4] for line in said.out.splitlines()]
    everything = run(capsys, "standards", "published", "wres").out
    assert "Any other Black: 32.8" in everything
    assert "2024  1  England, percentage BME: 28.6" in everything


def test_published_figures_in_json(capsys: Said) -> None:
    answer = run(capsys, "standards", "published", "wres", "--year", "2024", "--json").json
    assert (answer["format"], answer["standard"]) == (1, "wres")
    (workforce,) = [f for f in answer["figures"] if f["indicator"] == "1" and f["category"] == ""]
    assert {"value": 28.6, "variant": "as-published", "evidence": "quoted", "group": "bme"}.items() <= workforce.items()
    assert workforce["sources"][0].startswith("https://")


def test_a_year_of_which_nothing_was_published_is_no_mistake_but_an_unknown_year_is(capsys: Said) -> None:
    assert "Nothing was found" in run(capsys, "standards", "published", "wres", "--year", "2026").out
    for words in (["wres", "--year", "1999"], ["nonsense"]):
        answer = run(capsys, "standards", "published", *words)
        assert (answer.code, answer.out) == (2, "")
