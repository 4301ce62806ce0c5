"""A number on paper of the street without its n, what the checker says of it, and a day of a visit."""

from datetime import date

from django.utils import timezone

from safecommunity.accounts.reader import Reader
from safecommunity.figures.checker import actions as checker
from safecommunity.figures.claims import actions
from safecommunity.figures.models import Finding


def lay(clerk: Reader, street: str) -> dict[str, str]:
    """Make them; answers what rows of the table may name."""
    at = timezone.now()
    values = {"kind": "share", "title": "知晓率", "printed": "95", "unit": "%", "document": "工作总结"}
    claim = actions.record_claim(reader=clerk, place=street, values=values, at=at)
    checker.run_checks(by="keeper", at=at, codes=["claims.n1"])
    day = checker.set_review_day(
        reader=clerk, place=street, on=date(timezone.localdate(at).year, 12, 1), title="省级评审", at=at
    )
    finding = Finding.objects.get(check_code="claims.n1", key=claim.pid)
    return {"claim": claim.pid, "finding": finding.pid, "review_day": day.pid}
