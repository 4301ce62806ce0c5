"""Lists of the office about its places: read, all faults together, shown, and stored once somebody has looked."""
