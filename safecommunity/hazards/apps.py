"""The room's entry in Django."""

from django.apps import AppConfig


class HazardsConfig(AppConfig):
    """Room: hazards."""

    name = "safecommunity.hazards"
    label = "hazards"

    def ready(self) -> None:
        """Publish the fact, guard the photos, and stand where other rooms show work."""
        from django.utils.translation import gettext_lazy as _

        from safecommunity.figures import lineage, registry
        from safecommunity.files import queries as files
        from safecommunity.hazards import checks, facts, outputs, queries
        from safecommunity.hazards import slots as ours
        from safecommunity.hazards.housing import slots as housing
        from safecommunity.hazards.inspections import slots as inspections
        from safecommunity.hazards.people import slots as people
        from safecommunity.hazards.risks import slots as risks
        from safecommunity.hazards.views import paper_forms
        from safecommunity.shell import slots

        paper_forms.ready()
        checks.register()
        registry.register_fact(facts.HAZARD)
        files.guard(queries.BEFORE, queries.may_open, queries.place_for)
        files.guard(queries.AFTER, queries.may_open)
        files.guard(queries.PAPER, queries.may_open)
        slots.register("menu", ours.menu, order=28)
        slots.register("todo", ours.todo, order=2)
        slots.register("exceptions", ours.exceptions, order=2)
        slots.register("unit.page", ours.of_unit, order=-5)
        slots.register("project.outputs", outputs.kinds, order=40)
        slots.register("figure.uses", lineage.shown_on(_("Hazards"), "hazards", ours.shows))
        people.ready()
        risks.ready()
        housing.ready()
        inspections.ready()
