"""Returns (报表): forms as data, sent down for a period, filled, checked, handed in, returned, locked."""
