"""Addresses of resources."""

from django.urls import path

from safecommunity.emergency.resources import views

urlpatterns = [
    path("emergency/resources/", views.listing_page, name="resources"),
    path("emergency/resources/export/", views.export, name="resources_export"),
    path("emergency/resources/map/", views.map_page, name="resources_map"),
    path("emergency/resources/new/<slug:kind>/", views.new, name="resource_new"),
    path("emergency/resources/contact/<slug:pid>/", views.contact_end, name="contact_end"),
    path("emergency/resources/<slug:pid>/", views.page, name="resource"),
    path("emergency/resources/<slug:pid>/step/", views.step, name="resource_step"),
]
