"""Every write about plans: drafted, checked, approved, put in force, reviewed, ended, imported."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from safecommunity.accounts.reader import Reader
from safecommunity.emergency import codes
from safecommunity.emergency.common import attach
from safecommunity.emergency.models import EmergencyPlan, PlanReview, PlanVersion
from safecommunity.emergency.models.plans import NEVER
from safecommunity.emergency.plans import words
from safecommunity.emergency.plans.words import add_months
from safecommunity.emergency.publishing import yearly_changes
from safecommunity.emergency.refusal import EARLIEST, Refused, day, need, number, one_of, text
from safecommunity.emergency.rights import Rights
from safecommunity.files import actions as files
from safecommunity.files import queries as kept
from safecommunity.journal import actions as journal
from safecommunity.journal.actions import ChangeOf

FACT, KIND, FILES = "emergency_plan", "emergency_plan", "emergency_plan"
Looked = Sequence[files.Looked]
State = PlanVersion.State


def log(
    action: str, plan: EmergencyPlan, by: str, at: datetime, *, changed: bool = True, **detail: Any
) -> None:
    """One audit event, with the facts of every year the plan stood in."""
    changes = yearly_changes(FACT, plan, at.year) if changed else []
    journal.record(
        by=by, action=action, kind=KIND, ref=plan.pid, place=plan.place.pid, at=at, detail=detail, changes=changes
    )  # fmt: skip


def checked(values: Mapping[str, Any]) -> dict[str, Any]:
    """The columns of a plan. Raises Refused in words."""
    if values.get("place") is None:
        raise Refused(
            _("%(field)s: no place came; allowed: one of the list") % {"field": _("Place")}, "place"
        )
    phases = {one: bool(values.get(one)) for one in codes.PHASES}
    if not any(phases.values()):
        raise Refused(_("Phase: allowed: at least one of before, during, after"), "phases")
    if values.get("unit") is not None and values.get("agency") is not None:
        raise Refused(_("A plan belongs to a social unit or to an agency, not to both"), "agency")
    unit = values.get("unit")
    return {
        "place": unit.place if unit is not None else values["place"], "unit": unit, "agency": values.get("agency"),
        "title": text(values.get("title"), _("Title"), 120, least=1, field="title"),
        "kind": one_of(values.get("kind"), _("Kind of plan"), codes.words("plan_kinds"), "kind"),
        "danger": one_of(values.get("danger"), _("Against what"), codes.words("dangers"), "danger"),
        "review_months": number(
            values.get("review_months") or codes.clock("review_months"), _("Reviewed every so many months"), 1, 120,
            "review_months",
        ),
        **phases,
    }  # fmt: skip


@transaction.atomic
def draft_plan(
    *, reader: Reader, values: Mapping[str, Any], at: datetime, client_id: str = "", looked: Looked = ()
) -> EmergencyPlan:
    """A new plan with the draft of its first version. The same form sent twice is one plan."""
    if client_id and (sent := EmergencyPlan.objects.filter(client_id=client_id[:64], by=reader.pid).first()):
        return sent
    made = checked(values)
    need(Rights(reader).keeps_of(made["place"]), made["place"].pid)
    says = text(values.get("says"), _("What is new in it"), 300, field="says")
    plan = EmergencyPlan.objects.create(**made, client_id=client_id[:64] or None, by=reader.pid, at=at)
    _draft(plan, reader.pid, at, says, looked)
    log("draft_emergency_plan", plan, reader.pid, at, kind=plan.kind)
    return plan


def _draft(plan: EmergencyPlan, by: str, at: datetime, says: str, looked: Looked) -> PlanVersion:
    last = plan.versions.first()
    today = timezone.localdate(at)
    version = PlanVersion.objects.create(
        plan=plan, number=last.number + 1 if last else 1, says=says, drafted_by=by, drafted_on=today
    )
    attach(looked, FILES, version.pid, plan.place, by, at, today)
    return version


def _locked(plan: EmergencyPlan, reader: Reader) -> EmergencyPlan:
    found = (
        EmergencyPlan.objects.select_for_update(of=("self",)).select_related("place", "unit").get(pk=plan.pk)
    )
    need(Rights(reader).keeps_of(found.place), found.pid)
    if found.ends is not None:
        raise Refused(_("This plan has ended"))
    return found


@transaction.atomic
def begin_version(
    *, reader: Reader, plan: EmergencyPlan, says: str, at: datetime, looked: Looked = ()
) -> PlanVersion:
    """Begin the next version; one at a time."""
    found = _locked(plan, reader)
    if found.versions.filter(state__in=PlanVersion.OPEN).exists():
        raise Refused(_("A version of this plan is being worked on already"))
    says = text(says, _("What is new in it"), 300, least=1, field="says")
    version = _draft(found, reader.pid, at, says, looked)
    log("begin_plan_version", found, reader.pid, at, changed=False, version=version.number)
    return version


@dataclass(frozen=True)
class Deed:
    """A step of a version: from which states, to which, and whether by somebody else than who drafted it."""

    starts: tuple[str, ...]
    to: str
    other: bool = False


DEEDS: dict[str, Deed] = {
    "check": Deed((State.DRAFT,), State.CHECKED, other=True),
    "send_back": Deed((State.CHECKED, State.APPROVED), State.DRAFT, other=True),
    "approve": Deed((State.CHECKED,), State.APPROVED, other=True),
    "issue": Deed((State.APPROVED,), State.IN_FORCE),
    "drop": Deed((State.DRAFT, State.CHECKED, State.APPROVED), State.DROPPED),
}


@transaction.atomic
def take_step(
    *, reader: Reader, version: PlanVersion, deed: str, at: datetime, values: Mapping[str, Any] | None = None,
    looked: Looked = (),
) -> PlanVersion:  # fmt: skip
    """One deed of a version: refused in the wrong order, and by who drafted it where somebody else has to."""
    plan = _locked(version.plan, reader)
    found = PlanVersion.objects.select_for_update().get(pk=version.pk)
    found.plan = plan
    told, given = DEEDS[deed], dict(values or {})
    if found.state not in told.starts:
        says = _("%(deed)s: this version is %(state)s; allowed: %(allowed)s")
        allowed = ", ".join(words.states()[one] for one in told.starts)
        raise Refused(
            says % {"deed": words.deed(deed), "state": words.states()[found.state], "allowed": allowed}
        )
    if told.other and found.drafted_by == reader.pid:
        raise Refused(_("%(deed)s: not by who drafted it") % {"deed": words.deed(deed)})
    attach(looked, FILES, found.pid, plan.place, reader.pid, at, timezone.localdate(at))
    HOW[deed](found, given, reader, timezone.localdate(at))
    found.state = told.to
    found.save()
    log(f"plan_version_{deed}", plan, reader.pid, at, version=found.number, files=len(looked))
    return found


def _check(version: PlanVersion, _given: dict[str, Any], reader: Reader, today: date) -> None:
    if not kept.attachments(reader, FILES, version.pid):
        raise Refused(_("No text of the plan is attached; allowed: a PDF, Word file or photos"), "files")
    version.checked_by, version.checked_on, version.reason = reader.pid, today, ""


def _send_back(version: PlanVersion, given: dict[str, Any], _reader: Reader, _today: date) -> None:
    version.reason = text(given.get("reason"), _("Reason"), 200, least=1, field="reason")
    version.checked_by, version.checked_on, version.approved_by, version.approved_on = "", None, "", None


def _approve(version: PlanVersion, given: dict[str, Any], reader: Reader, today: date) -> None:
    on = given.get("on") or today
    version.approved_on = day(on, _("Approved on"), version.drafted_on, today, "on")
    version.approved_by = reader.pid


def _issue(version: PlanVersion, given: dict[str, Any], _reader: Reader, today: date) -> None:
    """In force from a day on; what held before holds no more, and the clock of the review begins anew."""
    plan = version.plan
    first = version.approved_on or version.drafted_on
    starts = day(given.get("on") or today, _("In force from"), first, today, "on")
    version.filing_no = text(given.get("filing_no"), _("Filing number"), 60, field="filing_no")
    version.in_force_from, version.review_due = starts, add_months(starts, plan.review_months)
    before = plan.versions.filter(state=State.IN_FORCE).first()
    if before is not None:
        before.state, before.in_force_to = State.SUPERSEDED, starts
        before.save(update_fields=["state", "in_force_to"])
    plan.starts = plan.starts or starts
    plan.review_due = version.review_due
    plan.save(update_fields=["starts", "review_due"])


def _drop(version: PlanVersion, given: dict[str, Any], _reader: Reader, _today: date) -> None:
    version.reason = text(given.get("reason"), _("Reason"), 200, least=1, field="reason")


HOW: dict[str, Callable[[PlanVersion, dict[str, Any], Reader, date], None]] = {
    "check": _check, "send_back": _send_back, "approve": _approve, "issue": _issue, "drop": _drop,
}  # fmt: skip


@transaction.atomic
def review_plan(
    *, reader: Reader, plan: EmergencyPlan, keeps: bool, says: str, on: date, at: datetime
) -> PlanReview:
    """Somebody looked whether the plan in force still fits: it stays and its clock begins anew, or a version begins."""
    found, today = _locked(plan, reader), timezone.localdate(at)
    version = found.versions.filter(state=State.IN_FORCE).first()
    if version is None or version.in_force_from is None:
        raise Refused(_("No version of this plan is in force; there is nothing to review"))
    on = day(on, _("Reviewed on"), version.in_force_from, today, "on")
    says = text(says, _("What the review says"), 300, least=1, field="says")
    made = PlanReview.objects.create(
        plan=found, version=version, on=on, keeps=keeps, says=says, was_due=found.review_due, by=reader.pid, at=at
    )  # fmt: skip
    if keeps:
        found.review_due = version.review_due = add_months(on, found.review_months)
        found.save(update_fields=["review_due"])
        version.save(update_fields=["review_due"])
    elif not found.versions.filter(state__in=PlanVersion.OPEN).exists():
        _draft(found, reader.pid, at, says, ())
    log("review_emergency_plan", found, reader.pid, at, keeps=keeps)
    return made


@transaction.atomic
def end_plan(*, reader: Reader, plan: EmergencyPlan, on: date, reason: str, at: datetime) -> EmergencyPlan:
    """The plan holds no more, from a day on; it stays readable."""
    found = _locked(plan, reader)
    today = timezone.localdate(at)
    if found.starts is None:
        raise Refused(_("No version was ever in force; drop the draft instead"))
    found.ends = day(on, _("Ended on"), found.starts, today, "on")
    found.reason = text(reason, _("Reason"), 200, least=1, field="reason")
    found.review_due = NEVER
    found.save(update_fields=["ends", "reason", "review_due"])
    log("end_emergency_plan", found, reader.pid, at)
    return found


@transaction.atomic
def import_plans(
    *, reader: Reader, rows: Sequence[tuple[str, Mapping[str, Any]]], at: datetime, file_name: str
) -> tuple[int, int]:
    """Plans in force from a checked list, each with its key; a row sent twice is one plan. (stored, known)."""
    keys = [key for key, _row in rows]
    known = set(EmergencyPlan.objects.filter(client_id__in=keys).values_list("client_id", flat=True))
    rights, today, changes, stored = Rights(reader), timezone.localdate(at), list[ChangeOf](), 0
    top = ""
    for key, row in dict(rows).items():
        if key in known:
            continue
        made = checked(row)
        need(rights.keeps_of(made["place"]), made["place"].pid)
        starts = day(row["starts"], _("In force from"), EARLIEST, today)
        due = add_months(starts, made["review_months"])
        try:
            plan = EmergencyPlan.objects.create(
                **made, starts=starts, review_due=due, binder=row.get("binder", ""), client_id=key, by=reader.pid,
                at=at,
            )  # fmt: skip
        except IntegrityError as reason:
            raise Refused(_("“%(title)s” cannot be stored") % {"title": made["title"]}) from reason
        PlanVersion.objects.create(
            plan=plan, number=1, state=State.IN_FORCE, drafted_by=reader.pid, drafted_on=today,
            filing_no=row.get("filing_no", ""), in_force_from=starts, review_due=due,
        )  # fmt: skip
        changes += yearly_changes(FACT, plan, at.year)
        top, stored = top or made["place"].pid, stored + 1
    if stored:
        journal.record(
            by=reader.pid, action="import_emergency_plans", kind=KIND, ref="list", place=top, at=at, changes=changes,
            detail={"rows": stored, "file": file_name[:150]},
        )  # fmt: skip
    return stored, len(rows) - stored
