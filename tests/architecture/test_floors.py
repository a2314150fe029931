"""The floors of the house: an import goes down only, never up and never sideways."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

# From the ground up. Rooms of one floor do not know one another.
FLOORS = (
    ("contracts", "statistics"),
    ("files", "standards", "organisations"),
    ("extracts", "synthetic"),
    ("tallies",),
    ("figures",),
    ("disclosure", "display"),
    ("returns",),
    ("findings",),
    ("releases",),
    ("reports",),
    ("site",),
    ("portal",),
    ("past", "scope"),
    ("inputs",),
    ("calculation",),
    ("comparison",),
    ("cli",),
    ("__init__", "__main__"),
)
FLOOR_OF = {room: number for number, rooms in enumerate(FLOORS) for room in rooms}

# Which rooms may import a library; nobody where there is none.
KEEPERS = {"duckdb": {"extracts", "tallies"}, "django": {"portal"}, "pandas": set[str]()}

# Rooms whose results depend on their arguments alone.
CORE = {
    "contracts",
    "statistics",
    "standards",
    "organisations",
    "extracts",
    "synthetic",
    "tallies",
    "figures",
    "findings",
    "display",
}
OUTSIDE = {"datetime.datetime.now", "datetime.datetime.today", "datetime.datetime.utcnow", "datetime.date.today"}
OUTSIDE |= {"time.time", "os.environ", "os.getenv"}


def breaches(path: str, source: str) -> list[str]:
    """One sentence for each rule that a module breaks; `path` is relative to src/openwres."""
    room = Path(path).parts[0].removesuffix(".py")
    if room not in FLOOR_OF:
        return [f"{path}: no known room is called {room}; give it its floor in FLOORS in {Path(__file__).name}"]
    tree = ast.parse(source)
    return [f"{path}: {what}" for name in imports(path, tree) if (what := import_breach(room, name))] + [
        f"{path}: reads {name}; the core takes what it needs to know as an argument"
        for name in names(tree)
        if room in CORE and (name in OUTSIDE or name.startswith("locale."))
    ]


def import_breach(room: str, name: str) -> str:
    top, *inner = name.split(".")
    if room not in KEEPERS.get(top, {room}):
        return f"imports {top}; allowed in {', '.join(sorted(KEEPERS[top])) or 'no room'}"
    other = inner[0] if inner else "__init__"
    if top != "openwres" or other == room:
        return ""
    if other not in FLOOR_OF:
        return f"imports openwres.{other}, which is on no floor"
    if FLOOR_OF[other] >= FLOOR_OF[room]:
        return f"imports openwres.{other}, which is not below {room}"
    return ""


def imports(path: str, tree: ast.Module) -> Iterator[str]:
    """Full names of what a module imports, at any level of nesting."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = origin(path, node)
            # `from openwres import figures` names a room only in its last part.
            yield from ([f"{base}.{alias.name}" for alias in node.names] if base == "openwres" else [base])


def origin(path: str, node: ast.ImportFrom) -> str:
    """The full name of the module that a `from` import takes from."""
    package = ["openwres", *Path(path).parts[:-1]]
    start = package[: len(package) - node.level + 1] if node.level else []
    return ".".join([*start, *([node.module] if node.module else [])])


def names(tree: ast.Module) -> Iterator[str]:
    """Dotted names that a module uses, with imported names written out in full."""
    aliases = dict(imported_names(tree))
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute | ast.Name):
            first, dot, rest = ast.unparse(node).partition(".")
            yield aliases.get(first, first) + dot + rest


def imported_names(tree: ast.Module) -> Iterator[tuple[str, str]]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from ((alias.asname, alias.name) for alias in node.names if alias.asname)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield from ((alias.asname or alias.name, f"{node.module}.{alias.name}") for alias in node.names)


def test_house_stands(project_root: Path) -> None:
    house = project_root / "src" / "openwres"
    modules = sorted(house.rglob("*.py"))
    assert modules
    found = [
        breach
        for module in modules
        for breach in breaches(module.relative_to(house).as_posix(), module.read_text(encoding="utf-8"))
    ]
    assert not found, "\n".join(found)


@pytest.mark.parametrize(
    ("path", "source"),
    [
        ("figures/ratio.py", "from openwres.tallies.tally import Tally\nimport openwres.contracts.states"),
        ("figures/ratio.py", "from openwres.figures import rollups\nfrom . import rollups\nfrom .rollups import total"),
        ("figures/ratio.py", "from ..tallies import tally"),
        ("display/chart.py", "import openwres.figures"),
        ("synthetic/nation.py", "from openwres import organisations, standards"),
        ("calculation.py", "from openwres.portal import server"),
        ("__main__.py", "from openwres.cli import main"),
        ("extracts/load.py", "import duckdb"),
        ("portal/api/urls.py", "from django.urls import path\nimport time\ntime.time()"),
        ("tallies/dates.py", "from datetime import datetime\ndatetime.fromisoformat(text)\nnow = today.now"),
    ],
)
def test_sound_module_passes(path: str, source: str) -> None:
    assert breaches(path, source) == []


@pytest.mark.parametrize(
    ("path", "source", "said"),
    [
        ("tallies/count.py", "import openwres.figures", "openwres.figures, which is not below tallies"),
        ("tallies/count.py", "from openwres import figures", "openwres.figures, which is not below tallies"),
        ("tallies/count.py", "def f():\n    from ..figures import ratio", "openwres.figures, which is not below"),
        (
            "tallies/count.py",
            "if TYPE_CHECKING:\n    from openwres.cli import main",
            "openwres.cli, which is not below",
        ),
        ("tallies/deep/count.py", "from ...figures.ratio import x", "openwres.figures, which is not below"),
        ("files/csv.py", "from openwres.standards import load", "openwres.standards, which is not below files"),
        ("synthetic/nation.py", "import openwres.extracts", "openwres.extracts, which is not below synthetic"),
        ("figures/ratio.py", "import openwres", "openwres.__init__, which is not below figures"),
        ("figures/ratio.py", "import openwres.attic", "openwres.attic, which is on no floor"),
        ("attic/dust.py", "", "no known room is called attic"),
        ("attic.py", "", "no known room is called attic"),
        ("figures/ratio.py", "import duckdb", "imports duckdb; allowed in extracts, tallies"),
        ("cli.py", "def f():\n    from django.conf import settings", "imports django; allowed in portal"),
        ("tallies/count.py", "import pandas as pd", "imports pandas; allowed in no room"),
        ("figures/ratio.py", "import datetime as dt\ndt.datetime.now()", "reads datetime.datetime.now"),
        ("figures/ratio.py", "from datetime import date\nmake(default=date.today)", "reads datetime.date.today"),
        ("findings/trend.py", "from time import time as clock\nclock()", "reads time.time"),
        ("standards/load.py", "import os\nos.environ['HOME']", "reads os.environ"),
        ("standards/load.py", "from os import environ\nenviron['HOME']", "reads os.environ"),
        ("display/numbers.py", "import locale\nlocale.setlocale(locale.LC_ALL, '')", "reads locale.setlocale"),
    ],
)
def test_breach_is_found(path: str, source: str, said: str) -> None:
    assert any(said in breach for breach in breaches(path, source))
