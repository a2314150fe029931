"""How results look: the formats of numbers, charts and the parts of pages.

What results mean, in sentences, is in `findings`; nothing here computes a result.
"""
