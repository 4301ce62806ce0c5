"""Addresses of the community profile."""

from django.urls import path

from safecommunity.governance.profile import views
from safecommunity.governance.profile.lists import PROFILE
from safecommunity.shell import lists

urlpatterns = [
    path("profile/", views.profile, name="profile"),
    path("profile/keep/", views.keep, name="profile_keep"),
    path("profile/import/", lists.reads(PROFILE), name="profile_import"),
    path("profile/template/", lists.gives(PROFILE), name="profile_template"),
    path("profile/export/", views.export, name="profile_export"),
]
