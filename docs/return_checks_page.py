"""The page of a return's rules, made of the `RULES` beside their code and of the tables that the benchmark wrote."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from pathlib import Path

from openwres.returns.rules import coherent, given, plausible, typed, uncounted
from openwres.returns.rules.rule import Rule
from openwres.returns.spread import CLASSES, PEERS

MADE = "<!-- Made from RULES beside the code, and from tables of benchmarks/return_checks.py, by docs/generate.py. -->"

_HEAD = f"""# Checks of a return

Every rule that `openwres return check` asks, why it exists, and how often it is right. `block` stops a return; `confirm`
stops it until somebody says why it is so; `note` stops nothing. The numbers R01 to R25 are those of the reference that the
rules were drawn up in. Of them R21 (a person twice) and R22 (unmapped ethnicity) cannot be seen in a return: they are rules
of extracts, `duplicate-person` and `unmapped-value` in [Problems](problems.md).

Two are stricter here than there: a count with decimals (R11) blocks, because it is no count, and what looks like full-time
equivalents only by its size is told as differing from last year or from pre-filled counts; above 20% of unknown ethnicity (R12)
blocks only where nothing is said about `completeness`. The limit of 20 for a ratio (R07) holds only where counts are absent.

What counts must satisfy together is not listed by hand but follows from the edition: what is part of what, which rows add up
to what, which event is among which population, which window holds which. A standard of your own is checked alike.

## Explanations

A problem to confirm becomes a note where an explanation names it: its `problem` and what it is `about`, as `--json` prints
them, with a `reason`, a `person` and a `date`. It stays on the record. A block cannot be explained away; an explanation of
nothing is noted.

```csv
problem,about,reason,person,date
workforce-change,w1.staff.all,Community services joined on 1 October,A. Analyst,2026-05-12
```

## What is far

Limits come from the peers and not from a list: the other returns that are checked, and those of the store. A change since last
year is taken on a logarithmic scale, over its sampling error and over what peers scatter beyond theirs; its limit is the one
that a sound number exceeds once in 1,000 ([Limit of what is plausible among peers](methods.md#limit-of-what-is-plausible-among-peers)).
Organisations are compared with those of their size, in {CLASSES} classes, where each class has {PEERS} of them. With fewer than {PEERS}
peers the constants of the reference hold: 10% of headcount, 3 points of unknown ethnicity, and for events their sampling error.
By the register, a successor is compared with the sum of its predecessors. Who was split since the snapshot before, or continues one
whose year before is not there, is compared with no year before. Where a percentage has no base, the staff of the group stand for it.

The 10% and 20% of unknown ethnicity, the 2% from pre-filled counts and the ten events are conventions of the reference and are not
taken from data.
"""

_KINDS = (
    ("Counts that cannot be true together", coherent.RULES),
    ("What stands in the return", given.RULES),
    ("Typed figures against the counts", typed.RULES),
    ("Typed figures without counts", uncounted.RULES),
    ("What is unlikely", plausible.RULES),
)

_UNSEEN = """## What no return shows

Of the errors that published reports were found to have, these cannot be seen in a return: words that say more or less than
the figure (twice for 2.96), a label on a page, a comment that contradicts its table, the interval of a figure, another
definition of a group (White British against everybody else) unless pre-filled counts are there, and a break in a
series, across which nothing here is compared but last year with this.
"""

_MEASURED = """## How often they are right

By `python benchmarks/return_checks.py --write`: an invented nation of 208 organisations over two years, one planted error in the
return of each in the second year. `alone` is the return without a year before, `last year` with it, `pre-filled` with staff
and survey pre-filled as well; `right rule` counts the returns in which a rule fired that is meant for the error, `stopped`
those with anything that blocks or is to confirm. Where a planted error left a right cell by luck, it is not counted. The last seven
are errors of records that no check of records can see; six of each were counted into returns. `cases-for-people` doubles few cases,
which chance does as well; what stops those returns is the typed ratio.
"""


def return_checks_page(home: Path) -> str:
    """The page; `home` holds the tables that were measured."""
    rules = [part for title, its in _KINDS for part in (f"## {title}", _rules(its))]
    found = _found(_read(home / "return-checks-found.csv"))
    alarms, precision = (_plain(_read(home / f"return-checks-{name}.csv")) for name in ("alarms", "precision"))
    said = "Sound returns of the same nation, and what they are asked:"
    meant = (
        "What each rule said in the year with errors: for the error that it is meant for, for what another error does, for "
        "nothing. Shares of unknown ethnicity above the limit are true ones:"
    )
    return (
        "\n\n".join(
            [MADE, _HEAD.strip(), *rules, _UNSEEN.strip(), _MEASURED.strip(), found, said, alarms, meant, precision]
        )
        + "\n"
    )


def _rules(rules: Sequence[Rule]) -> str:
    head = ("id", "number", "severity", "what it finds", "what to do", "why, and where it happened")
    rows = [
        (f"`{r.id}`", r.number, " or ".join(map(str, (r.severity, *r.others))), f"{r.finds}", r.remedy, f"{r.why} {_sentence(r.source)}")
        for r in rules
    ]  # fmt: skip
    return _table(head, rows)


def _sentence(words: str) -> str:
    return f"{words.rstrip('.')}."


def _found(rows: Sequence[dict[str, str]]) -> str:
    runs = ("this year alone", "with last year", "and pre-filled")
    head = ("planted", "rules", "number", "alone: right rule", "stopped", "last year: right rule", "stopped", "pre-filled: right rule", "stopped")  # fmt: skip
    lines = [
        (
            f"`{row['error']}`",
            row["rules"],
            row["planted"],
            *(row[name] for run in runs for name in (run, _stopped(run))),
        )
        for row in rows
    ]
    return _table(head, lines)


def _stopped(run: str) -> str:
    return f"stopped {run}"


def _plain(rows: Sequence[dict[str, str]]) -> str:
    return _table(tuple(rows[0]), [tuple(row.values()) for row in rows])


def _read(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join("| " + " | ".join(cell.replace("|", "\\|") for cell in line) + " |" for line in lines)
