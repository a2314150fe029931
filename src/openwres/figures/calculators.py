"""Which calculator is for which kind of indicator."""

from __future__ import annotations

from openwres.figures.comparisons import relative_likelihood, survey_percentage
from openwres.figures.scores import score, yes_no
from openwres.figures.setting import Calculator, one_by_one
from openwres.figures.stocks import composition, disparity_ratio, representation_gap

CALCULATORS: dict[str, Calculator] = {
    "composition": one_by_one(composition),
    "relative_likelihood": relative_likelihood,
    "survey_percentage": survey_percentage,
    "representation_gap": one_by_one(representation_gap),
    "disparity_ratio": one_by_one(disparity_ratio),
    "score": one_by_one(score),
    "yes_no": one_by_one(yes_no),
}
