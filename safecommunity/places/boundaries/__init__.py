"""Outlines of places: read from files or drawn on a scanned plan, kept with their dates, drawn as maps."""
