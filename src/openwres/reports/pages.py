"""The templates of pages as Jinja loads them, compiled once and kept beside them as Python keeps its own modules.

What is put into a template is made in `scorecard`.
"""

from __future__ import annotations

import os
import sys
from contextlib import suppress
from functools import lru_cache
from pathlib import Path

import jinja2
from jinja2.bccache import Bucket

from openwres.findings.figure_words import capital

PROGRAM = Path(__file__).parents[1]
TEMPLATES = Path(__file__).parent / "templates"
COMPILED = TEMPLATES / "__pycache__"


class _Compiled(jinja2.BytecodeCache):
    """Compiled templates in `__pycache__`; what cannot be written there is compiled again the next time.

    Whether a file still fits its template and this Python is told by what stands at its beginning.
    """

    def __init__(self, writes: bool) -> None:
        self.writes = writes

    def get_cache_key(self, name: str, filename: str | None = None) -> str:  # noqa: ARG002
        """The name of the file: without the folder, which may be moved as a whole."""
        return f"{name}.{sys.implementation.cache_tag}"

    def load_bytecode(self, bucket: Bucket) -> None:
        """Fill the bucket where there is a file that fits."""
        with suppress(OSError), (COMPILED / bucket.key).open("rb") as file:
            bucket.load_bytecode(file)

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Write the file whole or not at all: another run may be reading it."""
        if not self.writes:
            return
        half = COMPILED / f"{bucket.key}.{os.getpid()}"
        with suppress(OSError):
            COMPILED.mkdir(exist_ok=True)
            half.write_bytes(bucket.bytecode_to_string())
            half.replace(COMPILED / bucket.key)


def new_environment(writes: bool) -> jinja2.Environment:
    """An environment that keeps what it compiles, or does not."""
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        bytecode_cache=_Compiled(writes),
    )
    environment.filters["sentence"] = capital
    return environment


@lru_cache(maxsize=1)
def environment() -> jinja2.Environment:
    """The environment of all pages."""
    return new_environment(writes=not sys.dont_write_bytecode)


def compile_all() -> None:
    """Compile every template, for runs that cannot or must not write; the set-up does this once."""
    for path in TEMPLATES.glob("*.html"):
        new_environment(writes=True).get_template(path.name)
