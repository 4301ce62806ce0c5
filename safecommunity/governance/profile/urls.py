"""Addresses of the community profile."""

from django.urls import path

from safecommunity.governance.profile import views

urlpatterns = [
    path("profile/", views.profile, name="profile"),
    path("profile/keep/", views.keep, name="profile_keep"),
    path("profile/import/", views.bring, name="profile_import"),
    path("profile/template/", views.template, name="profile_template"),
    path("profile/export/", views.export, name="profile_export"),
]
