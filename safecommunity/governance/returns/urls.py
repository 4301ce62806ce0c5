"""Addresses of returns."""

from django.urls import path

from safecommunity.governance.returns.views import designing, listing, office, page, workbook

urlpatterns = [
    path("returns/", listing.returns, name="returns"),
    path("returns/export/", listing.export, name="returns_export"),
    path("returns/forms/", office.forms, name="return_forms"),
    path("returns/forms/new/", designing.design_form, name="return_form_new"),
    path("returns/forms/<slug:key>/", office.form, name="return_form"),
    path("returns/forms/<slug:key>/send/", office.send, name="return_send"),
    path("returns/calls/<str:pid>/", office.call, name="return_call"),
    path("returns/calls/<str:pid>/export/", office.call_export, name="return_call_export"),
    path("returns/calls/<str:pid>/urge/", office.urge_all, name="return_call_urge"),
    path("returns/calls/<str:pid>/end/", office.end, name="return_call_end"),
    path("returns/<str:pid>/", page.page, name="return"),
    path("returns/<str:pid>/fill/", page.fill, name="return_fill"),
    path("returns/<str:pid>/sums/", page.sums, name="return_sums"),
    path("returns/<str:pid>/pass-on/", page.pass_on, name="return_pass_on"),
    path("returns/<str:pid>/history/", page.history, name="return_history"),
    path("returns/<str:pid>/print/", page.paper, name="return_print"),
    path("returns/<str:pid>/template/", workbook.template, name="return_template"),
    path("returns/<str:pid>/upload/", workbook.upload, name="return_upload"),
    path("returns/<str:pid>/words/", workbook.words, name="return_words"),
    path("returns/<str:pid>/scan/", workbook.scan, name="return_scan"),
    path("returns/<str:pid>/step/<slug:deed>/", page.step, name="return_step"),
]
