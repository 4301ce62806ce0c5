"""This room with the rooms below it: its tests need nothing from above."""

from django.contrib import admin
from django.urls import include, path

urlpatterns = [
    path("", include("safecommunity.shell.urls")),
    path("", include("safecommunity.accounts.urls")),
    path("admin/", admin.site.urls),
]
handler403 = "safecommunity.shell.views.forbidden"
handler404 = "safecommunity.shell.views.not_found"
