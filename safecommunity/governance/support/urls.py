"""Addresses of support received."""

from django.urls import path

from safecommunity.governance.support import views

urlpatterns = [
    path("support/", views.listing, name="support"),
    path("support/export/", views.export, name="support_export"),
    path("support/import/", views.bring, name="support_import"),
    path("support/new/", views.new, name="support_new"),
    path("support/<slug:pid>/", views.one, name="support_one"),
    path("support/<slug:pid>/withdraw/", views.withdraw, name="support_withdraw"),
]
