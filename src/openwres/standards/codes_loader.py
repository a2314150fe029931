"""Reads a code list and the classifications that it carries from a definition file.

How a raw value finds its code is in `codes`.
"""

from __future__ import annotations

from collections.abc import Mapping

from openwres.standards.codes import Classification, Code, CodeList
from openwres.standards.tree import Section, suggestion


def read_code_list(section: Section, name: str = "") -> CodeList:
    """A code list from its file or from a section of a standard's own file."""
    section.choice("format", ("1",), "1")
    list_id, title, column = section.text("id", name or None), section.text("title"), section.text("column")
    section.text("reviewed", "")
    section.texts("sources", required=not name)
    titles = {
        n: (s.text("title"), {g: s.section("groups").text(g) for g in s.section("groups").entries})
        for n, s in section.sections("classifications").items()
    }
    plain = next(iter(titles)) if len(titles) == 1 else ""
    entries = section.sections("codes")
    codes: dict[str, Code] = {}
    for code, entry in sorted(entries.items(), key=lambda pair: pair[1].has("parent")):
        codes[code] = _code(code, entry, codes, plain)
    ordered = {code: codes[code] for code in entries}
    for classification, (_, groups) in titles.items():
        for found in ordered.values():
            if found.groups.get(classification) not in groups:
                sentence = f"Code `{found.code}` has no group of `{classification}`."
                section.wrong("codes", sentence, suggestion(found.code, groups))
    classifications = {
        n: Classification(n, t, column, groups, {c.code: c.groups.get(n, "") for c in ordered.values()})
        for n, (t, groups) in titles.items()
    }
    blank, unmapped = section.choice("blank", ordered), section.choice("unmapped", ordered)
    extension = section.flag("local_extension", False)
    opening, suffixes = section.section("label_prefixes", required=False), section.texts("label_suffixes")
    prefixes = {prefix: str(tree.data) for prefix, tree in opening.entries.items()}
    section.done()
    return CodeList(list_id, title, column, ordered, blank, unmapped, extension, prefixes, suffixes, classifications)


def _code(code: str, entry: Section, known: Mapping[str, Code], plain: str) -> Code:
    parent, inner = entry.text("parent", ""), entry.section("groups", required=False)
    groups: Mapping[str, str] = {name: inner.text(name) for name in inner.entries}
    if parent:
        groups = known[parent].groups if parent in known else {}
    elif plain and not groups:
        groups = {plain: code}
    found = Code(code, entry.text("label"), groups, entry.texts("aliases"), entry.flag("obsolete", False), parent)
    entry.done()
    return found
