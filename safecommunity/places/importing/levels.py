"""The words of the levels of the place tree."""

from django.utils.translation import gettext as _


def level_name(level: str) -> str:
    """A level as people say it."""
    return {
        "country": _("Country"), "province": _("Province"), "city": _("City"), "district": _("District or county"),
        "street": _("Street or town"), "community": _("Community or village"), "grid": _("Grid"),
    }.get(level, level)  # fmt: skip
