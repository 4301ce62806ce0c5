import django.db.models.deletion
from django.db import migrations, models

import safecommunity.accounts.fields
import safecommunity.governance.models.letters
import safecommunity.places.models


class Migration(migrations.Migration):
    dependencies = [
        ("governance", "0018_target_shares_and_waves"),
        ("places", "0005_unit_register"),
    ]

    operations = [
        migrations.CreateModel(
            name="Appraisal",
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
                ("year", models.PositiveSmallIntegerField()),
                (
                    "kind",
                    models.CharField(
                        choices=[("agency", "Agency"), ("community", "Community"), ("unit", "Unit")],
                        max_length=10,
                    ),
                ),
                ("spec", models.JSONField(help_text="the sheet as it was when this was opened")),
                (
                    "sheet",
                    models.CharField(help_text="which sheet: shipped or own, and its version", max_length=60),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("open", "Open"),
                            ("handed_in", "Handed In"),
                            ("published", "Published"),
                            ("final", "Final"),
                        ],
                        default="open",
                        max_length=10,
                    ),
                ),
                ("due", models.DateField(help_text="day until which the office scores")),
                (
                    "answer_by",
                    models.DateField(
                        blank=True,
                        help_text="day until which parties report themselves; empty: not asked",
                        null=True,
                    ),
                ),
                (
                    "objections_until",
                    models.DateField(blank=True, help_text="last day of objections", null=True),
                ),
                ("published_on", models.DateField(blank=True, null=True)),
                (
                    "missing_says",
                    models.CharField(
                        blank=True, help_text="why it was handed in with items missing", max_length=300
                    ),
                ),
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
                "ordering": ["-year", "kind", "-pk"],
                "constraints": [
                    models.UniqueConstraint(fields=("place", "year", "kind"), name="appraisal_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state__in", ["published", "final"]), _negated=True),
                            models.Q(("objections_until__isnull", False), ("published_on__isnull", False)),
                            _connector="OR",
                        ),
                        name="appraisal_published_has_days",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="AppraisalParty",
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
                        default=safecommunity.governance.models.letters.new_ref,
                        editable=False,
                        max_length=32,
                        unique=True,
                    ),
                ),
                ("name", models.CharField(help_text="as it was called then", max_length=120)),
                ("order", models.PositiveIntegerField(default=0)),
                (
                    "starts",
                    models.DateField(blank=True, help_text="where it began within the year", null=True),
                ),
                ("ends", models.DateField(blank=True, help_text="where it ended within the year", null=True)),
                (
                    "went_to",
                    models.CharField(blank=True, help_text="what it was merged into", max_length=200),
                ),
                (
                    "dropped_on",
                    models.DateField(blank=True, help_text="not appraised, with reason", null=True),
                ),
                ("reason", models.CharField(blank=True, max_length=300)),
                ("self_says", models.CharField(blank=True, help_text="its own report", max_length=1000)),
                ("self_by", models.CharField(blank=True, max_length=40)),
                ("self_at", models.DateTimeField(blank=True, help_text="handed in", null=True)),
                (
                    "agency",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="governance.agency",
                    ),
                ),
                (
                    "appraisal",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="parties",
                        to="governance.appraisal",
                    ),
                ),
                (
                    "community",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="places.place",
                    ),
                ),
                (
                    "place",
                    models.ForeignKey(
                        help_text="where it counts",
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="places.place",
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
                "ordering": ["order", "pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("agency__isnull", False), ("community__isnull", True), ("unit__isnull", True)
                            ),
                            models.Q(
                                ("agency__isnull", True), ("community__isnull", False), ("unit__isnull", True)
                            ),
                            models.Q(
                                ("agency__isnull", True), ("community__isnull", True), ("unit__isnull", False)
                            ),
                            _connector="OR",
                        ),
                        name="appraisal_party_is_one",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("agency__isnull", False)),
                        fields=("appraisal", "agency"),
                        name="appraisal_agency_once",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("community__isnull", False)),
                        fields=("appraisal", "community"),
                        name="appraisal_community_once",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("unit__isnull", False)),
                        fields=("appraisal", "unit"),
                        name="appraisal_unit_once",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="AppraisalObjection",
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
                ("item", models.CharField(blank=True, max_length=20)),
                ("text", models.CharField(max_length=1000)),
                ("by", models.CharField(max_length=40)),
                ("at", models.DateTimeField()),
                ("upheld", models.BooleanField(blank=True, null=True)),
                ("reply", models.CharField(blank=True, max_length=1000)),
                (
                    "points",
                    models.DecimalField(
                        blank=True,
                        decimal_places=2,
                        help_text="of the item, where upheld",
                        max_digits=6,
                        null=True,
                    ),
                ),
                ("replied_by", models.CharField(blank=True, max_length=40)),
                ("replied_at", models.DateTimeField(blank=True, null=True)),
                (
                    "party",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="objections",
                        to="governance.appraisalparty",
                    ),
                ),
            ],
            options={
                "ordering": ["-pk"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("upheld__isnull", True)),
                        fields=("party", "item"),
                        name="appraisal_objection_one_waits",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("upheld__isnull", True), models.Q(("reply", ""), _negated=True), _connector="OR"
                        ),
                        name="appraisal_objection_replied",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="AppraisalMarkStep",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("item", models.CharField(max_length=20)),
                ("points", models.DecimalField(decimal_places=2, max_digits=6)),
                ("reason", models.CharField(blank=True, max_length=500)),
                ("by", models.CharField(max_length=40)),
                ("at", models.DateTimeField()),
                (
                    "party",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="steps",
                        to="governance.appraisalparty",
                    ),
                ),
            ],
            options={
                "ordering": ["-pk"],
                "indexes": [models.Index(fields=["party", "item", "-id"], name="appraisal_mark_steps")],
            },
        ),
        migrations.CreateModel(
            name="AppraisalMark",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("item", models.CharField(max_length=20)),
                ("points", models.DecimalField(decimal_places=2, max_digits=6)),
                (
                    "by_code",
                    models.BooleanField(default=False, help_text="read from figures or records, not judged"),
                ),
                ("told", models.JSONField(blank=True, default=dict)),
                ("reason", models.CharField(blank=True, max_length=500)),
                ("edition", models.PositiveIntegerField(default=1)),
                ("by", models.CharField(max_length=40)),
                ("at", models.DateTimeField()),
                (
                    "party",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="marks",
                        to="governance.appraisalparty",
                    ),
                ),
            ],
            options={
                "ordering": ["pk"],
                "constraints": [
                    models.UniqueConstraint(fields=("party", "item"), name="appraisal_mark_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="AppraisalResult",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("edition", models.PositiveSmallIntegerField()),
                ("lines", models.JSONField(help_text="points, place and interval of each party")),
                ("says", models.CharField(blank=True, max_length=300)),
                ("by", models.CharField(max_length=40)),
                ("at", models.DateTimeField()),
                (
                    "appraisal",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="results",
                        to="governance.appraisal",
                    ),
                ),
            ],
            options={
                "ordering": ["-edition"],
                "constraints": [
                    models.UniqueConstraint(fields=("appraisal", "edition"), name="appraisal_result_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="AppraisalSelf",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("item", models.CharField(max_length=20)),
                ("points", models.DecimalField(blank=True, decimal_places=2, max_digits=6, null=True)),
                ("says", models.CharField(blank=True, max_length=500)),
                (
                    "party",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="own",
                        to="governance.appraisalparty",
                    ),
                ),
            ],
            options={
                "ordering": ["pk"],
                "constraints": [
                    models.UniqueConstraint(fields=("party", "item"), name="appraisal_self_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="AppraisalSheet",
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
                        choices=[("agency", "Agency"), ("community", "Community"), ("unit", "Unit")],
                        max_length=10,
                    ),
                ),
                ("version", models.PositiveSmallIntegerField()),
                (
                    "spec",
                    models.JSONField(help_text="items with their points and rules; see appraisal/spec.py"),
                ),
                (
                    "source",
                    models.CharField(blank=True, help_text="name of the file it came in", max_length=150),
                ),
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
                "ordering": ["kind", "-version"],
                "constraints": [
                    models.UniqueConstraint(fields=("place", "kind", "version"), name="appraisal_sheet_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="AppraisalStep",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("what", models.CharField(max_length=12)),
                ("says", models.CharField(blank=True, max_length=300)),
                ("by", models.CharField(max_length=40)),
                ("at", models.DateTimeField()),
                (
                    "appraisal",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="steps",
                        to="governance.appraisal",
                    ),
                ),
            ],
            options={
                "ordering": ["pk"],
            },
        ),
        migrations.CreateModel(
            name="Talk",
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
                ("post", models.CharField(help_text="the post that answers for the party", max_length=120)),
                ("person", safecommunity.accounts.fields.SecretField(help_text="who holds it")),
                (
                    "user",
                    models.CharField(
                        blank=True, help_text="permanent id of his own sign-in, if any", max_length=40
                    ),
                ),
                ("reasons", safecommunity.accounts.fields.SecretField(help_text="why the chief names him")),
                (
                    "rule",
                    models.CharField(
                        help_text="the paper that allows it, with number and article", max_length=300
                    ),
                ),
                (
                    "standing",
                    models.JSONField(help_text="place, interval and completeness as published when named"),
                ),
                ("closed_on", models.DateField(blank=True, null=True)),
                ("outcome", safecommunity.accounts.fields.SecretField(blank=True, help_text="how it ended")),
                (
                    "client_id",
                    models.CharField(
                        blank=True, help_text="of the form sent", max_length=64, null=True, unique=True
                    ),
                ),
                ("by", models.CharField(max_length=40)),
                ("at", models.DateTimeField()),
                (
                    "party",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="talks",
                        to="governance.appraisalparty",
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
                "ordering": ["-pk"],
                "indexes": [
                    models.Index(fields=["place", "-id"], name="talk_by_place"),
                    models.Index(fields=["user", "-id"], name="talk_of_person"),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("closed_on__isnull", True)),
                        fields=("party",),
                        name="talk_one_open_a_party",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="TalkStep",
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
                    "what",
                    models.CharField(
                        choices=[
                            ("named", "Named"),
                            ("talk", "Talk"),
                            ("education", "Education"),
                            ("advised", "Advised"),
                            ("removed", "Removed"),
                            ("answer", "Answer"),
                            ("appeal", "Appeal"),
                            ("decided", "Decided"),
                            ("closed", "Closed"),
                        ],
                        max_length=9,
                    ),
                ),
                ("on", models.DateField()),
                (
                    "who",
                    models.CharField(blank=True, help_text="posts that took part or decided", max_length=200),
                ),
                ("said", safecommunity.accounts.fields.SecretField(blank=True)),
                (
                    "skipped",
                    safecommunity.accounts.fields.SecretField(
                        blank=True, help_text="why a step before was left out"
                    ),
                ),
                ("law", models.CharField(blank=True, help_text="of a removal: legal basis", max_length=300)),
                (
                    "paper",
                    models.CharField(
                        blank=True, help_text="of a removal or a decision: title and number", max_length=200
                    ),
                ),
                (
                    "upheld",
                    models.BooleanField(blank=True, help_text="of a decision on an appeal", null=True),
                ),
                ("by", models.CharField(max_length=40)),
                ("at", models.DateTimeField()),
                (
                    "about",
                    models.ForeignKey(
                        blank=True,
                        help_text="step or appeal",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="followed",
                        to="governance.talkstep",
                    ),
                ),
                (
                    "talk",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="steps",
                        to="governance.talk",
                    ),
                ),
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
            ],
            options={
                "ordering": ["pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("what", "removed"), _negated=True),
                            models.Q(
                                models.Q(("law", ""), _negated=True), models.Q(("paper", ""), _negated=True)
                            ),
                            _connector="OR",
                        ),
                        name="talk_removal_by_law",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("what", "decided")),
                        fields=("about",),
                        name="talk_appeal_decided_once",
                    ),
                ],
            },
        ),
    ]
