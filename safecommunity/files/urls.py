"""Addresses of attachments."""

from django.urls import path

from safecommunity.files import views

urlpatterns = [path("files/<str:pid>/", views.download, name="files_download")]
