"""Addresses of the shell; it is included at the root."""

from django.urls import path

from safecommunity.shell import views

app_name = "shell"
urlpatterns = [
    path("", views.front, name="front"),
    path("language/", views.set_language, name="language"),
    path("sw.js", views.worker, name="worker"),
]
