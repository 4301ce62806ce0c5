"""The room's entry in Django."""

from django.apps import AppConfig


class OutreachConfig(AppConfig):
    """Room: outreach."""

    name = "safecommunity.outreach"
    label = "outreach"

    def ready(self) -> None:
        """Publish the facts, guard the files, and put work and menu entries where other rooms show them."""
        from django.utils.translation import gettext_lazy as _

        from safecommunity.figures import lineage, registry
        from safecommunity.files import queries as files
        from safecommunity.outreach import facts, outputs, setup
        from safecommunity.outreach import lists as ours_in_lists
        from safecommunity.outreach import slots as ours
        from safecommunity.outreach.checks import kept
        from safecommunity.outreach.views import paper_forms
        from safecommunity.shell import lists, slots

        paper_forms.ready()
        for fact in facts.facts():
            registry.register_fact(fact)
        files.guard("outreach", ours.may_open, ours.place_for)
        files.guard("training", ours.may_open_session, ours.place_of_session)
        lists.register(ours_in_lists.LEDGER, ours_in_lists.TRAININGS, ours_in_lists.CERTIFICATES)
        slots.register("menu", ours.menu, order=30)
        slots.register("todo", ours.todo, order=30)
        slots.register("exceptions", ours.exceptions, order=30)
        slots.register("failed", ours.failed, order=30)
        slots.register("setup.step", setup.steps)
        slots.register("project.outputs", outputs.kinds, order=30)
        slots.register("figure.uses", lineage.shown_on(_("Outreach"), "outreach", ours.shows_outreach))
        slots.register("figure.uses", lineage.shown_on(_("Training"), "training", ours.shows_training))
        kept.register()
