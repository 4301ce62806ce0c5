"""The set-up guide: from an empty installation to a street with a first figure, step by step, left and gone on with."""
