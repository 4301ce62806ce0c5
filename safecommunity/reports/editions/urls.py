"""Addresses open to everybody, and the desk where editions are made."""

from django.urls import path

from safecommunity.reports.editions import desk, views
from safecommunity.shell.charts import WIDTHS

EDITION = "open/<str:language>/<slug:pid>/<int:number>/"

urlpatterns = [
    path("robots.txt", views.robots, name="robots"),
    path("open/", views.front, name="open"),
    path("open/<str:language>/", views.index, name="open_index"),
    path("open/<str:language>/<slug:pid>/", views.place, name="open_place"),
    path(EDITION, views.edition, name="open_edition"),
    path(f"{EDITION}data.csv", views.data_csv, name="open_csv"),
    path(f"{EDITION}data.json", views.data_json, name="open_json"),
    path(f"{EDITION}charts/<str:name>.svg", views.chart, name="open_chart"),
    path(
        f"{EDITION}charts/narrow/<str:name>.svg", views.chart, {"width": WIDTHS[1]}, name="open_chart_narrow"
    ),
    path(f"{EDITION}charts/<str:name>/", views.embed, name="open_embed"),
    path("editions/", desk.listing, name="editions"),
    path("editions/new/", desk.new, name="edition_new"),
    path("editions/<slug:pid>/", desk.page, name="edition"),
    path("editions/<slug:pid>/withdraw/", desk.withdraw, name="edition_withdraw"),
]
