"""This room's step of the set-up guide: people with their roles."""

from collections.abc import Iterable
from typing import Any

from django.db.models import Q
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from safecommunity.accounts import queries
from safecommunity.accounts.models import Device, Role, Scope
from safecommunity.accounts.reader import reader_of
from safecommunity.shell.slots import SetupCount, SetupLink, SetupStep


def step(
    request: HttpRequest, *, place: Any = None, inside: Iterable[str] = (), **_context: Any
) -> list[SetupStep]:
    """Who works here, by role; a chief and somebody of the office are needed."""
    if place is None:
        return []
    today = timezone.localdate()
    holds = Q(ends=None) | Q(ends__gt=today)
    held = list(
        Scope.objects.filter(holds, place__in=list(inside), user__is_active=True)
        .values_list("role", "user_id")
        .distinct()
    )
    may = bool(queries.manageable_roles(reader_of(request)))
    url = reverse("accounts_people") if may else ""
    shown = (
        (Role.CHIEF, _("chief")), (Role.CLERK, _("clerks")), (Role.GRID, _("village and grid workers")),
        (Role.AGENCY, _("people of agencies")),
    )  # fmt: skip
    phones = Device.objects.filter(user_id__in={user for _role, user in held}, revoked_at=None)
    there = (
        *(SetupCount(sum(role == one for one, _user in held), name, url) for role, name in shown),
        SetupCount(phones.values("user_id").distinct().count(), _("of them with an enrolled phone"), url),
    )
    roles = {role for role, _user in held}
    lacking = (
        (Role.CHIEF, _("Nobody is chief of the office: nothing can be signed")),
        (Role.CLERK, _("Nobody is clerk of the office")),
        (Role.GRID, _("No village or grid worker: nothing comes in from the phones")),
    )
    missing = tuple(says for role, says in lacking if role not in roles)
    links = (
        SetupLink(_("Add a person"), reverse("accounts_person_add")),
        SetupLink(_("People from a list"), reverse("accounts_people_import")),
        SetupLink(_("People"), reverse("accounts_people")),
    )
    return [
        SetupStep(
            "people", 50, _("People and roles"),
            _("Each person with a role and a place. A phone is invited with a code on the person's page."),
            there, missing, links=links if may else (), who="" if may else _("the chief or an administrator"),
        )
    ]  # fmt: skip
