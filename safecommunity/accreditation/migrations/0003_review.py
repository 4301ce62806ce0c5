import django.db.models.deletion
import safecommunity.places.models
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accreditation", "0002_applications"),
        ("governance", "0016_near_and_about"),
        ("places", "0005_unit_register"),
    ]

    operations = [
        migrations.AddField(
            model_name="round",
            name="kind",
            field=models.CharField(
                choices=[("self", "Self"), ("review", "Review")],
                default="self",
                help_text="scored by the place, or by a panel",
                max_length=10,
            ),
        ),
        migrations.CreateModel(
            name="Panel",
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
                    "state",
                    models.CharField(
                        choices=[
                            ("forming", "Forming"),
                            ("scoring", "Scoring"),
                            ("consensus", "Consensus"),
                            ("published", "Published"),
                            ("dissolved", "Dissolved"),
                        ],
                        default="forming",
                        max_length=10,
                    ),
                ),
                ("due", models.DateField(help_text="until when everybody has scored")),
                ("began_on", models.DateField(blank=True, null=True)),
                (
                    "opened_on",
                    models.DateField(
                        blank=True, help_text="since when the marks are open to the panel", null=True
                    ),
                ),
                (
                    "reason",
                    models.CharField(
                        blank=True, help_text="why it was opened early or dissolved", max_length=200
                    ),
                ),
                ("published_on", models.DateField(blank=True, null=True)),
                ("by", models.CharField(max_length=40)),
                ("at", models.DateTimeField()),
                (
                    "application",
                    models.ForeignKey(
                        blank=True,
                        help_text="for which title; empty where a place is reviewed without one",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="panels",
                        to="accreditation.application",
                    ),
                ),
                (
                    "place",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="places.place"
                    ),
                ),
                (
                    "result",
                    models.OneToOneField(
                        blank=True,
                        help_text="what it agreed on",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="review",
                        to="accreditation.round",
                    ),
                ),
                (
                    "round",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="panels",
                        to="accreditation.round",
                    ),
                ),
            ],
            options={
                "ordering": ["-pk"],
                "indexes": [
                    models.Index(fields=["place", "-id"], name="panel_by_place"),
                    models.Index(fields=["state", "-id"], name="panel_by_state"),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("state", "dissolved"), _negated=True),
                        fields=("round",),
                        name="panel_one_going",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("published_on__isnull", False),
                                ("result__isnull", False),
                                ("state", "published"),
                            ),
                            models.Q(
                                models.Q(("state", "published"), _negated=True),
                                ("published_on__isnull", True),
                                ("result__isnull", True),
                            ),
                            _connector="OR",
                        ),
                        name="panel_result",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Agreed",
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
                ("differs", models.BooleanField(default=False, help_text="the marks were not all alike")),
                ("edition", models.PositiveIntegerField(default=1)),
                ("by", models.CharField(max_length=40)),
                ("at", models.DateTimeField()),
                (
                    "panel",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="agreed",
                        to="accreditation.panel",
                    ),
                ),
            ],
            options={
                "ordering": ["pk"],
                "constraints": [
                    models.UniqueConstraint(fields=("panel", "item", "part"), name="agreed_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("differs", False), models.Q(("reason", ""), _negated=True), _connector="OR"
                        ),
                        name="agreed_with_reason",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="PanelMember",
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
                ("lead", models.BooleanField(default=False)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("invited", "Invited"),
                            ("accepted", "Accepted"),
                            ("refused", "Refused"),
                            ("barred", "Barred"),
                            ("removed", "Removed"),
                        ],
                        default="invited",
                        max_length=10,
                    ),
                ),
                (
                    "reason",
                    models.CharField(
                        blank=True, help_text="why he is out, or the rule that bars him", max_length=200
                    ),
                ),
                ("declared_on", models.DateField(blank=True, null=True)),
                ("marked", models.PositiveIntegerField(default=0, help_text="parts of items with a grade")),
                ("handed_in_on", models.DateField(blank=True, null=True)),
                (
                    "objection_state",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("", "None"),
                            ("open", "Open"),
                            ("upheld", "Upheld"),
                            ("dismissed", "Dismissed"),
                        ],
                        default="",
                        max_length=10,
                    ),
                ),
                ("objection", models.CharField(blank=True, max_length=200)),
                ("objection_by", models.CharField(blank=True, max_length=40)),
                ("objection_answer", models.CharField(blank=True, max_length=200)),
                ("by", models.CharField(max_length=40)),
                ("at", models.DateTimeField()),
                (
                    "panel",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="members",
                        to="accreditation.panel",
                    ),
                ),
            ],
            options={
                "ordering": ["-lead", "pk"],
                "indexes": [models.Index(fields=["user", "state"], name="panel_member_of")],
                "constraints": [
                    models.UniqueConstraint(fields=("panel", "user"), name="panel_member_once"),
                    models.UniqueConstraint(
                        condition=models.Q(("lead", True), ("state__in", ["invited", "accepted"])),
                        fields=("panel",),
                        name="panel_one_lead",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "accepted"), _negated=True),
                            ("declared_on__isnull", False),
                            _connector="OR",
                        ),
                        name="panel_member_declared",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Finding",
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
                ("item", models.CharField(max_length=20)),
                (
                    "grade",
                    models.CharField(help_text="major, minor, observation: codes/review.yaml", max_length=20),
                ),
                ("text", models.CharField(max_length=500)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("draft", "Draft"),
                            ("open", "Open"),
                            ("answered", "Answered"),
                            ("returned", "Returned"),
                            ("closed", "Closed"),
                            ("dropped", "Dropped"),
                        ],
                        default="draft",
                        max_length=10,
                    ),
                ),
                ("first_due", models.DateField(blank=True, help_text="the day first set", null=True)),
                ("due", models.DateField(blank=True, null=True)),
                ("closed_on", models.DateField(blank=True, null=True)),
                ("by", models.CharField(max_length=40)),
                ("at", models.DateTimeField()),
                (
                    "task",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="governance.task",
                    ),
                ),
                (
                    "panel",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="findings",
                        to="accreditation.panel",
                    ),
                ),
                (
                    "member",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="findings",
                        to="accreditation.panelmember",
                    ),
                ),
            ],
            options={
                "ordering": ["pk"],
                "indexes": [models.Index(fields=["panel", "state"], name="finding_of_panel")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("closed_on__isnull", False), ("state", "closed")),
                            models.Q(
                                models.Q(("state", "closed"), _negated=True), ("closed_on__isnull", True)
                            ),
                            _connector="OR",
                        ),
                        name="finding_closed",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Declaration",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("kind", models.CharField(max_length=20)),
                ("holds", models.BooleanField()),
                ("detail", models.CharField(blank=True, max_length=200)),
                ("by", models.CharField(max_length=40)),
                ("at", models.DateTimeField()),
                (
                    "member",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="declarations",
                        to="accreditation.panelmember",
                    ),
                ),
            ],
            options={
                "ordering": ["pk"],
            },
        ),
        migrations.CreateModel(
            name="Rectification",
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
                ("what", models.CharField(max_length=500)),
                ("by", models.CharField(max_length=40)),
                ("at", models.DateTimeField()),
                (
                    "decision",
                    models.CharField(
                        blank=True,
                        choices=[("", "Waits"), ("accepted", "Accepted"), ("returned", "Returned")],
                        default="",
                        max_length=10,
                    ),
                ),
                ("reason", models.CharField(blank=True, max_length=200)),
                ("decided_by", models.CharField(blank=True, max_length=40)),
                ("decided_at", models.DateTimeField(blank=True, null=True)),
                (
                    "evidence",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accreditation.evidence",
                    ),
                ),
                (
                    "finding",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="rectifications",
                        to="accreditation.finding",
                    ),
                ),
            ],
            options={
                "ordering": ["pk"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("decision", "")),
                        fields=("finding",),
                        name="rectification_one_waits",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("decided_at__isnull", True), ("decision", "")),
                            models.Q(
                                models.Q(("decision", ""), _negated=True), ("decided_at__isnull", False)
                            ),
                            _connector="OR",
                        ),
                        name="rectification_decided",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ReviewMark",
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
                ("at", models.DateTimeField()),
                (
                    "member",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="marks",
                        to="accreditation.panelmember",
                    ),
                ),
            ],
            options={
                "ordering": ["pk"],
                "constraints": [
                    models.UniqueConstraint(fields=("member", "item", "part"), name="review_mark_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="ReviewNote",
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
                ("item", models.CharField(max_length=20)),
                ("note", models.CharField(blank=True, max_length=500)),
                ("at", models.DateTimeField()),
                (
                    "member",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="notes",
                        to="accreditation.panelmember",
                    ),
                ),
            ],
            options={
                "ordering": ["pk"],
                "constraints": [models.UniqueConstraint(fields=("member", "item"), name="review_note_once")],
            },
        ),
        migrations.CreateModel(
            name="ReviewSheet",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("client_id", models.CharField(max_length=64)),
                ("said", models.JSONField(help_text="grades and notes as they came")),
                ("at", models.DateTimeField()),
                (
                    "member",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="sheets",
                        to="accreditation.panelmember",
                    ),
                ),
            ],
            options={
                "ordering": ["pk"],
                "constraints": [
                    models.UniqueConstraint(fields=("member", "client_id"), name="review_sheet_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="VisitStop",
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
                ("day", models.DateField()),
                ("starts", models.TimeField()),
                ("ends", models.TimeField()),
                ("spot", models.CharField(blank=True, max_length=80)),
                ("items", models.JSONField(default=list, help_text="ids of items of the sheet")),
                ("note", models.CharField(blank=True, max_length=200)),
                ("dropped_on", models.DateField(blank=True, null=True)),
                ("by", models.CharField(max_length=40)),
                ("at", models.DateTimeField()),
                ("members", models.ManyToManyField(related_name="stops", to="accreditation.panelmember")),
                (
                    "panel",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="stops",
                        to="accreditation.panel",
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="places.socialunit",
                    ),
                ),
            ],
            options={
                "ordering": ["day", "starts", "pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("ends__gt", models.F("starts"))), name="visit_stop_times"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("spot", ""), _negated=True), ("unit__isnull", False), _connector="OR"
                        ),
                        name="visit_stop_somewhere",
                    ),
                ],
            },
        ),
    ]
