"""The register of papers (发文登记、收文登记): what went out and came in, under which number, who holds it."""

from django.db import models
from django.db.models import Q

from safecommunity.places.models import Place, new_pid


class RegisterEntry(models.Model):
    """One paper. A number is given once and never again: an entry made wrongly is cancelled and keeps its number.

    Out: `code`, `year`, `serial` make the number. In: the serial number is the office's own, `number` the sender's.
    Scans are files of kind "register".
    """

    class Direction(models.TextChoices):
        OUT = "out"
        IN = "in"

    pid = models.CharField(max_length=16, unique=True, default=new_pid, editable=False)
    place = models.ForeignKey(
        Place, on_delete=models.PROTECT, related_name="+", help_text="whose register it is"
    )
    direction = models.CharField(max_length=3, choices=Direction.choices)
    code = models.CharField(max_length=20, blank=True, help_text="of the office, of papers that go out")
    year = models.PositiveSmallIntegerField()
    serial = models.PositiveIntegerField()
    number = models.CharField(max_length=60, blank=True, help_text="as the paper bears it")
    title = models.CharField(max_length=200)
    agency = models.CharField(max_length=120, help_text="whose paper it is")
    to = models.CharField(max_length=200, blank=True, help_text="to whom it went, or who is to act on it")
    subject = models.CharField(max_length=60, blank=True)
    dated = models.DateField(help_text="of the paper itself")
    day = models.DateField(help_text="sent or received")
    secrecy = models.CharField(max_length=8)
    holder = models.CharField(max_length=120, help_text="a post or office; nobody's name")
    document = models.ForeignKey(
        "reports.Document", null=True, blank=True, on_delete=models.PROTECT, related_name="registered"
    )
    note = models.CharField(max_length=300, blank=True)
    cancelled_on = models.DateField(null=True, blank=True)
    reason = models.CharField(max_length=200, blank=True)
    client_id = models.CharField(max_length=64, unique=True, null=True, blank=True)
    by = models.CharField(max_length=40)
    at = models.DateTimeField()

    class Meta:
        ordering = ["-day", "-pk"]
        indexes = [
            models.Index(fields=["place", "-day", "-id"], name="register_of_place"),
            models.Index(fields=["place", "year", "-day", "-id"], name="register_by_year"),
            models.Index(fields=["place", "direction", "-day", "-id"], name="register_by_direction"),
            models.Index(fields=["place", "agency", "-day", "-id"], name="register_by_agency"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["place", "direction", "code", "year", "serial"], name="register_number_once"
            ),
            models.CheckConstraint(condition=Q(secrecy__in=["open", "internal"]), name="register_no_secrets"),
            models.CheckConstraint(condition=Q(serial__gte=1), name="register_serial_from_one"),
            models.CheckConstraint(
                condition=(Q(direction="out") & ~Q(code="") & ~Q(number="")) | Q(direction="in", code=""),
                name="register_numbered",
            ),
            models.CheckConstraint(
                condition=Q(cancelled_on__isnull=True) | ~Q(reason=""), name="register_cancelled_says_why"
            ),
        ]

    def __str__(self) -> str:
        return self.title
