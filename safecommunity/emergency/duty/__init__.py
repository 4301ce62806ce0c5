"""Duty: roster, log, handing over."""
