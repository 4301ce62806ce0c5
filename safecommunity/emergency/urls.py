"""Addresses of the room."""

from django.urls import path

from safecommunity.emergency import listing_views, overview
from safecommunity.emergency.drills.urls import urlpatterns as drills
from safecommunity.emergency.duty.urls import urlpatterns as duty
from safecommunity.emergency.networks.urls import urlpatterns as networks
from safecommunity.emergency.plans.urls import urlpatterns as plans
from safecommunity.emergency.resources.urls import urlpatterns as resources

urlpatterns = [
    path("emergency/", overview.page, name="emergency"),
    path("emergency/import/<slug:kind>/", listing_views.start, name="emergency_import"),
    path("emergency/template/<slug:kind>/", listing_views.template, name="emergency_template"),
    *plans,
    *drills,
    *resources,
    *networks,
    *duty,
]
