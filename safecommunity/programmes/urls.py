"""Addresses of the room."""

from django.urls import path

from safecommunity.programmes.views import importing, listing, page, parts, places

urlpatterns = [
    path("projects/", listing.listing, name="projects"),
    path("projects/export/", listing.export, name="projects_export"),
    path("projects/grid/", listing.grid, name="projects_grid"),
    path("projects/places/", places.where, name="projects_places"),
    path("projects/import/", importing.start, name="projects_import"),
    path("projects/template/", importing.template, name="projects_template"),
    path("projects/new/", page.new, name="project_new"),
    path("projects/tie/", parts.tie, name="project_tie"),
    path("projects/part/<slug:kind>/<slug:ref>/<slug:deed>/", parts.part, name="project_part"),
    path("projects/<slug:pid>/", page.page, name="project"),
    path("projects/<slug:pid>/edit/", page.edit, name="project_edit"),
    path("projects/<slug:pid>/figure/", parts.figure, name="project_figure"),
    path("projects/<slug:pid>/outputs/", parts.outputs, name="project_outputs"),
    path("projects/<slug:pid>/review/", page.review, name="project_review"),
    path("projects/<slug:pid>/add/<slug:part>/", parts.add, name="project_add"),
    path("projects/<slug:pid>/step/<slug:deed>/", page.step, name="project_step"),
]
