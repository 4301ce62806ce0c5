"""Reads of the room, one file a subject."""
