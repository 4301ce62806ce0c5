"""People and rights may be looked at here, never touched; secrets are not shown."""

from django.contrib import admin

from safecommunity.accounts.models import Device, Enrolment, Scope, User
from safecommunity.shell.admin import ReadOnlyAdmin


@admin.register(User)
class UserAdmin(ReadOnlyAdmin):
    """Who signs in."""

    list_display = ("pid", "username", "display_name", "is_active", "last_login")
    exclude = ("password", "phone", "phone_digest")


@admin.register(Scope)
class ScopeAdmin(ReadOnlyAdmin):
    """Who may what, where, from when to when."""

    list_display = ("user", "role", "place", "unit", "room", "starts", "ends", "sensitive")


@admin.register(Device)
class DeviceAdmin(ReadOnlyAdmin):
    """Enrolled phones."""

    list_display = ("pid", "user", "name", "enrolled_at", "last_used_at", "locked_until", "revoked_at")
    exclude = ("token", "pin")


@admin.register(Enrolment)
class EnrolmentAdmin(ReadOnlyAdmin):
    """Invitations for phones."""

    list_display = ("pid", "user", "by", "made_at", "expires_at", "used_at")
    exclude = ("digest", "token")
