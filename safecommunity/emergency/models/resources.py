"""What helps in an emergency: teams, shelters, equipment and supplies; looks at them; whom to call.

A contact is a post; name and phone stand in a side table, sealed, and go when the person is erased.
"""

from django.db import models
from django.db.models import F, Q

from safecommunity.accounts.fields import SecretField
from safecommunity.emergency.models.networks import Network
from safecommunity.emergency.models.plans import NEVER
from safecommunity.governance.models import Agency
from safecommunity.places.models import Place, SocialUnit, new_pid, new_ref


class Resource(models.Model):
    """A team, a shelter, or equipment and supplies of one sort, from a day to a day."""

    class Kind(models.TextChoices):
        TEAM = "team"
        SHELTER = "shelter"
        STOCK = "stock"

    pid = models.CharField(max_length=16, unique=True, default=new_pid, editable=False)
    ref = models.CharField(max_length=32, unique=True, default=new_ref, editable=False)
    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="+")
    unit = models.ForeignKey(SocialUnit, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    agency = models.ForeignKey(Agency, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=8, choices=Kind.choices)
    sort = models.CharField(max_length=12, help_text="a code of team_sorts, shelter_sorts or stock_sorts")
    name = models.CharField(max_length=80)
    spot = models.CharField(max_length=80, blank=True)
    before = models.BooleanField(default=False)
    during = models.BooleanField(default=True)
    after = models.BooleanField(default=False)
    people = models.PositiveIntegerField(null=True, blank=True, help_text="of a team")
    capacity = models.PositiveIntegerField(null=True, blank=True, help_text="people a shelter holds")
    area_m2 = models.PositiveIntegerField(null=True, blank=True, help_text="net area of a shelter")
    facilities = models.JSONField(default=list, blank=True)
    quantity = models.PositiveIntegerField(null=True, blank=True, help_text="of supplies")
    measure = models.CharField(max_length=12, blank=True, help_text="what the quantity is counted in")
    qualifier = models.CharField(max_length=6, default="exact", help_text="of people, capacity or quantity")
    expires_on = models.DateField(null=True, blank=True)
    inspect_days = models.PositiveSmallIntegerField(
        default=0, help_text="to be looked at every so many days; 0: never"
    )
    due = models.DateField(default=NEVER, help_text="next look or end of life, the earlier")
    condition = models.CharField(max_length=8, default="ok")
    x = models.FloatField(null=True, blank=True, help_text="longitude in CGCS2000")
    y = models.FloatField(null=True, blank=True, help_text="latitude in CGCS2000")
    starts = models.DateField()
    ends = models.DateField(null=True, blank=True)
    reason = models.CharField(max_length=200, blank=True)
    was = models.JSONField(
        default=list,
        blank=True,
        editable=False,
        help_text="what fields said until a day, in the order of the days",
    )
    client_id = models.CharField(max_length=64, unique=True, null=True, blank=True)
    by = models.CharField(max_length=40)
    at = models.DateTimeField()

    class Meta:
        ordering = ["kind", "name", "pk"]
        indexes = [
            models.Index(fields=["place", "-id"], name="resource_by_place"),
            models.Index(fields=["kind", "-id", "place"], name="resource_by_kind"),
            models.Index(fields=["kind", "due", "id", "place"], name="resource_kind_due"),
            models.Index(fields=["due", "id", "place"], name="resource_by_due"),
            models.Index(fields=["condition", "-id", "place"], name="resource_by_condition"),
            models.Index(fields=["unit", "-id"], name="resource_by_unit"),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(ends__isnull=True) | Q(ends__gte=F("starts")), name="resource_span"),
            models.UniqueConstraint(
                fields=["place", "kind", "name"], condition=Q(ends__isnull=True), name="resource_once"
            ),
            models.CheckConstraint(
                condition=Q(x__isnull=True, y__isnull=True) | Q(x__isnull=False, y__isnull=False),
                name="resource_spot_whole",
            ),
            models.CheckConstraint(condition=~Q(kind="shelter") | Q(capacity__isnull=False), name="shelter_capacity"),
            models.CheckConstraint(condition=~Q(kind="stock") | Q(quantity__isnull=False), name="stock_quantity"),
            models.CheckConstraint(condition=~Q(kind="team") | Q(people__isnull=False), name="team_people"),
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.name


class ResourceCheck(models.Model):
    """A look at a resource, never changed: in order, too few, broken, expired; with what is there now."""

    resource = models.ForeignKey(Resource, on_delete=models.PROTECT, related_name="checks")
    on = models.DateField()
    condition = models.CharField(max_length=8)
    quantity = models.PositiveIntegerField(null=True, blank=True)
    expires_on = models.DateField(null=True, blank=True)
    says = models.CharField(max_length=200, blank=True)
    by = models.CharField(max_length=40)
    at = models.DateTimeField()

    class Meta:
        ordering = ["-on", "-pk"]


class Contact(models.Model):
    """Somebody to call for a resource or network: a post, from a day to a day. The first of each answers first."""

    pid = models.CharField(max_length=16, unique=True, default=new_pid, editable=False)
    resource = models.ForeignKey(
        Resource, null=True, blank=True, on_delete=models.PROTECT, related_name="contacts"
    )
    network = models.ForeignKey(
        Network, null=True, blank=True, on_delete=models.PROTECT, related_name="contacts"
    )
    post = models.CharField(max_length=60)
    leads = models.BooleanField(default=False)
    starts = models.DateField()
    ends = models.DateField(null=True, blank=True)
    erased_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-leads", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(resource__isnull=True, network__isnull=False)
                | Q(resource__isnull=False, network__isnull=True),
                name="contact_of_one",
            ),
            models.CheckConstraint(condition=Q(ends__isnull=True) | Q(ends__gte=F("starts")), name="contact_span"),
        ]  # fmt: skip


class ContactName(models.Model):
    """Who it is and the phone; the row goes when the person is erased."""

    contact = models.OneToOneField(Contact, on_delete=models.CASCADE, related_name="named")
    name = SecretField(blank=True)
    phone = SecretField(blank=True)
