"""What a rule of a return is: its id, its number in the reference, what it finds, why it exists and how to find it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from openwres.contracts.problems import Severity
from openwres.returns.batch import Returns


@dataclass(frozen=True, slots=True)
class Hit:
    """One thing that a rule found in the return of an organisation.

    `about` is the name of the cell, `sheet` and `place` where it stands, or `tally` the one that stands there, by its key in
    `batch.PLACE`; `severity` only where the rule has several.
    """

    organisation: str
    sentence: str
    about: str = ""
    sheet: str = ""
    place: str = ""
    severity: Severity | None = None
    remedy: str = ""
    tally: tuple[str, ...] = ()


@dataclass(frozen=True)
class Rule:
    """One rule. `severity` is the one it usually has, `others` those that it can have as well.

    `finds` says what it finds and `remedy` what to do; `why` and `source` say what it protects from and where that
    happened or is written. `check` looks at many returns at once.
    """

    id: str
    number: str
    severity: Severity
    finds: str
    remedy: str
    why: str
    source: str
    check: Callable[[Returns], Iterator[Hit]]
    others: tuple[Severity, ...] = ()
