"""Residents' opinions with reply clock; the page behind a QR code; the public copy."""
