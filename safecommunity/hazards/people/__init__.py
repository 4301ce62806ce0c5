"""Registers of people at higher risk, kept by consent."""
