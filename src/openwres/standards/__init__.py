"""What is measured: standards, their editions and indicators as reviewed text files, and the code lists they use.

`load_standard` gives a standard, `Standard.edition(year)` the rules of one reporting year; nothing is counted here.
"""

from openwres.standards.loader import load_standard, names_of_standards
from openwres.standards.model import Edition, Indicator, Item, Standard

__all__ = ["Edition", "Indicator", "Item", "Standard", "load_standard", "names_of_standards"]
