"""Addresses of the register of papers."""

from django.urls import path

from safecommunity.reports.register import views
from safecommunity.reports.register.lists import REGISTER
from safecommunity.shell import lists

urlpatterns = [
    path("register/", views.listing, name="register"),
    path("register/export/", views.export, name="register_export"),
    path("register/new/", views.new, name="register_new"),
    path("register/import/", lists.reads(REGISTER), name="register_import"),
    path("register/import/template/", lists.gives(REGISTER), name="register_template"),
    path("register/<slug:pid>/", views.one, name="register_one"),
    path("register/<slug:pid>/<slug:deed>/", views.step, name="register_step"),
]
