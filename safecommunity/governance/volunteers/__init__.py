"""Volunteers: teams and members, roster, hours served, certificates of hours."""
