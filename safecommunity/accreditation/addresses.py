"""Addresses of records of this room, for pages and figures that lead to them."""

from django.urls import reverse


def of_application(pid: str) -> str:
    """The page of an application."""
    return reverse("application", args=[pid])
