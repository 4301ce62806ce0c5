"""Addresses of the office's organisation: bodies, meetings, letters, tasks."""

from django.urls import URLPattern, URLResolver

urlpatterns: list[URLPattern | URLResolver] = []
