"""What this room refuses."""

from safecommunity.accreditation.rights import NotYours as NotYours


class Refused(Exception):
    """What cannot be done as asked; the text is for the person who asked. `field` names the question, if one."""

    def __init__(self, says: str, field: str = "") -> None:
        super().__init__(says)
        self.field = field
