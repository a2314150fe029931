"""How a method is described where its code stands: the methods page of the documentation is made of these descriptions."""

from __future__ import annotations

from typing import NamedTuple


class Method(NamedTuple):
    """One method. A module that has methods lists them as `METHODS`.

    `code` is what the column `method` of a table says, such as `wilson`, where a table names it; `answers` is the question in plain words;
    `formula` in plain text, with every letter explained; `at_zero` what comes out where counts are 0; `source` who
    published it, where and when.
    """

    code: str
    title: str
    answers: str
    formula: str
    assumptions: str
    at_zero: str
    source: str
