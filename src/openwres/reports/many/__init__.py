"""The reports of many organisations in one run: what is missing or out of date is made, by several processes, each report whole.

What a report says is decided in `board`, how it is written in `formats`.
"""

from openwres.reports.many.making import Shared
from openwres.reports.many.run import Job, Outcome, run_many

__all__ = ["Job", "Outcome", "Shared", "run_many"]
