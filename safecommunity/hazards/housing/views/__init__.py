"""Pages of dwellings."""
