"""The solver of linear and integer programs, the same on every machine: one thread, and not a word on the screen.

What is asked of it is in `ranges` and `suppress`.
"""

from __future__ import annotations

import os
import sys
from functools import cache
from typing import Any


def solver(program: Any, **options: Any) -> Any:
    """HiGHS with a program and options."""
    import highspy

    _greet()
    highs: Any = highspy.Highs()  # type: ignore[no-untyped-call]
    for name, value in {"output_flag": False, "threads": 1, **options}.items():
        highs.setOptionValue(name, value)
    highs.passModel(program)
    return highs


@cache
def _greet() -> None:
    """HiGHS greets on the standard output when it is first used, whatever its options; there may stand what programs read."""
    import highspy

    sys.stdout.flush()
    try:
        kept = os.dup(1)
    except OSError:  # there is no standard output to spoil
        return
    nowhere = os.open(os.devnull, os.O_WRONLY)
    try:
        os.dup2(nowhere, 1)
        highspy.Highs()  # type: ignore[no-untyped-call]
    finally:
        os.dup2(kept, 1)
        os.close(nowhere)
        os.close(kept)
