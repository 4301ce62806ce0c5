"""Events by their state: what follows from the steps is kept with the event, and lists walk indexes that hold the place."""

from django.db import migrations, models
from django.db.models import Exists, OuterRef, Q

GRADED = ("accident", "fire")


def follow(apps, schema_editor):
    """The state each event has by its steps."""
    event, step = apps.get_model("injuries", "Event"), apps.get_model("injuries", "EventStep")
    steps = step.objects.filter(event=OuterRef("pk"))
    event.objects.filter(Exists(steps.filter(kind="closed"))).update(state="closed")
    waits = Q(kind__in=GRADED) & ~Exists(steps.filter(kind="report"))
    event.objects.filter(waits).exclude(state="closed").update(state="due")
    event.objects.filter(withdrawn_at__isnull=False).update(state="withdrawn")


def _index(name, *fields):
    return models.Index(fields=fields, name=name)


class Migration(migrations.Migration):
    dependencies = [("injuries", "0009_lists_by_index")]

    operations = [
        migrations.AddField(
            model_name="event",
            name="state",
            field=models.CharField(
                choices=[("due", "Due"), ("running", "Running"), ("closed", "Closed"), ("withdrawn", "Withdrawn")],
                default="running",
                help_text="follows from its steps, never typed",
                max_length=9,
            ),
        ),
        migrations.RunPython(follow, migrations.RunPython.noop),
        migrations.RemoveIndex(model_name="event", name="event_newest"),
        migrations.RemoveIndex(model_name="event", name="event_of_kind"),
        migrations.RemoveIndex(model_name="event", name="event_of_grade"),
        migrations.AddIndex("event", _index("event_newest", "-happened", "-id", "place")),
        migrations.AddIndex("event", _index("event_of_kind", "kind", "-happened", "-id", "place")),
        migrations.AddIndex("event", _index("event_of_grade", "grade", "-happened", "-id", "place")),
        migrations.AddIndex("event", _index("event_of_state", "state", "-happened", "-id", "place")),
        migrations.AddConstraint(
            model_name="event",
            constraint=models.CheckConstraint(
                condition=Q(Q(("withdrawn_at__isnull", True), Q(("state", "withdrawn"), _negated=True)),
                            Q(("state", "withdrawn"), ("withdrawn_at__isnull", False)), _connector="OR"),
                name="event_withdrawn_once",
            ),
        ),
    ]  # fmt: skip
