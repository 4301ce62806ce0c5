"""Drills: planned and done, timed, what they showed."""
