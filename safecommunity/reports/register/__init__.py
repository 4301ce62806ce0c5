"""Papers of an office, out and in: numbered by rule, found again."""
