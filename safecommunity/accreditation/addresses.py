"""Addresses of records of this room, for pages and figures that lead to them."""

from django.urls import NoReverseMatch, reverse


def of_application(pid: str, level: str) -> str:
    """The page of an application, or the list of its level where it has none of its own."""
    try:
        return reverse("application", args=[pid])
    except NoReverseMatch:
        return f"{reverse('applications')}?level={level}"
