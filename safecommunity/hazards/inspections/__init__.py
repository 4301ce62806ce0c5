"""Inspections by joint teams: checklists as data, rounds planned, done item by item on a phone, signed for."""
