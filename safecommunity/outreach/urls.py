"""Addresses of the room; a line and a session are named by their random ref."""

from django.urls import path

from safecommunity.outreach.lists import CERTIFICATES, LEDGER, TRAININGS
from safecommunity.outreach.views import (
    certificates,
    doubles,
    ledger,
    overview,
    quick,
    stock,
    training,
)
from safecommunity.shell import lists

urlpatterns = [
    path("outreach/", overview.page, name="outreach"),
    path("outreach/chart/<slug:name>/", overview.chart, name="outreach_chart"),
    path("outreach/quick/", quick.quick, name="outreach_quick"),
    path("outreach/list/", ledger.listing, name="outreach_list"),
    path("outreach/list.xlsx", ledger.export, name="outreach_export"),
    path("outreach/new/", ledger.new, name="outreach_new"),
    path("outreach/import/", lists.reads(LEDGER), name="outreach_import"),
    path("outreach/import/template/", lists.gives(LEDGER), name="outreach_template"),
    path("outreach/doubles/", doubles.listing, name="outreach_doubles"),
    path("outreach/doubles/<slug:pid>/join/", doubles.join, name="outreach_double_join"),
    path("outreach/doubles/<slug:pid>/apart/", doubles.apart, name="outreach_double_apart"),
    path("outreach/doubles/<slug:pid>/reopen/", doubles.reopen, name="outreach_double_reopen"),
    path("outreach/stock/", stock.items, name="outreach_stock"),
    path("outreach/stock/<slug:pid>/", stock.item, name="outreach_item"),
    path("outreach/<slug:ref>/", ledger.page, name="outreach_entry"),
    path("outreach/<slug:ref>/correct/", ledger.correct, name="outreach_correct"),
    path("outreach/<slug:ref>/reverse/", ledger.reverse_line, name="outreach_reverse"),
    path("outreach/<slug:ref>/check/", ledger.check, name="outreach_check"),
    path("training/", training.listing, name="training"),
    path("training/import/", lists.reads(TRAININGS), name="training_import"),
    path("training/import/template/", lists.gives(TRAININGS), name="training_template"),
    path("training/new/", training.new, name="training_new"),
    path("training/certificates/", certificates.listing, name="training_certificates"),
    path("training/certificates/import/", lists.reads(CERTIFICATES), name="certificate_import"),
    path("training/certificates/import/template/", lists.gives(CERTIFICATES), name="certificate_template"),
    path("training/certificates/new/", certificates.new, name="training_certificate_new"),
    path("training/certificates/recount/", certificates.recount, name="training_recount"),
    path("training/certificates/<slug:pid>/", certificates.one, name="training_certificate"),
    path(
        "training/certificates/<slug:pid>/withdraw/",
        certificates.withdraw,
        name="training_certificate_withdraw",
    ),
    path("training/sign/<slug:code>/", training.sign, name="training_sign"),
    path("training/people/<slug:pid>/erase/", training.erase, name="training_erase"),
    path("training/<slug:ref>/", training.page, name="training_session"),
    path("training/<slug:ref>/code/", training.code, name="training_code"),
    path("training/<slug:ref>/step/", training.step, name="training_step"),
]
