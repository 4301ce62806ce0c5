"""Addresses of plans."""

from django.urls import path

from safecommunity.emergency.plans import views

urlpatterns = [
    path("emergency/plans/", views.listing_page, name="emergency_plans"),
    path("emergency/plans/export/", views.export, name="emergency_plans_export"),
    path("emergency/plans/new/", views.new, name="emergency_plan_new"),
    path("emergency/plans/<slug:pid>/", views.page, name="emergency_plan"),
    path("emergency/plans/<slug:pid>/step/", views.step, name="emergency_plan_step"),
    path(
        "emergency/plans/version/<slug:pid>/<slug:deed>/", views.version_step, name="emergency_version_step"
    ),
]
