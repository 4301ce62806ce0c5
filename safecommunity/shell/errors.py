"""Refusals of the shell: what was wrong, what came, what is allowed, in the reader's words."""

from django.core.exceptions import BadRequest


class Refused(BadRequest):
    """A request that cannot be answered; its text is shown to the reader with status 400."""
