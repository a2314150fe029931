"""Nothing grows past what can be read at one go, and every room says what it is for."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

MODULE_LINES = 400
FUNCTION_LINES = 60
LINES_WITHOUT_DOCSTRING = 30


def breaches(path: str, source: str) -> list[str]:
    """One sentence for each rule that a module breaks; `path` is relative to src/openwres."""
    tree = ast.parse(source)
    length = len(source.splitlines())
    described = bool(ast.get_docstring(tree))
    found = []
    if length > MODULE_LINES:
        found.append(f"{path}: {length} lines, over {MODULE_LINES}")
    if length > LINES_WITHOUT_DOCSTRING and not described:
        found.append(f"{path}: over {LINES_WITHOUT_DOCSTRING} lines without a docstring")
    if is_room(path) and not described:
        found.append(f"{path}: a room says in its docstring what lives there and what does not")
    return found + [f"{path}: {what}" for what in long_functions(tree)]


def is_room(path: str) -> bool:
    parts = Path(path).parts
    return len(parts) == 2 and parts[1] == "__init__.py"


def long_functions(tree: ast.Module) -> list[str]:
    functions = [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)]
    lengths = {node: (node.end_lineno or node.lineno) - node.lineno + 1 for node in functions}
    return [f"{node.name} has {n} lines, over {FUNCTION_LINES}" for node, n in lengths.items() if n > FUNCTION_LINES]


def test_sizes(project_root: Path) -> None:
    house = project_root / "src" / "openwres"
    modules = sorted(house.rglob("*.py"))
    assert modules
    found = [
        breach
        for module in modules
        for breach in breaches(module.relative_to(house).as_posix(), module.read_text(encoding="utf-8"))
    ]
    assert not found, "\n".join(found)


def function_of(lines: int) -> str:
    return "def f():\n" + "    pass\n" * (lines - 1)


@pytest.mark.parametrize(
    ("path", "source"),
    [
        ("figures/ratio.py", '"""What lives here."""\n' + "x = 1\n" * 399),
        ("figures/ratio.py", "x = 1\n" * 30),
        ("figures/__init__.py", '"""What lives here."""\n'),
        ("figures/kinds/__init__.py", ""),
        ("__init__.py", ""),
        ("figures/ratio.py", '"""What lives here."""\n' + function_of(60)),
    ],
)
def test_sound_module_passes(path: str, source: str) -> None:
    assert breaches(path, source) == []


@pytest.mark.parametrize(
    ("path", "source", "said"),
    [
        ("figures/ratio.py", '"""What lives here."""\n' + "x = 1\n" * 400, "401 lines, over 400"),
        ("figures/ratio.py", "x = 1\n" * 31, "without a docstring"),
        ("figures/__init__.py", "", "a room says in its docstring"),
        ("figures/ratio.py", function_of(61), "f has 61 lines, over 60"),
        ("figures/ratio.py", "class C:\n    async def f():\n" + "        pass\n" * 60, "f has 61 lines, over 60"),
    ],
)
def test_breach_is_found(path: str, source: str, said: str) -> None:
    assert any(said in breach for breach in breaches(path, source))
