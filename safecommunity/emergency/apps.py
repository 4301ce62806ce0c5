"""The room's entry in Django."""

from django.apps import AppConfig


class EmergencyConfig(AppConfig):
    """Room: emergency."""

    name = "safecommunity.emergency"
    label = "emergency"

    def ready(self) -> None:
        """Publish the facts, guard the files, and put work and menu entries where other rooms show them."""
        from django.utils.translation import gettext_lazy as _

        from safecommunity.emergency import checks, newyear, outputs, setup
        from safecommunity.emergency import slots as ours
        from safecommunity.emergency.drills import facts as drill_facts
        from safecommunity.emergency.drills import paper_forms
        from safecommunity.emergency.drills import queries as drills
        from safecommunity.emergency.drills import slots as drill_slots
        from safecommunity.emergency.duty import facts as duty_facts
        from safecommunity.emergency.duty import queries as duty
        from safecommunity.emergency.duty import slots as duty_slots
        from safecommunity.emergency.networks import facts as network_facts
        from safecommunity.emergency.plans import facts as plan_facts
        from safecommunity.emergency.plans import queries as plans
        from safecommunity.emergency.plans import slots as plan_slots
        from safecommunity.emergency.resources import cover
        from safecommunity.emergency.resources import facts as resource_facts
        from safecommunity.emergency.resources import queries as resources
        from safecommunity.emergency.resources import slots as resource_slots
        from safecommunity.figures import lineage, registry
        from safecommunity.files import queries as files
        from safecommunity.shell import slots

        for source in (
            plan_facts.PLANS,
            drill_facts.DRILLS,
            drill_facts.FINDINGS,
            resource_facts.RESOURCES,
            network_facts.NETWORKS,
            duty_facts.DAYS,
            duty_facts.ENTRIES,
        ):
            registry.register_fact(source.publish())
        registry.register_fact(cover.publish())
        files.guard("resource", resources.may_open, resources.place_for)
        files.guard("duty_entry", duty.may_open)
        files.guard("emergency_plan", plans.may_open, plans.place_for)
        files.guard("drill", drills.may_open, drills.place_for)
        slots.register("menu", ours.menu, order=40)
        slots.register("menu", duty_slots.menu, order=41)
        slots.register("setup.step", setup.steps)
        checks.register()
        paper_forms.ready()
        slots.register("new.year", newyear.carriers)
        slots.register("project.outputs", outputs.kinds, order=45)
        for subject in (duty_slots, plan_slots, drill_slots, resource_slots):
            slots.register("todo", subject.todo, order=12)
            slots.register("exceptions", subject.exceptions, order=12)
        slots.register("unit.page", plan_slots.of_unit, order=40)
        slots.register("unit.page", drill_slots.of_unit, order=41)
        slots.register("failed", drill_slots.failed, order=12)
        slots.register("figure.uses", lineage.shown_on(_("Emergency work"), "emergency", ours.shows))
