"""The yearly judgement of a plan on one screen; one judgement with the figures held; carrying on into the next year."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from safecommunity.accounts import queries as people
from safecommunity.figures import choice
from safecommunity.governance.models import Review
from safecommunity.governance.plans import actions, progress, queries, words
from safecommunity.governance.plans.forms import JudgeForm
from safecommunity.governance.plans.views.common import asked_plan, keeps, number_of
from safecommunity.governance.rights import Rights
from safecommunity.governance.views.bodies import need_looks
from safecommunity.governance.views.common import show
from safecommunity.indicators import stored


def year_asked(request: HttpRequest, first: int, last: int) -> int:
    """The year to be judged: asked for, else this year or the last one of the plan."""
    today = timezone.localdate().year
    given = number_of(request.POST.get("year", "") or request.GET.get("year", ""))
    return given if first <= given <= min(last, today) else max(first, min(last, today))


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def judge(request: HttpRequest, pid: str) -> HttpResponse:
    """All items of a plan with how far they are, and three answers for each."""
    rights, plan = asked_plan(request, pid)
    if plan.withdrawn_on is not None or (request.method == "POST" and not keeps(rights, plan)):
        raise Http404
    now, today = timezone.now(), timezone.localdate()
    year = year_asked(request, plan.starts.year, plan.until.year)
    reads = choice.may_read(rights.reader, plan.place.pid)
    stood = queries.judged_items(plan, year)
    lines = [_line(request, one, stood.get(one.item.pk), now, today, reads) for one in queries.lines(plan, today)
             if one.state != "dropped"]  # fmt: skip
    problem = ""
    sound = [line["form"].is_valid() for line in lines]  # all of them, so that every fault shows at once
    if request.method == "POST" and all(sound):
        told = [
            actions.Judged(
                line["line"].item, line["form"].cleaned_data["verdict"], line["form"].cleaned_data["after"],
                line["form"].cleaned_data["evidence"], (line["told"].figure,) if line["told"] else (),
            )
            for line in lines
            if line["form"].said
        ]  # fmt: skip
        try:
            made = actions.judge_items(reader=rights.reader, plan=plan, year=year, judged=told, at=now)
        except actions.Refused as reason:
            problem = str(reason)
        else:
            messages.success(request, _("%(n)s judgements stored") % {"n": len(made)})
            return redirect("work_plan", pid)
    context: dict[str, Any] = {
        "plan": plan, "year": year, "lines": lines, "problem": problem, "office": keeps(rights, plan),
        "years": range(plan.starts.year, min(plan.until.year, today.year) + 1), "today": today,
    }  # fmt: skip
    return render(
        request, "governance/plans/judge.html", context, status=422 if request.method == "POST" else 200
    )


def _line(
    request: HttpRequest, line: queries.ItemLine, said: Review | None, now: Any, today: Any, reads: bool
) -> dict[str, Any]:
    """An item with its form: empty, or as it was judged for this year."""
    first = {"verdict": said.verdict, "after": said.after, "evidence": said.evidence} if said else {}
    form = JudgeForm(
        request.POST if request.method == "POST" else None, prefix=line.item.ref[:8], initial=first
    )
    told = progress.measured(line.item, now=now, today=today) if reads else None
    return {
        "line": line, "form": form, "told": told, "promised": words.promised(line.item),
        "state": words.state(line.state),
    }  # fmt: skip


@login_required
@require_safe
def review(request: HttpRequest, ref: str) -> HttpResponse:
    """One judgement as it was made, with the figures held that day."""
    rights = need_looks(request)
    found = queries.review_of(rights, ref)
    if found is None:
        raise Http404
    show(request, found.place)
    return render(request, "governance/plans/review.html", context_of(rights, found))


def context_of(_rights: Rights, found: Review) -> dict[str, Any]:
    """What a judgement shows."""
    return {
        "review": found, "verdict": words.verdict(found.verdict), "after": words.after(found.after),
        "who": people.names([found.by]).get(found.by, ""),
        "held": [_held(one.pin) for one in found.figures.select_related("pin")],
    }  # fmt: skip


def _held(pin: Any) -> dict[str, Any]:
    """A pinned figure in the reader's language."""
    told, at = stored.from_data(pin.content), get_language() or "zh-hans"
    return {
        "pin": pin, "figure": told, "title": told.title(at), "unit": told.unit_label(at),
        "period": told.period.label(at),
    }  # fmt: skip


@login_required
@require_POST
def carry(request: HttpRequest, pid: str) -> HttpResponse:
    """Make the plan of the next year with what this one left open."""
    rights, plan = asked_plan(request, pid, office=True)
    try:
        made, over = actions.carry_on(reader=rights.reader, plan=plan, at=timezone.now())
    except actions.Refused as reason:
        messages.error(request, str(reason))
        return redirect("work_plan", pid)
    messages.success(request, _("%(n)s open items carried on") % {"n": over})
    return redirect("work_plan", made.pid)
