"""Other people's layouts of a return: files that say which cell of them holds what, and their reading.

What a return holds and how our own workbook is read stands one folder up.
"""
