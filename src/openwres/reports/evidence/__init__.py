"""The evidence pack: for an inspector, the figures of one organisation with how each came about, what was checked and overridden."""

from openwres.reports.evidence.record import Record, read_record
from openwres.reports.evidence.report import evidence_pack

__all__ = ["Record", "evidence_pack", "read_record"]
