"""The year-end appraisal (年终考核): sheets, scoring, order with its bounds, publication, objections."""
