"""Addresses of the room; a hazard is named by its permanent id."""

from django.urls import path

from safecommunity.hazards import views

urlpatterns = [
    path("hazards/", views.listing, name="hazards"),
    path("hazards/export/", views.export, name="hazards_export"),
    path("hazards/found/", views.quick, name="hazard_quick"),
    path("hazards/<slug:pid>/", views.page, name="hazard"),
    path("hazards/<slug:pid>/<slug:deed>/", views.step, name="hazard_step"),
]
