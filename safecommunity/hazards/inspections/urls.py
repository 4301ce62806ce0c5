"""Addresses of inspections; each is named by its permanent id."""

from django.urls import path

from safecommunity.hazards.inspections.views import checklists, doing, listing, planning

urlpatterns = [
    path("inspections/", listing.listing, name="inspections"),
    path("inspections/export/", listing.export, name="inspections_export"),
    path("inspections/mine/", doing.mine, name="inspections_mine"),
    path("inspections/plan/", planning.plan, name="inspection_plan"),
    path("inspections/checklists/", checklists.listing, name="checklists"),
    path("inspections/checklists/import/", checklists.bring, name="checklists_import"),
    path("inspections/checklists/template/", checklists.template, name="checklists_template"),
    path("inspections/checklists/<slug:code>/", checklists.page, name="checklist"),
    path("inspections/rounds/<slug:pid>/", planning.round_page, name="inspection_round"),
    path("inspections/<slug:pid>/", listing.page, name="inspection"),
    path("inspections/<slug:pid>/do/", doing.do, name="inspection_do"),
    path("inspections/<slug:pid>/sheet/", listing.sheet, name="inspection_sheet"),
    path("inspections/<slug:pid>/sign/", doing.sign, name="inspection_sign"),
    path("inspections/<slug:pid>/cancel/", planning.cancel, name="inspection_cancel"),
    path("inspections/<slug:pid>/recheck/", planning.recheck, name="inspection_recheck"),
]
