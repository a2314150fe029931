"""The methods page, made of the `METHODS` that stand beside the code of `statistics`, `figures` and `findings`."""

from __future__ import annotations

import pkgutil
from collections.abc import Iterator
from importlib import import_module
from types import ModuleType

from openwres import figures, findings, statistics
from openwres.statistics.method import Method

MADE = "<!-- Made from METHODS beside the code by docs/generate.py; change those, then run it. -->"

_HEAD = """# Methods

How each number beside a figure comes about: the question it answers, the formula, what is assumed, what comes out where
counts are 0, and who published it. How often the methods are right was measured: [Simulations](simulations.md).

The column `method` of a table holds the name of the method of its `value` or interval. Of a gap and of a gap in people it is
`miettinen-nurminen`, as of a ratio. Methods of other columns have names that stand in no table.
"""


def methods_page() -> str:
    """The page: one section for each method, in the order of rooms and modules."""
    sections = [section(method, module) for module in modules() for method in module.METHODS]
    return "\n".join([MADE, "", _HEAD, *sections])


def modules() -> Iterator[ModuleType]:
    """The modules that describe methods."""
    for room in (statistics, figures, findings):
        for found in pkgutil.iter_modules(room.__path__, f"{room.__name__}."):
            module = import_module(found.name)
            if hasattr(module, "METHODS"):
                yield module


def section(method: Method, module: ModuleType) -> str:
    """One method, laid out."""
    home = module.__name__.removeprefix("openwres.").replace(".", "/")
    facts = [
        ("Name", f"`{method.code}`"),
        ("Assumes", method.assumptions),
        ("At zero", method.at_zero),
        ("Source", method.source),
        ("Code", f"`{home}.py`"),
    ]
    listed = "\n".join(f"- {name}: {said}" for name, said in facts)
    return f"## {method.title}\n\n{method.answers}\n\n```text\n{method.formula}\n```\n\n{listed}\n"
