"""New Year: what goes into the next year, previewed, taken over once, taken back by reversing."""
