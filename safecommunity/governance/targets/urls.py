"""Addresses of targets."""

from django.urls import path

from safecommunity.governance.targets import views

urlpatterns = [
    path("targets/", views.targets, name="targets"),
    path("targets/export/", views.export, name="targets_export"),
    path("targets/new/", views.new, name="target_new"),
    path("targets/<str:pid>/", views.target, name="target"),
    path("targets/<str:pid>/edit/", views.edit, name="target_edit"),
    path("targets/<str:pid>/assign/", views.assign, name="target_assign"),
    path("targets/<str:pid>/drop/", views.drop, name="target_drop"),
]
