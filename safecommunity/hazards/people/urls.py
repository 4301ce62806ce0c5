"""Addresses of the register of people."""

from django.urls import path

from safecommunity.hazards.people.lists import PEOPLE
from safecommunity.hazards.people.views import entering, listing, person
from safecommunity.shell import lists

urlpatterns = [
    path("vulnerable/", listing.listing, name="vulnerable"),
    path("vulnerable/export/", listing.export, name="vulnerable_export"),
    path("vulnerable/names/", listing.names, name="vulnerable_names"),
    path("vulnerable/import/", lists.reads(PEOPLE), name="vulnerable_import"),
    path("vulnerable/import/template/", lists.gives(PEOPLE), name="vulnerable_template"),
    path("vulnerable/new/", entering.new, name="vulnerable_new"),
    path("vulnerable/<slug:pid>/", person.page, name="vulnerable_one"),
    path("vulnerable/<slug:pid>/name/", person.name, name="vulnerable_name"),
    path("vulnerable/<slug:pid>/visit/", person.visit, name="vulnerable_visit"),
    path("vulnerable/<slug:pid>/edit/", entering.edit, name="vulnerable_edit"),
    path("vulnerable/<slug:pid>/<slug:deed>/", person.step, name="vulnerable_step"),
]
