"""The national report: an area of many organisations and its parts, one year, as a document. Its parts are modules of their own."""

from openwres.reports.national.report import national_report

__all__ = ["national_report"]
