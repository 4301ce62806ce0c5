"""What a check has to say, and the refusal that carries it."""

import dataclasses
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from safecommunity.shell.errors import Refused as RefusedRequest


@dataclass(frozen=True)
class Finding:
    """One thing a check noticed: `error` refuses, `ask` wants a person to look again."""

    rule: str
    level: str
    field: str
    message: str
    fix: Mapping[str, int] = dataclasses.field(default_factory=dict)

    @property
    def refuses(self) -> bool:
        return self.level == "error"


class Refused(RefusedRequest):
    """A record cannot be written as sent; `findings` name every reason at once."""

    def __init__(self, findings: Iterable[Finding]) -> None:
        self.findings = tuple(findings)
        super().__init__("；".join(finding.message for finding in self.findings))

    @classmethod
    def because(cls, message: str, rule: str = "refused", fieldname: str = "") -> "Refused":
        """A refusal with a single reason."""
        return cls([Finding(rule, "error", fieldname, message)])


class AsksAgain(Refused):
    """Nothing is wrong for certain, but a person should look again before it is stored."""
