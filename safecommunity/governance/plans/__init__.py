"""Work plans in years and stages: items that end in tasks, progress from records, judged once a year, carried on."""
