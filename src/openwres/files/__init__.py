"""Untrusted files in, whole-or-nothing files out.

What the files mean is not known here.
"""
