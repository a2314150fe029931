"""What a release tells of its changes since the one before: changes.csv figure by figure, changes.md for readers."""

from __future__ import annotations

from pathlib import Path

import polars as pl

from openwres.releases.diff import KEY, counted, hidden_now
from openwres.releases.open_data import write_csv
from openwres.releases.wording import change_in_words

_TOLD = 50
COLUMNS = [*KEY, "change", "what", "before", "after"]
SCHEMA = {name: pl.Int32 if name == "year" else pl.String for name in COLUMNS}


def write_changes(folder: Path, label: str, changed: pl.DataFrame | None, previous: str, note: str) -> None:
    """Both files. `changed` is None where there is no release before; `note` says what was corrected and why."""
    table = pl.DataFrame(schema=SCHEMA) if changed is None else changed.select(COLUMNS)
    write_csv(table, folder / "changes.csv")
    text = _page(label, changed, table, previous, note)
    (folder / "changes.md").write_text(text, encoding="utf-8", newline="\n")


def _page(label: str, changed: pl.DataFrame | None, table: pl.DataFrame, previous: str, note: str) -> str:
    parts = [f"# What changed in {label}", *([note.strip()] if note.strip() else [])]
    if changed is None:
        parts.append("This is the first release of this standard and year.")
    elif table.is_empty():
        parts.append(f"Every figure is as in {previous}.")
    else:
        verb = "differs" if len(table) == 1 else "differ"
        parts += [f"{_figures(len(table))} {verb} from {previous}.", *_hidden(changed), summary(table), _first(table)]
    return "\n\n".join(parts) + "\n"


def _figures(number: int) -> str:
    return "1 figure" if number == 1 else f"{number:,} figures"


def _hidden(changed: pl.DataFrame) -> list[str]:
    """What readers will ask about: values that are hidden now."""
    hidden = len(hidden_now(changed))
    return (
        [
            f"{_figures(hidden)} of them had a value and no longer {'has' if hidden == 1 else 'have'} one, to protect people."
        ]
        if hidden
        else []
    )


def summary(table: pl.DataFrame) -> str:
    """How many figures changed in which way, as a table."""
    rows = [
        f"| {change_in_words(change)} | {indicator} | {area_type} | {figures:,} |"
        for change, indicator, area_type, figures in counted(table).iter_rows()
    ]
    return "\n".join(["| change | indicator | of | figures |", "|---|---|---|---|", *rows])


def sentence(what: str, before: str, after: str) -> str:
    """One change as a sentence."""
    if not before:
        return f"{what}: new, {after}."
    return f"{what}: no longer there, was {before}." if not after else f"{what}: was {before}; is {after}."


def _first(table: pl.DataFrame) -> str:
    """The first changes as sentences; changes.csv has them all."""
    told = [f"- {sentence(*row)}" for row in table.select("what", "before", "after").head(_TOLD).iter_rows()]
    more = len(table) - _TOLD
    return "\n".join([*told, *([f"- ... and {more:,} more, in changes.csv"] if more > 0 else [])])
