"""A hazard that was entered twice ends with a link to the first; what counts as open is computed anew for it."""

import django.db.models.deletion
from django.db import migrations, models
from django.db.models import Case, Q, SmallIntegerField, Value, When

ENDED = ("closed", "no_hazard", "duplicate")
UPWARD = Q(upward=1)
STATES = [
    ("found", "Found"), ("assessed", "Assessed"), ("assigned", "Assigned"), ("rectifying", "Rectifying"),
    ("submitted", "Submitted"), ("returned", "Returned"), ("transferred", "Transferred"), ("accepted", "Accepted"),
    ("closed", "Closed"), ("no_hazard", "No Hazard"), ("duplicate", "Duplicate"),
]  # fmt: skip
INDEXES = [
    models.Index(fields=["going", "-found_on", "-id", "place"], name="hazard_by_going"),
    models.Index(fields=["going", "due", "id", "place"], name="hazard_by_going_due"),
    models.Index(fields=["running", "-found_on", "-id", "due", "place"], name="hazard_by_running"),
    models.Index(fields=["running", "due", "id", "place"], name="hazard_by_running_due"),
    models.Index(fields=["running", "place", "color", "due"], name="hazard_on_map"),
    models.Index(fields=["going", "-found_on", "-id", "place"], name="hazard_up_going", condition=UPWARD),
    models.Index(fields=["going", "due", "id", "place"], name="hazard_up_going_due", condition=UPWARD),
    models.Index(fields=["running", "-found_on", "-id", "due", "place"], name="hazard_up_running", condition=UPWARD),
    models.Index(fields=["running", "due", "id", "place"], name="hazard_up_running_due", condition=UPWARD),
]


def flag(**when: object) -> models.GeneratedField:
    """As the model makes it."""
    met = When(Q(**when) & ~Q(state__in=ENDED), then=Value(1))
    return models.GeneratedField(
        expression=Case(met, default=Value(0), output_field=SmallIntegerField()),
        output_field=SmallIntegerField(), db_persist=True,
    )  # fmt: skip


class Migration(migrations.Migration):
    dependencies = [("hazards", "0009_as_it_was")]

    # no database changes what a generated column computes: the two go, with their indexes, and come back
    operations = [
        *(migrations.RemoveIndex(model_name="hazard", name=one.name) for one in INDEXES),
        migrations.RemoveField(model_name="hazard", name="going"),
        migrations.RemoveField(model_name="hazard", name="running"),
        migrations.AlterField(
            model_name="hazard",
            name="state",
            field=models.CharField(choices=STATES, default="found", max_length=11),
        ),
        migrations.AddField(
            model_name="hazard",
            name="same_as",
            field=models.ForeignKey(
                blank=True,
                help_text="the first entry of a hazard that was entered twice",
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="doubles",
                to="hazards.hazard",
            ),
        ),
        migrations.AddField(model_name="hazard", name="going", field=flag()),
        migrations.AddField(model_name="hazard", name="running", field=flag(fixed_on__isnull=True)),
        *(migrations.AddIndex(model_name="hazard", index=one) for one in INDEXES),
        migrations.AddConstraint(
            model_name="hazard",
            constraint=models.CheckConstraint(
                condition=Q(state="duplicate", same_as__isnull=False)
                | (~Q(state="duplicate") & Q(same_as__isnull=True)),
                name="hazard_double",
            ),
        ),
    ]
