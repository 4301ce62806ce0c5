"""Organisations are named in facts by a random ref; what they have for safety is dated."""

import secrets
from typing import Any

import django.db.models.deletion
from django.db import migrations, models

import safecommunity.places.models


def name_all(apps: Any, _editor: Any) -> None:
    """A ref for every organisation that stands in the register already."""
    unit = apps.get_model("places", "SocialUnit")
    found = list(unit.objects.only("pk"))
    for one in found:
        one.ref = f"{secrets.token_hex(14)}0000"
    unit.objects.bulk_update(found, ["ref"], batch_size=500)


class Migration(migrations.Migration):
    dependencies = [("places", "0003_boundaries")]

    operations = [
        migrations.AddField("socialunit", "ref", models.CharField(max_length=32, null=True, editable=False)),
        migrations.RunPython(name_all, migrations.RunPython.noop),
        migrations.AlterField(
            "socialunit",
            "ref",
            models.CharField(
                default=safecommunity.places.models.new_ref, editable=False, max_length=32, unique=True
            ),
        ),
        migrations.CreateModel(
            name="UnitSafety",
            fields=[
                (
                    "id",
                    models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                ),
                ("starts", models.DateField()),
                (
                    "has_body",
                    models.BooleanField(
                        default=False, help_text="a safety body or department of its own"
                    ),
                ),
                ("full_time", models.PositiveIntegerField(default=0, help_text="full-time safety staff")),
                ("part_time", models.PositiveIntegerField(default=0, help_text="part-time safety staff")),
                ("by", models.CharField(max_length=40)),
                ("at", models.DateTimeField()),
                (
                    "unit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="safety",
                        to="places.socialunit",
                    ),
                ),
            ],
            options={
                "ordering": ["starts", "pk"],
                "constraints": [
                    models.UniqueConstraint(fields=("unit", "starts"), name="unit_safety_once_a_day")
                ],
            },
        ),
    ]
