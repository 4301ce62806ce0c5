"""Addresses of numbers on paper."""

from django.urls import path

from safecommunity.figures.claims import views
from safecommunity.figures.claims.lists import CLAIMS
from safecommunity.shell import lists

urlpatterns = [
    path("claims/", views.listing, name="claims"),
    path("claims/new/", views.new, name="claim_new"),
    path("claims/export/", views.export, name="claims_export"),
    path("claims/import/", lists.reads(CLAIMS), name="claims_import"),
    path("claims/import/template/", lists.gives(CLAIMS), name="claims_template"),
    path("claims/example/", views.show_example, name="claims_example"),
    path("claims/<slug:pid>/", views.one, name="claim"),
    path("claims/<slug:pid>/correct/", views.correct, name="claim_correct"),
    path("claims/<slug:pid>/reverse/", views.reverse_one, name="claim_reverse"),
]
