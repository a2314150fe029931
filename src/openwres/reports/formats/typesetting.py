"""Typst with our fonts and templates, kept from one document to the next. What a template is given is made elsewhere."""

from __future__ import annotations

import json
import threading
from collections.abc import Mapping
from pathlib import Path
from typing import Any, TypeAlias

from openwres import display

Compiler: TypeAlias = Any  # the library comes without types

FONTS = Path(display.__file__).parent / "fonts"
_TEMPLATES = Path(__file__).parent
_KEPT = threading.local()
_EMPTY = 4


def typeset(template: str, data: Mapping[str, Any], **wanted: Any) -> Any:
    """What a template makes of the data, which it reads as `sys.inputs.data`; bytes, or a list of them for pictures.

    Data never becomes Typst source. The template is named each time: the compiler would go on with the one before.
    """
    text = json.dumps(data, ensure_ascii=False)
    return _compiler().compile(input=_TEMPLATES / template, sys_inputs={"data": text}, **wanted)


def forget() -> None:
    """Let go of most of what was laid out before: a process that makes many documents would hold ten of them, half a gigabyte.

    The compiler lets go of what it did not need for ten compilations, so that it is given some with nothing in them.
    """
    for _ in range(_EMPTY):
        typeset("pictures.typ", {"drawings": []}, format="pdf")


def _compiler() -> Compiler:
    """The compiler of all documents of a thread. Fonts of the machine are left out, so that every machine gives the same pages."""
    import typst

    if not hasattr(_KEPT, "compiler"):
        fonts = typst.Fonts(include_system_fonts=False, font_paths=[FONTS])
        _KEPT.compiler = typst.Compiler(root=_TEMPLATES, font_paths=fonts)
    return _KEPT.compiler
