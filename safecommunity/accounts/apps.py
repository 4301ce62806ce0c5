"""The room's entry in Django."""

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    """Room: accounts."""

    name = "safecommunity.accounts"
    label = "accounts"
