"""Dwellings and how they would stand an earthquake: screened in the village, confirmed by a qualified person."""
