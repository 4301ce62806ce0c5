"""What a team, shelter or stock was is kept beside it; what it was before is told by the log."""

from django.db import migrations, models
from django.utils import timezone

KEPT = ("people", "capacity", "area_m2", "sort", "before", "during", "after")


def from_log(apps, schema_editor):
    """Each change of the log says what stood until its day."""
    resources = apps.get_model("emergency", "Resource")
    events = apps.get_model("journal", "AuditEvent").objects.filter(action="change_resource")
    told = {}
    for event in events.order_by("pk").iterator():
        stood = {name: value for name, value in event.detail.get("was", {}).items() if name in KEPT}
        until, kept = timezone.localdate(event.at).isoformat(), told.setdefault(event.ref, [])
        if kept and kept[-1]["until"] == until:
            kept[-1] = {**stood, **kept[-1]}
        elif stood:
            kept.append({"until": until, **stood})
    for one in resources.objects.filter(pid__in=list(told)).iterator():
        one.was = told[one.pid]
        one.save(update_fields=["was"])


class Migration(migrations.Migration):
    dependencies = [
        ("emergency", "0002_lists_of_the_loop"),
        ("journal", "0003_fewer_entries"),
    ]

    operations = [
        migrations.AddField(
            model_name="resource",
            name="was",
            field=models.JSONField(
                blank=True, default=list, editable=False, help_text="what fields said until a day, in the order of the days"
            ),
        ),
        migrations.RunPython(from_log, migrations.RunPython.noop),
    ]
