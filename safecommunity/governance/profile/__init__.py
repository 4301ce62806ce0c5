"""The community profile: dated numbers of a place that feed every report, by form and by list."""
