"""The rules of a return, as data: each with its reason, its source and the function that finds what breaks it.

How they are run over returns, and what an explanation does to what they find, is in `checks`.
"""
