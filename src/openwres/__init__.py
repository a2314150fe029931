"""Workforce race equality, from an organisation's extracts to figures that carry their doubt.

>>> import openwres
>>> openwres.ratio(white=(180, 1000), bme=(90, 800)).value
1.6
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from openwres.calculation import Calculation, calculate, check
    from openwres.contracts.exceptions import DefinitionError, InputError, OpenWRESError, OutputError, UsageError
    from openwres.contracts.problems import Problem, Severity
    from openwres.figures.published import published_figures, published_sources
    from openwres.findings.ratio import RatioFinding
    from openwres.inputs import Check
    from openwres.organisations import Register, import_ods, load_register
    from openwres.standards import Edition, Standard, load_standard, names_of_standards

# Names are found when they are first used, so that `import openwres` costs nothing that is not needed.
_HOMES = {
    "openwres.calculation": ("Calculation", "calculate", "check"),
    "openwres.contracts.exceptions": ("DefinitionError", "InputError", "OpenWRESError", "OutputError", "UsageError"),
    "openwres.contracts.problems": ("Problem", "Severity"),
    "openwres.figures.published": ("published_figures", "published_sources"),
    "openwres.findings.ratio": ("RatioFinding",),
    "openwres.inputs": ("Check",),
    "openwres.organisations": ("Register", "import_ods", "load_register"),
    "openwres.standards": ("Edition", "Standard", "load_standard", "names_of_standards"),
}
_HOME_OF = {name: home for home, names in _HOMES.items() for name in names}

__all__ = [
    "Calculation",
    "Check",
    "DefinitionError",
    "Edition",
    "InputError",
    "OpenWRESError",
    "OutputError",
    "Problem",
    "RatioFinding",
    "Register",
    "Severity",
    "Standard",
    "UsageError",
    "calculate",
    "check",
    "import_ods",
    "load_register",
    "load_standard",
    "names_of_standards",
    "published_figures",
    "published_sources",
    "ratio",
]


def ratio(
    *,
    white: tuple[int, int],
    bme: tuple[int, int],
    unknown: tuple[int, int] | None = None,
    adverse_event: bool = False,
    confidence: float = 0.95,
) -> RatioFinding:
    """What counts say: events and people of both groups, and of people of unknown ethnicity.

    The ratio is white over BME, or BME over white for an event that nobody wants (`adverse_event`).
    """
    from openwres.findings.ratio import ratio as finding

    return finding(white, bme, adverse_event=adverse_event, confidence=confidence, unknown=unknown)


def __getattr__(name: str) -> Any:
    if name not in _HOME_OF:
        raise AttributeError(f"module 'openwres' has no attribute {name!r}")
    return getattr(import_module(_HOME_OF[name]), name)


def __dir__() -> list[str]:
    return sorted(__all__)
