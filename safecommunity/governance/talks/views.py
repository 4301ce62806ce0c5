"""Pages of talks: the list, naming a person, one talk whose words open for a purpose, steps, answer, appeal, end."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from safecommunity.accounts.models import Role
from safecommunity.governance.appraisal import queries as appraisals
from safecommunity.governance.appraisal.rights import SHOWN, Seat
from safecommunity.governance.appraisal.views.shown import last_words, out_words
from safecommunity.governance.models import Talk, TalkStep
from safecommunity.governance.talks import actions, words
from safecommunity.governance.talks.forms import (
    CloseForm,
    DecisionForm,
    NameForm,
    PaperForm,
    PurposeForm,
    SaidForm,
    StepForm,
)
from safecommunity.governance.talks.rights import Chair, sign_ins
from safecommunity.governance.talks.slots import chair_of
from safecommunity.governance.talks.words import LADDER, W
from safecommunity.governance.views.common import first_error, show
from safecommunity.places.models import new_pid

MOST = 200


def _chair(request: HttpRequest) -> Chair:
    """Where the reader sits; refused to who is neither chief nor auditor nor concerned."""
    found = chair_of(request)
    if found is None:
        raise PermissionDenied
    concerned = Talk.objects.filter(user=found.reader.pid).exists()
    if not found.reader.has(Role.CHIEF, Role.AUDITOR) and not concerned:
        raise PermissionDenied
    return found


def _asked(request: HttpRequest, pid: str) -> tuple[Chair, Talk]:
    chair = _chair(request)
    found = chair.one(pid)
    if found is None:
        raise Http404
    show(request, found.place)
    return chair, found


@login_required
@require_safe
def listing(request: HttpRequest) -> HttpResponse:
    """Talks by party and step, without anybody's name."""
    chair = _chair(request)
    rows = []
    for one in chair.visible().prefetch_related("steps")[:MOST]:
        done = [step for step in one.steps.all() if step.what in (W.NAMED, *LADDER, W.CLOSED)]
        rows.append(
            {
                "one": one,
                "step": words.step(done[-1].what) if done else "",
                "on": done[-1].on if done else None,
            }
        )
    return render(
        request, "governance/talks/list.html", {"rows": rows, "chief": chair.reader.has(Role.CHIEF)}
    )


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest, pid: str) -> HttpResponse:
    """The chief names a person for a party of a published appraisal."""
    chair = chair_of(request)
    if chair is None or not chair.reader.has(Role.CHIEF):
        raise PermissionDenied
    found = appraisals.party(Seat(chair.reader), pid)
    if (
        found is None
        or found.appraisal.place.pid not in chair.chief_reach
        or found.appraisal.state not in SHOWN
    ):
        raise Http404
    show(request, found.appraisal.place)
    result = appraisals.result(found.appraisal)
    standing = next((one for one in result.lines if one["party"] == pid), None) if result else None
    form = NameForm(
        request.POST if request.method == "POST" else None, people=sign_ins(found),
        initial={"on": timezone.localdate()},
    )  # fmt: skip
    if form.is_valid():
        try:
            made = actions.name_person(
                reader=chair.reader, party=found, at=timezone.now(), client_id=request.POST.get("client_id", "")[:64],
                **form.cleaned_data,
            )  # fmt: skip
        except actions.Refused as reason:
            form.add_error(None, str(reason))
        else:
            return redirect("talk", made.pid)
    context = {
        "form": form, "party": found, "standing": _standing(standing),
        "client_id": request.POST.get("client_id") or new_pid(),
    }  # fmt: skip
    return render(request, "governance/talks/new.html", context, status=422 if form.is_bound else 200)


def _standing(line: dict[str, Any] | None) -> dict[str, Any] | None:
    """A line as published, in words."""
    if line is None:
        return None
    sure = line["lower"] is not None and line["lower"] == line["upper"]
    return {
        **line, "span": "" if line["lower"] is None or sure else f"{line['lower']}–{line['upper']}",
        "last_says": last_words(line["last"]), "out_says": out_words(line["out"]),
    }  # fmt: skip


@login_required
@require_safe
def talk(request: HttpRequest, pid: str) -> HttpResponse:
    """One talk: its steps without words; who it concerns reads everything, and that is on the record as well."""
    chair, found = _asked(request, pid)
    if chair.concerned(found):
        actions.open_words(reader=chair.reader, talk=found, purpose="own", at=timezone.now())
    return _page(request, chair, found, opened=chair.concerned(found))


