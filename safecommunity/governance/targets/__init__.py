"""Targets: value or range, firmness, deadline, paper; assigned down the tree; progress read from a figure."""
