"""What this room refuses."""

from django.core.exceptions import PermissionDenied


class Refused(Exception):
    """What cannot be done as asked; the text is for the person who asked. `field` names the question, if one."""

    def __init__(self, says: str, field: str = "") -> None:
        super().__init__(says)
        self.field = field


class NotYours(PermissionDenied):
    """A write outside the writer's rights."""
