import django.db.models.deletion
import safecommunity.places.models
from django.db import migrations, models


def complete(apps, schema_editor):
    """Events noted before the register: a number in the order they came, the lowest grade where the kind has one."""
    Event = apps.get_model("injuries", "Event")
    EventNumber = apps.get_model("injuries", "EventNumber")
    last = {}
    for event in Event.objects.order_by("pk").iterator():
        year = event.happened.year
        last[year] = last.get(year, 0) + 1
        event.number = f"SG-{year}-{last[year]:06d}"
        event.grade = (event.grade or 4) if event.kind in ("accident", "fire") else None
        event.gb_version = "" if event.gb_type is None else "1986"
        event.save(update_fields=["number", "grade", "gb_version"])
    EventNumber.objects.bulk_create(EventNumber(year=year, last=count) for year, count in last.items())


class Migration(migrations.Migration):
    dependencies = [
        ("injuries", "0002_duplicates_and_month_facts"),
        ("places", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="EventNumber",
            fields=[
                ("year", models.PositiveSmallIntegerField(primary_key=True, serialize=False)),
                ("last", models.PositiveIntegerField(default=0)),
            ],
        ),
        migrations.CreateModel(
            name="EventStep",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "pid",
                    models.CharField(
                        default=safecommunity.places.models.new_pid,
                        editable=False,
                        max_length=16,
                        unique=True,
                    ),
                ),
                ("kind", models.CharField(max_length=14)),
                ("at", models.DateTimeField(help_text="when it was done")),
                ("to", models.CharField(blank=True, help_text="to whom", max_length=120)),
                ("note", models.TextField(blank=True, help_text="what was said or found, without names")),
                ("entered_by", models.CharField(max_length=40)),
                ("entered_at", models.DateTimeField()),
            ],
            options={
                "ordering": ["at", "id"],
            },
        ),
        migrations.AddField(
            model_name="event",
            name="client_id",
            field=models.CharField(blank=True, max_length=64, null=True, unique=True),
        ),
        migrations.AddField(
            model_name="event",
            name="dead",
            field=models.PositiveIntegerField(default=0),
        ),
        migrations.AddField(
            model_name="event",
            name="entered_at",
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name="event",
            name="entered_by",
            field=models.CharField(default="", max_length=40),
        ),
        migrations.AddField(
            model_name="event",
            name="gb_version",
            field=models.CharField(blank=True, max_length=8),
        ),
        migrations.AddField(
            model_name="event",
            name="known_at",
            field=models.DateTimeField(blank=True, help_text="when the unit learned of it", null=True),
        ),
        migrations.AddField(
            model_name="event",
            name="loss",
            field=models.DecimalField(
                blank=True, decimal_places=2, help_text="direct loss in yuan", max_digits=14, null=True
            ),
        ),
        migrations.AddField(
            model_name="event",
            name="missing",
            field=models.PositiveIntegerField(default=0),
        ),
        migrations.AddField(
            model_name="event",
            name="number",
            field=models.CharField(default="", max_length=24),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="event",
            name="serious",
            field=models.PositiveIntegerField(default=0),
        ),
        migrations.AddField(
            model_name="event",
            name="slight",
            field=models.PositiveIntegerField(default=0),
        ),
        migrations.AddField(
            model_name="event",
            name="source",
            field=models.CharField(default="other", max_length=10),
        ),
        migrations.AddField(
            model_name="event",
            name="unit",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="places.socialunit",
            ),
        ),
        migrations.AddField(
            model_name="event",
            name="what",
            field=models.TextField(blank=True, help_text="what happened, without names"),
        ),
        migrations.AddField(
            model_name="event",
            name="withdrawn_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AlterField(
            model_name="event",
            name="grade",
            field=models.PositiveSmallIntegerField(blank=True, help_text="computed, never typed", null=True),
        ),
        migrations.AlterField(
            model_name="event",
            name="happened",
            field=models.DateTimeField(help_text="the hour"),
        ),
        migrations.AlterField(
            model_name="event",
            name="title",
            field=models.CharField(help_text="in a few words, without names", max_length=120),
        ),
        migrations.RunPython(complete, migrations.RunPython.noop),
        migrations.AlterField(
            model_name="event",
            name="number",
            field=models.CharField(max_length=24, unique=True),
        ),
        migrations.AddIndex(
            model_name="event",
            index=models.Index(fields=["-happened", "-id"], name="event_newest"),
        ),
        migrations.AddIndex(
            model_name="event",
            index=models.Index(fields=["place", "-happened", "-id"], name="event_of_place"),
        ),
        migrations.AddIndex(
            model_name="event",
            index=models.Index(fields=["kind", "-happened", "-id"], name="event_of_kind"),
        ),
        migrations.AddIndex(
            model_name="event",
            index=models.Index(fields=["grade", "-happened", "-id"], name="event_of_grade"),
        ),
        migrations.AddIndex(
            model_name="event",
            index=models.Index(fields=["entered_by", "-happened", "-id"], name="event_by_person"),
        ),
        migrations.AddConstraint(
            model_name="event",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("gb_type__isnull", True), ("gb_version", "")),
                    models.Q(models.Q(("gb_version", ""), _negated=True), ("gb_type__isnull", False)),
                    _connector="OR",
                ),
                name="event_type_has_version",
            ),
        ),
        migrations.AddConstraint(
            model_name="event",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("kind", "near_miss"), _negated=True),
                    models.Q(("dead", 0), ("missing", 0), ("serious", 0), ("slight", 0)),
                    _connector="OR",
                ),
                name="event_near_miss_hurts_nobody",
            ),
        ),
        migrations.AddConstraint(
            model_name="event",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("grade__isnull", False), ("kind__in", ["accident", "fire"])),
                    models.Q(("grade__isnull", True), ("kind__in", ["security", "near_miss"])),
                    _connector="OR",
                ),
                name="event_graded",
            ),
        ),
        migrations.AddConstraint(
            model_name="event",
            constraint=models.CheckConstraint(
                condition=models.Q(("loss__isnull", True), ("loss__gte", 0), _connector="OR"),
                name="event_loss",
            ),
        ),
        migrations.AddField(
            model_name="eventstep",
            name="event",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="steps", to="injuries.event"
            ),
        ),
        migrations.AddIndex(
            model_name="eventstep",
            index=models.Index(fields=["event", "kind"], name="event_step_of"),
        ),
    ]
