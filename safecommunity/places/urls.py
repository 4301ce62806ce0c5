"""Addresses of the places an office keeps."""

from django.urls import path

from safecommunity.places.views import population, tree, unit_page, units
from safecommunity.shell import lists

urlpatterns = [
    path("places/", tree.tree, name="places"),
    path("places/import/", tree.tree_import, name="places_import"),
    path("places/template/", tree.tree_template, name="places_template"),
    path("population/", population.population, name="population"),
    path("population/import/", population.population_import, name="population_import"),
    path("population/template/<slug:form>/", population.population_template, name="population_template"),
    path("population/<slug:pid>/<int:year>/", population.population_year, name="population_year"),
    path("u/<slug:pid>/", unit_page.unit_page, name="unit_page"),
    path("units/<slug:pid>/code/", unit_page.unit_code, name="unit_code"),
    path("units/", units.units, name="units"),
    path("units/new/", units.unit_new, name="unit_new"),
    path("units/import/", lists.reads(units.UNITS), name="unit_import"),
    path("units/template/", lists.gives(units.UNITS), name="unit_template"),
    path("units/<slug:pid>/", units.unit_edit, name="unit_edit"),
    path("units/<slug:pid>/phone/", unit_page.unit_phone, name="unit_phone"),
    path("units/<slug:pid>/close/", units.unit_close, name="unit_close"),
]
