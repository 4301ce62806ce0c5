"""Addresses of reviews; each panel is named by its permanent id."""

from django.urls import path

from safecommunity.accreditation.review.views import consensus, findings, panels, schedule, sheets, steps

urlpatterns = [
    path("reviews/", panels.listing, name="panels"),
    path("reviews/export/", panels.listing_export, name="panels_export"),
    path("reviews/new/", panels.new, name="panel_new"),
    path("reviews/findings/<slug:pid>/", findings.page, name="panel_finding"),
    path("reviews/findings/<slug:pid>/answer/", findings.answer, name="panel_finding_answer"),
    path("reviews/findings/<slug:pid>/decide/", findings.decide, name="panel_finding_decide"),
    path("reviews/findings/<slug:pid>/drop/", findings.drop, name="panel_finding_drop"),
    path("reviews/<slug:pid>/", panels.page, name="panel"),
    path("reviews/<slug:pid>/export/", consensus.export, name="panel_export"),
    path("reviews/<slug:pid>/declare/", steps.declare, name="panel_declare"),
    path("reviews/<slug:pid>/step/", steps.step, name="panel_step"),
    path("reviews/<slug:pid>/members/<slug:member>/", steps.member, name="panel_member"),
    path("reviews/<slug:pid>/sheet/", sheets.overview, name="panel_sheets"),
    path("reviews/<slug:pid>/sheet/<str:element>/", sheets.sheet, name="panel_sheet"),
    path("reviews/<slug:pid>/consensus/", consensus.overview, name="panel_consensus"),
    path("reviews/<slug:pid>/consensus/<str:element>/", consensus.element, name="panel_agree"),
    path("reviews/<slug:pid>/findings/", findings.new, name="panel_finding_new"),
    path("reviews/<slug:pid>/found/", findings.on_site, name="panel_found"),
    path("reviews/<slug:pid>/schedule/", schedule.page, name="panel_schedule"),
    path("reviews/<slug:pid>/schedule/<slug:stop>/drop/", schedule.drop, name="panel_stop_drop"),
]
