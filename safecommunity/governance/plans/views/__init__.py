"""Pages of plans, one file a subject."""
