"""YAML as a tree of text with line marks, and a reader that notes every problem in it.

All scalars stay text until a field says what it is, because YAML itself reads `no`, `05` and `12:30` as
something else. What the fields mean is said in `model` and `loader`.
"""

from __future__ import annotations

import difflib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar

import yaml

from openwres.contracts.problems import Problem, Severity

T = TypeVar("T")

Plain = str | list["Plain"] | dict[str, "Plain"]


@dataclass(frozen=True)
class Tree:
    """One YAML value and the line it stands on: text, a list of trees, or a mapping of trees."""

    line: int
    data: str | list[Tree] | dict[str, Tree]

    def plain(self) -> Plain:
        """The value without its line marks."""
        if isinstance(self.data, dict):
            return {key: value.plain() for key, value in self.data.items()}
        return [value.plain() for value in self.data] if isinstance(self.data, list) else self.data

    def lines_of_keys(self) -> dict[str, int]:
        """The line of every key of this mapping and, as `key/inner`, of all mappings inside it."""
        lines: dict[str, int] = {}
        for key, value in self.data.items() if isinstance(self.data, dict) else ():
            lines[key] = value.line
            lines |= {f"{key}/{inner}": line for inner, line in value.lines_of_keys().items()}
        return lines

    def overridden(self, other: Tree) -> Tree:
        """This mapping with the keys of another laid over it; a mapping inside is merged key by key, once."""
        if not (isinstance(self.data, dict) and isinstance(other.data, dict)):
            return other
        merged = dict(self.data)
        for key, value in other.data.items():
            mine = merged.get(key)
            if mine is not None and isinstance(mine.data, dict) and isinstance(value.data, dict):
                value = Tree(value.line, {**mine.data, **value.data})
            merged[key] = value
        return Tree(self.line, merged)


@dataclass
class Notes:
    """The problems found in one definition file so far, and the lines on which its keys stand."""

    file: str
    problems: list[Problem] = field(default_factory=list)
    lines: dict[str, int] = field(default_factory=dict)

    def add(self, problem_id: str, line: int, sentence: str, remedy: str) -> None:
        """Note a problem; a definition that has one is not used, so every one of them blocks."""
        problem = Problem(problem_id, Severity.BLOCK, sentence, remedy, file=self.file, row=line)
        if problem not in self.problems:  # editions read the same lines again
            self.problems.append(problem)


def read_tree(path: Path, notes: Notes) -> Tree | None:
    """The file's tree, or nothing and a problem where it is not YAML or names a key twice."""
    try:
        node = yaml.compose(path.read_text(encoding="utf-8-sig"), Loader=getattr(yaml, "CBaseLoader", yaml.BaseLoader))
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        notes.add("not-yaml", mark.line + 1 if mark else 1, f"This is not YAML: {_reason(error)}.", "Mend the line.")
        return None
    except UnicodeDecodeError:
        notes.add("not-utf8", 1, "The file is not UTF-8 text.", "Save it as UTF-8.")
        return None
    if not isinstance(node, yaml.MappingNode):
        notes.add("not-a-mapping", 1, "The file must be a mapping of keys to values.", "Start with `id: ...`.")
        return None
    try:
        return _tree(node, notes)
    except RecursionError:
        notes.add("not-yaml", 1, "An alias stands inside what it names.", "Write the value out.")
        return None


def _reason(error: yaml.YAMLError) -> str:
    return str(getattr(error, "problem", None) or "it cannot be read")


def _tree(node: yaml.Node, notes: Notes) -> Tree:
    line = node.start_mark.line + 1
    if isinstance(node, yaml.SequenceNode):
        return Tree(line, [_tree(child, notes) for child in node.value])
    if isinstance(node, yaml.MappingNode):
        mapping: dict[str, Tree] = {}
        for key, value in node.value:
            if not isinstance(key, yaml.ScalarNode):
                notes.add("not-yaml", key.start_mark.line + 1, "A key must be text.", "Quote it, or mend the braces.")
                continue
            if key.value in mapping:
                notes.add(
                    "key-twice", key.start_mark.line + 1, f"`{key.value}` stands here twice.", "Keep one of them."
                )
            mapping[str(key.value)] = _tree(value, notes)
        return Tree(line, mapping)
    return Tree(line, str(node.value))


