"""What this room puts into the pages of lower rooms."""

from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext

from safecommunity.accounts import queries
from safecommunity.accounts.models import Role
from safecommunity.accounts.views.phone import demo_is_open
from safecommunity.shell.slots import DemoAccount, MenuEntry


def front_accounts(request: HttpRequest, **context: Any) -> list[DemoAccount]:
    """The demo's people, each with one click; nothing outside a demo on this machine."""
    if not demo_is_open(request):
        return []
    url = reverse("accounts_demo_enter")
    return [
        DemoAccount(
            title=_role_of(user) or user.display_name,
            says=f"{user.display_name} · {gettext(user.demo_says)}",
            url=url,
            fields={"username": user.username},
        )
        for user in queries.demo_users()
    ]


def _role_of(user: Any) -> str:
    held = list(user.scopes.all())
    return str(Role(held[0].role).label) if held else ""


def menu(request: HttpRequest, **context: Any) -> list[MenuEntry]:
    """People for those who look after them; one's own sign-in for everybody."""
    reader = getattr(request, "reader", None)
    if reader is None or not reader.is_authenticated:
        return []
    mine = [MenuEntry("system", gettext("My sign-in"), reverse("mfa_index"), sub="mine")]
    if not queries.manageable_roles(reader):
        return mine
    return [MenuEntry("system", gettext("People"), reverse("accounts_people"), sub="setup"), *mine]
