"""Watching many weekly series at once: which week has more cases than its own past lets one expect."""
