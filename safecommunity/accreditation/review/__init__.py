"""Review of a handed-in self-assessment: panel, blind scoring, consensus, findings, visit, agreement of reviewers."""
