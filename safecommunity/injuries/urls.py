"""Addresses of the room."""

from django.urls import URLPattern

app_name = "injuries"
urlpatterns: list[URLPattern] = []
