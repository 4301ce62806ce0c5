"""Editions of standards, rounds with their marks, evidence."""

import django.db.models.deletion
import safecommunity.accreditation.models.rounds
import safecommunity.places.models
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("places", "0005_unit_register"),
    ]

    operations = [
        migrations.CreateModel(
            name="Evidence",
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
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("figure", "Figure"),
                            ("record", "Record"),
                            ("file", "File"),
                            ("link", "Link"),
                        ],
                        max_length=8,
                    ),
                ),
                (
                    "pointer",
                    models.CharField(
                        blank=True, help_text="key of a figure, address of a record, a link", max_length=300
                    ),
                ),
                ("title", models.CharField(max_length=200)),
                (
                    "shown",
                    models.CharField(
                        blank=True, help_text="of a figure: what it said when it was taken", max_length=200
                    ),
                ),
                ("happened_on", models.DateField()),
                ("effective_from", models.DateField()),
                ("by", models.CharField(max_length=40)),
                ("at", models.DateTimeField(help_text="when it was brought in")),
                ("withdrawn_on", models.DateField(blank=True, null=True)),
                ("reason", models.CharField(blank=True, max_length=200)),
                (
                    "place",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="places.place"
                    ),
                ),
            ],
            options={
                "ordering": ["-pk"],
                "indexes": [
                    models.Index(fields=["place", "-id"], name="evidence_by_place"),
                    models.Index(fields=["place", "kind", "-id"], name="evidence_by_kind"),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(
                            ("withdrawn_on__isnull", True), models.Q(("pointer", ""), _negated=True)
                        ),
                        fields=("place", "kind", "pointer"),
                        name="evidence_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("effective_from__gte", models.F("happened_on"))),
                        name="evidence_days",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Sheet",
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
                ("code", models.CharField(max_length=60)),
                ("version", models.CharField(max_length=60)),
                (
                    "checksum",
                    models.CharField(help_text="of everything the edition says", max_length=64, unique=True),
                ),
                (
                    "data",
                    models.JSONField(help_text="the standard as docs/reference/standards.md describes it"),
                ),
                (
                    "origin",
                    models.CharField(
                        choices=[("shipped", "Shipped"), ("operator", "Operator")], max_length=10
                    ),
                ),
                ("in_force", models.BooleanField(default=False, help_text="new rounds are scored by it")),
                ("by", models.CharField(max_length=40)),
                ("at", models.DateTimeField()),
            ],
            options={
                "ordering": ["code", "-pk"],
                "constraints": [
                    models.UniqueConstraint(fields=("code", "version"), name="sheet_edition_once"),
                    models.UniqueConstraint(
                        condition=models.Q(("in_force", True)), fields=("code",), name="sheet_one_in_force"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Round",
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
                (
                    "ref",
                    models.CharField(
                        default=safecommunity.accreditation.models.rounds.new_ref,
                        editable=False,
                        max_length=32,
                        unique=True,
                    ),
                ),
                ("code", models.CharField(help_text="of the standard, for lists", max_length=60)),
                ("year", models.PositiveSmallIntegerField()),
                (
                    "number",
                    models.PositiveSmallIntegerField(
                        help_text="first, second … of the place, standard and year"
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[("open", "Open"), ("handed_in", "Handed In")], default="open", max_length=10
                    ),
                ),
                ("points", models.DecimalField(decimal_places=4, default=0, max_digits=9)),
                ("begun", models.PositiveSmallIntegerField(default=0, help_text="items with a grade")),
                ("graded", models.PositiveSmallIntegerField(default=0, help_text="items with every grade")),
                ("items", models.PositiveSmallIntegerField(help_text="items of the sheet")),
                ("verdict", models.CharField(blank=True, max_length=20)),
                ("opened_on", models.DateField()),
                ("handed_in_on", models.DateField(blank=True, null=True)),
                ("handed_in_by", models.CharField(blank=True, max_length=40)),
                ("reason", models.CharField(blank=True, help_text="why it was opened again", max_length=200)),
                ("by", models.CharField(max_length=40)),
                ("at", models.DateTimeField()),
                (
                    "place",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="places.place"
                    ),
                ),
                (
                    "sheet",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accreditation.sheet",
                    ),
                ),
            ],
            options={
                "ordering": ["-year", "-pk"],
                "indexes": [
                    models.Index(fields=["place", "-year", "-id"], name="round_by_place"),
                    models.Index(fields=["-year", "-id"], name="round_by_year"),
                    models.Index(fields=["code", "-year", "-id"], name="round_by_code"),
                    models.Index(fields=["state", "-year", "-id"], name="round_by_state"),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("place", "code", "year", "number"), name="round_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("handed_in_on__isnull", True), ("state", "open")),
                            models.Q(("handed_in_on__isnull", False), ("state", "handed_in")),
                            _connector="OR",
                        ),
                        name="round_handed_in",
                    ),
                    models.CheckConstraint(condition=models.Q(("points__gte", 0)), name="round_points"),
                ],
            },
        ),
        migrations.CreateModel(
            name="MarkStep",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("item", models.CharField(max_length=20)),
                ("part", models.CharField(max_length=20)),
                ("grade", models.CharField(max_length=10)),
                ("reason", models.CharField(blank=True, max_length=500)),
                ("by", models.CharField(max_length=40)),
                ("at", models.DateTimeField()),
                (
                    "round",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="steps",
                        to="accreditation.round",
                    ),
                ),
            ],
            options={
                "ordering": ["-pk"],
                "indexes": [models.Index(fields=["round", "item", "-id"], name="mark_step_of_item")],
            },
        ),
        migrations.CreateModel(
            name="Mark",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("item", models.CharField(max_length=20)),
                ("part", models.CharField(max_length=20)),
                ("grade", models.CharField(max_length=10)),
                ("reason", models.CharField(blank=True, max_length=500)),
                (
                    "gap",
                    models.CharField(
                        blank=True, help_text="what is missing for a better grade", max_length=300
                    ),
                ),
                ("edition", models.PositiveIntegerField(default=1)),
                ("by", models.CharField(max_length=40)),
                ("at", models.DateTimeField()),
                (
                    "round",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="marks",
                        to="accreditation.round",
                    ),
                ),
            ],
            options={
                "ordering": ["pk"],
                "constraints": [models.UniqueConstraint(fields=("round", "item", "part"), name="mark_once")],
            },
        ),
        migrations.CreateModel(
            name="EvidenceUse",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("item", models.CharField(max_length=20)),
                ("part", models.CharField(max_length=20)),
                ("carried", models.BooleanField(default=False, help_text="came over from an older edition")),
                ("by", models.CharField(max_length=40)),
                ("at", models.DateTimeField()),
                ("ended_on", models.DateField(blank=True, null=True)),
                (
                    "evidence",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="uses",
                        to="accreditation.evidence",
                    ),
                ),
                (
                    "sheet",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accreditation.sheet",
                    ),
                ),
            ],
            options={
                "ordering": ["pk"],
                "indexes": [models.Index(fields=["sheet", "item", "id"], name="evidence_use_of_item")],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("ended_on__isnull", True)),
                        fields=("evidence", "sheet", "item", "part"),
                        name="evidence_use_once",
                    )
                ],
            },
        ),
    ]
