"""Procedures as data: one format for the way to a title, its validator, its clocks.

Nothing here knows a table of the database: a procedure is a value.
"""
