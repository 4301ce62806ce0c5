"""Reports of several sources that may tell of one person hurt once: found in the background, decided by a person."""
