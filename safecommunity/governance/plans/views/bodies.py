"""The yearly performance review: judgements of a year in one list; all bodies judged on one screen."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from safecommunity.accounts.reader import reader_of
from safecommunity.figures import choice
from safecommunity.governance import words as office_words
from safecommunity.governance.models import Body, Review
from safecommunity.governance.plans import actions, performance, queries, words
from safecommunity.governance.plans.forms import JudgeForm
from safecommunity.governance.plans.views.judging import year_asked
from safecommunity.governance.queries import work
from safecommunity.governance.views.bodies import need_looks
from safecommunity.governance.views.common import said, show
from safecommunity.places import queries as places
from safecommunity.shell import workbooks
from safecommunity.shell.tables import Column, Filter, Order, Table

FIGURES = ("reviews.count", "reviews.reached")
YEARS = 5


class Reviews(Table):
    """Judgements, newest year first."""

    name = "reviews"
    caption = gettext_lazy("Yearly judgement")
    empty = gettext_lazy("Judgements of plans and bodies appear here with the figures that were looked at.")
    columns = (
        Column("year", gettext_lazy("Year"), lambda one: str(one.year)),
        Column("what", gettext_lazy("Judged"), lambda one: one.item.title if one.item else one.body.name,
               link=lambda one: reverse("review", args=[one.ref]), wide=True, head=True),
        Column("of", gettext_lazy("What is judged"), lambda one: words.reviewed("item" if one.item_id else "body")),
        Column("verdict", gettext_lazy("Judgement"), lambda one: words.verdict(one.verdict)),
        Column("after", gettext_lazy("What follows"), lambda one: words.after(one.after)),
        Column("evidence", gettext_lazy("What shows it"), "evidence"),
        Column("looked", gettext_lazy("Figures held"), "looked", num=True),
    )  # fmt: skip
    filters = (
        Filter("after", gettext_lazy("What follows"),
               lambda: [(one, words.after(one)) for one in Review.After.values], "after"),
        Filter("verdict", gettext_lazy("Judgement"),
               lambda: [(one, words.verdict(one)) for one in Review.Verdict.values], "verdict"),
    )  # fmt: skip
    orders = (Order("recent", gettext_lazy("newest first"), ("-year", "-pk")),)
    pairs = (("", "recent"), ("after", "recent"), ("verdict", "recent"))


def table_of(request: HttpRequest) -> tuple[Reviews, choice.Choice | None]:
    """The list of the place and period of the switch, as the figures over it; without a switch, all of them."""
    found = queries.reviews(need_looks(request))
    if not reader_of(request).place_scopes("figures", *choice.READS):
        return Reviews(found, request.GET), None
    chosen = choice.current(request, timezone.localdate())
    paths = places.open_paths([chosen.place.pid]).values()
    found = queries.within(found, chosen.period).filter(place_id__in=places.keys_under(paths))
    return Reviews(found, request.GET), chosen


@login_required
@require_safe
def listing(request: HttpRequest) -> HttpResponse:
    """Judgements and their figures, both of the chosen place and period."""
    rights, now = need_looks(request), timezone.now()
    table, chosen = table_of(request)
    context = {
        "table": table, "office": bool(rights.tops), "chosen": chosen,
        "period": chosen.period.label(get_language() or "zh-hans") if chosen else "",
        "figures": said(request, FIGURES, timezone.localdate(now), now),
    }  # fmt: skip
    return render(request, "governance/plans/reviews.html", context)


@login_required
@require_safe
def export(request: HttpRequest) -> FileResponse:
    """The list as a workbook."""
    table, chosen = table_of(request)
    about: list[tuple[str, str]] = []
    if chosen is not None:
        label = chosen.period.label(get_language() or "zh-hans")
        about = [(_("Place"), chosen.place.name), (_("Period"), label)]
    return workbooks.of_table(request, table, about=about, now=timezone.now())


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def judge(request: HttpRequest) -> HttpResponse:
    """All bodies of the street with their figures of a year, and three answers for each."""
    rights = need_looks(request)
    place = rights.street
    if not rights.tops or place is None:
        raise Http404
    show(request, place)
    now, this_year = timezone.now(), timezone.localdate().year
    year = year_asked(request, this_year - YEARS, this_year)
    bodies = performance.standing([one for one in work.bodies(rights) if one.place_id == place.pk], year)
    reads = choice.may_read(rights.reader, place.pid)
    told = performance.told(bodies, year, now=now) if reads else {}
    stood = queries.judged_bodies(place, year)
    lines = [_line(request, one, stood.get(one.pk), told.get(one.pk, [])) for one in bodies]
    sound = [line["form"].is_valid() for line in lines]  # all of them, so that every fault shows at once
    problem = ""
    if request.method == "POST" and all(sound):
        judged = [
            actions.JudgedBody(
                line["body"], line["form"].cleaned_data["verdict"], line["form"].cleaned_data["after"],
                line["form"].cleaned_data["evidence"], tuple(one["figure"] for one in line["told"]),
            )
            for line in lines
            if line["form"].said
        ]  # fmt: skip
        try:
            made = actions.judge_bodies(reader=rights.reader, place=place, year=year, judged=judged, at=now)
        except actions.Refused as reason:
            problem = str(reason)
        else:
            messages.success(request, _("%(n)s judgements stored") % {"n": len(made)})
            return redirect(f"{reverse('reviews')}?period={year}")
    context: dict[str, Any] = {
        "place": place, "year": year, "lines": lines, "problem": problem,
        "years": range(this_year - YEARS, this_year + 1),
    }  # fmt: skip
    status = 422 if request.method == "POST" else 200
    return render(request, "governance/plans/judge_bodies.html", context, status=status)


def _line(request: HttpRequest, body: Body, stood: Review | None, told: list[Any]) -> dict[str, Any]:
    """A body with its figures and its form: empty, or as it was judged for this year."""
    first = {"verdict": stood.verdict, "after": stood.after, "evidence": stood.evidence} if stood else {}
    at = get_language() or "zh-hans"
    return {
        "body": body, "tier": office_words.tier(body.tier),
        "form": JudgeForm(
            request.POST if request.method == "POST" else None, prefix=f"b{body.pid}", initial=first
        ),
        "told": [
            {"figure": one, "title": one.title(at), "unit": one.unit_label(at),
             "url": reverse("figure", args=[one.key])}
            for one in told
        ],
    }  # fmt: skip
