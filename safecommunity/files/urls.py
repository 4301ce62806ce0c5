"""Addresses of attachments."""

from django.urls import path

from safecommunity.files import views

urlpatterns = [
    path("files/<slug:kind>/<slug:ref>/add/", views.add, name="files_add"),
    path("files/<str:pid>/", views.download, name="files_download"),
    path("files/<str:pid>/small/", views.small, name="files_small"),
    path("files/<str:pid>/off/", views.take_off, name="files_off"),
]