class Section:
    """A mapping being read: each field is asked for by name and type, and what nobody asked for is a problem."""

    def __init__(self, tree: Tree, notes: Notes, name: str) -> None:
        self.tree, self.notes, self.name = tree, notes, name
        self._asked: set[str] = set()
        self.entries: Mapping[str, Tree] = tree.data if isinstance(tree.data, dict) else {}
        if not isinstance(tree.data, dict):
            notes.add("not-a-mapping", tree.line, f"{name} must be a mapping of keys to values.", "Write `key: value`.")

    def has(self, key: str) -> bool:
        return key in self.entries

    def line(self, key: str) -> int:
        return self.entries[key].line if key in self.entries else self.tree.line

    def wrong(self, key: str, sentence: str, remedy: str, problem_id: str = "wrong-value") -> None:
        """Note a problem at the line of a key."""
        self.notes.add(problem_id, self.line(key), sentence, remedy)

    def _take(self, key: str, required: bool) -> Tree | None:
        self._asked.add(key)
        if key not in self.entries and required:
            self.wrong(key, f"{self.name} has no `{key}`.", f"Add `{key}: ...`.", "key-missing")
        return self.entries.get(key)

    def text(self, key: str, default: str | None = None) -> str:
        """A piece of text; a field without a default is required."""
        tree = self._take(key, default is None)
        if tree is None:
            return default or ""
        if not isinstance(tree.data, str) or not tree.data.strip():
            self.wrong(key, f"`{key}` of {self.name} must be text.", f"Write `{key}: some text`.")
            return ""
        return " ".join(tree.data.split())

    def parsed(self, key: str, parse: Callable[[str], T], what: str, default: T | None = None) -> T | None:
        """Text turned into a value by `parse`, which raises ValueError when it is not `what`."""
        text = self.text(key, None if default is None else "")
        if not text:
            return default
        try:
            return parse(text)
        except ValueError:
            self.wrong(key, f"`{key}: {text}` of {self.name} is not {what}.", f"Write {what}.")
            return default

    def choice(self, key: str, options: Iterable[str], default: str | None = None) -> str:
        """One word out of a closed list."""
        options, text = list(options), self.text(key, default)
        if text and text not in options and text != default:
            self.wrong(key, f"`{key}: {text}` of {self.name} is not known.", suggestion(text, options))
        return text

    def flag(self, key: str, default: bool) -> bool:
        """`true` or `false`, and nothing else that YAML would take for one."""
        return self.choice(key, ("true", "false"), "true" if default else "false") == "true"

    def texts(self, key: str, required: bool = False) -> tuple[str, ...]:
        """A list of texts; a single text is a list of one."""
        tree = self._take(key, required)
        if tree is None:
            return ()
        values = tree.data if isinstance(tree.data, list) else [tree] if tree.data else []
        if any(not isinstance(value.data, str) for value in values):
            self.wrong(key, f"`{key}` of {self.name} must be a list of texts.", f"Write `{key}: [one, two]`.")
            return ()
        return tuple(text for value in values if (text := " ".join(str(value.data).split())))

    def section(self, key: str, required: bool = True) -> Section:
        """A mapping inside this one; an empty one where it is absent."""
        tree = self._take(key, required)
        return Section(tree or Tree(self.tree.line, {}), self.notes, f"`{key}` of {self.name}")

    def sections(self, key: str, required: bool = True) -> dict[str, Section]:
        """A mapping of names to mappings."""
        outer = self.section(key, required)
        return {name: Section(tree, self.notes, f"`{name}`") for name, tree in outer.entries.items()}

    def items(self, key: str, required: bool = True) -> list[Section]:
        """A list of mappings."""
        tree = self._take(key, required)
        if tree is None:
            return []
        if not isinstance(tree.data, list):
            self.wrong(key, f"`{key}` of {self.name} must be a list.", "Start each entry with `- `.")
            return []
        return [Section(child, self.notes, f"entry {n} of `{key}`") for n, child in enumerate(tree.data, 1)]

    def tree_of(self, key: str) -> Tree | None:
        """The bare tree of an optional key, for fields that are read elsewhere."""
        return self._take(key, False)

    def done(self) -> None:
        """Note every key that nobody asked for."""
        for key in self.entries:
            if key not in self._asked:
                self.wrong(key, f"{self.name} has an unknown key `{key}`.", suggestion(key, self._asked), "unknown-key")


def suggestion(word: str, options: Iterable[str]) -> str:
    """A remedy that names the nearest known word, or all of them."""
    options = sorted(options)
    near = difflib.get_close_matches(word, options, 1, 0.7)
    if near:
        return f"Did you mean `{near[0]}`?"
    return "Use one of: " + ", ".join(options) + "." if options else "Remove it."
