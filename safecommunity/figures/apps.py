"""The room's entry in Django."""

from typing import Any

from django.apps import AppConfig


class FiguresConfig(AppConfig):
    """Room: figures."""

    name = "safecommunity.figures"
    label = "figures"

    def ready(self) -> None:
        """Put the switches into the frame, and the figures a record feeds onto its page."""
        from safecommunity.figures import checks, choice
        from safecommunity.figures.checker import slots as checker
        from safecommunity.figures.claims.lists import CLAIMS
        from safecommunity.shell import lists, slots

        checks.register()
        lists.register(CLAIMS)
        checker.register()
        slots.register("frame.switch", choice.switches)
        slots.register("menu", menu, order=40)
        slots.register("injury.page", figures_fed)


def menu(request: Any, **_context: Any) -> Any:
    """The catalogue, for who reads numbers."""
    from django.urls import reverse
    from django.utils.translation import gettext as _

    from safecommunity.figures.choice import reads
    from safecommunity.shell.slots import MenuEntry

    reader = getattr(request, "reader", None)
    if reader is None or not reads(reader):
        return None
    return MenuEntry("see", _("Catalogue of figures"), reverse("figure_catalogue"), sub="figure")


def figures_fed(
    request: Any, *, fact: str = "injury", ref: str = "", **_context: Any
) -> list[dict[str, Any]]:
    """The figures of its own year and place that a record feeds, with links for who may read them."""
    from django.urls import reverse
    from django.utils import timezone
    from django.utils.translation import get_language

    from safecommunity.figures import choice, queries, registry
    from safecommunity.indicators.figure import FigureKey
    from safecommunity.indicators.period import Period
    from safecommunity.places import queries as places

    row = registry.fact(fact).rows([ref]).get(ref)
    if row is None:
        return []
    language, period = get_language() or "zh-hans", Period.of_year(int(row["year"]))
    feeds: dict[str, list[Any]] = {}
    for definition in queries.fed_by(fact, row):
        feeds.setdefault(str(row[definition.place_column]), []).append(definition)
    found = []
    for pid, definitions in feeds.items():
        above = [p for p in places.ancestors(pid) if p.level in ("street", "community")]
        for place in above[:1]:
            allowed = choice.may_read(request.reader, place.pid)
            figures = (
                queries.compute_many(definitions, place.pid, period, now=timezone.now()) if allowed else []
            )
            shown = {figure.definition.code: figure for figure in figures}
            for definition in definitions:
                key = FigureKey(definition.code, definition.version, place.pid, period)
                found.append(
                    {
                        "title": definition.title(language),
                        "place": place.name,
                        "period": period.label(language),
                        "figure": shown.get(definition.code),
                        "url": reverse("figure", args=[str(key)]) if allowed else "",
                    }
                )
    return found
