"""Addresses of support received."""

from django.urls import path

from safecommunity.governance.support import views
from safecommunity.governance.support.lists import SUPPORT
from safecommunity.shell import lists

urlpatterns = [
    path("support/", views.listing, name="support"),
    path("support/export/", views.export, name="support_export"),
    path("support/import/", lists.reads(SUPPORT), name="support_import"),
    path("support/import/template/", lists.gives(SUPPORT), name="support_template"),
    path("support/new/", views.new, name="support_new"),
    path("support/<slug:pid>/", views.one, name="support_one"),
    path("support/<slug:pid>/withdraw/", views.withdraw, name="support_withdraw"),
]
