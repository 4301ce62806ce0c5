"""Paper forms in the browser: the page of all, blank ones, and one filled from a record. Rights are the room's."""

from collections.abc import Sequence
from urllib.parse import quote

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import NoReverseMatch, reverse
from django.utils import timezone, translation
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from safecommunity.shell import slots
from safecommunity.shell.charts import NoRenderer
from safecommunity.shell.paper_forms import registry
from safecommunity.shell.paper_forms.making import sheets_of, speaker
from safecommunity.shell.paper_forms.registry import Binding, Filled
from safecommunity.shell.paper_forms.shape import PaperForm
from safecommunity.shell.papers import printing

MOST = {"pdf": 400, "docx": 200}  # sheets of one answer; a round's letters are printed by a job


@login_required
@require_safe
def listing(request: HttpRequest) -> HttpResponse:
    """Every form: whose layout it is, blank as PDF and Word, and the page whose records fill it."""
    spoken = _language(request)
    say = speaker(spoken)
    rows = [
        {
            "code": form.code, "title": form.title[spoken], "basis": basis(form.basis), "says": say(form.says),
            "gives": say(form.gives), "sure": form.basis == "read", "where": _where(binding),
            "fills": binding is not None and (binding.fill is not None or binding.instead),
        }
        for form, binding in registry.all_forms()
    ]  # fmt: skip
    return render(request, "shell/paper_forms.html", {"rows": rows})


def basis(code: str) -> str:
    """Whose layout a form has, in a word."""
    return {
        "read": _("layout read"), "recalled": _("layout recalled"), "reconstructed": _("layout reconstructed"),
        "judgement": _("layout of our own"),
    }[code]  # fmt: skip


@login_required
@require_safe
def blank(request: HttpRequest, code: str, form: str) -> HttpResponse:
    """A form with nothing in it."""
    known, _binding = _asked(code, form)
    return _answer(request, known, (), form)


@login_required
@require_safe
def filled(request: HttpRequest, code: str, key: str, form: str) -> HttpResponse:
    """A form of one record, or one sheet for each of several; refused as the record's own page refuses."""
    known, binding = _asked(code, form)
    if binding is None or binding.fill is None:
        raise Http404
    with translation.override(_language(request)):
        given = binding.fill(request, key)
    if not given:
        raise Http404
    if len(given) > MOST[form]:
        says = _("%(came)s sheets in one file; allowed: up to %(most)s. Print a part of them")
        messages.error(request, says % {"came": len(given), "most": MOST[form]})
        return redirect("shell:paper_forms")
    if given[0].place:
        slots.show_place(request, given[0].place)
    return _answer(request, known, given, form)


def _asked(code: str, form: str) -> tuple[PaperForm, Binding | None]:
    known = registry.found(code)
    if known is None or form not in ("pdf", "docx"):
        raise Http404
    return known


def _language(request: HttpRequest) -> str:
    """The language asked for, else the reader's."""
    asked = request.GET.get("language", "") or get_language() or ""
    return asked if asked in dict(settings.LANGUAGES) else "zh-hans"


def _answer(request: HttpRequest, form: PaperForm, given: Sequence[Filled], kind: str) -> HttpResponse:
    spoken = _language(request)
    strip = " · ".join(label.title for label in slots.collect("frame.labels", request)) if given else ""
    made = sheets_of(
        form,
        given,
        language=spoken,
        on=timezone.localdate(),
        strip=strip,
        root=request.build_absolute_uri("/")[:-1],
    )
    try:
        content = printing.printed(made, kind)
    except (NoRenderer, printing.NoPrinter):
        messages.error(request, _("The file cannot be made at this moment; try again in a minute."))
        return redirect("shell:paper_forms")
    name = " ".join(filter(None, (form.title[spoken], given[0].name if len(given) == 1 else "")))
    answer = HttpResponse(content, content_type=printing.TYPES[kind])
    answer["Content-Disposition"] = f"inline; filename*=UTF-8''{quote(name)}.{kind}"
    answer["Cache-Control"] = "private, no-store"
    return answer


def _where(binding: Binding | None) -> str:
    if binding is None or not binding.where:
        return ""
    try:
        return reverse(binding.where)
    except NoReverseMatch:
        return ""
