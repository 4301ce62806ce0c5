"""Pages of this room: each checks, calls one action or query, and answers."""
