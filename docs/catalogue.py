"""The template for translators: every text that documents say, from the code and from the definitions of standards.

    python docs/catalogue.py

writes `docs/translations/openwres.pot`. Copy it to `cy.po`, translate, compile with `msgfmt -o cy.mo cy.po`, and make a
report with `--language cy --catalogue cy.mo`.
"""

from __future__ import annotations

import ast
import json
from collections.abc import Iterable, Iterator
from pathlib import Path

import openwres
from openwres.display import numbers
from openwres.display.reasons import in_sentence
from openwres.findings import figure_words
from openwres.reports.board.method import WITH_METHODS
from openwres.standards import load_standard
from openwres.standards.model import Edition

TEMPLATE = Path(__file__).parent / "translations" / "openwres.pot"
SOURCES = Path(openwres.__file__).parent
STANDARDS = ("wres", "wdes", "sc-wres")
Entry = tuple[str, str]
"""A text and its plural; empty where it has none."""

_HEAD = r"""# Texts of OpenWRES. Made by docs/catalogue.py; braces hold what is put in their place and stay as they are.
msgid ""
msgstr ""
"Content-Type: text/plain; charset=UTF-8\n"
"Content-Transfer-Encoding: 8bit\n"
"Plural-Forms: nplurals=2; plural=(n != 1);\n"
"""


def template() -> str:
    """The template, its texts in order, each with where it is from."""
    found: dict[Entry, set[str]] = {}
    for entry, place in (*_of_code(), *_of_definitions(), *_of_words()):
        if entry[0]:
            found.setdefault(entry, set()).add(place)
    return "\n".join([_HEAD, *(_entry(entry, sorted(found[entry])) for entry in sorted(found))])


def _entry(entry: Entry, places: Iterable[str]) -> str:
    text, many = entry
    lines = [f"#: {' '.join(places)}", f"msgid {_quoted(text)}"]
    lines += [f"msgid_plural {_quoted(many)}", 'msgstr[0] ""', 'msgstr[1] ""'] if many else ['msgstr ""']
    return "\n".join(lines) + "\n"


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)


def _of_code() -> Iterator[tuple[Entry, str]]:
    """What is marked where it stands."""
    for path in sorted(SOURCES.rglob("*.py")):
        place = path.relative_to(SOURCES).as_posix()
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in ("marked", "plural"):
                texts = [arg.value for arg in node.args if isinstance(arg, ast.Constant) and isinstance(arg.value, str)]
                yield (texts[0], texts[1] if len(texts) > 1 else ""), place


def _of_definitions() -> Iterator[tuple[Entry, str]]:
    """Titles, explanations and labels of the standards that come with the program."""
    for name in STANDARDS:
        for edition in load_standard(name).editions.values():
            yield from (((text, ""), name) for text in _of_edition(edition))


def _of_edition(edition: Edition) -> Iterator[str]:
    yield edition.title
    for i in edition.indicators:
        yield from (i.title, i.measure, i.how_to_read, i.caution, i.broken, i.edition_source)
        yield from (figure_words.members(edition, i), figure_words.happening(edition, i))
        yield from (figure_words.basis_label(edition, i, basis) for basis in i.bases)
        yield from (*i.bases, *i.scales)
    yield from (item.title for item in edition.items.values())
    for breakdown in edition.breakdowns.values():
        yield from (breakdown.title, *(category.title for category in breakdown.categories.values()))
    if edition.grade_scale:
        yield from (band.label for band in edition.grade_scale.bands.values())
        yield from dict.fromkeys(row.block for row in edition.grade_scale.rows.values())
    for group in edition.classifications[edition.main].groups:
        yield from (edition.group_label(edition.main, group), in_sentence(edition, group))


def _of_words() -> Iterator[tuple[Entry, str]]:
    """Chances in words, names of peers, why there is no interval, descriptions of methods."""
    yield from (((numbers.chance(hundredth / 100), ""), "display/numbers.py") for hundredth in range(101))
    yield from (((text, ""), "findings/peer_groups.py") for text in ("all organisations", "own list"))
    for text in ("a mean score is given without its scatter", "base not given", "more events than people"):
        yield (text, ""), "findings/figure_words.py"
    for module in WITH_METHODS:
        for method in module.METHODS:
            yield from (((text, ""), module.__name__) for text in (method.title, method.answers, method.assumptions))


def main() -> None:
    """Write the template where it is out of date."""
    text = template()
    if not TEMPLATE.exists() or TEMPLATE.read_text(encoding="utf-8") != text:
        TEMPLATE.parent.mkdir(exist_ok=True)
        TEMPLATE.write_text(text, encoding="utf-8", newline="\n")
        print(f"written: {TEMPLATE.name}")


if __name__ == "__main__":
    main()
