"""The charts: each a function from plain numbers to a `Chart`, with one job. What they draw is worked out elsewhere.

Shared are `rows` (what is given), `canvas`, `metrics`, `scales`, `frame` and `style` (how it is drawn) and `words`.
"""
