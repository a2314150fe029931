"""What was kept of a calculation: what was read, what was found, what was decided and explained, and by whom."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from openwres.contracts.exceptions import InputError
from openwres.contracts.problems import Problem, Severity
from openwres.returns.model import Explanation

PROBLEMS, RUN = "problems.json", "run.json"


@dataclass(frozen=True)
class Record:
    """The problems of a results folder and its log, and explanations of what was to confirm; None where nothing was given."""

    problems: tuple[Problem, ...] | None = None
    run: Mapping[str, Any] | None = None
    explanations: tuple[Explanation, ...] = ()

    def explanation_of(self, problem: Problem) -> Explanation | None:
        """Why it may stand; None where nobody said."""
        return next((one for one in self.explanations if (one.problem, one.about) == (problem.id, problem.about)), None)

    @property
    def decisions(self) -> Sequence[Mapping[str, Any]]:
        """The local decisions that were taken."""
        found: Sequence[Mapping[str, Any]] = (self.run or {}).get("decisions", ())
        return found


def read_record(results: Path | None, explanations: Sequence[Explanation] = ()) -> Record:
    """What a folder that `calculate` wrote keeps. InputError where a file of it is not there or not of that form."""
    if results is None:
        return Record(explanations=tuple(explanations))
    said = _read(results / PROBLEMS)
    try:
        problems = tuple(Problem(**{**one, "severity": Severity(one["severity"])}) for one in said["problems"])
    except (KeyError, TypeError, ValueError):
        raise InputError(f"{PROBLEMS} of {results.name} is not as `calculate` writes it. Calculate again.") from None
    return Record(problems, _read(results / RUN), tuple(explanations))


def _read(path: Path) -> Mapping[str, Any]:
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        remedy = "Name a folder that `openwres calculate` wrote."
        raise InputError(f"{path.parent.name} has no {path.name} that can be read. {remedy}") from None
    if not isinstance(found, dict):
        raise InputError(f"{path.name} of {path.parent.name} is not as `calculate` writes it. Calculate again.")
    return found
