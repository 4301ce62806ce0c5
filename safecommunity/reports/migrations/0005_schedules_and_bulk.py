import django.db.models.deletion
import safecommunity.places.models
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("places", "0006_lists_by_place"),
        ("reports", "0004_own_templates"),
    ]

    operations = [
        migrations.CreateModel(
            name="Bulk",
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
                ("kind", models.CharField(max_length=40)),
                ("period", models.CharField(max_length=40)),
                ("language", models.CharField(max_length=8)),
                ("form", models.CharField(max_length=4)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("waiting", "Waiting"),
                            ("running", "Running"),
                            ("stopped", "Stopped"),
                            ("done", "Done"),
                            ("failed", "Failed"),
                        ],
                        default="waiting",
                        max_length=8,
                    ),
                ),
                ("total", models.PositiveIntegerField()),
                (
                    "worker",
                    models.CharField(
                        blank=True, help_text="who leads the work; another may take over", max_length=16
                    ),
                ),
                ("beat_at", models.DateTimeField(help_text="when it last said it lives")),
                ("reason", models.CharField(blank=True, max_length=300)),
                ("size", models.PositiveBigIntegerField(default=0)),
                ("sha256", models.CharField(blank=True, max_length=64)),
                ("by", models.CharField(max_length=40)),
                ("at", models.DateTimeField()),
                ("ended_at", models.DateTimeField(blank=True, null=True)),
                (
                    "place",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="places.place"
                    ),
                ),
            ],
            options={
                "ordering": ["-pk"],
                "indexes": [models.Index(fields=["by", "-id"], name="bulk_of_person")],
            },
        ),
        migrations.CreateModel(
            name="BulkPiece",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.PositiveIntegerField()),
                ("taken_by", models.CharField(blank=True, max_length=16)),
                ("done", models.BooleanField(default=False)),
                ("sha256", models.CharField(blank=True, max_length=64)),
                (
                    "checksum",
                    models.CharField(blank=True, help_text="of the document's value", max_length=64),
                ),
                ("problem", models.CharField(blank=True, max_length=300)),
                (
                    "bulk",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="pieces", to="reports.bulk"
                    ),
                ),
                (
                    "place",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="places.place"
                    ),
                ),
            ],
            options={
                "ordering": ["number"],
                "indexes": [models.Index(fields=["bulk", "done", "number"], name="bulk_piece_left")],
                "constraints": [models.UniqueConstraint(fields=("bulk", "number"), name="bulk_piece_once")],
            },
        ),
        migrations.CreateModel(
            name="Schedule",
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
                ("kind", models.CharField(max_length=40)),
                ("language", models.CharField(max_length=8)),
                (
                    "every",
                    models.CharField(
                        choices=[("month", "Month"), ("quarter", "Quarter"), ("year", "Year")], max_length=8
                    ),
                ),
                ("lag", models.PositiveSmallIntegerField(help_text="months after the period's last one")),
                (
                    "day",
                    models.PositiveSmallIntegerField(
                        help_text="of that month; the n-th working day by the rule nth"
                    ),
                ),
                (
                    "rule",
                    models.CharField(
                        choices=[
                            ("next", "Next"),
                            ("previous", "Previous"),
                            ("same", "Same"),
                            ("nth", "Nth"),
                        ],
                        help_text="where the day is no working day",
                        max_length=8,
                    ),
                ),
                ("outcome", models.CharField(choices=[("draft", "Draft"), ("final", "Final")], max_length=5)),
                ("roles", models.JSONField(default=list, help_text="who is told")),
                (
                    "mail",
                    models.BooleanField(
                        default=False, help_text="told by mail too, where a person wishes so"
                    ),
                ),
                ("starts", models.DateField(help_text="days before it are not made up for")),
                ("paused_on", models.DateField(blank=True, null=True)),
                ("revision", models.PositiveIntegerField(default=0)),
                ("by", models.CharField(help_text="with whose rights it is written", max_length=40)),
                ("at", models.DateTimeField()),
                (
                    "place",
                    models.ForeignKey(
                        help_text="whose office",
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="places.place",
                    ),
                ),
            ],
            options={
                "ordering": ["-pk"],
                "indexes": [models.Index(fields=["place", "-id"], name="schedule_of_place")],
            },
        ),
        migrations.CreateModel(
            name="SchedulePlace",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "place",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="places.place"
                    ),
                ),
                (
                    "schedule",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="places",
                        to="reports.schedule",
                    ),
                ),
            ],
            options={
                "ordering": ["place__order", "pk"],
                "constraints": [
                    models.UniqueConstraint(fields=("schedule", "place"), name="schedule_place_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="ScheduleRun",
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
                ("period", models.CharField(max_length=40)),
                ("due_on", models.DateField()),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("waiting", "Waiting"),
                            ("running", "Running"),
                            ("done", "Done"),
                            ("failed", "Failed"),
                            ("skipped", "Skipped"),
                        ],
                        default="waiting",
                        max_length=8,
                    ),
                ),
                ("found", models.BooleanField(default=False, help_text="the office had written it already")),
                ("worker", models.CharField(blank=True, max_length=16)),
                ("tries", models.PositiveSmallIntegerField(default=0)),
                (
                    "next_at",
                    models.DateTimeField(help_text="not before then; of a running one: lost after then"),
                ),
                (
                    "reason",
                    models.CharField(
                        blank=True, help_text="why it failed or was passed over", max_length=300
                    ),
                ),
                ("at", models.DateTimeField()),
                ("ended_at", models.DateTimeField(blank=True, null=True)),
                (
                    "document",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="runs",
                        to="reports.document",
                    ),
                ),
                (
                    "place",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="places.place"
                    ),
                ),
                (
                    "schedule",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="runs",
                        to="reports.schedule",
                    ),
                ),
            ],
            options={
                "ordering": ["-due_on", "-pk"],
                "indexes": [
                    models.Index(fields=["schedule", "-due_on", "-id"], name="schedule_run_log"),
                    models.Index(fields=["state", "next_at"], name="schedule_run_due"),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("schedule", "place", "period"), name="schedule_run_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "done"), _negated=True),
                            ("document__isnull", False),
                            _connector="OR",
                        ),
                        name="schedule_run_done",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ScheduleNotice",
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
                ("user", models.CharField(max_length=40)),
                ("at", models.DateTimeField()),
                ("seen_at", models.DateTimeField(blank=True, null=True)),
                (
                    "mail",
                    models.CharField(
                        choices=[
                            ("none", "None"),
                            ("waiting", "Waiting"),
                            ("sending", "Sending"),
                            ("sent", "Sent"),
                            ("given_up", "Given Up"),
                            ("unknown", "Unknown"),
                        ],
                        default="none",
                        max_length=8,
                    ),
                ),
                ("tries", models.PositiveSmallIntegerField(default=0)),
                ("next_at", models.DateTimeField()),
                ("error", models.CharField(blank=True, max_length=200)),
                (
                    "run",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="notices",
                        to="reports.schedulerun",
                    ),
                ),
            ],
            options={
                "ordering": ["-pk"],
                "indexes": [
                    models.Index(fields=["user", "seen_at", "-id"], name="schedule_notice_of_user"),
                    models.Index(fields=["mail", "next_at"], name="schedule_notice_mail"),
                ],
                "constraints": [models.UniqueConstraint(fields=("run", "user"), name="schedule_notice_once")],
            },
        ),
    ]
