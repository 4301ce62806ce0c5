"""Which room answers which address."""

from django.contrib import admin
from django.urls import include, path
from django.views.generic import RedirectView

# The technical admin reads. Its own pages for signing in and for passwords would write past our log and our limits.
OURS_INSTEAD = {
    "login": "account_login",
    "logout": "account_logout",
    "password_change": "account_change_password",
}

urlpatterns = [
    path("", include("safecommunity.shell.urls")),
    path("", include("safecommunity.accounts.urls")),
    path("", include("safecommunity.places.urls")),
    path("", include("safecommunity.places.boundaries.urls")),
    path("", include("safecommunity.files.urls")),
    path("", include("safecommunity.figures.urls")),
    path("", include("safecommunity.figures.claims.urls")),
    path("", include("safecommunity.figures.checker.urls")),
    path("", include("safecommunity.reminders.urls")),
    path("", include("safecommunity.governance.urls")),
    path("", include("safecommunity.governance.returns.urls")),
    path("", include("safecommunity.governance.targets.urls")),
    path("", include("safecommunity.governance.answering.urls")),
    path("", include("safecommunity.governance.profile.urls")),
    path("", include("safecommunity.governance.founding.urls")),
    path("", include("safecommunity.governance.asking.urls")),
    path("", include("safecommunity.governance.newyear.urls")),
    path("", include("safecommunity.governance.plans.urls")),
    path("", include("safecommunity.governance.volunteers.urls")),
    path("", include("safecommunity.governance.support.urls")),
    path("", include("safecommunity.governance.opinions.urls")),
    path("", include("safecommunity.governance.improvements.urls")),
    path("", include("safecommunity.governance.appraisal.urls")),
    path("", include("safecommunity.governance.talks.urls")),
    path("", include("safecommunity.injuries.urls")),
    path("", include("safecommunity.programmes.urls")),
    path("", include("safecommunity.hazards.urls")),
    path("", include("safecommunity.emergency.urls")),
    path("", include("safecommunity.accreditation.urls")),
    path("", include("safecommunity.outreach.urls")),
    path("", include("safecommunity.reports.urls")),
    path("", include("safecommunity.exchange.urls")),
    *(
        path(f"admin/{theirs}/", RedirectView.as_view(pattern_name=ours), name=f"admin_{theirs}")
        for theirs, ours in OURS_INSTEAD.items()
    ),
    path("admin/", admin.site.urls),
]
handler400 = "safecommunity.shell.views.bad_request"
handler403 = "safecommunity.shell.views.forbidden"
handler404 = "safecommunity.shell.views.not_found"
handler500 = "safecommunity.shell.views.server_error"
