"""Checklists: shipped and own ones, one with its items, an own one in as a list."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from safecommunity.governance import codes as settings
from safecommunity.hazards import codes
from safecommunity.hazards import lists as taking
from safecommunity.hazards.inspections import actions, importing, lists
from safecommunity.hazards.inspections.views.common import need, need_office
from safecommunity.hazards.templatetags.hazards import risk
from safecommunity.places.models import Place
from safecommunity.shell.slots import show_place


def _tops(request: HttpRequest) -> tuple[Any, tuple[str, ...]]:
    held = need(request)
    tops = held.tops or held.reader.place_scopes()
    show_place(request, tops[0] if tops else "")
    return held, tops


@login_required
@require_safe
def listing(request: HttpRequest) -> HttpResponse:
    """All that may be used: the office's own and the shipped ones, each with its basis."""
    held, tops = _tops(request)
    rows = [(one, settings.setting_name(one.setting)) for one in lists.offered(tops)]
    return render(request, "hazards/inspections/checklists.html", {"rows": rows, "keeps": held.keeps})


@login_required
@require_safe
def page(request: HttpRequest, code: str) -> HttpResponse:
    """One checklist with what each item becomes where it is not in order."""
    held, tops = _tops(request)
    one = lists.one(code[:40], tops)
    if one is None:
        raise Http404
    rows = [(item, codes.label(codes.kinds(), item.kind), risk(item.color)) for item in one.items]
    context = {"one": one, "rows": rows, "setting": settings.setting_name(one.setting), "keeps": held.keeps}
    return render(request, "hazards/inspections/checklist.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def bring(request: HttpRequest) -> HttpResponse:
    """An own checklist: title and setting beside the list; nothing is stored before it was looked at."""
    held = need_office(request)
    place = Place.objects.get(pid=held.tops[0])
    title, setting, source = (
        request.POST.get(name, "").replace("\x00", "")[:200] for name in ("title", "setting", "source")
    )

    def check(given: Any) -> Any:
        if not title.strip() or setting not in settings.settings():
            raise taking.Unreadable(_("Title and setting of the checklist: nothing that can be used came"))
        return importing.check(given)

    def store(data: Any, _file: str) -> str:
        _made, new = actions.keep_checklist(
            reader=held.reader, place=place, title=data["title"], setting=data["setting"], source=data["source"],
            items=importing.unpack(data["items"]), at=timezone.now(),
        )  # fmt: skip
        return _("The checklist is stored") if new else _("The same checklist was on record already")

    kind = taking.Kind(
        name=importing.OWN, title=_("Checklists"), back="checklists", again="checklists_import",
        template="checklists_template", known=importing.known, written=importing.written(), place=place.pid,
        check=check, show=importing.shown, store=store,
        pack=lambda items: {"title": title, "setting": setting, "source": source, "items": importing.pack(items)},
        extra="hazards/inspections/checklist_fields.html",
        more={"settings": [(one, settings.setting_name(one)) for one in settings.settings()], "given": request.POST},
    )  # fmt: skip
    return taking.run(request, kind, held.reader)


@login_required
@require_safe
def template(request: HttpRequest) -> HttpResponse:
    """The workbook to fill in."""
    need_office(request)
    return taking.as_workbook(importing.template(), _("Checklist"))
