"""The attacker shares no code with what protects: neither imports the other."""

from __future__ import annotations

import ast
from pathlib import Path

from tests.architecture.test_floors import imports

ATTACK = "openwres.disclosure.attack"
BELOW = ("openwres.contracts", "openwres.standards", ATTACK)


def test_attacker_knows_definitions_and_contracts_only(project_root: Path) -> None:
    for module, name in imported(project_root, "attack/*.py"):
        assert not name.startswith("openwres") or name.startswith(BELOW), f"{module} imports {name}"


def test_protection_does_not_know_the_attacker(project_root: Path) -> None:
    for module, name in imported(project_root, "*.py"):
        assert not name.startswith(ATTACK), f"{module} imports {name}"


def imported(root: Path, pattern: str) -> list[tuple[str, str]]:
    """What the modules of the room import, in full."""
    house = root / "src" / "openwres"
    modules = sorted((house / "disclosure").glob(pattern))
    assert modules
    found = []
    for module in modules:
        path = module.relative_to(house).as_posix()
        found += [(path, name) for name in imports(path, ast.parse(module.read_text(encoding="utf-8")))]
    return found