@login_required
@require_POST
def opening(request: HttpRequest, pid: str) -> HttpResponse:
    """Open the name and the words for a purpose, on the record."""
    chair, found = _asked(request, pid)
    try:
        actions.open_words(
            reader=chair.reader, talk=found, purpose=request.POST.get("purpose", ""), at=timezone.now()
        )
    except actions.Refused as reason:
        messages.error(request, str(reason))
        return redirect("talk", pid)
    return _page(request, chair, found, opened=True)


def _page(request: HttpRequest, chair: Chair, found: Talk, *, opened: bool) -> HttpResponse:
    today = timezone.localdate()
    steps = list(found.steps.select_related("task", "about"))
    chief, concerned, live = chair.chief(found), chair.concerned(found), found.closed_on is None
    waits = actions.open_appeal(found) if live else None
    held = actions.taken(found)
    following = LADDER[min(len(LADDER) - 1, max((LADDER.index(one.what) for one in held), default=-1) + 1)]
    paper = chief and live and not found.user
    context: dict[str, Any] = {
        "one": found, "opened": opened, "concerned": concerned, "standing": _standing(found.standing),
        "steps": [_shown(row, held) for row in steps], "live": live, "waits": waits,
        "purpose": PurposeForm() if not concerned else None,
        "step": StepForm(initial={"on": today, "what": following}) if chief and live and waits is None else None,
        "decision": DecisionForm(initial={"on": today}) if chief and waits is not None else None,
        "close": CloseForm(initial={"on": today}) if chief and live and waits is None else None,
        "said": SaidForm() if concerned and live else None,
        "paper": PaperForm(initial={"on": today}) if paper else None,
        "may_appeal": live and waits is None and (concerned or paper),
    }  # fmt: skip
    answer = render(request, "governance/talks/one.html", context)
    answer["Cache-Control"] = "no-store"
    return answer


def _shown(row: TalkStep, held: list[TalkStep]) -> dict[str, Any]:
    undone = row.what in LADDER and row.pk not in {one.pk for one in held}
    against = row.about.about if row.what == W.DECIDED and row.about else row.about
    return {
        "step": row, "what": words.step(row.what), "undone": undone,
        "about": words.step(against.what) if against is not None else "",
    }  # fmt: skip


def _deed(
    request: HttpRequest, pid: str, form: Any, act: Callable[..., Any], *, own: bool = False
) -> HttpResponse:
    """One deed of the chief, or with `own` of the person concerned; 404 for everybody else."""
    chair, found = _asked(request, pid)
    if not (chair.concerned(found) if own else chair.chief(found)):
        raise Http404
    try:
        if not form.is_valid():
            raise actions.Refused(first_error(form))
        told = form.values() if hasattr(form, "values") else form.cleaned_data
        act(reader=chair.reader, talk=found, at=timezone.now(), **told)
    except actions.Refused as reason:
        messages.error(request, str(reason))
    else:
        messages.success(request, _("Recorded"))
    return redirect("talk", pid)


@login_required
@require_POST
def step(request: HttpRequest, pid: str) -> HttpResponse:
    """The next step."""
    return _deed(request, pid, StepForm(request.POST), actions.take_step)


@login_required
@require_POST
def answer(request: HttpRequest, pid: str) -> HttpResponse:
    """The person's answer; the chief writes down that of somebody without a sign-in."""
    chair, found = _asked(request, pid)
    if chair.concerned(found):
        return _deed(request, pid, SaidForm(request.POST), actions.answer, own=True)
    return _deed(request, pid, PaperForm(request.POST), actions.answer_on_paper)


@login_required
@require_POST
def appeal(request: HttpRequest, pid: str) -> HttpResponse:
    """An appeal against the last step; of somebody without a sign-in written down by the chief."""
    chair, found = _asked(request, pid)
    own = chair.concerned(found)
    return _deed(
        request, pid, SaidForm(request.POST) if own else PaperForm(request.POST), actions.appeal, own=own
    )


@login_required
@require_POST
def decide(request: HttpRequest, pid: str) -> HttpResponse:
    """What became of an appeal."""
    return _deed(request, pid, DecisionForm(request.POST), actions.decide_appeal)


@login_required
@require_POST
def close(request: HttpRequest, pid: str) -> HttpResponse:
    """It ended."""
    return _deed(request, pid, CloseForm(request.POST), actions.close_talk)
