"""The room's entry in Django."""

from django.apps import AppConfig


class FilesConfig(AppConfig):
    """Room: files."""

    name = "safecommunity.files"
    label = "files"
