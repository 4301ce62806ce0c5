"""The room's entry in Django."""

from django.apps import AppConfig


class AccreditationConfig(AppConfig):
    """Room: accreditation."""

    name = "safecommunity.accreditation"
    label = "accreditation"
