"""The return: one organisation's counts for one standard and year, as a series of immutable versions.

Workbooks out and in, checks, comparison of versions. Nothing here reads records or publishes.
"""
