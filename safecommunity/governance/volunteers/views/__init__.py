"""Pages of volunteers; they check, call one action or query, and answer."""
