"""Addresses of figures. A key is readable: code@version~place~period[~dimension=value]."""

from django.urls import path

from safecommunity.figures import views

urlpatterns = [
    path("figures/<str:key>/", views.figure_page, name="figure"),
    path("figures/<str:key>/rows.xlsx", views.export, name="figure_export"),
    path("figures/<str:key>/rows/", views.figure_page, name="figure_rows"),
]
