"""What the invented nation is modelled on: national values by year, sizes and mixes by type, who works at which grade.

Values marked [1] to [5] are published; everything else is set by hand so that the nation resembles England, and is no
fact about it. Sources stand in docs/explanation/synthetic.md.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

FIRST, LAST = 2015, 2026
Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Ethnicity:
    """A code as it stands in the extracts, its groups, and its weight among the people of its main group."""

    code: str
    wres: str
    five: str
    sixteen: str
    declaration: str
    weight: float


def _declared(code: str, wres: str, five: str, weight: float, sixteen: str = "") -> Ethnicity:
    return Ethnicity(code, wres, five, sixteen or code.lower(), "declared", weight)


ETHNICITIES: Final = (
    _declared("A", "white", "white", 84),
    _declared("B", "white", "white", 2),
    _declared("C", "white", "white", 9),
    _declared("CP", "white", "white", 5, "c"),
    _declared("D", "bme", "mixed", 3),
    _declared("E", "bme", "mixed", 2),
    _declared("F", "bme", "mixed", 3),
    _declared("G", "bme", "mixed", 2),
    _declared("H", "bme", "asian", 24),
    _declared("J", "bme", "asian", 8),
    _declared("K", "bme", "asian", 3),
    _declared("L", "bme", "asian", 8),
    _declared("LE", "bme", "asian", 2, "l"),
    _declared("M", "bme", "black", 6),
    _declared("N", "bme", "black", 20),
    _declared("P", "bme", "black", 2),
    _declared("PC", "bme", "black", 4, "p"),
    _declared("R", "bme", "other", 3),
    _declared("S", "bme", "other", 2),
    _declared("SC", "bme", "other", 8, "s"),
    Ethnicity("Z", "unknown", "unknown", "unknown", "not-stated", 65),
    Ethnicity("99", "unknown", "unknown", "unknown", "not-known", 15),
    Ethnicity("", "unknown", "unknown", "unknown", "blank", 20),
)
GROUPS: Final = ("white", "bme", "unknown")
WHITE, BME, UNKNOWN = range(3)
SEXES: Final = ("female", "male", "other", "unknown")
DISABILITIES: Final = ("disabled", "non-disabled", "unknown")

# [1] The workforce, indicators 2 and 3 and boards, 31 March 2016 to 2024; 2015, 2025 and 2026 are carried on by hand,
# as are indicator 4 after 2019 and boards in 2016.
NATIONAL: Final[dict[str, tuple[float, ...]]] = {
    "workforce": (17.1, 17.7, 18.1, 19.1, 19.7, 21.0, 22.4, 24.2, 26.4, 28.6, 30.3, 31.8),
    "2": (1.57, 1.57, 1.60, 1.45, 1.46, 1.61, 1.61, 1.54, 1.59, 1.62, 1.60, 1.58),
    "3": (1.56, 1.56, 1.37, 1.24, 1.22, 1.16, 1.14, 1.14, 1.03, 1.09, 1.09, 1.08),
    "4": (1.11, 1.11, 1.22, 1.15, 1.15, 1.14, 1.14, 1.12, 1.12, 1.10, 1.10, 1.09),
    "board": (6.0, 6.5, 7.0, 7.4, 8.4, 10.0, 12.6, 13.2, 15.6, 16.5, 17.4, 18.2),
}


def national(name: str, year: int) -> float:
    """A national value of a reporting year."""
    return NATIONAL[name][year - FIRST]


@dataclass(frozen=True)
class Answers:
    """Yes among white and BME respondents, in per cent, about 2016 and about 2024; the years between lie on a line."""

    item: str
    white: tuple[float, float]
    bme: tuple[float, float]


# [1] Indicators 5, 6 and 8 by the surveys of 2015 to 2023, rounded; 7 where don't know is in the base, and where not.
ANSWERS: Final = {
    "5": Answers("harassed-by-public", (28.0, 24.5), (29.5, 28.0)),
    "6": Answers("harassed-by-staff", (24.5, 20.7), (28.5, 24.9)),
    "7": Answers("equal-opportunities", (59.0, 58.8), (46.0, 48.8)),
    "8": Answers("discriminated", (6.1, 6.7), (14.2, 15.6)),
}
EXCLUDING_DONT_KNOW: Final = Answers("equal-opportunities", (87.0, 85.0), (73.0, 70.0))
DONT_KNOW = 0.27


@dataclass(frozen=True)
class Type:
    """A type of organisation: how many of 210 [2], middle size, shares of the three blocks [3], share of BME staff."""

    code: str
    name: str
    number: int
    staff: int
    spread: float
    blocks: tuple[float, float, float]
    shift: float
    abuse: float


TYPES: Final = (
    Type("acute", "Acute", 122, 7300, 0.45, (0.25, 0.62, 0.13), 0.10, 1.0),
    Type("mental-health", "Mental health", 50, 4750, 0.40, (0.24, 0.71, 0.05), -0.10, 1.05),
    Type("community", "Community", 14, 3500, 0.40, (0.22, 0.76, 0.02), -0.30, 0.8),
    Type("specialist", "Specialist", 13, 2300, 0.40, (0.29, 0.59, 0.12), 0.05, 0.6),
    Type("ambulance", "Ambulance", 11, 5200, 0.35, (0.22, 0.775, 0.005), -1.30, 1.45),
)


@dataclass(frozen=True)
class Region:
    """A region: its code, how many of 210 organisations [2], and the share of BME respondents in 2024 [2]."""

    code: str
    name: str
    number: int
    bme: float


REGIONS: Final = (
    Region("Y56", "London", 35, 0.536),
    Region("Y58", "South West", 19, 0.181),
    Region("Y59", "South East", 30, 0.269),
    Region("Y60", "Midlands", 40, 0.256),
    Region("Y61", "East of England", 22, 0.269),
    Region("Y62", "North West", 31, 0.178),
    Region("Y63", "North East and Yorkshire", 33, 0.157),
)

BANDS: Final = ("under-1", "1", "2", "3", "4", "5", "6", "7", "8a", "8b", "8c", "8d", "9", "vsm")
MEDICAL_GRADES: Final = ("consultant", "non-consultant-career", "trainee", "other")
BLOCKS: Final = ("non-clinical", "clinical", "medical")
# The leaf rows of the grid of indicator 1: two blocks of bands, then the medical grades. Senior managers are a part of
# the consultants and no leaf.
ROWS: Final = (
    *(f"non-clinical-{band}" for band in BANDS),
    *(f"clinical-{band}" for band in BANDS),
    *(f"medical-{grade}" for grade in MEDICAL_GRADES),
)
GRADES: Final = (*BANDS, *BANDS, *MEDICAL_GRADES)
BLOCK_OF_ROW: Final = np.array([0] * 14 + [1] * 14 + [2] * 4)
CLINICAL, MEDICAL = 14, 28
CONSULTANT, CAREER, TRAINEE, OTHER = range(28, 32)
SENIOR_MANAGER = "medical-senior-manager"

_WEIGHTS: Final = (
    (0.5, 0.0, 24, 20, 16, 10, 8, 7, 5, 3, 2, 1, 0.5, 0.8),
    (0.1, 0.0, 14, 12, 6, 22, 24, 14, 4.6, 1.5, 0.7, 0.3, 0.1, 0.06),
    (42, 15, 38, 5),
)
# How much more or less often BME people stand in a row than in the whole, as a difference of log odds. Band 5 of 42.3%
# and very senior managers of 12.7% beside 28.6% of all [1] give about 0.6 and -1.0; doctors [4] about 1.0.
LEAN: Final[Floats] = np.array((
    -0.1, 0.3, -0.1, -0.3, -0.4, -0.35, -0.4, -0.5, -0.65, -0.8, -0.9, -1.0, -1.1, -1.1,
    -0.1, 0.1, 0.05, -0.1, -0.3, 0.62, -0.1, -0.45, -0.75, -0.95, -1.1, -1.2, -1.2, -1.1,
    0.75, 1.4, 1.05, 0.9,
))  # fmt: skip


def mix(kind: Type) -> Floats:
    """The share of each leaf row among the staff of a type."""
    parts = [np.array(weights) / sum(weights) * share for weights, share in zip(_WEIGHTS, kind.blocks, strict=True)]
    shares = np.concatenate(parts)
    return np.asarray(shares / shares.sum())


STAFF_GROUPS: Final = (
    "Administrative and Clerical",
    "Estates and Ancillary",
    "Additional Clinical Services",
    "Nursing and Midwifery Registered",
    "Allied Health Professionals",
    "Add Prof Scientific and Technic",
    "Healthcare Scientists",
    "Medical and Dental",
)
NURSING, SUPPORT, DOCTORS = 3, 2, 7
# [3] Weights of the staff groups: of low and of higher bands outside the clinic, of support, of registered staff.
GROUP_WEIGHTS: Final = {
    "ancillary": (55, 45, 0, 0, 0, 0, 0, 0),
    "office": (92, 8, 0, 0, 0, 0, 0, 0),
    "support": (0, 0, 92, 0, 0, 8, 0, 0),
    "registered": (0, 0, 0, 66, 19, 8, 7, 0),
    "doctors": (0, 0, 0, 0, 0, 0, 0, 1),
}
FEMALE_BY_BLOCK: Final = (0.70, 0.83, 0.47)
CONTRACTS: Final = ("permanent", "fixed-term", "locum", "bank", "honorary", "non-executive")
PERMANENT, FIXED_TERM, LOCUM, BANK, HONORARY, NON_EXECUTIVE = range(6)
STATUSES: Final = (
    "active", "acting-up", "internal-secondment", "maternity-and-adoption", "career-break", "suspended",
    "out-on-secondment", "ended",
)  # fmt: skip
STATUS_WEIGHTS: Final = (0.945, 0.007, 0.008, 0.027, 0.004, 0.003, 0.006)
ENDED = 7
COURSES: Final = {
    True: ("Fire safety", "Data security awareness", "Moving and handling", "Safeguarding adults", "Basic life support"),
    False: ("Leading a team", "Quality improvement", "Coaching skills", "Postgraduate certificate", "Mentorship",
            "Research methods", "Advanced clinical skills", "Project management"),
}  # fmt: skip


def logit(share: Floats) -> Floats:
    """Log odds of shares."""
    return np.asarray(np.log(share / (1 - share)))


def expit(odds: Floats) -> Floats:
    """Shares of log odds."""
    return np.asarray(1 / (1 + np.exp(-odds)))
