"""Addresses of New Year."""

from django.urls import path

from safecommunity.governance.newyear import views

urlpatterns = [
    path("new-year/", views.new_year, name="new_year"),
    path("new-year/carry/", views.carry, name="new_year_carry"),
    path("new-year/<slug:pid>/undo/", views.undo, name="new_year_undo"),
]
