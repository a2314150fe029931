"""Releases: immutable folders of protected counts and figures, and the catalogue of them.

What is hidden in them is decided in `disclosure`.
"""
