"""Addresses of the room."""

from django.urls import path

from safecommunity.accreditation.review.urls import urlpatterns as reviews
from safecommunity.accreditation.views import applications, evidence, items, rounds, sheets, year

urlpatterns = [
    path("standards/", sheets.listing, name="standards"),
    path("standards/bring/", sheets.bring, name="standard_bring"),
    path("standards/<slug:code>/", sheets.standard, name="standard"),
    path("standards/<slug:code>/template/", sheets.template, name="standard_template"),
    path("standards/<slug:code>/<slug:pid>/", sheets.edition, name="standard_edition"),
    path("standards/<slug:code>/<slug:pid>/force/", sheets.put_in_force, name="standard_force"),
    path("assessments/", rounds.listing, name="rounds"),
    path("assessments/export/", rounds.listing_export, name="rounds_export"),
    path("assessments/new/", rounds.new, name="round_new"),
    path("assessments/year/", year.page, name="rounds_year"),
    path("assessments/year/item/", year.item, name="rounds_year_item"),
    path("assessments/year/item/export/", year.item_export, name="rounds_year_item_export"),
    path("assessments/<slug:pid>/", rounds.page, name="round"),
    path("assessments/<slug:pid>/export/", rounds.export, name="round_export"),
    path("assessments/<slug:pid>/compare/", rounds.compare, name="round_compare"),
    path("assessments/<slug:pid>/coverage/", evidence.coverage, name="round_coverage"),
    path("assessments/<slug:pid>/hand-in/", rounds.hand_in, name="round_hand_in"),
    path("assessments/<slug:pid>/reopen/", rounds.reopen, name="round_reopen"),
    path("assessments/<slug:pid>/items/<str:item>/", items.page, name="round_item"),
    path("assessments/<slug:pid>/items/<str:item>/figure/", evidence.take, name="round_item_figure"),
    path("assessments/<slug:pid>/items/<str:item>/evidence/", evidence.bring, name="round_item_evidence"),
    path("assessments/<slug:pid>/items/<str:item>/drop/", evidence.drop, name="round_item_drop"),
    path("assessments/<slug:pid>/items/<str:item>/task/", items.task, name="round_item_task"),
    path("applications/", applications.listing, name="applications"),
    path("applications/export/", applications.listing_export, name="applications_export"),
    path("evidence/", evidence.listing, name="evidence_list"),
    path("evidence/export/", evidence.listing_export, name="evidence_export"),
    path("evidence/<slug:pid>/", evidence.page, name="evidence"),
    path("evidence/<slug:pid>/withdraw/", evidence.withdraw, name="evidence_withdraw"),
    *reviews,
]
