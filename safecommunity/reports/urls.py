"""Addresses of the overview, the work lists and chart pictures."""

from django.urls import path

from safecommunity.reports import views

urlpatterns = [
    path("overview/", views.overview, name="overview"),
    path("overview/tables.xlsx", views.export, name="overview_export"),
    path("todo/", views.todo, name="todo"),
    path("exceptions/", views.exceptions, name="exceptions"),
    path("charts/<str:name>.svg", views.chart, name="chart"),
    path("healthy/", views.healthy, name="healthy"),
]
