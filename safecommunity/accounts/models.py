"""People, their roles and scopes, their phones. Places and units, which live above, stand by permanent id."""

import secrets
from datetime import date, datetime

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.core.validators import RegexValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from safecommunity.accounts.fields import SecretField

ALPHABET = "abcdefghijklmnopqrstuvwxyz234567"
PID_LENGTH = 12


def new_pid() -> str:
    """A random permanent id: 12 characters of lower-case base32 (60 bits)."""
    return "".join(secrets.choice(ALPHABET) for _ in range(PID_LENGTH))


class Role(models.TextChoices):
    """What a person does in the programme; a person may have several."""

    GRID = "grid", _("Village or grid recorder")
    FACILITY = "facility", _("Facility recorder")
    CDC = "cdc", _("CDC staff")
    CLERK = "clerk", _("Office clerk")
    CHIEF = "chief", _("Office chief")
    SUPERVISOR = "supervisor", _("Supervisor of a higher level")
    AGENCY = "agency", _("Partner agency")
    UNIT = "unit", _("Social unit")
    REVIEWER = "reviewer", _("Reviewer")
    AUDITOR = "auditor", _("Auditor")
    ADMIN = "admin", _("Administrator")


class UserManager(BaseUserManager["User"]):
    """Reads only; people are made by actions.create_user."""


class User(AbstractBaseUser):
    """One person who signs in."""

    pid = models.CharField(max_length=12, unique=True, default=new_pid, editable=False)
    username = models.CharField(
        _("User name"),
        max_length=40,
        unique=True,
        validators=[
            RegexValidator(
                r"^[\w.\-]+\Z", _("User name: letters, digits, dot, hyphen, underscore; at most 40.")
            )
        ],
        error_messages={"unique": _("This user name is taken.")},
    )
    display_name = models.CharField(_("Name"), max_length=60)
    language = models.CharField(_("Language"), max_length=10, default="zh-hans")
    phone = SecretField(_("Phone"), blank=True, default="")
    phone_digest = models.CharField(max_length=64, blank=True, db_index=True)
    is_active = models.BooleanField(default=True)
    password_given = models.BooleanField(default=False, help_text="set by somebody else")
    created_at = models.DateTimeField()
    is_demo = models.BooleanField(default=False)
    demo_order = models.PositiveSmallIntegerField(default=0)
    demo_says = models.CharField(max_length=200, blank=True, help_text="English text, translated when shown")

    objects = UserManager()
    USERNAME_FIELD = "username"
    REQUIRED_FIELDS = ["display_name"]

    # Django's admin asks these; the middleware sets is_staff from the reader's roles for this request.
    is_staff = False
    is_superuser = False

    class Meta:
        ordering = ["username"]

    def __str__(self) -> str:
        return self.display_name or self.username

    def get_full_name(self) -> str:
        """The name shown to colleagues."""
        return self.display_name

    def has_perm(self, perm: str, obj: object = None) -> bool:
        """The read-only admin: an administrator may view, nobody may do more."""
        return self.is_active and self.is_staff and perm.rpartition(".")[2].startswith("view_")

    def has_perms(self, perm_list: list[str], obj: object = None) -> bool:
        """All of them."""
        return all(self.has_perm(perm, obj) for perm in perm_list)

    def has_module_perms(self, app_label: str) -> bool:
        """Every room's tables may be viewed by an administrator."""
        return self.is_active and self.is_staff


class Scope(models.Model):
    """A right for a time: this role, at this place (and below it) or for this unit, in one room or in all."""

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="scopes")
    role = models.CharField(max_length=12, choices=Role.choices)
    place = models.CharField(max_length=40, blank=True)
    unit = models.CharField(max_length=40, blank=True)
    room = models.CharField(max_length=40, blank=True, help_text="empty: all rooms")
    starts = models.DateField()
    ends = models.DateField(null=True, blank=True, help_text="first day without the right")
    sensitive = models.BooleanField(default=False, help_text="suicide, violence, sexual assault")
    sector = models.CharField(
        max_length=40, blank=True, help_text="of an agency's person: only this sector's tables and tasks"
    )
    granted_by = models.CharField(max_length=12, blank=True)

    class Meta:
        indexes = [models.Index(fields=["place", "role"]), models.Index(fields=["unit"])]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(ends__isnull=True) | models.Q(ends__gte=models.F("starts")),
                name="scope_ends_after_it_starts",
            ),
            models.CheckConstraint(condition=models.Q(role__in=Role.values), name="scope_role_is_known"),
            models.CheckConstraint(
                condition=models.Q(sector="") | models.Q(role="agency"), name="scope_sector_of_agency"
            ),
        ]

    def holds_on(self, day: date) -> bool:
        """From the first day on, up to but not including the day it ends."""
        return self.starts <= day and (self.ends is None or day < self.ends)


class Device(models.Model):
    """A phone enrolled for one person: the phone holds a token, the person knows a PIN."""

    pid = models.CharField(max_length=12, unique=True, default=new_pid, editable=False)
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="devices")
    name = models.CharField(max_length=60, blank=True)
    token = models.CharField(max_length=64, help_text="SHA-256 of the token in the phone")
    pin = models.CharField(max_length=256, help_text="slow hash of the keyed PIN")
    enrolled_at = models.DateTimeField()
    last_used_at = models.DateTimeField(null=True)
    failures = models.PositiveSmallIntegerField(default=0)
    locked_until = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-enrolled_at"]

    def is_locked(self, now: datetime) -> bool:
        """After too many wrong PINs, for a while."""
        return self.locked_until is not None and now < self.locked_until


class Enrolment(models.Model):
    """An invitation for one phone: valid for minutes, once. The token lies sealed until used."""

    pid = models.CharField(max_length=12, unique=True, default=new_pid, editable=False)
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="enrolments")
    by = models.CharField(max_length=12)
    digest = models.CharField(max_length=64, unique=True, help_text="SHA-256 of the token in the QR code")
    token = SecretField(blank=True, default="")
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)

    def is_open(self, now: datetime) -> bool:
        """Neither used nor expired."""
        return self.used_at is None and now < self.expires_at
