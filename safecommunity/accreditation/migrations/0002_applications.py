"""Procedures, applications with their steps and papers, notices, objections, certificates, yearly reports."""

import datetime
import django.db.models.deletion
import safecommunity.accounts.fields
import safecommunity.accreditation.models.rounds
import safecommunity.accreditation.models.titles
import safecommunity.places.models
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accreditation", "0001_sheets_rounds_evidence"),
        ("places", "0005_unit_register"),
    ]

    operations = [
        migrations.CreateModel(
            name="Procedure",
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
                ("level", models.CharField(max_length=20)),
                ("version", models.CharField(max_length=60)),
                (
                    "checksum",
                    models.CharField(help_text="of everything the edition says", max_length=64, unique=True),
                ),
                (
                    "data",
                    models.JSONField(help_text="the procedure as docs/reference/procedures.md describes it"),
                ),
                (
                    "origin",
                    models.CharField(
                        choices=[("shipped", "Shipped"), ("operator", "Operator")], max_length=10
                    ),
                ),
                ("in_force", models.BooleanField(default=False, help_text="new applications are run by it")),
                ("by", models.CharField(max_length=40)),
                ("at", models.DateTimeField()),
            ],
            options={
                "ordering": ["code", "-pk"],
                "constraints": [
                    models.UniqueConstraint(fields=("code", "version"), name="procedure_edition_once"),
                    models.UniqueConstraint(
                        condition=models.Q(("in_force", True)),
                        fields=("code",),
                        name="procedure_one_in_force",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Application",
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
                ("level", models.CharField(help_text="of the title: municipal, provincial …", max_length=20)),
                (
                    "number",
                    models.PositiveSmallIntegerField(help_text="first, second … of the place and level"),
                ),
                ("state", models.CharField(help_text="code of the procedure", max_length=40)),
                ("stage", models.CharField(help_text="the stage the state belongs to", max_length=40)),
                ("entered_on", models.DateField(help_text="since when it stands there")),
                (
                    "due_on",
                    models.DateField(blank=True, help_text="until when the next step is due", null=True),
                ),
                ("due_sort", models.DateField(default=datetime.date(9999, 12, 31))),
                (
                    "turn_role",
                    models.CharField(
                        blank=True, help_text="whose turn it is; empty where nobody's", max_length=20
                    ),
                ),
                ("opened_on", models.DateField()),
                ("filed_on", models.DateField(blank=True, help_text="seen above since then", null=True)),
                (
                    "submitted_on",
                    models.DateField(blank=True, help_text="handed in for recommendation", null=True),
                ),
                (
                    "named_on",
                    models.DateField(
                        blank=True, help_text="first day of the title's present term", null=True
                    ),
                ),
                (
                    "term_ends",
                    models.DateField(blank=True, help_text="last day of the present term", null=True),
                ),
                ("closed_on", models.DateField(blank=True, null=True)),
                (
                    "locked",
                    models.BooleanField(default=False, help_text="the applicant's papers cannot be changed"),
                ),
                ("edition", models.PositiveIntegerField(default=1)),
                ("by", models.CharField(max_length=40)),
                ("at", models.DateTimeField()),
                (
                    "place",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="places.place"
                    ),
                ),
                (
                    "round",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="applications",
                        to="accreditation.round",
                    ),
                ),
                (
                    "sheet",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accreditation.sheet",
                    ),
                ),
                (
                    "turn_place",
                    models.ForeignKey(
                        blank=True,
                        help_text="the office",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="places.place",
                    ),
                ),
                (
                    "procedure",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accreditation.procedure",
                    ),
                ),
            ],
            options={
                "ordering": ["-opened_on", "-pk"],
                "indexes": [
                    models.Index(fields=["place", "-opened_on", "-id"], name="application_by_place"),
                    models.Index(fields=["-opened_on", "-id"], name="application_recent"),
                    models.Index(fields=["due_sort", "id"], name="application_due"),
                    models.Index(fields=["level", "-opened_on", "-id"], name="application_level_recent"),
                    models.Index(fields=["level", "due_sort", "id"], name="application_level_due"),
                    models.Index(fields=["stage", "-opened_on", "-id"], name="application_stage_recent"),
                    models.Index(fields=["stage", "due_sort", "id"], name="application_stage_due"),
                    models.Index(fields=["turn_place", "turn_role", "due_sort"], name="application_turn"),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("place", "level", "number"), name="application_once"),
                    models.UniqueConstraint(
                        condition=models.Q(("closed_on__isnull", True)),
                        fields=("place", "level"),
                        name="application_one_going",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("term_ends__isnull", True), ("named_on__isnull", False), _connector="OR"
                        ),
                        name="application_term",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Stay",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
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
                ("number", models.PositiveSmallIntegerField()),
                ("state", models.CharField(max_length=40)),
                ("stage", models.CharField(max_length=40)),
                ("turn_role", models.CharField(blank=True, max_length=20)),
                ("entered_on", models.DateField()),
                ("entered_at", models.DateTimeField()),
                ("left_on", models.DateField(blank=True, null=True)),
                ("left_at", models.DateTimeField(blank=True, null=True)),
                ("due_on", models.DateField(blank=True, null=True)),
                (
                    "due_basis",
                    models.CharField(blank=True, help_text="how the clock is known", max_length=20),
                ),
                (
                    "application",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="stays",
                        to="accreditation.application",
                    ),
                ),
                (
                    "turn_place",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="places.place",
                    ),
                ),
            ],
            options={
                "ordering": ["number"],
                "constraints": [
                    models.UniqueConstraint(fields=("application", "number"), name="stay_once"),
                    models.UniqueConstraint(
                        condition=models.Q(("left_on__isnull", True)),
                        fields=("application",),
                        name="stay_one_present",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("left_on__isnull", True),
                            ("left_on__gte", models.F("entered_on")),
                            _connector="OR",
                        ),
                        name="stay_days",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Step",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.PositiveSmallIntegerField()),
                ("move", models.CharField(max_length=40)),
                ("from_state", models.CharField(blank=True, max_length=40)),
                ("to_state", models.CharField(max_length=40)),
                ("role", models.CharField(max_length=20)),
                (
                    "recorded",
                    models.BooleanField(
                        default=False,
                        help_text="what an office outside this installation did, put on record with its paper",
                    ),
                ),
                ("happened_on", models.DateField()),
                ("note", models.CharField(blank=True, max_length=500)),
                (
                    "known",
                    models.JSONField(default=list, help_text="rules that warned, gone on all the same"),
                ),
                ("by", models.CharField(max_length=40)),
                ("at", models.DateTimeField()),
                (
                    "application",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="steps",
                        to="accreditation.application",
                    ),
                ),
                (
                    "office",
                    models.ForeignKey(
                        help_text="the office that acted",
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="places.place",
                    ),
                ),
            ],
            options={
                "ordering": ["number"],
                "constraints": [models.UniqueConstraint(fields=("application", "number"), name="step_once")],
            },
        ),
        migrations.CreateModel(
            name="Paper",
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
                    "code",
                    models.CharField(
                        blank=True, help_text="what the procedure calls it; empty for more", max_length=40
                    ),
                ),
                ("title", models.CharField(max_length=200)),
                ("by", models.CharField(max_length=40)),
                ("at", models.DateTimeField()),
                ("withdrawn_on", models.DateField(blank=True, null=True)),
                ("reason", models.CharField(blank=True, max_length=200)),
                (
                    "application",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="papers",
                        to="accreditation.application",
                    ),
                ),
                (
                    "evidence",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="papers",
                        to="accreditation.evidence",
                    ),
                ),
                (
                    "office",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="places.place"
                    ),
                ),
                (
                    "stay",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="papers",
                        to="accreditation.stay",
                    ),
                ),
            ],
            options={
                "ordering": ["pk"],
            },
        ),
        migrations.CreateModel(
            name="Lock",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("locked", models.BooleanField()),
                ("reason", models.CharField(max_length=200)),
                ("by", models.CharField(max_length=40)),
                ("at", models.DateTimeField()),
                (
                    "application",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="locks",
                        to="accreditation.application",
                    ),
                ),
            ],
            options={
                "ordering": ["pk"],
            },
        ),
        migrations.CreateModel(
            name="PublicNotice",
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
                ("starts_on", models.DateField()),
                ("ends_on", models.DateField(help_text="last day for objections")),
                (
                    "ended_on",
                    models.DateField(blank=True, help_text="when the application went on", null=True),
                ),
                ("by", models.CharField(max_length=40)),
                ("at", models.DateTimeField()),
                (
                    "application",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="notices",
                        to="accreditation.application",
                    ),
                ),
                (
                    "stay",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="notice",
                        to="accreditation.stay",
                    ),
                ),
            ],
            options={
                "ordering": ["-pk"],
                "indexes": [models.Index(fields=["-ends_on", "-id"], name="public_notice_recent")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("ends_on__gte", models.F("starts_on"))), name="public_notice_days"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Objection",
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
                    "receipt",
                    models.CharField(
                        default=safecommunity.accreditation.models.titles.new_code,
                        editable=False,
                        max_length=16,
                        unique=True,
                    ),
                ),
                (
                    "client_id",
                    models.CharField(
                        blank=True,
                        help_text="the same form sent twice is one",
                        max_length=32,
                        null=True,
                        unique=True,
                    ),
                ),
                ("text", models.CharField(max_length=1000)),
                (
                    "state",
                    models.CharField(
                        choices=[("open", "Open"), ("upheld", "Upheld"), ("dismissed", "Dismissed")],
                        default="open",
                        max_length=10,
                    ),
                ),
                ("answer", models.CharField(blank=True, max_length=500)),
                ("at", models.DateTimeField()),
                ("decided_on", models.DateField(blank=True, null=True)),
                ("decided_by", models.CharField(blank=True, max_length=40)),
                (
                    "notice",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="objections",
                        to="accreditation.publicnotice",
                    ),
                ),
            ],
            options={
                "ordering": ["pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("decided_on__isnull", True), ("state", "open")),
                            models.Q(("decided_on__isnull", False), ("state__in", ["upheld", "dismissed"])),
                            _connector="OR",
                        ),
                        name="objection_decided",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="ObjectionContact",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("contact", safecommunity.accounts.fields.SecretField()),
                (
                    "objection",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="contact",
                        to="accreditation.objection",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Certificate",
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
                    "code",
                    models.CharField(
                        default=safecommunity.accreditation.models.titles.new_code,
                        editable=False,
                        max_length=16,
                        unique=True,
                    ),
                ),
                ("year", models.PositiveSmallIntegerField()),
                ("serial", models.PositiveIntegerField(help_text="of the level and year")),
                ("level", models.CharField(max_length=20)),
                ("number", models.CharField(max_length=40, unique=True)),
                ("issued_on", models.DateField()),
                ("valid_until", models.DateField()),
                (
                    "ended_on",
                    models.DateField(
                        blank=True, help_text="lapsed, revoked or replaced before its end", null=True
                    ),
                ),
                ("why_ended", models.CharField(blank=True, max_length=20)),
                ("by", models.CharField(max_length=40)),
                ("at", models.DateTimeField()),
                (
                    "application",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="certificates",
                        to="accreditation.application",
                    ),
                ),
            ],
            options={
                "ordering": ["-pk"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("level", "year", "serial"), name="title_certificate_once"
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("ended_on__isnull", True)),
                        fields=("application",),
                        name="title_certificate_valid",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("valid_until__gt", models.F("issued_on"))),
                        name="title_certificate_term",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="AnnualReport",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("year", models.PositiveSmallIntegerField()),
                ("handed_in_on", models.DateField()),
                ("by", models.CharField(max_length=40)),
                ("at", models.DateTimeField()),
                (
                    "application",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="reports",
                        to="accreditation.application",
                    ),
                ),
                (
                    "paper",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accreditation.paper",
                    ),
                ),
            ],
            options={
                "ordering": ["year"],
                "constraints": [
                    models.UniqueConstraint(fields=("application", "year"), name="annual_report_once")
                ],
            },
        ),
    ]
