"""Addresses of outlines and plans."""

from django.urls import path

from safecommunity.places.boundaries import plan_views, views

urlpatterns = [
    path("places/<str:pid>/boundaries/", views.boundaries, name="boundaries"),
    path("places/<str:pid>/boundaries.geojson", views.export, name="boundaries_export"),
    path("places/<str:pid>/boundaries/upload/", views.upload, name="boundaries_upload"),
    path("boundaries/drafts/<str:draft>/", views.draft, name="boundaries_draft"),
    path("places/<str:pid>/plans/", plan_views.upload, name="plan_upload"),
    path("plans/<str:plan>/", plan_views.plan, name="plan"),
    path("plans/<str:plan>/picture/", plan_views.picture, name="plan_picture"),
    path("plans/<str:plan>/fix/", plan_views.fix, name="plan_fix"),
    path("plans/<str:plan>/draw/", plan_views.draw, name="plan_draw"),
]
