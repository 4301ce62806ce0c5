"""Pages of opinions: the office's, the boxes', and those open to everybody."""
