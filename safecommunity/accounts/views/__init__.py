"""Thin answers: signing in, phones, people, the demo's one-click entrance."""
