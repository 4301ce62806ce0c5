"""The room's entry in Django."""

from typing import Any

from django.apps import AppConfig


class ReportsConfig(AppConfig):
    """Room: reports."""

    name = "safecommunity.reports"
    label = "reports"

    def ready(self) -> None:
        """Menu entries and landings of those who work with numbers."""
        from django.utils.translation import gettext_lazy as _

        from safecommunity.figures.lineage import shown_on
        from safecommunity.files import queries as files
        from safecommunity.reports import checks, paper_forms, papers, setup
        from safecommunity.reports.register import rights as register
        from safecommunity.reports.register.lists import REGISTER
        from safecommunity.reports.scheduling import slots as schedules
        from safecommunity.shell import lists, slots

        checks.register()
        papers.register()
        paper_forms.ready()
        files.guard("register", register.may_open, register.place_for)
        lists.register(REGISTER)
        slots.register("menu", menu, order=-10)
        slots.register("menu", papers_menu, order=43)
        slots.register("menu", editions_menu, order=44)
        slots.register("front.links", open_figures)
        slots.register("landing", landing, order=50)
        slots.register("setup.step", setup.step)
        slots.register("todo", schedules.todo)
        slots.register("exceptions", schedules.exceptions)
        slots.register("figure.uses", shown_on(_("Overview"), "overview", _on_overview))
        slots.register("figure.uses", shown_on(_("Overview of events"), "overview_events", _on_events))
        slots.register("figure.uses", shown_on(_("Dashboard"), "dashboard", _on_dashboard))


def _on_overview(code: str) -> bool:
    from safecommunity.reports.overview import CARDS, CARDS_WITHOUT_PEOPLE

    return code in (*CARDS, *CARDS_WITHOUT_PEOPLE)


def _on_dashboard(code: str) -> bool:
    from safecommunity.reports.dashboards.shape import codes

    return code in codes()


def _on_events(code: str) -> bool:
    from safecommunity.reports.event_overview import BY_PLACE, CARDS

    return code in (*CARDS, *BY_PLACE)


def menu(request: Any, **_context: Any) -> list[Any]:
    """待办 for the office, 总览 for those who read numbers."""
    from django.urls import reverse
    from django.utils import timezone
    from django.utils.translation import gettext as _

    from safecommunity.accounts.models import Role
    from safecommunity.figures.choice import reads
    from safecommunity.reports import waiting
    from safecommunity.reports.dashboards.shape import may_open
    from safecommunity.reports.documents import rights as documents
    from safecommunity.shell import slots

    reader = getattr(request, "reader", None)
    if reader is None:
        return []
    entries = []
    if reader.has(Role.CLERK, Role.CHIEF, Role.CDC):
        n, late = waiting.number(request, reader, timezone.localdate())
        entries.append(slots.MenuEntry("daily", _("To do"), reverse("todo"), n or None, late))
    elif reader.has(Role.GRID, Role.AGENCY, Role.REVIEWER, Role.SUPERVISOR):
        n, late = waiting.number(request, reader, timezone.localdate())
        if n:  # their day begins elsewhere; the list is there while something waits
            entries.append(slots.MenuEntry("daily", _("To do"), reverse("todo"), n, late))
    if reader.has(Role.CHIEF):
        entries.append(slots.MenuEntry("daily", _("Exceptions"), reverse("exceptions")))
    if reader.place_scopes("injuries", Role.SUPERVISOR):
        entries.append(slots.MenuEntry("daily", _("Returns of the streets"), reverse("district")))
    if may_open(reader):
        entries.append(slots.MenuEntry("daily", _("Dashboard"), reverse("dashboard")))
    if reads(reader):
        entries.append(slots.MenuEntry("daily", _("Overview"), reverse("overview")))
        entries.append(
            slots.MenuEntry("see", _("Overview of events"), reverse("overview_events"), sub="injury")
        )
    if (rights := documents.of_request(request)) is not None and rights.looks:
        entries.append(slots.MenuEntry("prove", _("Documents"), reverse("documents"), sub="report"))
    if reader.has(Role.CLERK, Role.CHIEF, Role.CDC, Role.GRID, Role.AGENCY, Role.UNIT, Role.SUPERVISOR):
        forms = reverse("shell:paper_forms")
        entries.append(slots.MenuEntry("prove", _("Paper forms"), forms, sub="report"))
    if reader.place_scopes("reports", Role.CLERK, Role.CHIEF, Role.AUDITOR):
        entries.append(slots.MenuEntry("prove", _("Register of papers"), reverse("register"), sub="report"))
    return entries


def papers_menu(request: Any, **_context: Any) -> list[Any]:
    """核对文稿 beside numbers on paper, for who reads numbers."""
    from django.urls import reverse
    from django.utils.translation import gettext as _

    from safecommunity.figures.checker.rights import of_request
    from safecommunity.shell import slots

    if of_request(request) is None:
        return []
    return [slots.MenuEntry("see", _("Check a paper"), reverse("papers"), sub="figure")]


def editions_menu(request: Any, **_context: Any) -> list[Any]:
    """公开页 for who reads numbers: what everybody may read."""
    from django.urls import reverse
    from django.utils.translation import gettext as _

    from safecommunity.figures.choice import reads
    from safecommunity.shell import slots

    reader = getattr(request, "reader", None)
    if reader is None or not reads(reader):
        return []
    return [slots.MenuEntry("prove", _("Public page"), reverse("editions"), sub="report")]


def open_figures(_request: Any, **_context: Any) -> list[Any]:
    """What anybody may read, once a place has opened its figures."""
    from django.urls import reverse
    from django.utils.translation import gettext as _

    from safecommunity.reports.editions.queries import anything_open
    from safecommunity.shell.slots import SetupLink

    return [SetupLink(_("Open safety figures"), reverse("open"))] if anything_open() else []


def landing(request: Any, **_context: Any) -> str | None:
    """Where each role starts its day."""
    from django.urls import reverse

    from safecommunity.accounts.models import Role
    from safecommunity.figures.choice import reads

    reader = request.reader
    if reader.has(Role.CHIEF):
        return reverse("exceptions")
    if reader.has(Role.CLERK, Role.CDC):
        return reverse("todo")
    if reader.place_scopes("injuries", Role.SUPERVISOR):
        return reverse("district")
    return reverse("overview") if reads(reader) else None
