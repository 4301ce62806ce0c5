import django.db.models.deletion
import safecommunity.hazards.models.loop
import safecommunity.places.models
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("hazards", "0005_on_map"), ("places", "0005_unit_register")]
    operations = [
        migrations.CreateModel(
            name="InspectionRound",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("pid", models.CharField(default=safecommunity.places.models.new_pid, editable=False, max_length=16, unique=True)),
                ("client_id", models.CharField(blank=True, max_length=64, null=True, unique=True)),
                ("title", models.CharField(max_length=120)),
                ("setting", models.CharField(max_length=24)),
                ("checklist", models.CharField(help_text="code of a shipped one, or own-<permanent id>", max_length=24)),
                ("checklist_title", models.CharField(help_text="as it was called then", max_length=120)),
                ("version", models.PositiveSmallIntegerField(help_text="of the checklist")),
                ("starts", models.DateField()),
                ("until", models.DateField()),
                ("by", models.CharField(max_length=40)),
                ("at", models.DateTimeField()),
                (
                    "place",
                    models.ForeignKey(
                        help_text="whose office planned it",
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="places.place",
                    ),
                ),
            ],
            options={
                "ordering": ["-until", "-pk"],
                "indexes": [models.Index(fields=["place", "-until", "-id"], name="round_of_place")],
                "constraints": [models.CheckConstraint(condition=models.Q(("until__gte", models.F("starts"))), name="round_days")],
            },
        ),
        migrations.CreateModel(
            name="Inspection",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("pid", models.CharField(default=safecommunity.places.models.new_pid, editable=False, max_length=16, unique=True)),
                ("ref", models.CharField(default=safecommunity.hazards.models.loop.new_ref, editable=False, max_length=32, unique=True)),
                ("client_id", models.CharField(blank=True, max_length=64, null=True, unique=True)),
                ("spot", models.CharField(blank=True, help_text="of a place that is no unit", max_length=80)),
                ("rank", models.PositiveSmallIntegerField(choices=[(0, "Done"), (1, "Planned"), (2, "Cancelled")], default=1)),
                ("until", models.DateField(help_text="the last day planned")),
                ("day", models.DateField(help_text="the day it was done, else the last day planned")),
                ("year", models.PositiveSmallIntegerField(help_text="of that day")),
                ("done_on", models.DateField(blank=True, null=True)),
                ("done_by", models.CharField(blank=True, max_length=40)),
                ("team", models.CharField(blank=True, help_text="who came: posts, nobody's name", max_length=200)),
                (
                    "checked",
                    models.PositiveSmallIntegerField(default=0, help_text="items in order or not; what does not apply is left out"),
                ),
                ("failed", models.PositiveSmallIntegerField(default=0)),
                ("fixed", models.PositiveSmallIntegerField(default=0, help_text="of the failed ones, put right on the spot")),
                ("note", models.CharField(blank=True, max_length=300)),
                ("signed", models.CharField(blank=True, choices=[("", "Not"), ("signed", "Signed"), ("refused", "Refused")], max_length=8)),
                ("signed_post", models.CharField(blank=True, help_text="post of the unit's person; nobody's name", max_length=60)),
                ("signed_on", models.DateField(blank=True, null=True)),
                ("signed_by", models.CharField(blank=True, help_text="the unit's account, where it signed by itself", max_length=40)),
                ("reason", models.CharField(blank=True, help_text="why it was cancelled", max_length=200)),
                ("by", models.CharField(max_length=40)),
                ("at", models.DateTimeField()),
                (
                    "again",
                    models.ForeignKey(
                        blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="rechecks", to="hazards.inspection"
                    ),
                ),
                ("place", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="places.place")),
                (
                    "unit",
                    models.ForeignKey(
                        blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="places.socialunit"
                    ),
                ),
                (
                    "round",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="inspections", to="hazards.inspectionround"
                    ),
                ),
            ],
            options={
                "ordering": ["-day", "-pk"],
                "indexes": [
                    models.Index(fields=["-day", "-id"], name="inspection_by_day"),
                    models.Index(fields=["rank", "-day", "-id"], name="inspection_by_rank"),
                    models.Index(fields=["rank", "until", "id"], name="inspection_due"),
                    models.Index(fields=["place", "-day", "-id"], name="inspection_of_place"),
                    models.Index(fields=["unit", "year", "rank", "day", "id"], name="inspection_of_unit"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("day", models.F("done_on")), ("done_on__isnull", False), ("rank", 0)),
                            models.Q(("day", models.F("until")), ("done_on__isnull", True), ("rank__in", (1, 2))),
                            _connector="OR",
                        ),
                        name="inspection_done",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("failed__lte", models.F("checked")), ("fixed__lte", models.F("failed"))),
                        name="inspection_counts",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("signed", ""), ("signed_on__isnull", True)),
                            models.Q(models.Q(("signed", ""), _negated=True), ("signed_on__isnull", False)),
                            _connector="OR",
                        ),
                        name="inspection_signed",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="InspectionTeam",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("ref", models.CharField(default=safecommunity.hazards.models.loop.new_ref, editable=False, max_length=32, unique=True)),
                ("sector", models.CharField(max_length=24)),
                ("leads", models.BooleanField(default=False)),
                (
                    "round",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="teams", to="hazards.inspectionround"),
                ),
            ],
            options={"ordering": ["-leads", "pk"], "constraints": [models.UniqueConstraint(fields=("round", "sector"), name="team_once")]},
        ),
        migrations.CreateModel(
            name="Checklist",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("pid", models.CharField(default=safecommunity.places.models.new_pid, editable=False, max_length=16, unique=True)),
                ("title", models.CharField(max_length=120)),
                ("version", models.PositiveSmallIntegerField(default=1)),
                ("setting", models.CharField(max_length=24)),
                ("source", models.CharField(blank=True, help_text="the paper it comes from", max_length=160)),
                ("items", models.JSONField(default=list)),
                ("by", models.CharField(max_length=40)),
                ("at", models.DateTimeField()),
                ("place", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="places.place")),
            ],
            options={
                "ordering": ["title", "-version", "pk"],
                "constraints": [
                    models.UniqueConstraint(fields=("place", "title", "version"), name="checklist_version"),
                    models.CheckConstraint(condition=models.Q(("version__gte", 1)), name="checklist_first"),
                ],
            },
        ),
        migrations.CreateModel(
            name="InspectionLine",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("ref", models.CharField(default=safecommunity.hazards.models.loop.new_ref, editable=False, max_length=32, unique=True)),
                ("n", models.PositiveSmallIntegerField()),
                ("text", models.CharField(max_length=200)),
                ("standard", models.CharField(blank=True, max_length=200)),
                ("kind", models.CharField(max_length=16)),
                ("color", models.CharField(max_length=6)),
                (
                    "result",
                    models.CharField(blank=True, choices=[("", "Open"), ("ok", "Ok"), ("bad", "Bad"), ("na", "None")], max_length=3),
                ),
                ("fixed_now", models.BooleanField(default=False)),
                ("note", models.CharField(blank=True, max_length=200)),
                (
                    "earlier",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="later",
                        to="hazards.inspectionline",
                    ),
                ),
                (
                    "hazard",
                    models.ForeignKey(
                        blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="inspected", to="hazards.hazard"
                    ),
                ),
                (
                    "inspection",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="lines", to="hazards.inspection"),
                ),
            ],
            options={
                "ordering": ["n"],
                "constraints": [
                    models.UniqueConstraint(fields=("inspection", "n"), name="inspection_line_once"),
                    models.CheckConstraint(
                        condition=models.Q(models.Q(("result", "bad"), _negated=True), ("hazard__isnull", False), _connector="OR"),
                        name="inspection_line_hazard",
                    ),
                ],
            },
        ),
    ]
