"""This room's step of the set-up guide: the projects of the first year, old ones by a list."""

from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from safecommunity.programmes.models import Project, State
from safecommunity.programmes.rights import of_request
from safecommunity.shell.slots import SetupCount, SetupLink, SetupStep


def steps(
    request: HttpRequest, *, place: Any, inside: frozenset[str] = frozenset(), **_context: Any
) -> list[SetupStep]:
    """Optional: a street can begin with its ideas."""
    held = of_request(request)
    if place is None or held is None:
        return []
    ours = place.pid in held.office
    rows = Project.objects.filter(place__pid__in=inside)
    many, running = rows.count(), rows.filter(state=State.RUNNING).count()

    def links(*given: tuple[str, str]) -> tuple[SetupLink, ...]:
        return tuple(SetupLink(title, reverse(name)) for title, name in given) if ours else ()

    return [
        SetupStep(
            "projects", 126, _("Safety-promotion projects"),
            _("What is done against what hurts people here: one by one, or old and running ones by a list. "
              "The grid shows which settings, ages and sexes nobody covers yet."),
            (SetupCount(many, _("projects"), reverse("projects") if ours else ""),
             SetupCount(running, _("of them running"))),
            () if many else (_("No project yet"),), True,
            links((_("Enter a project"), "project_new"), (_("Import a list"), "projects_import")),
            links((_("Template"), "projects_template")), "" if ours else _("the office"),
        ),
    ]  # fmt: skip
