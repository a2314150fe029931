"""Local decisions: what a value means here, which header is which column, which option of the standard holds.

Each has a reason, a person and a date. They lie in `decisions.yaml` beside the extracts; the draft is in `drafting`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from openwres.contracts.problems import Problem, Severity
from openwres.extracts.kinds import Column, Kind
from openwres.standards.codes import Coded, normalised
from openwres.standards.model import Edition
from openwres.standards.tree import Notes, Section, Tree, read_tree, suggestion

FILE = "decisions.yaml"
EVERY_OTHER = "*"  # stands for every value that is not named
_Code = Callable[[str], str]


@dataclass(frozen=True)
class Decision:
    """One decision: of a value, a header or an option, what it means; why, by whom, when, and on which line."""

    subject: str
    means: str
    reason: str
    person: str
    date: str
    line: int
    said: str = ""  # `means` as it was written


@dataclass(frozen=True)
class Decisions:
    """The decisions of one file; what they say of values is asked for by kind, column and text."""

    file: str = ""
    values: Mapping[tuple[str, str], Mapping[str, Decision]] = field(default_factory=dict)
    headers: Mapping[str, Mapping[str, Decision]] = field(default_factory=dict)
    options: Mapping[str, Decision] = field(default_factory=dict)
    used: set[tuple[str, str, str]] = field(default_factory=set, compare=False)

    def code(self, kind: str, column: str, text: str) -> Coded | None:
        """What was decided for a value by its name, or nothing."""
        return self._used(kind, column, _key(text))

    def other(self, kind: str, column: str, text: str) -> Coded | None:
        """What was decided for every value that is not named; to be asked of values that no list knows, and no blank."""
        return self._used(kind, column, EVERY_OTHER) if text.strip() else None

    def _used(self, kind: str, column: str, subject: str) -> Coded | None:
        decision = self.values.get((kind, column), {}).get(subject)
        if decision is None or not decision.means:
            return None
        self.used.add((kind, column, decision.subject))
        return Coded(decision.means, "decided")

    def columns(self) -> dict[str, dict[str, tuple[str, ...]]]:
        """Headers that were decided, by kind and column."""
        return {
            kind: {column: (decision.subject,) for column, decision in of.items()} for kind, of in self.headers.items()
        }

    def unused(self, kinds: Iterable[str]) -> Iterator[Problem]:
        """A note on each value that no file of a kind that was read holds any more."""
        present = set(kinds)
        for (kind, column), of in self.values.items():
            for decision in of.values():
                if kind in present and (kind, column, decision.subject) not in self.used:
                    sentence = f"The decision for `{decision.subject}` of {column} ({kind}) is used by no row."
                    remedy = "Leave it, or delete it if the value is gone for good."
                    yield Problem("decision-unused", Severity.NOTE, sentence, remedy, self.file, row=decision.line)

    def all(self) -> list[dict[str, str]]:
        """Every decision as plain values, for the log of the run."""
        found = [
            {"about": f"{kind}.{column}", "of": d.subject, "means": d.said or d.means, "reason": d.reason, "by": d.person, "on": d.date}
            for (kind, column), of in self.values.items() for d in of.values()
        ]  # fmt: skip
        found += [
            {"about": f"{kind}.{column}", "of": "header", "means": d.subject, "reason": d.reason, "by": d.person, "on": d.date}
            for kind, of in self.headers.items() for column, d in of.items()
        ]  # fmt: skip
        return found + [
            {"about": "option", "of": name, "means": d.means, "reason": d.reason, "by": d.person, "on": d.date}
            for name, d in self.options.items()
        ]


def read_decisions(path: Path, kinds: Mapping[str, Kind], edition: Edition) -> tuple[Decisions, list[Problem]]:
    """The decisions of a file and everything that is wrong with it; none where there is no file."""
    if not path.is_file():
        return Decisions(), []
    notes = Notes(path.name)
    tree = read_tree(path, notes)
    if tree is None:
        return Decisions(path.name), notes.problems
    section = Section(tree, notes, FILE)
    section.choice("format", ("1",))
    section.text("organisation", "")
    section.text("standard", "")
    reader = _Reader(notes, kinds, edition)
    values = dict(reader.values(section))
    headers = {kind: reader.headers(kind, entry) for kind, entry in section.sections("columns", required=False).items()}
    options = dict(reader.options(section.sections("options", required=False)))
    section.done()
    return Decisions(path.name, values, headers, options), notes.problems


class _Reader:
    """Reads the parts of a file of decisions against what the kinds and the edition know."""

    def __init__(self, notes: Notes, kinds: Mapping[str, Kind], edition: Edition) -> None:
        self.notes, self.kinds, self.edition = notes, kinds, edition

    def values(self, section: Section) -> Iterator[tuple[tuple[str, str], dict[str, Decision]]]:
        for kind, outer in section.sections("values", required=False).items():
            if kind not in self.kinds:
                outer.wrong("", f"`{kind}` is no kind of extract.", suggestion(kind, self.kinds))
                continue
            for column in outer.entries:
                found = self.kinds[kind].columns.get(column)
                if found is None or not found.coded:
                    known = [c.name for c in self.kinds[kind].columns.values() if c.coded]
                    outer.wrong(column, f"`{column}` of {kind} has no values to decide.", suggestion(column, known))
                    continue
                yield (kind, column), self._column(outer.items(column), self.kinds[kind], found)

    def _column(self, entries: list[Section], kind: Kind, column: Column) -> dict[str, Decision]:
        decided: dict[str, Decision] = {}
        for entry in entries:
            entry.text("rows", "")
            decision = self._decision(entry, "value", "means")
            if decision is None:
                continue
            means = self._meaning(entry, kind, column, decision.means)
            subject = _key(decision.subject)
            if subject in decided:
                entry.wrong("value", f"`{decision.subject}` is decided twice.", "Keep one of them.")
            decided[subject] = Decision(
                decision.subject, means, decision.reason, decision.person, decision.date, decision.line, decision.means
            )
        return decided

    def _decision(self, entry: Section, subject: str, means: str) -> Decision | None:
        """A decision with all that it needs, or nothing where it was not made yet."""
        about = str(entry.entries[subject].data) if subject in entry.entries else ""
        said = " ".join(entry.texts(means))
        entry.texts(subject)
        rest = {key: " ".join(entry.texts(key)) for key in ("reason", "person", "date")}
        entry.done()
        if not said:
            return None
        missing = [key for key, text in rest.items() if not text]
        if missing:
            sentence = f"The decision for `{about}` has no {' and no '.join(missing)}."
            entry.wrong(means, sentence, "Say why it means that, who decided it, and when.", "decision-incomplete")
        elif not _is_date(rest["date"]):
            entry.wrong("date", f"`{rest['date']}` is not a date.", "Write it as 2026-04-20.", "decision-incomplete")
        return Decision(about, said, rest["reason"], rest["person"], rest["date"], entry.tree.line)

    def _meaning(self, entry: Section, kind: Kind, column: Column, said: str) -> str:
        """The code that a decision names, by code or by label."""
        options, code = self._options(kind, column)
        found = code(said)
        if found in options:
            return found
        entry.wrong(
            "means",
            f"`{said}` is not something that {column.name} can mean.",
            suggestion(said, options),
            "decision-unknown",
        )
        return ""

    def _options(self, kind: Kind, column: Column) -> tuple[list[str], _Code]:
        target = next((kind.columns[name] for name, source in kind.decided_by.items() if source == column.name), column)
        if target.type == "code":
            code_list = self.edition.code_lists[target.name]
            return [c for c in code_list.codes if c != code_list.unmapped], lambda said: code_list.code(said).code
        if target.name == "grade":
            scale = self.edition.grade_scale
            return [*scale.bands, *scale.rows] if scale else [], lambda said: said.strip().lower()
        if target.type == "grade":
            blocks = self.edition.grade_scale.staff_groups if self.edition.grade_scale else {}
            return list(blocks), normalised
        return list(target.values), lambda said: coded.code if (coded := target.code(said)).how == "label" else ""

    def headers(self, kind: str, section: Section) -> dict[str, Decision]:
        decided = {}
        known = list(self.kinds[kind].columns) if kind in self.kinds else []
        if not known:
            section.wrong("", f"`{kind}` is no kind of extract.", suggestion(kind, self.kinds))
        for column, tree in section.entries.items():
            entry = Section(tree, self.notes, f"`{column}`")
            if known and column not in known:
                section.wrong(column, f"{kind} have no column `{column}`.", suggestion(column, known))
            decision = self._decision(entry, "header", "header")
            if decision:
                decided[column] = decision
        return decided

    def options(self, sections: Mapping[str, Section]) -> Iterator[tuple[str, Decision]]:
        known = self.edition.options
        for name, entry in sections.items():
            decision = self._decision(Section(_named(entry.tree, name), self.notes, f"`{name}`"), "option", "choice")
            if name not in known:
                entry.wrong("", f"`{name}` is no option of {self.edition.label}.", suggestion(name, known))
            elif decision and decision.means not in known[name].choices:
                remedy = suggestion(decision.means, known[name].choices)
                entry.wrong("choice", f"`{decision.means}` is no choice of `{name}`.", remedy, "decision-unknown")
            elif decision:
                yield name, decision


def _key(text: str) -> str:
    """What makes two values the same: the label without case and punctuation, unless it is nothing else, such as a dash."""
    return normalised(text) or text.strip()


def _named(tree: Tree, name: str) -> Tree:
    """An option's entry with its own name in it, so that every decision is read alike."""
    return Tree(tree.line, {"option": Tree(tree.line, name), **(tree.data if isinstance(tree.data, dict) else {})})


def _is_date(text: str) -> bool:
    try:
        return bool(date.fromisoformat(text))
    except ValueError:
        return False
