import django.db.models.deletion
import safecommunity.hazards.models.loop
import safecommunity.hazards.models.risks
import safecommunity.places.models
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("hazards", "0003_people_and_housing"), ("places", "0005_unit_register")]
    operations = [
        migrations.CreateModel(
            name="Risk",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("pid", models.CharField(default=safecommunity.places.models.new_pid, editable=False, max_length=16, unique=True)),
                (
                    "ref",
                    models.CharField(
                        default=safecommunity.hazards.models.risks.new_standing_ref, editable=False, max_length=32, unique=True
                    ),
                ),
                ("client_id", models.CharField(blank=True, max_length=64, null=True, unique=True)),
                (
                    "where",
                    models.CharField(
                        choices=[("place", "Place"), ("unit", "Unit"), ("dwelling", "Dwelling")], default="place", max_length=8
                    ),
                ),
                ("spot", models.CharField(blank=True, help_text="where exactly; of a dwelling its number", max_length=80)),
                ("title", models.CharField(help_text="the source of danger", max_length=120)),
                ("setting", models.CharField(max_length=24)),
                ("klass", models.CharField(blank=True, help_text="GB/T 13861", max_length=4)),
                ("accident", models.CharField(blank=True, help_text="GB/T 6441-1986: what may happen", max_length=2)),
                ("exposed_who", models.CharField(blank=True, help_text="a group; nobody's name", max_length=120)),
                ("exposed", models.PositiveIntegerField(blank=True, help_text="people; empty: not counted", null=True)),
                ("controls", models.TextField(blank=True, help_text="what holds it now")),
                ("measures", models.TextField(blank=True, help_text="what should be done")),
                ("who", models.CharField(blank=True, help_text="a post or body; nobody's name", max_length=120)),
                ("starts", models.DateField(help_text="first day in the register")),
                ("ends", models.DateField(blank=True, help_text="the first day without it", null=True)),
                ("reason", models.CharField(blank=True, help_text="why it is no more", max_length=200)),
                ("rank", models.PositiveSmallIntegerField(default=5, help_text="1 red to 4 blue, 5 not assessed")),
                ("method", models.CharField(blank=True, max_length=3)),
                ("score", models.FloatField(blank=True, null=True)),
                ("assessed_on", models.DateField(blank=True, null=True)),
                ("due", models.DateField(help_text="the next assessment, or the first")),
                ("by", models.CharField(max_length=40)),
                ("at", models.DateTimeField()),
                (
                    "dwelling",
                    models.ForeignKey(
                        blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="risks", to="hazards.dwelling"
                    ),
                ),
                ("place", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="places.place")),
                (
                    "unit",
                    models.ForeignKey(
                        blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="places.socialunit"
                    ),
                ),
            ],
            options={
                "ordering": ["rank", "pk"],
                "indexes": [
                    models.Index(fields=["rank", "id"], name="risk_worst"),
                    models.Index(fields=["due", "id"], name="risk_due"),
                    models.Index(fields=["-starts", "-id"], name="risk_recent"),
                    models.Index(fields=["place", "rank", "id"], name="risk_of_place"),
                    models.Index(fields=["setting", "rank", "id"], name="risk_of_setting"),
                    models.Index(fields=["rank", "due", "id"], name="risk_rank_due"),
                    models.Index(fields=["unit", "-id"], name="risk_of_unit"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("ends__isnull", True), ("ends__gte", models.F("starts")), _connector="OR"), name="risk_days"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("assessed_on__isnull", True), ("rank", 5), ("score__isnull", True)),
                            models.Q(("assessed_on__isnull", False), ("rank__gte", 1), ("rank__lt", 5), ("score__isnull", False)),
                            _connector="OR",
                        ),
                        name="risk_assessed",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="RiskAssessment",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("ref", models.CharField(default=safecommunity.hazards.models.loop.new_ref, editable=False, max_length=32, unique=True)),
                ("method", models.CharField(max_length=3)),
                ("edition", models.PositiveSmallIntegerField(help_text="version of the tables")),
                ("factors", models.JSONField(default=dict)),
                ("lines", models.JSONField(default=list, help_text="of SCL and JHA")),
                ("score", models.FloatField()),
                ("rank", models.PositiveSmallIntegerField(help_text="1 red to 4 blue")),
                ("on", models.DateField()),
                ("next_due", models.DateField()),
                ("done_on", models.DateField(blank=True, help_text="the day of the next assessment", null=True)),
                ("says", models.CharField(blank=True, max_length=300)),
                ("by", models.CharField(max_length=40)),
                ("at", models.DateTimeField()),
                ("risk", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="assessments", to="hazards.risk")),
            ],
            options={
                "ordering": ["pk"],
                "indexes": [
                    models.Index(fields=["risk", "-id"], name="assessment_of_risk"),
                    models.Index(fields=["next_due", "id"], name="assessment_due"),
                ],
                "constraints": [
                    models.CheckConstraint(condition=models.Q(("next_due__gt", models.F("on"))), name="assessment_due_later"),
                    models.CheckConstraint(condition=models.Q(("rank__gte", 1), ("rank__lt", 5)), name="assessment_rank"),
                ],
            },
        ),
        migrations.CreateModel(
            name="RiskHazard",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("hazard", models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name="at_risk", to="hazards.hazard")),
                ("risk", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="hazards", to="hazards.risk")),
            ],
            options={"ordering": ["-pk"]},
        ),
        migrations.CreateModel(
            name="RiskStep",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("what", models.CharField(max_length=12)),
                ("on", models.DateField()),
                ("says", models.CharField(blank=True, max_length=400)),
                ("by", models.CharField(max_length=40)),
                ("at", models.DateTimeField()),
                ("risk", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="steps", to="hazards.risk")),
            ],
            options={"ordering": ["pk"]},
        ),
    ]
