"""The page of coverage: villages with their figures, and the map."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from safecommunity.figures import choice
from safecommunity.hazards.housing import coverage as told
from safecommunity.hazards.housing.views.common import need
from safecommunity.indicators import catalogue


@login_required
@require_safe
def coverage(request: HttpRequest) -> HttpResponse:
    """How much of each village was screened, confirmed, is unsafe, was strengthened."""
    held, now = need(request), timezone.now()
    if not held.reader.place_scopes("figures", *choice.READS):
        raise PermissionDenied
    chosen = choice.current(request, timezone.localdate(now))
    language = get_language() or "zh-hans"
    lines = told.villages(chosen, now=now, language=language)
    context: dict[str, Any] = {
        "chosen": chosen, "lines": lines, "map": told.drawn(lines, timezone.localdate(now)),
        "titles": [catalogue.get(code).title(language) for code in told.CODES],
        "share": catalogue.get(told.SHARE).title(language), "period_label": chosen.period.label(language),
        "legend": [("blue", _("none unsafe")), ("yellow", _("up to 10 %")), ("orange", _("up to 30 %")),
                   ("red", _("above 30 %")), ("none", _("nothing screened"))],
    }  # fmt: skip
    return render(request, "hazards/housing/coverage.html", context)
