"""Addresses of requests to units."""

from django.urls import path

from safecommunity.governance.asking import views

urlpatterns = [
    path("requests/", views.requests, name="requests"),
    path("requests/export/", views.requests_export, name="requests_export"),
    path("requests/new/", views.request_new, name="request_new"),
    path("requests/<slug:pid>/", views.request_page, name="request"),
    path("requests/<slug:pid>/<slug:deed>/", views.request_judge, name="request_judge"),
]
