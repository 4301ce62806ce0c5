"""SafeCommunity: no number without its records."""
