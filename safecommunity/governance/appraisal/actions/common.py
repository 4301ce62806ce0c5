"""What every deed on an appraisal does: lock it, refuse what its state forbids, leave a step and an audit event."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from safecommunity.governance.actions.refusal import Refused
from safecommunity.governance.appraisal import words
from safecommunity.governance.models import Appraisal, AppraisalParty, AppraisalStep
from safecommunity.journal import actions as journal
from safecommunity.journal.actions import ChangeOf

FACT = "appraisal_party"
State = Appraisal.State


def locked(appraisal: Appraisal) -> Appraisal:
    """The appraisal as it stands now, held until the deed is over."""
    return Appraisal.objects.select_for_update(of=("self",)).select_related("place").get(pk=appraisal.pk)


def need_state(appraisal: Appraisal, *allowed: str) -> None:
    """Refuse what its state forbids; what is published says that it stays."""
    if appraisal.state in allowed:
        return
    if appraisal.state in (State.PUBLISHED, State.FINAL):
        says = _("%(year)s is published and stays as it is; only an objection that is upheld corrects it")
        raise Refused(says % {"year": appraisal.year})
    says = _("This appraisal is “%(state)s”; that is possible while it is “%(allowed)s”")
    named = _(", ").join(words.state(one) for one in allowed)
    raise Refused(says % {"state": words.state(appraisal.state), "allowed": named})


def sentence(text: str, field: str, most: int, least: int = 1) -> str:
    """A text of a person within its length."""
    told = " ".join(text.split())
    if not least <= len(told) <= most:
        says = _("%(field)s: got %(came)s characters; allowed: %(least)s to %(most)s")
        raise Refused(says % {"field": field, "came": len(told), "least": least, "most": most})
    return told


def log(
    appraisal: Appraisal, what: str, by: str, at: datetime, *, parties: Iterable[AppraisalParty] = (), says: str = "",
    step: bool = True, **detail: Any,
) -> None:  # fmt: skip
    """One audit event with the facts that changed, and a step of its history."""
    if step:
        AppraisalStep.objects.create(appraisal=appraisal, what=what, says=says[:300], by=by, at=at)
    journal.record(
        by=by, action=f"appraisal_{what}", kind="appraisal", ref=appraisal.pid, place=appraisal.place.pid, at=at,
        changes=[ChangeOf(FACT, one.ref) for one in parties], detail=detail,
    )  # fmt: skip
