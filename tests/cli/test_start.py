"""A command loads what it needs and nothing else: what is loaded in vain is waited for every time."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

EXAMPLE = Path(__file__).parents[2] / "examples" / "example-trust"
RATIO = ("ratio", "--white", "180/1000", "--bme", "90/800")
CALCULATE = ("calculate", str(EXAMPLE), "--year", "2026", "--organisation", "ZZ1", "--out", "out")


@pytest.mark.parametrize(
    ("words", "needless"),
    [
        (RATIO, {"duckdb", "polars", "numpy", "scipy", "jinja2", "yaml", "ssl", "openwres.cli.release"}),
        (CALCULATE, {"numpy", "scipy", "typst", "highspy", "ssl", "http.client", "openwres.cli.release"}),
    ],
    ids=["ratio", "calculate"],
)
def test_a_command_loads_nothing_that_it_does_not_need(
    words: tuple[str, ...], needless: set[str], tmp_path: Path
) -> None:
    script = (
        "import sys; from openwres.cli import main; code = main(sys.argv[1:]); "
        f"print(code, [name for name in {sorted(needless)} if name in sys.modules])"
    )
    done = subprocess.run(
        [sys.executable, "-c", script, *words], cwd=tmp_path, capture_output=True, text=True, check=True
    )
    assert done.stdout.splitlines()[-1] == "0 []"
