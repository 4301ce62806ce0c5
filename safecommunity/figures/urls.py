"""Addresses of figures. A key is readable: code@version~place~period[~dimension=value]."""

from django.urls import path

from safecommunity.figures import catalogue_views, public_views, views

urlpatterns = [
    path("figures/catalogue/", catalogue_views.listing, name="figure_catalogue"),
    path("figures/catalogue/<str:name>/", catalogue_views.definition, name="figure_definition"),
    path("figures/public/<str:key>/", public_views.page, name="figure_public"),
    path("figures/public/<str:key>/release/", public_views.release, name="figure_public_release"),
    path("figures/public/<str:key>/table.xlsx", public_views.export, name="figure_public_export"),
    path("figures/<str:key>/", views.figure_page, name="figure"),
    path("figures/<str:key>/rows.xlsx", views.export, name="figure_export"),
    path("figures/<str:key>/rows/", views.figure_page, name="figure_rows"),
]
