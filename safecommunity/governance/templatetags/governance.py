"""Tags of this room's pages: ``{% load governance %}``."""

from collections.abc import Mapping

from django import template

register = template.Library()


@register.filter(name="of")
def of(names: Mapping[str, str], key: str) -> str:
    """``{{ names|of:pid }}``: the name behind a permanent id; the id where nobody is known by it, a dash for none."""
    return names.get(key, key) or "—"
