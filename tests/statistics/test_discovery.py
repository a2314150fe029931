"""Adjusted p-values are those of statsmodels, list by list."""

import numpy as np
import pytest
from statsmodels.stats.multitest import multipletests

from openwres.statistics.discovery import adjusted_p_values


@pytest.mark.parametrize(("any_dependence", "method"), [(False, "fdr_bh"), (True, "fdr_by")])
def test_each_list_is_adjusted_by_itself(any_dependence: bool, method: str) -> None:
    chance = np.random.default_rng(1)
    lists = chance.integers(0, 6, 300)
    p = chance.uniform(size=300) ** 2
    p[:20] = np.round(p[:20], 1)  # ties, and zeros
    found = adjusted_p_values(p, lists, any_dependence=any_dependence)
    for name in range(6):
        own = lists == name
        assert found[own] == pytest.approx(multipletests(p[own], method=method)[1], rel=1e-9)


def test_what_has_no_p_value_does_not_lengthen_the_list() -> None:
    assert adjusted_p_values([0.01, np.nan, 0.04]).tolist() == pytest.approx([0.02, np.nan, 0.04], nan_ok=True)
    assert adjusted_p_values([]).size == 0


def test_lists_may_have_names() -> None:
    assert adjusted_p_values([0.02, 0.03, 0.04], ["b", "a", "b"]) == pytest.approx([0.04, 0.03, 0.04])


def test_what_is_no_p_value_is_refused() -> None:
    with pytest.raises(ValueError, match="between 0 and 1"):
        adjusted_p_values([1.2])


def test_of_what_is_listed_few_are_false() -> None:
    """A thousand lists of 100, ten of them true: the share of false ones among the listed."""
    chance = np.random.default_rng(2)
    z = chance.standard_normal((1000, 100))
    z[:, :10] += 3.5
    from scipy.stats import norm

    q = adjusted_p_values(2 * norm.sf(np.abs(z)).ravel(), np.repeat(np.arange(1000), 100)).reshape(z.shape)
    listed = q <= 0.05
    false = listed[:, 10:].sum(axis=1) / np.maximum(listed.sum(axis=1), 1)
    assert 0.03 < false.mean() < 0.05
    assert listed[:, :10].mean() > 0.5
