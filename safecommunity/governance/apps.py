"""The room's entry in Django."""

from django.apps import AppConfig


class GovernanceConfig(AppConfig):
    """Room: governance."""

    name = "safecommunity.governance"
    label = "governance"
