"""Pure functions on counts and rates: intervals, tests of equality, power.

Nothing here knows what the numbers measure, reads a file or formats a result.

Every function takes plain numbers or anything that numpy can make an array of, mixed and broadcast.
Plain numbers give plain numbers and never import numpy; anything else gives arrays. The same
formula serves both, so both give the same digits.
"""

from openwres.statistics.differences import difference_interval, difference_of_rates
from openwres.statistics.elementwise import Interval
from openwres.statistics.equality import fisher_p_value, mid_p_value, score_p_value
from openwres.statistics.odds import odds_ratio_interval
from openwres.statistics.power import power_to_show_difference, power_to_show_ratio
from openwres.statistics.proportions import wilson_interval
from openwres.statistics.ratios import ratio_interval, ratio_of_rates
from openwres.statistics.unknown import difference_bounds, ratio_bounds

__all__ = [
    "Interval",
    "difference_bounds",
    "difference_interval",
    "difference_of_rates",
    "fisher_p_value",
    "mid_p_value",
    "odds_ratio_interval",
    "power_to_show_difference",
    "power_to_show_ratio",
    "ratio_bounds",
    "ratio_interval",
    "ratio_of_rates",
    "score_p_value",
    "wilson_interval",
]
