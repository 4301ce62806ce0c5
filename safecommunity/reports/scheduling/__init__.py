"""Documents that are written by themselves after each month, quarter or year, and put in the right hands."""
