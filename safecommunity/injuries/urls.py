"""Addresses of the room; an injury is named by its random ref, a report of it by its permanent id."""

from django.urls import path

from safecommunity.injuries.duplicates import views as duplicates
from safecommunity.injuries.views import card, exporting, importing, listing, months, quick, record

urlpatterns = [
    path("injuries/", listing.listing, name="injuries"),
    path("injuries/list.xlsx", exporting.export, name="injuries_export"),
    path("injuries/card/", card.card, name="injury_card"),
    path("injuries/card/draft/", card.draft, name="injury_card_draft"),
    path("injuries/card/draft/drop/", card.drop_draft, name="injury_card_drop"),
    path("injuries/card/look/", card.look, name="injury_card_look"),
    path("injuries/quick/", quick.quick, name="injury_quick"),
    path("injuries/import/", importing.start, name="injury_import"),
    path("injuries/import/template/", importing.template, name="injury_import_template"),
    path("injuries/import/<slug:pid>/", importing.run_page, name="injury_import_run"),
    path("injuries/import/<slug:pid>/columns/", importing.columns, name="injury_import_columns"),
    path("injuries/import/<slug:pid>/correct/", importing.correct, name="injury_import_correct"),
    path("injuries/import/<slug:pid>/go/", importing.go, name="injury_import_go"),
    path("injuries/import/<slug:pid>/rows/", importing.rows_to_correct, name="injury_import_rows"),
    path("injuries/import/<slug:pid>/drop/", importing.drop, name="injury_import_drop"),
    path("injuries/months/", months.months, name="injury_months"),
    path("injuries/months/<slug:unit>/<int:index>/submit/", months.submit, name="injury_month_submit"),
    path("injuries/months/<slug:unit>/<int:index>/accept/", months.accept, name="injury_month_accept"),
    path("injuries/months/<slug:unit>/<int:index>/return/", months.send_back, name="injury_month_return"),
    path("injuries/months/<slug:unit>/<int:index>/urge/", months.urge, name="injury_month_urge"),
    path("injuries/duplicates/", duplicates.listing, name="injury_duplicates"),
    path("injuries/duplicates/<slug:pid>/", duplicates.page, name="injury_duplicate"),
    path("injuries/duplicates/<slug:pid>/join/", duplicates.join, name="injury_duplicate_join"),
    path("injuries/duplicates/<slug:pid>/apart/", duplicates.apart, name="injury_duplicate_apart"),
    path("injuries/duplicates/<slug:pid>/reopen/", duplicates.reopen, name="injury_duplicate_reopen"),
    path("injuries/<slug:ref>/", record.page, name="injury"),
    path("injuries/<slug:ref>/<slug:pid>/name/", record.open_name, name="injury_name"),
    path("injuries/<slug:ref>/<slug:pid>/amend/", record.amend, name="injury_amend"),
    path("injuries/<slug:ref>/<slug:pid>/withdraw/", record.withdraw, name="injury_withdraw"),
    path("injuries/<slug:ref>/<slug:pid>/link/", record.link, name="injury_link"),
    path("injuries/<slug:ref>/<slug:pid>/unlink/", record.unlink, name="injury_unlink"),
]
