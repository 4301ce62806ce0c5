"""Emergency plans: versions, approval, review."""
