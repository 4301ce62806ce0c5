"""Addresses of the set-up guide."""

from django.urls import path

from safecommunity.governance.founding import views

urlpatterns = [
    path("setup/", views.setup, name="setup"),
    path("setup/<slug:step>/", views.mark, name="setup_mark"),
]
