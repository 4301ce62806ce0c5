"""The room's entry in Django."""

from django.apps import AppConfig


class GovernanceConfig(AppConfig):
    """Room: governance."""

    name = "safecommunity.governance"
    label = "governance"

    def ready(self) -> None:
        """Publish facts, and put work and menu entries where other rooms show them."""
        from safecommunity.figures import registry
        from safecommunity.files import queries as files
        from safecommunity.governance import checks, lineage, lists, promised
        from safecommunity.governance import slots as ours
        from safecommunity.governance.appraisal import slots as appraisal
        from safecommunity.governance.asking import slots as asking
        from safecommunity.governance.facts import letters, organisation, publish
        from safecommunity.governance.founding import slots as founding
        from safecommunity.governance.improvements import slots as improvements
        from safecommunity.governance.newyear import slots as newyear
        from safecommunity.governance.opinions import slots as opinions
        from safecommunity.governance.plans import slots as plans
        from safecommunity.governance.queries import letters as read
        from safecommunity.governance.queries import work
        from safecommunity.governance.returns import slots as returns
        from safecommunity.governance.support import slots as support
        from safecommunity.governance.talks import slots as talks
        from safecommunity.governance.views import paper_forms
        from safecommunity.governance.volunteers import slots as volunteers
        from safecommunity.shell import slots

        for source in (
            letters.LETTERS, letters.LINES, organisation.UNITS, organisation.AGENCIES, organisation.BODIES,
            organisation.MEMBERS, organisation.MEETINGS, organisation.TASKS,
        ):  # fmt: skip
            registry.register_fact(publish(source))
        files.guard("letters", read.may_open_batch)
        files.guard("household_sheet", read.may_open_sheet)
        files.guard("meeting", work.may_open_meeting)
        files.guard("task", work.may_open_task)
        files.guard("paper", work.may_open_paper)
        slots.register("sector.choices", ours.sector_choices)
        slots.register("menu", ours.menu, order=20)
        slots.register("unit.page", ours.letters_of_unit)
        slots.register("todo", ours.todo)
        slots.register("exceptions", ours.exceptions)
        slots.register("landing", ours.landing)
        returns.ready()
        promised.ready()
        volunteers.ready()
        opinions.ready()
        lineage.ready()
        founding.ready()
        newyear.ready()
        plans.ready()
        support.ready()
        asking.ready()
        improvements.ready()
        paper_forms.ready()
        appraisal.ready()
        talks.ready()
        lists.ready()
        checks.register()
