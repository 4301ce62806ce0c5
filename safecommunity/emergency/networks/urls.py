"""Addresses of networks."""

from django.urls import path

from safecommunity.emergency.networks import views

urlpatterns = [
    path("emergency/networks/", views.listing_page, name="networks"),
    path("emergency/networks/new/", views.new, name="network_new"),
    path("emergency/networks/<slug:pid>/", views.page, name="network"),
    path("emergency/networks/<slug:pid>/step/", views.step, name="network_step"),
]
