"""The board report: one organisation, one year, as a document. Parts of it are modules of their own, in the order they are read."""

from openwres.reports.board.report import board_report
from openwres.reports.board.settings import Action, Settings

__all__ = ["Action", "Settings", "board_report"]
