"""The room's entry in Django."""

from django.apps import AppConfig


class AccreditationConfig(AppConfig):
    """Room: accreditation."""

    name = "safecommunity.accreditation"
    label = "accreditation"

    def ready(self) -> None:
        """Guard the files of evidence and stand where other rooms show work."""
        from django.utils.translation import gettext_lazy as _

        from safecommunity.accreditation import checks, facts, forecast, guards
        from safecommunity.accreditation import slots as ours
        from safecommunity.accreditation.queries import asks
        from safecommunity.accreditation.review import slots as reviews
        from safecommunity.accreditation.views import paper_forms
        from safecommunity.figures import lineage, registry
        from safecommunity.files import queries as files
        from safecommunity.shell import slots

        paper_forms.ready()
        files.guard("evidence", guards.may_open)
        files.guard("item_answer", asks.may_open_answer)
        checks.register()
        slots.register("unit.page", ours.of_unit, order=5)
        files.guard("application_paper", guards.may_open_paper)
        slots.register("menu", ours.menu, order=60)
        slots.register("todo", ours.todo, order=20)
        slots.register("todo", ours.applications_todo, order=21)
        reviews.ready()
        slots.register("target.forecast", forecast.of_target)
        slots.register("figure.uses", lineage.shown_on(_("Programme board"), "programme", ours.shows))
        for fact in facts.every():
            registry.register_fact(fact)
