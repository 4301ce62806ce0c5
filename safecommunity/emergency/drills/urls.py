"""Addresses of drills."""

from django.urls import path

from safecommunity.emergency.drills import views

urlpatterns = [
    path("emergency/drills/", views.listing_page, name="drills"),
    path("emergency/drills/export/", views.export, name="drills_export"),
    path("emergency/drills/new/", views.new, name="drill_new"),
    path("emergency/drills/doubles/", views.doubles, name="drill_doubles"),
    path("emergency/drills/doubles/<slug:pid>/", views.double_step, name="drill_double_step"),
    path("emergency/drills/finding/<slug:ref>/", views.finding_step, name="drill_finding_step"),
    path("emergency/drills/<slug:pid>/", views.page, name="drill"),
    path("emergency/drills/<slug:pid>/step/", views.step, name="drill_step"),
    path("emergency/drills/<slug:pid>/in/", views.sign, name="drill_in"),
]
