"""Pages of the checker: what does not add up by rule, level, state, place; one finding, its answer; days of visits."""

from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from safecommunity.figures import choice
from safecommunity.figures.checker import actions, queries, rules, words
from safecommunity.figures.checker.rights import WRITES, Rights, need
from safecommunity.figures.claims.forms import DAY
from safecommunity.figures.models import Finding
from safecommunity.places import queries as places
from safecommunity.shell import workbooks
from safecommunity.shell.forms import Offering, TextField
from safecommunity.shell.slots import show_place
from safecommunity.shell.tables import Column, Filter, Order, Table

MOST_PLACES = 2000


def _tagged(level: str) -> str:
    return format_html(
        '<span class="tag {}">{}</span>', "bad" if level == "error" else "ask", words.level(level)
    )


class Findings(Table):
    """What does not add up, newest first."""

    name = "findings"
    caption = gettext_lazy("What does not add up")
    empty = gettext_lazy("Nothing of this kind was found.")
    columns = (
        Column("says", gettext_lazy("What does not add up"), lambda one: queries.sentence(one), wide=True, head=True,
               link=lambda one: reverse("finding", args=[one.pid])),
        Column("rule", gettext_lazy("Integrity rule"), "rule"),
        Column("level", gettext_lazy("Gravity"), lambda one: _tagged(one.level), kind="html"),
        Column("state", gettext_lazy("State"), lambda one: words.answer(one.answer) if one.state == "answered"
               else words.state(one.state)),
        Column("seen", gettext_lazy("First seen"), "first_seen", kind="day"),
    )  # fmt: skip
    filters = (
        Filter("rule", gettext_lazy("Integrity rule"),
               lambda: [(one, f"{one} {words.rule(one).title}") for one in rules.rules()], "rule"),
        Filter("level", gettext_lazy("Gravity"), lambda: [(one, words.level(one)) for one in rules.LEVELS], "level"),
        Filter("state", gettext_lazy("State"), lambda: [(one, words.state(one)) for one in Finding.State.values],
               "state"),
    )  # fmt: skip
    orders = (Order("recent", gettext_lazy("newest first"), ("-first_seen", "-pk")),)
    pairs = tuple((one, "recent") for one in ("", "rule", "level", "state"))
    keep = ("place", "period", "all")


class AnswerForm(Offering):
    """What is said to a finding."""

    answer = forms.ChoiceField(label=gettext_lazy("Answer"), widget=forms.RadioSelect)
    reason = TextField(label=gettext_lazy("Reason"), limit=actions.LONGEST, lines=True)

    def __init__(self, *args: Any, accepts: bool, **kwargs: Any) -> None:
        self.accepts = accepts
        super().__init__(*args, **kwargs)
        self.fields["answer"].widget.attrs.pop("class", None)

    def offered(self) -> dict[str, list[tuple[str, Any]]]:
        """To accept is the chief's."""
        found = [
            ("explained", _("Explain it: it is right, and why")),
            ("corrected", _("It was corrected; it is looked at again at once")),
        ]
        return {"answer": [*found, ("accepted", _("Accept it as it is (chief)"))] if self.accepts else found}


class DayForm(Offering):
    """A day of a visit or review."""

    place = forms.ChoiceField(label=gettext_lazy("Place"))
    on = forms.DateField(label=gettext_lazy("Day"), widget=DAY)
    title = TextField(label=gettext_lazy("What is looked at"), limit=120)

    def __init__(self, *args: Any, places: list[tuple[str, str]], **kwargs: Any) -> None:
        self.places = places
        super().__init__(*args, **kwargs)

    def offered(self) -> dict[str, list[tuple[str, Any]]]:
        """Places of the reader's offices."""
        return {"place": self.places}


def _chosen(request: HttpRequest, rights: Rights) -> tuple[Any, Any]:
    """(findings of the chosen place and below, the place)."""
    chosen = choice.current(request, timezone.localdate())
    return queries.of_place(queries.findings(rights), chosen.place.pid), chosen.place


def _standing(request: HttpRequest, found: Any) -> Any:
    """Without a state chosen, what is gone is left out unless all is asked for."""
    if request.GET.get("state") or request.GET.get("all"):
        return found
    return found.exclude(state=Finding.State.GONE)


@login_required
@require_safe
def listing(request: HttpRequest) -> HttpResponse:
    """By rule with counts, then the list."""
    rights = need(request)
    found, place = _chosen(request, rights)
    counts = queries.counts(found)
    by_rule = [
        {
            "rule": words.rule(rule), "open": counts.get((rule, "open"), 0),
            "answered": counts.get((rule, "answered"), 0), "chosen": request.GET.get("rule") == rule,
        }
        for rule in rules.rules()
    ]  # fmt: skip
    states = {
        state: sum(n for (_rule, each), n in counts.items() if each == state)
        for state in Finding.State.values
    }
    context = {
        "table": Findings(_standing(request, found), request.GET), "rules": by_rule, "place": place,
        "states": states, "last": queries.last_run(), "writes": rights.answers(place.pid),
        "source": rules.source(get_language() or "zh-hans"),
    }  # fmt: skip
    return render(request, "figures/checker/list.html", context)


