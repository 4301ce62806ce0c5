import django.db.models.deletion
import safecommunity.places.models
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("places", "0005_unit_register"),
        ("reports", "0001_papers"),
    ]

    operations = [
        migrations.CreateModel(
            name="Document",
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
                ("year", models.PositiveSmallIntegerField(help_text="in which the period ends")),
                ("language", models.CharField(max_length=8)),
                (
                    "state",
                    models.CharField(
                        choices=[("draft", "Draft"), ("final", "Final")], default="draft", max_length=5
                    ),
                ),
                ("number", models.CharField(blank=True, help_text="of the paper", max_length=60)),
                ("issuer", models.CharField(blank=True, help_text="whose paper it is", max_length=120)),
                ("words", models.JSONField(blank=True, default=dict, help_text="block: {text, by}")),
                ("revision", models.PositiveIntegerField(default=0)),
                ("paper", models.JSONField(blank=True, null=True)),
                ("checksum", models.CharField(blank=True, max_length=64)),
                ("frozen_on", models.DateField(blank=True, null=True)),
                ("frozen_by", models.CharField(blank=True, max_length=40)),
                ("by", models.CharField(max_length=40)),
                ("at", models.DateTimeField()),
                (
                    "place",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="places.place"
                    ),
                ),
            ],
            options={
                "ordering": ["-year", "-pk"],
                "indexes": [
                    models.Index(fields=["place", "-year", "-id"], name="document_of_place"),
                    models.Index(fields=["kind", "-year", "-id"], name="document_by_kind"),
                    models.Index(fields=["-year", "-id"], name="document_by_year"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("checksum", ""), ("frozen_on__isnull", True), ("state", "draft")),
                            models.Q(
                                ("frozen_on__isnull", False),
                                ("state", "final"),
                                models.Q(("checksum", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="document_frozen",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="DocumentFile",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("form", models.CharField(max_length=4)),
                ("content", models.BinaryField()),
                ("sha256", models.CharField(max_length=64)),
                ("at", models.DateTimeField()),
                (
                    "document",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="files",
                        to="reports.document",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("document", "form"), name="document_file_once")
                ],
            },
        ),
    ]
