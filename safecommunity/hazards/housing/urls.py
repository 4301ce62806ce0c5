"""Addresses of dwellings."""

from django.urls import path

from safecommunity.hazards.housing.lists import DWELLINGS
from safecommunity.hazards.housing.views import coverage, listing, one
from safecommunity.shell import lists

urlpatterns = [
    path("housing/", listing.listing, name="housing"),
    path("housing/export/", listing.export, name="housing_export"),
    path("housing/coverage/", coverage.coverage, name="housing_coverage"),
    path("housing/import/", lists.reads(DWELLINGS), name="housing_import"),
    path("housing/import/template/", lists.gives(DWELLINGS), name="housing_template"),
    path("housing/new/", one.new, name="dwelling_new"),
    path("housing/<slug:pid>/", one.page, name="dwelling"),
    path("housing/<slug:pid>/edit/", one.edit, name="dwelling_edit"),
    path("housing/<slug:pid>/screen/", one.screen, name="dwelling_screen"),
    path("housing/<slug:pid>/<slug:deed>/", one.step, name="dwelling_step"),
]
