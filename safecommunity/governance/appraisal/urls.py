"""Addresses of the year-end appraisal."""

from django.urls import path

from safecommunity.governance.appraisal.lists import SHEETS
from safecommunity.governance.appraisal.views import appraisals, parties
from safecommunity.shell import lists

urlpatterns = [
    path("appraisals/", appraisals.listing, name="appraisals"),
    path("appraisals/new/", appraisals.new, name="appraisal_new"),
    path("appraisals/sheets/<slug:kind>/", appraisals.sheet, name="appraisal_sheet"),
    path("appraisals/sheets/<slug:kind>/import/", lists.reads(SHEETS), name="appraisal_sheet_import"),
    path("appraisals/sheets/<slug:kind>/template/", lists.gives(SHEETS), name="appraisal_sheet_template"),
    path("appraisals/parties/<slug:pid>/", parties.party, name="appraisal_party"),
    path("appraisals/parties/<slug:pid>/self/", parties.self_report, name="appraisal_self"),
    path("appraisals/parties/<slug:pid>/object/", parties.objecting, name="appraisal_object"),
    path("appraisals/parties/<slug:pid>/drop/", parties.drop, name="appraisal_drop"),
    path("appraisals/objections/<slug:pid>/reply/", parties.reply, name="appraisal_reply"),
    path("appraisals/<slug:pid>/", appraisals.one, name="appraisal"),
    path("appraisals/<slug:pid>/read/", appraisals.read, name="appraisal_read"),
    path("appraisals/<slug:pid>/renew/", appraisals.renew, name="appraisal_renew"),
    path("appraisals/<slug:pid>/hand-in/", appraisals.hand_in, name="appraisal_hand_in"),
    path("appraisals/<slug:pid>/send-back/", appraisals.send_back, name="appraisal_send_back"),
    path("appraisals/<slug:pid>/publish/", appraisals.publish, name="appraisal_publish"),
    path("appraisals/<slug:pid>/close/", appraisals.close, name="appraisal_close"),
    path("appraisals/<slug:pid>/export/", appraisals.export, name="appraisal_export"),
    path("appraisals/<slug:pid>/bulletin/", appraisals.bulletin, name="appraisal_bulletin"),
]
