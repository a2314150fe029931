"""The attacker against the truth, against another solver, and against a nation that was protected table by table."""

from __future__ import annotations

import numpy as np
import polars as pl
import pytest
from naive_protection import nation_counts, protected
from scipy.optimize import linprog

from openwres.contracts.tables import COUNT_KEY, TALLY_SCHEMA
from openwres.disclosure.attack import Knowledge, attack
from tests.disclosure.making import counts, edition, members

ROWS = ("clinical-6", "clinical-7")
GROUPS = ("white", "bme", "unknown")
CODES = edition().classifications["ethnic-16"].of_code
WRES = edition().classifications["wres"].of_code


@pytest.mark.parametrize("seed", range(12))
def test_ranges_are_those_of_another_solver(seed: int) -> None:
    """A tier of two rows and three groups with its totals, of which some are hidden: nine unknowns at most, each asked alone."""
    random = np.random.default_rng(seed)
    inner = random.integers(0, 12, (2, 3))
    table = np.vstack([inner, inner.sum(0)])
    table = np.column_stack([table, table.sum(1)])
    hidden = random.random(table.shape) < 0.5
    names = [f"{row} {group}" for row in (*ROWS, "clinical-middle") for group in (*GROUPS, "all")]
    shown = [None if gone else int(size) for gone, size in zip(hidden.ravel(), table.ravel(), strict=True)]
    found = attack(counts(dict(zip(names, shown, strict=True))), edition(), members(), Knowledge(1000)).ranges
    got = {f"{row['category']} {row['group']}": (row["lower"], row["upper"]) for row in found.iter_rows(named=True)}
    assert got.keys() == {name for name, number in zip(names, shown, strict=True) if number is None}
    for name, (lower, upper) in by_linprog(names, shown).items():
        assert got[name][0] == pytest.approx(lower, abs=1e-3)
        assert upper is None or got[name][1] == pytest.approx(upper, abs=1e-3)


def by_linprog(names: list[str], shown: list[int | None]) -> dict[str, tuple[float, float | None]]:
    """The same ranges, asked of scipy one by one; no upper end where there is none."""
    cells = np.arange(12).reshape(3, 4)
    lines = [(row[:3], row[3]) for row in cells] + [(cells[:2, column], cells[2, column]) for column in range(4)]
    equal = np.zeros((len(lines), 12))
    for line, (parts, whole) in zip(equal, lines, strict=True):
        line[parts], line[whole] = 1, -1
    bounds = [(0, None) if number is None else (number, number) for number in shown]
    found = {}
    for n, name in enumerate(names):
        if shown[n] is None:
            low, high = (
                linprog(sign * np.eye(12)[n], A_eq=equal, b_eq=np.zeros(len(lines)), bounds=bounds) for sign in (1, -1)
            )
            found[name] = (low.fun, -high.fun if high.status == 0 else None)
    return found


def invented_nation(seed: int) -> pl.DataFrame:
    """Tallies of six organisations: staff by grade and group, tiers in five groups, sixteen at the whole, and the trained."""
    random = np.random.default_rng(seed)
    grades = [c.code for c in edition().breakdowns["grade"].categories.values() if not c.part_of]
    rows = []
    for organisation in (f"ZZ{n}" for n in range(6)):
        people = random.poisson(random.gamma(0.5, 8, (len(grades), 1)) * random.dirichlet(np.ones(16) / 2, 1))
        people = np.column_stack([people, random.poisson(0.4, len(grades))])
        trained = random.binomial(people, 0.6)
        codes = [*(code for code in "abcdefghjklmnprs"), "unknown"]
        for item, numbers in (("staff", people), ("trained", trained)):
            for name, classification in edition().classifications.items():
                if not classification.parts and name != "declaration":
                    groups = [classification.of_code.get(code, "unknown") for code in codes]
                    whole = {g: int(numbers[:, [k == g for k in groups]].sum()) for g in classification.groups}
                    rows += [(organisation, item, "", "", name, g, size) for g, size in whole.items()]
            groups = [WRES.get(code, "unknown") for code in codes]
            for grade, line in zip(grades, numbers, strict=True):
                of_row = {g: int(line[[k == g for k in groups]].sum()) for g in GROUPS}
                rows += [(organisation, item, "grade", grade, "wres", g, size) for g, size in of_row.items()]
    names = ("organisation", "item", "breakdown", "category", "classification", "group", "count")
    found = pl.DataFrame(rows, schema=names, orient="row").with_columns(
        standard=pl.lit("wres"), year=2026, basis=pl.lit(""), value=None, base=None, state=pl.lit("value"),
        reason=pl.lit(""), source=pl.lit("extract"),
    )  # fmt: skip
    return found.select([pl.col(name).cast(kind) for name, kind in TALLY_SCHEMA.items()])


@pytest.mark.parametrize("seed", range(3))
def test_a_nation_protected_table_by_table_leaks(seed: int) -> None:
    """And what the attacker says is true: every true count lies in its range, and one that is known is that number."""
    places = members(*(f"ZZ{n}" for n in range(6)))
    true = nation_counts(invented_nation(seed), edition(), places)
    found = attack(protected(true), edition(), places, Knowledge(5))
    assert found.contradictions == ()
    assert found.summary["known"] > 20
    both = found.ranges.join(true.select(*COUNT_KEY, true="count"), on=COUNT_KEY, nulls_equal=True)
    narrow = both.filter("exposed")
    inside = pl.col("true").is_between(pl.col("lower") - 1e-3, pl.col("upper") + 1e-3)
    assert len(both) == found.summary["hidden"]
    assert narrow.filter(~inside).is_empty()


def test_the_attack_is_the_same_each_time() -> None:
    places = members(*(f"ZZ{n}" for n in range(6)))
    release = protected(nation_counts(invented_nation(0), edition(), places))
    one, other = (attack(release, edition(), places, Knowledge(5)).ranges for _ in range(2))
    assert one.equals(other)
