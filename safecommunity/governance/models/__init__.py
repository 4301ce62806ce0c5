"""Tables of the office's organisation, one file a subject; Django finds them through this door."""
