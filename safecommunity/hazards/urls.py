"""Addresses of the room; a hazard is named by its permanent id."""

from django.urls import include, path

from safecommunity.hazards.views import listing, one, quick

urlpatterns = [
    path("", include("safecommunity.hazards.people.urls")),
    path("", include("safecommunity.hazards.risks.urls")),
    path("", include("safecommunity.hazards.housing.urls")),
    path("hazards/", listing.listing, name="hazards"),
    path("hazards/export/", listing.export, name="hazards_export"),
    path("hazards/found/", quick.quick, name="hazard_quick"),
    path("hazards/<slug:pid>/", one.page, name="hazard"),
    path("hazards/<slug:pid>/<slug:deed>/", one.step, name="hazard_step"),
]
