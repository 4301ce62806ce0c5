"""The networks that are dispatched as one: who owns each, by which channels it speaks, what it can send."""

from django.db import models
from django.db.models import F, Q

from safecommunity.governance.models import Agency
from safecommunity.places.models import Place, new_pid, new_ref


class Network(models.Model):
    """One network of a place, from a day to a day. `said` is the agency a paper names, as it writes it."""

    pid = models.CharField(max_length=16, unique=True, default=new_pid, editable=False)
    ref = models.CharField(max_length=32, unique=True, default=new_ref, editable=False)
    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="+")
    number = models.PositiveSmallIntegerField()
    title = models.CharField(max_length=80)
    said = models.CharField(max_length=60, blank=True)
    note = models.CharField(max_length=300, blank=True)
    starts = models.DateField()
    ends = models.DateField(null=True, blank=True)
    by = models.CharField(max_length=40)
    at = models.DateTimeField()

    class Meta:
        ordering = ["place_id", "number", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(ends__isnull=True) | Q(ends__gte=F("starts")), name="network_span"),
            models.UniqueConstraint(
                fields=["place", "title"], condition=Q(ends__isnull=True), name="network_once"
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.title


class NetworkOwner(models.Model):
    """The agency that answers for a network, from a day to a day; a new owner is a new row."""

    network = models.ForeignKey(Network, on_delete=models.PROTECT, related_name="owners")
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    starts = models.DateField()
    ends = models.DateField(null=True, blank=True)
    by = models.CharField(max_length=40)
    at = models.DateTimeField()

    class Meta:
        ordering = ["starts", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["network"], condition=Q(ends__isnull=True), name="network_one_owner"
            ),
            models.CheckConstraint(
                condition=Q(ends__isnull=True) | Q(ends__gte=F("starts")), name="network_owner_span"
            ),
        ]


class NetworkChannel(models.Model):
    """How a network is reached: radio, telephone line, platform. A person's phone stands with the contacts."""

    network = models.ForeignKey(Network, on_delete=models.PROTECT, related_name="channels")
    kind = models.CharField(max_length=10, help_text="a code of channels")
    says = models.CharField(max_length=120)
    starts = models.DateField()
    ends = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["pk"]


class NetworkResource(models.Model):
    """A team, shelter or supplies a network can send, from a day to a day."""

    network = models.ForeignKey(Network, on_delete=models.PROTECT, related_name="holdings")
    resource = models.ForeignKey("emergency.Resource", on_delete=models.PROTECT, related_name="networks")
    starts = models.DateField()
    ends = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["network", "resource"], condition=Q(ends__isnull=True), name="network_resource_once"
            )
        ]
