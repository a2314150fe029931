"""Errors on request: which there are, whom they befall, and how they are put into records and returns and into the truth.

What each of them does to a table stands in `record_errors` and `return_errors`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from openwres.contracts.exceptions import UsageError
from openwres.synthetic.dice import dice
from openwres.synthetic.plan import Plan

if TYPE_CHECKING:
    from openwres.synthetic.nation import Year

RETURNS = "returns"
Change = Callable[[pl.DataFrame, np.random.Generator], pl.DataFrame]
SCHEMA = {
    "error": pl.String, "organisation": pl.String, "year": pl.Int32, "kind": pl.String, "what": pl.String,
    "found_as": pl.String, "severity": pl.String, "rows": pl.Int64,
}  # fmt: skip


@dataclass(frozen=True)
class Error:
    """One kind of error: the table that it befalls, what it does to it, and the problem as which a check finds it.

    `found_as` is empty where the records of one year cannot show it: comparison with other years, with other
    organisations or with a return must find it.
    """

    id: str
    kind: str
    what: str
    found_as: str
    severity: str
    change: Change


@dataclass(frozen=True)
class Planted:
    """An error of one organisation in one year."""

    error: Error
    organisation: str
    year: int


@cache
def errors() -> Mapping[str, Error]:
    """Every kind of error by its id."""
    from openwres.synthetic.record_errors import RECORD_ERRORS
    from openwres.synthetic.return_errors import RETURN_ERRORS

    return {error.id: error for error in (*RECORD_ERRORS, *RETURN_ERRORS)}


def plant(plan: Plan, wanted: Sequence[str]) -> tuple[Planted, ...]:
    """Who makes which error and when. `id` leaves both to chance; `id@Z0003/2025` names them.

    Left to chance, each befalls another organisation as long as there are enough, in a year after the first if there is one.
    """
    chance, found = dice(plan.seed, "mess"), []
    order = chance.permutation(len(plan))
    for place, word in enumerate(wanted):
        name, _, where = word.partition("@")
        if name not in errors():
            raise UsageError(f"There is no kind of error `{name}`. There are: {', '.join(sorted(errors()))}.")
        year = int(chance.choice(plan.years[1:] or plan.years))
        there = [int(n) for n in order if plan.there(year)[n]]
        code = plan.codes[there[place % len(there)]]
        found.append(_named(plan, errors()[name], where) if where else Planted(errors()[name], code, year))
    return tuple(found)


def _named(plan: Plan, error: Error, where: str) -> Planted:
    code, _, year = where.partition("/")
    known = code in plan.codes and year.isdigit() and int(year) in plan.years
    if not known or not plan.there(int(year))[plan.codes.index(code)]:
        raise UsageError(
            f"`{where}` is no organisation and year of this nation. Write it as {plan.codes[0]}/{plan.years[-1]}."
        )
    return Planted(error, code, int(year))


def spoilt(made: Year, planted: Sequence[Planted], plan: Plan) -> tuple[Year, pl.DataFrame]:
    """A year with the errors that befall it, and what was done. The counts stay those of the sound records."""
    found = {**made.records, RETURNS: made.returns}
    done, order = [], list(errors())
    for one in sorted(planted, key=lambda planted: order.index(planted.error.id)):
        if one.year == made.year:
            chance = dice(plan.seed, "error", one.error.id, one.organisation, one.year)
            found[one.error.kind], rows = _put_in(found[one.error.kind], one, chance)
            done.append((one.error.id, one.organisation, one.year, one.error.kind, one.error.what, one.error.found_as,
                         one.error.severity, rows))  # fmt: skip
    returns = found.pop(RETURNS)
    return replace(made, records=found, returns=returns), pl.DataFrame(done, schema=SCHEMA, orient="row")


def _put_in(table: pl.DataFrame, one: Planted, chance: np.random.Generator) -> tuple[pl.DataFrame, int]:
    """The table with the organisation's rows changed, and how many rows are new, gone or different."""
    text = table.with_columns(pl.col(pl.Enum).cast(pl.String))
    mine = pl.col("organisation") == one.organisation
    own, others = text.filter(mine), text.filter(~mine)
    changed = one.error.change(own, chance)
    before, after = own.cast(pl.String), changed.cast(pl.String)
    different = after.join(before, on=before.columns, how="anti", nulls_equal=True).height
    different = max(different, abs(changed.height - own.height))
    types = {name: kind for name, kind in changed.schema.items() if others.schema[name] != kind}
    whole = pl.concat([others.with_columns(pl.col(name).cast(kind) for name, kind in types.items()), changed])
    return whole.sort("organisation", maintain_order=True), different
