"""Addresses of records of this room, for pages and figures that lead to them."""

from django.urls import reverse


def of_application(pid: str, level: str) -> str:
    """Where an application is shown: in the list of its level, at its own mark."""
    return f"{reverse('applications')}?level={level}#{pid}"
