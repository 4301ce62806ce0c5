"""Addresses of corrective and preventive actions."""

from django.urls import path

from safecommunity.governance.improvements import views
from safecommunity.governance.improvements.lists import IMPROVEMENTS
from safecommunity.shell import lists

urlpatterns = [
    path("improvements/", views.listing, name="improvements"),
    path("improvements/export/", views.export, name="improvements_export"),
    path("improvements/import/", lists.reads(IMPROVEMENTS), name="improvements_import"),
    path("improvements/import/template/", lists.gives(IMPROVEMENTS), name="improvements_template"),
    path("improvements/new/", views.new, name="improvement_new"),
    path("improvements/<slug:pid>/", views.one, name="improvement"),
    path("improvements/<slug:pid>/edit/", views.edit, name="improvement_edit"),
    path("improvements/<slug:pid>/extend/", views.extend, name="improvement_extend"),
    path("improvements/<slug:pid>/verify/", views.verify, name="improvement_verify"),
    path("improvements/<slug:pid>/again/", views.again, name="improvement_again"),
    path("improvements/<slug:pid>/drop/", views.drop, name="improvement_drop"),
]
