"""Open figures: what an office tells everybody, frozen as editions and served without signing in."""
