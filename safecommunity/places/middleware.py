"""The place tree is read once a request, whatever rooms ask about it."""

from django.http import HttpRequest, HttpResponseBase

from safecommunity.places import queries
from safecommunity.shell.middleware import Around


class TreeOnce(Around):
    """Every room asks where its reader's places lie; the answer of now holds until the answer is made."""

    def before(self, request: HttpRequest) -> None:
        """Begin to remember."""
        queries.remember()

    def after(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        """Remember no more: what is streamed, and the next request, read for themselves."""
        queries.remember(False)
        return response
