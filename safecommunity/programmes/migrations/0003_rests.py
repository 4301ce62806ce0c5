"""The times between an end and being taken up again are kept; those of before are told by the steps."""

import django.db.models.deletion
from django.db import migrations, models


def from_steps(apps, schema_editor):
    """Each end that was followed by being taken up again is a rest."""
    steps = apps.get_model("programmes", "Step")
    rests = apps.get_model("programmes", "ProjectRest")
    ended = {}
    for one in steps.objects.filter(deed__in=("finish", "stop", "take_up")).order_by("pk").iterator():
        if one.deed != "take_up":
            ended[one.project_id] = one
        elif one.project_id in ended:
            last = ended.pop(one.project_id)
            rests.objects.create(
                project_id=one.project_id, state=last.state, since=last.on, until=max(one.on, last.on)
            )


class Migration(migrations.Migration):
    dependencies = [
        ("programmes", "0002_near_and_about"),
    ]

    operations = [
        migrations.CreateModel(
            name="ProjectRest",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("state", models.CharField(help_text="finished or stopped", max_length=8)),
                ("since", models.DateField(help_text="the last day it ran")),
                ("until", models.DateField(help_text="the day it was taken up again")),
                (
                    "project",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="rests", to="programmes.project"
                    ),
                ),
            ],
            options={
                "ordering": ["since", "pk"],
                "indexes": [models.Index(fields=["project", "since"], name="project_rest_of")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("until__gte", models.F("since"))), name="project_rest_span"
                    )
                ],
            },
        ),
        migrations.RunPython(from_steps, migrations.RunPython.noop),
    ]
