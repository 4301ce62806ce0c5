"""The room's entry in Django."""

from django.apps import AppConfig


class InjuriesConfig(AppConfig):
    """Room: injuries."""

    name = "safecommunity.injuries"
    label = "injuries"

    def ready(self) -> None:
        """Publish the fact, and put work and menu entries where other rooms show them."""
        from django.utils.translation import gettext_lazy as _

        from safecommunity.figures import registry
        from safecommunity.injuries import facts, month_facts, setup
        from safecommunity.injuries import slots as ours
        from safecommunity.injuries.checks import kept
        from safecommunity.injuries.queries import months, opening, rows
        from safecommunity.injuries.views import paper_forms
        from safecommunity.shell import slots

        paper_forms.ready()
        registry.register_fact(
            registry.Fact(
                schema=facts.SCHEMA,
                rows=facts.rows,
                all_rows=facts.all_rows,
                rows_by_refs=rows.rows_by_refs,
                opening=opening.of_injuries,
                received=months.received,
                option_label=rows.option_label,
                tables=("injuries.Injury", "injuries.Report"),
                screens=(
                    (_("Fill in a card"), "injury_card"),
                    (_("Enter cards line by line"), "injury_lines"),
                    (_("Import a list"), "injury_import"),
                    (_("Quick report"), "injury_quick"),
                    (_("Injury records"), "injuries"),
                ),
            )
        )
        registry.register_fact(
            registry.Fact(
                schema=month_facts.SCHEMA,
                rows=month_facts.rows,
                all_rows=month_facts.all_rows,
                rows_by_refs=month_facts.rows_by_refs,
                openable=month_facts.openable,
                received=months.received,
                option_label=month_facts.option_label,
                tables=("injuries.FacilityMonth",),
                screens=((_("Monthly reports"), "injury_months"),),
            )
        )
        _publish_events()
        usual = ((slot, getattr(ours, slot)) for slot in ("menu", "landing", "todo", "exceptions"))
        more = (("duty.link", ours.duty_link), ("setup.step", setup.step), ("figure.uses", ours.uses))
        for slot, provider in (*usual, *more):
            slots.register(slot, provider)
        kept.register()


def _publish_events() -> None:
    from django.utils.translation import gettext_lazy as _

    from safecommunity.figures import registry
    from safecommunity.injuries import event_facts
    from safecommunity.injuries.queries import opening

    registry.register_fact(
        registry.Fact(
            schema=event_facts.SCHEMA,
            rows=event_facts.rows,
            all_rows=event_facts.all_rows,
            rows_by_refs=event_facts.rows_by_refs,
            opening=opening.of_events,
            option_label=event_facts.option_label,
            tables=("injuries.Event", "injuries.EventStep"),
            screens=((_("Register of events"), "events"),),
        )
    )
