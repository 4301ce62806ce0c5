"""Which room answers which address."""

from django.contrib import admin
from django.urls import include, path

urlpatterns = [
    path("", include("safecommunity.shell.urls")),
    path("", include("safecommunity.accounts.urls")),
    path("", include("safecommunity.files.urls")),
    path("", include("safecommunity.figures.urls")),
    path("", include("safecommunity.injuries.urls")),
    path("", include("safecommunity.reports.urls")),
    path("", include("safecommunity.exchange.urls")),
    path("admin/", admin.site.urls),
]
handler400 = "safecommunity.shell.views.bad_request"
handler403 = "safecommunity.shell.views.forbidden"
handler404 = "safecommunity.shell.views.not_found"
handler500 = "safecommunity.shell.views.server_error"
