"""Talks (约谈): whom the chief summons after an appraisal and why, step by step, with answers and appeals.

A personal matter: the name, the reasons and every word are sealed in the database, and opening them is on the record.
"""

from django.db import models
from django.db.models import Q

from safecommunity.accounts.fields import SecretField
from safecommunity.governance.models.appraisal import AppraisalParty
from safecommunity.governance.models.tasks import Task
from safecommunity.places.models import Place, new_pid


class Talk(models.Model):
    """One person summoned for one party of a published appraisal."""

    pid = models.CharField(max_length=16, unique=True, default=new_pid, editable=False)
    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="+")
    party = models.ForeignKey(AppraisalParty, on_delete=models.PROTECT, related_name="talks")
    post = models.CharField(max_length=120, help_text="the post that answers for the party")
    person = SecretField(help_text="who holds it")
    user = models.CharField(max_length=40, blank=True, help_text="permanent id of his own sign-in, if any")
    reasons = SecretField(help_text="why the chief names him")
    rule = models.CharField(max_length=300, help_text="the paper that allows it, with number and article")
    standing = models.JSONField(help_text="place, interval and completeness as published when named")
    closed_on = models.DateField(null=True, blank=True)
    outcome = SecretField(blank=True, help_text="how it ended")
    client_id = models.CharField(
        max_length=64, unique=True, null=True, blank=True, help_text="of the form sent"
    )
    by = models.CharField(max_length=40)
    at = models.DateTimeField()

    class Meta:
        ordering = ["-pk"]
        indexes = [
            models.Index(fields=["place", "-id"], name="talk_by_place"),
            models.Index(fields=["user", "-id"], name="talk_of_person"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["party"], condition=Q(closed_on__isnull=True), name="talk_one_open_a_party"
            )
        ]


class TalkStep(models.Model):
    """What was done: 约谈, 教育, 劝辞, 依法罢免; an answer, an appeal, its outcome, the end. Never changed."""

    class What(models.TextChoices):
        NAMED = "named"
        TALK = "talk"
        EDUCATION = "education"
        ADVISED = "advised"
        REMOVED = "removed"
        ANSWER = "answer"
        APPEAL = "appeal"
        DECIDED = "decided"
        CLOSED = "closed"

    pid = models.CharField(max_length=16, unique=True, default=new_pid, editable=False)
    talk = models.ForeignKey(Talk, on_delete=models.PROTECT, related_name="steps")
    what = models.CharField(max_length=9, choices=What.choices)
    on = models.DateField()
    who = models.CharField(max_length=200, blank=True, help_text="posts that took part or decided")
    said = SecretField(blank=True)
    skipped = SecretField(blank=True, help_text="why a step before was left out")
    law = models.CharField(max_length=300, blank=True, help_text="of a removal: legal basis")
    paper = models.CharField(
        max_length=200, blank=True, help_text="of a removal or a decision: title and number"
    )
    about = models.ForeignKey(
        "self",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="followed",
        help_text="step or appeal",
    )
    upheld = models.BooleanField(null=True, blank=True, help_text="of a decision on an appeal")
    task = models.ForeignKey(Task, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    by = models.CharField(max_length=40)
    at = models.DateTimeField()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(what="removed") | (~Q(law="") & ~Q(paper="")), name="talk_removal_by_law"
            ),
            models.UniqueConstraint(
                fields=["about"], condition=Q(what="decided"), name="talk_appeal_decided_once"
            ),
        ]
