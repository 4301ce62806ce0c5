"""The archive of a round as twelve boxes: what lies in which box, the pages that lead through it, the file itself."""
