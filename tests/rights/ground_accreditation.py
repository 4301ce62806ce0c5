"""An open round by the original six criteria, with one piece of evidence and one question to the fire brigade."""

from datetime import date

from django.utils import timezone

from safecommunity.accounts.reader import Reader
from safecommunity.accreditation import actions
from safecommunity.places.models import Place


def lay(clerk: Reader, street: Place) -> dict[str, str]:
    """Make them; answers what rows of the table may name."""
    at = timezone.now()
    one = actions.open_round(reader=clerk, place=street, code="who6", year=at.year, at=at)
    values = {"title": "成立文件", "pointer": "/organisation/", "happened_on": date(at.year, 1, 1)}
    piece = actions.bring_evidence(reader=clerk, place=street, values=values, at=at)
    actions.use_evidence(reader=clerk, evidence=piece, round=one, item="W1", parts=["whole"], at=at)
    ask = actions.ask_about(
        reader=clerk, round=one, item="W2", part="", text="消防培训办了几次", due=timezone.localdate(at),
        sector="fire", at=at,
    )  # fmt: skip
    return {
        "item_ask": ask.pid,
        "scored_round": one.pid,
        "scored_sheet": one.sheet.pid,
        "evidence": piece.pid,
    }
