"""Somebody signed in to a small known world, for tests of pages."""

from django.contrib.auth import get_user_model
from django.test import Client

from safecommunity.accounts.models import Scope
from tests.figures.world import DAY, NOW, World


def signed_in(world: World, role: str, place=None, *, sensitive: bool = False, unit: str = "") -> Client:
    """A browser of a person with one scope (by default on the street)."""
    where = place or world.street
    name = f"{role}-{where.pid}-{sensitive}"
    user, _made = get_user_model().objects.get_or_create(
        pid=name[:12], defaults={"username": name, "display_name": "演示用户", "created_at": NOW}
    )
    Scope.objects.get_or_create(
        user=user, role=role, place=where.pid, unit=unit, sensitive=sensitive, starts=DAY
    )
    client = Client()
    client.force_login(user)
    session = client.session
    session["signed_in_by"] = "demo"
    session.save()
    return client
