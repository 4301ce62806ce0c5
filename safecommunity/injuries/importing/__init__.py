"""Lists of injuries (.xlsx, .csv) into the register: columns and values, checks, remarks, templates, jobs."""
