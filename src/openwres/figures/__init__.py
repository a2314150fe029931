"""Tallies to elementary figures: one calculator for each kind of indicator, roll-ups, receipts.

A comparison across organisations or years is a finding and lives above.
"""

from openwres.figures.calculate import calculate_figures

__all__ = ["calculate_figures"]
