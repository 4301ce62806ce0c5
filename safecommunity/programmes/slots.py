"""What this room puts into the pages of other rooms: menu, milestones and reviews that wait, what is late."""

from datetime import date
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from safecommunity.figures import choice
from safecommunity.governance import codes as governance
from safecommunity.places.models import SocialUnit
from safecommunity.programmes import codes, life
from safecommunity.programmes.queries import projects
from safecommunity.programmes.rights import Rights, of_request
from safecommunity.shell.slots import MenuEntry, UnitLine, UnitSection, WorkLine, once

MOST = 20


def ready() -> None:
    """Publish the facts, guard the files, stand in menu, work to do, New Year and set-up."""
    from safecommunity.figures import lineage, registry
    from safecommunity.files import queries as files
    from safecommunity.programmes import below, checks, facts, newyear, setup
    from safecommunity.programmes.actions.parts import PHOTOS
    from safecommunity.programmes.views import paper_forms
    from safecommunity.shell import slots

    paper_forms.ready()
    for fact in facts.facts():
        registry.register_fact(fact)
    for kind in PHOTOS.values():
        files.guard(kind, projects.may_open, projects.place_for)
    slots.register("project.outputs", below.kinds, order=90)
    slots.register("menu", menu, order=28)
    slots.register("todo", todo)
    slots.register("exceptions", exceptions)
    slots.register("unit.page", of_unit)
    checks.register()
    slots.register("new.year", newyear.carriers)
    slots.register("setup.step", setup.steps)
    slots.register("figure.uses", lineage.shown_on(lazy("Safety-promotion projects"), "projects", shows))


def menu(request: HttpRequest, **_context: Any) -> list[MenuEntry]:
    """The projects for whom they concern; the grid for who reads numbers."""
    held = of_request(request)
    if held is None or not held.looks:
        return []
    entries = [MenuEntry("act", _("Safety-promotion projects"), reverse("projects"), sub="project")]
    if choice.reads(held.reader):
        entries.append(MenuEntry("act", _("Coverage of settings"), reverse("projects_grid"), sub="project"))
    return entries


@once
def todo(request: HttpRequest, **_context: Any) -> list[WorkLine]:
    """Milestones whose day comes, ideas to be decided on, projects past their last day, reviews due."""
    held = of_request(request)
    if held is None or not held.enters:
        return []
    today = timezone.localdate()
    return [*_milestones(held, today), *_moves(held, today), *_reviews(held, today)]


def _milestones(held: Rights, today: date) -> list[WorkLine]:
    return [
        WorkLine(
            _("Milestone"), one.title, f"{reverse('project', args=[one.project.pid])}#m{one.pk}", _("Look at it"),
            one.due, f"{one.project.title} · {one.who}", missing=True, place=one.project.place.pid,
        )
        for one in projects.open_milestones(held, today, MOST)
        if held.keeps(one.project)
    ]  # fmt: skip


def _moves(held: Rights, today: date) -> list[WorkLine]:
    """A chief's: ideas that are whole; a keeper's: approved ones whose day has come, running ones past theirs."""
    found = []
    for one in projects.waiting(held, "idea", MOST):
        if life.may(held, one, "approve"):
            found.append(_line(one, _("Project to approve"), _("Decide on it"), None))
    for one in projects.waiting(held, "approved", MOST):
        if held.keeps(one) and one.starts <= today:
            found.append(_line(one, _("Project to start"), _("Start it"), one.starts))
    found += [
        _line(one, _("Project past its last day"), _("Finish it, or plan it longer"), one.until)
        for one in projects.run_over(held, today, MOST)
        if held.keeps(one)
    ]
    return found


def _line(one: Any, kind: str, act: str, due: date | None) -> WorkLine:
    says = governance.setting_name(one.setting)
    return WorkLine(kind, one.title, reverse("project", args=[one.pid]), act, due, says, missing=due is not None,
                    place=one.place.pid)  # fmt: skip


def _reviews(held: Rights, today: date) -> list[WorkLine]:
    rule = codes.load()["review_by"]
    return [
        WorkLine(
            _("Yearly review"), one.title, f"{reverse('project', args=[one.pid])}?review={year}#reviews",
            _("Review it"), date(year + 1, rule["month"], rule["day"]),
            _("the year %(year)s of this project is not reviewed yet") % {"year": year},
            missing=True, place=one.place.pid,
        )
        for one, year in projects.to_review(held, today, MOST)
        if held.keeps(one)
    ]  # fmt: skip


def exceptions(request: HttpRequest, **_context: Any) -> list[WorkLine]:
    """For the chief: what is past its day."""
    today = timezone.localdate()
    return [line for line in todo(request) if line.missing and line.due is not None and line.due < today]


def of_unit(request: HttpRequest, *, unit: SocialUnit, **_context: Any) -> list[UnitSection]:
    """The projects a unit takes part in, on its page."""
    from safecommunity.programmes import words
    from safecommunity.programmes.models import Partner

    held = of_request(request)
    if held is None or not held.looks:
        return []
    rows = Partner.objects.filter(held.seen("project"), unit=unit, dropped_on__isnull=True)
    lines = tuple(
        UnitLine(one.project.title, reverse("project", args=[one.project.pid]), one.part,
                 words.states()[one.project.state], words.tone(one.project.state))
        for one in rows.select_related("project").order_by("-project__starts", "pk")[:10]
    )  # fmt: skip
    return [UnitSection(_("Safety-promotion projects"), lines, _("This unit takes part in no project yet."))]


def shows(code: str) -> bool:
    """Whether the pages of projects show a figure."""
    return code.startswith("projects.")
