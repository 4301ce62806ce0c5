"""One page a place: what its chief asks on Monday morning, from figures with n, interval and the way to their rows."""
