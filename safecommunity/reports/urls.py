"""Addresses of the overview, the work lists and chart pictures."""

from django.urls import include, path

from safecommunity.reports import district_views, views

urlpatterns = [
    path("", include("safecommunity.reports.reading.urls")),
    path("overview/", views.overview, name="overview"),
    path("overview/tables.xlsx", views.export, name="overview_export"),
    path("overview/events/", views.events, name="overview_events"),
    path("overview/events/tables.xlsx", views.events_export, name="overview_events_export"),
    path("todo/", views.todo, name="todo"),
    path("exceptions/", views.exceptions, name="exceptions"),
    path("charts/<str:name>.svg", views.chart, name="chart"),
    path("district/", district_views.district, name="district"),
    path("district/<slug:pid>/<int:index>/", district_views.district_month, name="district_month"),
    path("district/<slug:pid>/<int:index>/return/", district_views.district_return, name="district_return"),
    path("district/<slug:pid>/<int:index>/lock/", district_views.district_lock, name="district_lock"),
    path("district/<slug:pid>/<int:index>/urge/", district_views.district_urge, name="district_urge"),
    path("healthy/", views.healthy, name="healthy"),
]
