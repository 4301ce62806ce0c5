"""Addresses of reviews; each panel is named by its permanent id."""

from django.urls import path

from safecommunity.accreditation.review.views import consensus, findings, panels, schedule, sheets, steps

urlpatterns = [
    path("reviews/", panels.listing, name="reviews"),
    path("reviews/export/", panels.listing_export, name="reviews_export"),
    path("reviews/new/", panels.new, name="review_new"),
    path("reviews/findings/<slug:pid>/", findings.page, name="review_finding"),
    path("reviews/findings/<slug:pid>/answer/", findings.answer, name="review_finding_answer"),
    path("reviews/findings/<slug:pid>/decide/", findings.decide, name="review_finding_decide"),
    path("reviews/findings/<slug:pid>/drop/", findings.drop, name="review_finding_drop"),
    path("reviews/<slug:pid>/", panels.page, name="review"),
    path("reviews/<slug:pid>/export/", consensus.export, name="review_export"),
    path("reviews/<slug:pid>/declare/", steps.declare, name="review_declare"),
    path("reviews/<slug:pid>/step/", steps.step, name="review_step"),
    path("reviews/<slug:pid>/members/<slug:member>/", steps.member, name="review_member"),
    path("reviews/<slug:pid>/sheet/", sheets.overview, name="review_sheets"),
    path("reviews/<slug:pid>/sheet/<str:element>/", sheets.sheet, name="review_sheet"),
    path("reviews/<slug:pid>/consensus/", consensus.overview, name="review_consensus"),
    path("reviews/<slug:pid>/consensus/<str:element>/", consensus.element, name="review_agree"),
    path("reviews/<slug:pid>/findings/", findings.new, name="review_finding_new"),
    path("reviews/<slug:pid>/schedule/", schedule.page, name="review_schedule"),
    path("reviews/<slug:pid>/schedule/<slug:stop>/drop/", schedule.drop, name="review_stop_drop"),
]
