"""What returns put into the pages of other rooms: menu, work to do, what is late, who may open their files."""

from datetime import date
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from safecommunity.accounts.models import Role
from safecommunity.accounts.reader import Reader
from safecommunity.governance.models import Return, ReturnVersion
from safecommunity.governance.returns import forms_known, queries, transitions
from safecommunity.governance.returns.rights import ROOM, USES, Hands
from safecommunity.shell.slots import MenuEntry, WorkLine, once

S = Return.State
MOST = 12


def ready() -> None:
    """Publish the fact and its figures, and stand in the slots."""
    from safecommunity.figures import registry
    from safecommunity.files import queries as files
    from safecommunity.governance.returns import actions, facts
    from safecommunity.indicators.catalogue import CATALOGUE
    from safecommunity.shell import slots

    registry.register_fact(
        registry.Fact(
            schema=facts.SCHEMA, rows=facts.rows, all_rows=facts.all_rows, rows_by_refs=facts.rows_by_refs,
            openable=facts.openable, option_label=facts.option_label, received_of=facts.received_of,
            tables=("governance.Return", "governance.ReturnVersion", "governance.ReturnCell"),
            screens=((lazy("Statistical returns"), "returns"),),
        )
    )  # fmt: skip
    CATALOGUE.register_source("return", facts.FormSource())
    files.guard(actions.KIND, may_open_scan)
    slots.register("menu", menu, order=21)
    slots.register("landing", landing, order=50)
    slots.register("todo", todo)
    slots.register("exceptions", exceptions)
    slots.register("failed", failed)


@once
def hands_of(request: HttpRequest) -> Hands | None:
    """The reader's rights over returns, unfolded once a request."""
    reader = getattr(request, "reader", None)
    if reader is None or not any(scope.role in USES and scope.in_room(ROOM) for scope in reader.scopes):
        return None
    return Hands(reader)


def may_open_scan(reader: Reader, ref: str) -> bool:
    """A paper belongs to one handing-in: the filler's side sees it at once, the receiving office once it is in."""
    pid, _dash, number = ref.partition("-")
    one = queries.returns().filter(pid=pid).first()
    if one is None or not number.isdigit():
        return False
    held = Hands(reader)
    if held.sees_draft(one):
        return True
    return held.is_receiver(one) and one.versions.filter(number=int(number)).exists()


def menu(request: HttpRequest, **_context: Any) -> list[MenuEntry]:
    """One entry: what one owes, and what comes in; for who cannot send forms down once something is asked of him."""
    held = hands_of(request)
    if held is None or not (held.sends_down or queries.register(held).exists()):
        return []
    return [MenuEntry("daily", _("Statistical returns"), reverse("returns"))]


def landing(request: HttpRequest, **_context: Any) -> str | None:
    """Who only fills an agency's tables starts at them."""
    reader = getattr(request, "reader", None)
    return reverse("returns") if reader is not None and reader.roles == {Role.AGENCY} else None


@once
def todo(request: HttpRequest, **_context: Any) -> list[WorkLine]:
    """What waits for this reader: to fill, to check, to sign, to look at; late ones of others to urge."""
    held = hands_of(request)
    if held is None:
        return []
    today = timezone.localdate()
    working = queries.register(held).exclude(state=S.LOCKED)
    rows = list(working.filter(last__lt=today.year * 12 + today.month - 1).order_by("due", "pk")[:200])
    return [task for one in rows if (task := _task(held, one, today))][: MOST * 2]


def _task(held: Hands, one: Return, today: date) -> WorkLine | None:
    mine = held.is_own_side(one)
    if mine and one.state in transitions.WORKED_ON and held.may(one, "fill"):
        back = one.state in (S.RETURNED, S.REOPENED) or bool(one.reason)
        return _line(
            one, _("Returned") if back else _("Return"), _("Fill in %(what)s"), _("Fill in"), one.reason
        )
    if mine and held.may(one, "pass"):
        return _line(one, _("To check"), _("Check %(what)s"), _("Check"))
    if mine and held.may(one, "submit") and one.state == S.CHECKED:
        return _line(one, _("To sign"), _("Sign and hand in %(what)s"), _("Sign"))
    if held.is_receiver(one) and one.state == S.SUBMITTED:
        return _line(one, _("Came in"), _("Look at %(what)s of %(who)s"), _("Review"), due=False)
    if held.is_receiver(one) and queries.is_late(one, today):
        urged = _("Reminders so far: %(times)s") % {"times": one.urged_times} if one.urged_times else ""
        return _line(one, _("Not in"), _("%(who)s has not handed in %(what)s"), _("Urge"), urged)
    return None


def _line(one: Return, kind: str, title: str, action: str, says: str = "", *, due: bool = True) -> WorkLine:
    language = get_language() or "zh-hans"
    what = f"{forms_known.spec_of(one.form).title(language)} {queries.label(one)}"
    words = {"what": what, "who": queries.filler_name(one)}
    url = reverse("return", args=[one.pid])
    where = one.place.pid if one.place else ""
    return WorkLine(
        kind, title % words, url, action, one.due if due else None, says, missing=due, place=where
    )


def exceptions(request: HttpRequest, **_context: Any) -> list[WorkLine]:
    """For the chief: what is late."""
    today = timezone.localdate()
    return [task for task in todo(request) if task.missing and task.due is not None and task.due < today]


def failed(request: HttpRequest, **_context: Any) -> list[WorkLine]:
    """Returns that came to this office, or left it, with sums that do not agree; the newest first."""
    held = hands_of(request)
    if held is None:
        return []
    first = (timezone.localdate().year - 1) * 12
    rows = queries.register(held).filter(state__in=transitions.STANDING, last__gte=first)
    newest = {one.of_id: one for one in ReturnVersion.objects.filter(of__in=rows).order_by("number")}
    last = {pk: one for pk, one in newest.items() if one.findings}
    told, language = [], get_language() or "zh-hans"
    for row in rows.filter(pk__in=last).order_by("-last", "-pk")[:MOST]:
        n = len(last[row.pk].findings)
        title = f"{forms_known.spec_of(row.form).title(language)} {queries.label(row)} · {queries.filler_name(row)}"
        says = _("%(n)s sums do not agree") % {"n": n}
        if last[row.pk].note:
            says += f": {last[row.pk].note}"
        told.append(WorkLine(_("Return"), title, reverse("return", args=[row.pid]), _("Review"), says=says))
    return told
