"""What figures say when they are compared, as typed results and in plain sentences.

The figures themselves are computed in `figures`, the formulas are in `statistics`, number formats in `display`.
"""
