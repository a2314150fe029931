"""The shapes that every room agrees on: tables, states, problems and exceptions.

Nothing is read, computed or written here.
"""
