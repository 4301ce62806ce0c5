"""Pages of reviews, one file a subject."""
