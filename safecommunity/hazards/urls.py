"""Addresses of the room; a hazard is named by its permanent id."""

from django.urls import include, path

from safecommunity.hazards.views import importing, listing, notices, one, quick, supervised

urlpatterns = [
    path("", include("safecommunity.hazards.people.urls")),
    path("", include("safecommunity.hazards.inspections.urls")),
    path("", include("safecommunity.hazards.risks.urls")),
    path("", include("safecommunity.hazards.housing.urls")),
    path("hazards/", listing.listing, name="hazards"),
    path("hazards/export/", listing.export, name="hazards_export"),
    path("hazards/found/", quick.quick, name="hazard_quick"),
    path("hazards/import/", importing.start, name="hazards_import"),
    path("hazards/template/", importing.template, name="hazards_template"),
    path("hazards/supervised/", supervised.listing, name="hazards_supervised"),
    path("hazards/supervised/export/", supervised.export, name="hazards_supervised_export"),
    path("hazards/supervised/board/", supervised.board, name="hazards_board"),
    path("hazards/notices/", notices.pending, name="hazard_notices"),
    path("hazards/notices/print/", notices.printed, name="hazard_notices_print"),
    path("notice/<slug:ref>/", notices.check, name="hazard_notice_check"),
    path("hazards/<slug:pid>/notice/", notices.of_one, name="hazard_notice"),
    path("hazards/<slug:pid>/", one.page, name="hazard"),
    path("hazards/<slug:pid>/<slug:deed>/", one.step, name="hazard_step"),
]
