"""Pages of the room; they check, call one action or query, and answer."""
