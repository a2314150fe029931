"""The few words that formats add of their own, by language: contents, table, page. What a document says is not here."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from openwres.contracts.exceptions import OpenWRESError


@dataclass(frozen=True)
class Words:
    """The words of one language. `page` and `annexed` are filled in by `format`."""

    contents: str
    table: str
    figure: str
    page: str
    notes: str
    skip: str
    numbers: str
    annex: str
    annexed: str
    elsewhere: str
    no_rows: str
    unprintable: str
    write_here: str
    cover: str
    sheet: str
    title: str
    about: str
    note: str
    back: str
    workbook: str
    shorthand: dict[str, str]
    months: tuple[str, ...]


ENGLISH = Words(
    contents="Contents",
    table="Table",
    figure="Figure",
    page="Page {number} of {total}",
    notes="Notes",
    skip="Skip to main content",
    numbers="The numbers of this figure",
    annex="Numbers behind the figures",
    annexed="The numbers of this figure stand at the end.",
    elsewhere="The {rows} rows of numbers of this figure are on the page and in the workbook of this document.",
    no_rows="This table has no rows.",
    unprintable="A character that our fonts do not have is shown as \ufffd.",
    write_here="Click to write",
    cover="Cover",
    sheet="Sheet",
    title="Title",
    about="About",
    note="Note",
    back="Back to the contents",
    workbook="Each sheet after the notes holds one table. Numbers are kept as they are shown; shorthand is explained in the notes.",
    shorthand={
        "[c]": "hidden to protect people", "[x]": "not available", "[z]": "does not apply",
        "[low]": "rounds to zero but is not zero", "[b]": "not comparable with the years before", "[e]": "estimated",
        "[p]": "provisional", "[r]": "revised", "[u]": "unreliable: too few people",
    },
    months=(
        "January", "February", "March", "April", "May", "June",
        "July", "August", "September", "October", "November", "December",
    ),
)  # fmt: skip

WELSH = Words(
    contents="Cynnwys",
    table="Tabl",
    figure="Ffigur",
    page="Tudalen {number} o {total}",
    notes="Nodiadau",
    skip="Neidio i'r prif gynnwys",
    numbers="Rhifau'r ffigur hwn",
    annex="Y rhifau y tu ôl i'r ffigurau",
    annexed="Mae rhifau'r ffigur hwn ar y diwedd.",
    elsewhere="Mae {rows} rhes o rifau'r ffigur hwn ar y dudalen ac yn llyfr gwaith y ddogfen hon.",
    no_rows="Nid oes rhesi yn y tabl hwn.",
    unprintable="Dangosir nod nad yw yn ein ffontiau fel \ufffd.",
    write_here="Cliciwch i ysgrifennu",
    cover="Clawr",
    sheet="Dalen",
    title="Teitl",
    about="Ynghylch",
    note="Nodyn",
    back="Yn ôl i'r cynnwys",
    workbook="Mae pob dalen ar ôl y nodiadau yn cynnwys un tabl. Esbonnir y llaw fer yn y nodiadau.",
    shorthand={
        "[c]": "wedi'i guddio i amddiffyn pobl", "[x]": "ddim ar gael", "[z]": "ddim yn berthnasol",
        "[low]": "yn talgrynnu i sero ond nid sero ydyw", "[b]": "ddim yn gymaradwy â'r blynyddoedd cynt", "[e]": "amcangyfrif",
        "[p]": "dros dro", "[r]": "diwygiedig", "[u]": "annibynadwy: rhy ychydig o bobl",
    },
    months=(
        "Ionawr", "Chwefror", "Mawrth", "Ebrill", "Mai", "Mehefin",
        "Gorffennaf", "Awst", "Medi", "Hydref", "Tachwedd", "Rhagfyr",
    ),
)  # fmt: skip

_BY_LANGUAGE = {"en": ENGLISH, "cy": WELSH}


def words_of(language: str) -> Words:
    """The words of a language tag, such as `en-GB`. OpenWRESError where we have none."""
    known = _BY_LANGUAGE.get(language.split("-")[0].lower())
    if known is None:
        raise OpenWRESError(
            f"A document in {language} cannot be written: formats have their own words in {', '.join(_BY_LANGUAGE)} only. "
            f"Choose one of these, or add the words of {language} to {__name__}."
        )
    return known


def date_in_words(day: date, words: Words) -> str:
    """A date as people write it: 31 March 2026."""
    return f"{day.day} {words.months[day.month - 1]} {day.year}"
