"""A return as a workbook: out, and back with all errors together; a district's own table mapped once; papers."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from safecommunity.files import actions as files
from safecommunity.governance.models import Return
from safecommunity.governance.returns import actions, forms_known, queries, sheets, transitions
from safecommunity.governance.returns.rights import Hands
from safecommunity.governance.returns.spec import Spec
from safecommunity.governance.returns.views.common import asked, book, done, language
from safecommunity.intake import actions as intake
from safecommunity.intake.models import ColumnMapping
from safecommunity.shell.containers import Unreadable
from safecommunity.shell.sheets import LARGEST

MAPPED = "return"
NAME = "table"
MOST_LABELS = 200


@login_required
@require_safe
def template(request: HttpRequest, pid: str) -> HttpResponse:
    """The form as a workbook, with the numbers this reader may see."""
    held, one = asked(request, pid)
    drafting = one.state not in transitions.STANDING and held.sees_draft(one)
    version = queries.last_version(one)
    values = one.draft if drafting else (version.values if version else {})
    name = (
        f"{forms_known.spec_of(one.form).title(language())} {queries.filler_name(one)} {queries.label(one)}"
    )
    return book(sheets.template(one, values, language()), name)


@login_required
@require_POST
def upload(request: HttpRequest, pid: str) -> HttpResponse:
    """Read a filled workbook into the draft: all of it or, where anything is wrong, nothing."""
    held, one = asked(request, pid)
    if not held.may(one, "fill"):
        raise PermissionDenied
    spec, file = forms_known.spec_of(one.form), request.FILES.get("file")
    context: dict[str, Any] = {
        "one": one, "title": spec.title(language()), "period": queries.label(one),
        "filler": queries.filler_name(one), "file": (file.name or "")[:150] if file else "",
    }  # fmt: skip
    if file is None:
        return _refused(request, context, _("No file came; allowed: one .xlsx or .csv file"))
    if (file.size or 0) > LARGEST:
        says = _("The file has %(came)s MB; allowed: up to %(most)s MB")
        return _refused(request, context, says % {"came": (file.size or 0) >> 20, "most": LARGEST >> 20})
    try:
        found = sheets.read(file.read(), context["file"], spec, _mapping(one))
    except Unreadable as reason:
        return _refused(request, context, str(reason))
    if found.faults or found.unknown:
        context |= {
            "faults": found.faults,
            "unknown": found.unknown[:MOST_LABELS],
            "rows": _rows(spec),
            "headings": found.headings,
        }
        return render(request, "governance/returns/upload.html", context, status=422)
    return _store(request, held, one, found)


def _refused(request: HttpRequest, context: dict[str, Any], says: str) -> HttpResponse:
    return render(request, "governance/returns/upload.html", {**context, "problem": says}, status=422)


def _rows(spec: Spec) -> list[tuple[str, str]]:
    return [
        *((f"row:{row.key}", "　" * row.depth + row.title(language())) for row in spec.rows),
        *(
            (f"column:{column.key}", _("Column: %(name)s") % {"name": column.title(language())})
            for column in spec.columns
        ),
    ]


def _store(request: HttpRequest, held: Hands, one: Return, found: sheets.Filled) -> HttpResponse:
    return done(
        request,
        lambda: actions.save_draft(
            reader=held.reader, row=one, values={**one.draft, **found.values}, revision=one.revision, at=timezone.now()
        ),
        "return", one.pid, says=_("%(n)s numbers read in; look at them and hand in") % {"n": len(found.values)},
    )  # fmt: skip


def _mapping(one: Return) -> dict[str, str]:
    """How a table of this filler's district names rows and columns, where somebody said so once."""
    found = ColumnMapping.objects.filter(kind=MAPPED, place=one.issuer.pid, name=one.form.key).first()
    return dict(found.columns) if found else {}


@login_required
@require_POST
def words(request: HttpRequest, pid: str) -> HttpResponse:
    """Remember what the rows of the district's own table mean; the table is then sent again."""
    held, one = asked(request, pid)
    if not held.may(one, "fill"):
        raise PermissionDenied
    allowed = {to for to, _title in _rows(forms_known.spec_of(one.form))} | {"skip"}
    labels, meant = request.POST.getlist("label"), request.POST.getlist("to")
    said = {label[:120]: to for label, to in zip(labels, meant, strict=False) if to in allowed}
    columns = {**_mapping(one), **said}
    if not said or len(columns) > MOST_LABELS * 2:
        messages.error(request, _("Nothing was chosen"))
        return redirect("return", pid)
    intake.remember_mapping(
        kind=MAPPED,
        name=one.form.key,
        place=one.issuer.pid,
        columns=columns,
        by=held.reader.pid,
        at=timezone.now(),
    )
    messages.success(request, _("Remembered %(n)s rows; send the table again") % {"n": len(said)})
    return redirect("return", pid)


@login_required
@require_POST
def scan(request: HttpRequest, pid: str) -> HttpResponse:
    """Attach the signed paper."""
    held, one = asked(request, pid)
    if not held.may(one, "fill"):
        raise PermissionDenied
    file = request.FILES.get("file")
    if file is None:
        messages.error(request, _("No file came; allowed: JPEG, PNG or WebP pictures and PDF"))
        return redirect("return", pid)
    if (file.size or 0) > files.MOST:
        says = _("The file has %(came)s MB; allowed: up to %(most)s MB.")
        messages.error(request, says % {"came": (file.size or 0) >> 20, "most": files.MOST >> 20})
        return redirect("return", pid)
    content, name = file.read(), file.name or "scan"

    def act() -> None:
        try:
            actions.attach_scan(reader=held.reader, row=one, content=content, name=name, at=timezone.now())
        except files.Refused as refused:
            raise actions.Refused(str(refused)) from refused

    return done(request, act, "return", pid, says=_("Attached"))
