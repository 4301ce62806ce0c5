"""What this room refuses."""

from typing import TYPE_CHECKING

from safecommunity.accreditation.rights import NotYours as NotYours

if TYPE_CHECKING:
    from safecommunity.accreditation.queries.moves import Problem


class Refused(Exception):
    """What cannot be done as asked; the text is for the person who asked. `field` names the question, `rule` the rule
    that refuses, if one does."""

    def __init__(self, says: str, field: str = "", rule: str = "") -> None:
        super().__init__(f"{says}〔{rule}〕" if rule else says)
        self.field, self.rule = field, rule


class Warned(Refused):
    """What only warns: it is done if it is sent again with these rules named as known."""

    def __init__(self, says: str, problems: "list[Problem]") -> None:
        super().__init__(says)
        self.problems = problems