@login_required
@require_safe
def export(request: HttpRequest) -> FileResponse:
    """The list as a workbook, with answers."""
    rights = need(request)
    found, place = _chosen(request, rights)
    table = Findings(_standing(request, found), request.GET)
    names = places.names(found.order_by().values_list("place", flat=True).distinct()[:MOST_PLACES])
    total, more = table.total
    heads = [_("Integrity rule"), _("Gravity"), _("State"), _("What does not add up"), _("Place"), _("First seen"),
             _("Last seen"), _("Answer"), _("Reason")]  # fmt: skip
    rows = (
        [one.rule, words.level(one.level), words.state(one.state), queries.sentence(one), names.get(one.place, ""),
         one.first_seen, one.last_seen, words.answer(one.answer), one.reason]
        for one in table.records()
    )  # fmt: skip
    sheet = workbooks.Sheet(str(Findings.caption), heads, rows, None if more else total)
    about = [(_("Place"), place.name), *table.narrowed]
    return workbooks.answer(
        request, name=str(Findings.caption), about=about, sheets=[sheet], now=timezone.now()
    )


@login_required
@require_POST
def run(request: HttpRequest) -> HttpResponse:
    """Run the checks whose records changed, now."""
    rights = need(request)
    if not rights.writes:
        raise PermissionDenied
    done = actions.run_checks(by=rights.reader.pid, at=timezone.now())
    new, gone = sum(one.new for one in done), sum(one.gone for one in done)
    messages.success(
        request, _("Checked: %(new)s new, %(gone)s not found any more") % {"new": new, "gone": gone}
    )
    return redirect("findings")


def _asked(request: HttpRequest, pid: str) -> tuple[Rights, Finding]:
    rights = need(request)
    found = queries.one(rights, pid)
    if found is None:
        raise Http404
    show_place(request, found.place)
    return rights, found


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def one(request: HttpRequest, pid: str) -> HttpResponse:
    """One finding: its sentence, its records, its history, its answer."""
    rights, found = _asked(request, pid)
    answers = rights.answers(found.place)
    if request.method == "POST" and not answers:
        raise PermissionDenied
    sent = request.POST if request.method == "POST" else None
    form = AnswerForm(sent, accepts=rights.accepts(found.place)) if answers else None
    if form is not None and form.is_valid() and _answered(request, rights, found, form):
        return redirect("finding", pid)
    records, closed = queries.records(rights, found)
    context = {
        "finding": found, "says": queries.sentence(found), "rule": words.rule(found.rule), "records": records,
        "closed": closed, "history": [(step, words.deed(step.deed)) for step in queries.history(found)],
        "state": words.state(found.state), "answer": words.answer(found.answer), "level": words.level(found.level),
        "who": queries.answered_by(found), "place": places.place(found.place),
        "form": form if found.state != Finding.State.GONE else None, "answers": answers,
    }  # fmt: skip
    return render(request, "figures/checker/one.html", context, status=422 if form and form.is_bound else 200)


def _answered(request: HttpRequest, rights: Rights, found: Finding, form: AnswerForm) -> bool:
    answer, now = form.cleaned_data["answer"], timezone.now()
    try:
        actions.answer_finding(
            reader=rights.reader, finding=found, answer=answer, reason=form.cleaned_data["reason"], at=now
        )
    except actions.Refused as refused:
        form.add_error(None, str(refused))
        return False
    if answer == Finding.Answer.CORRECTED:
        actions.run_checks(by=rights.reader.pid, at=now, codes=[found.check_code], fresh=True)
        found.refresh_from_db()
        if found.state == Finding.State.GONE:
            messages.success(request, _("Looked at again: it is not found any more."))
        else:
            messages.warning(request, _("Looked at again: it is still there, and open."))
    return True


@login_required
@require_POST
def reopen(request: HttpRequest, pid: str) -> HttpResponse:
    """Take an answer back."""
    rights, found = _asked(request, pid)
    if not rights.answers(found.place):
        raise PermissionDenied
    try:
        actions.reopen_finding(
            reader=rights.reader,
            finding=found,
            reason=request.POST.get("reason", "")[:400],
            at=timezone.now(),
        )
    except actions.Refused as refused:
        messages.error(request, str(refused))
    return redirect("finding", pid)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def days(request: HttpRequest) -> HttpResponse:
    """Days of visits and reviews; what is entered in a burst before them is looked for."""
    rights = need(request)
    if request.method == "POST" and not rights.writes:
        raise PermissionDenied
    offered = [(one.pid, one.name) for one in places.choices(rights.reader, "figures", *WRITES)[:MOST_PLACES]]
    sent = request.POST if request.method == "POST" else None
    form = DayForm(sent, places=offered, initial={"on": timezone.localdate()}) if rights.writes else None
    if form is not None and form.is_valid():
        told = form.cleaned_data
        try:
            actions.set_review_day(
                reader=rights.reader,
                place=told["place"],
                on=told["on"],
                title=told["title"],
                at=timezone.now(),
            )
        except actions.Refused as refused:
            form.add_error(None, str(refused))
        else:
            return redirect("review_days")
    rows = queries.review_days(rights)
    names = places.names({row.place for row in rows})
    context = {
        "form": form, "rows": [(row, names.get(row.place, ""), rights.answers(row.place)) for row in rows],
        "days": int(rules.limit("burst_days")), "least": int(rules.limit("burst_least")),
        "share": int(100 * rules.limit("burst_share")),
    }  # fmt: skip
    return render(
        request, "figures/checker/days.html", context, status=422 if form and form.is_bound else 200
    )


@login_required
@require_POST
def withdraw_day(request: HttpRequest, pid: str) -> HttpResponse:
    """It does not take place."""
    rights = need(request)
    found = queries.review_day(rights, pid)
    if found is None:
        raise Http404
    actions.withdraw_review_day(reader=rights.reader, review=found, at=timezone.now())
    return redirect("review_days")
