"""Addresses of opinions; those under /say/ are open to everybody."""

from django.urls import path

from safecommunity.governance.opinions.lists import OPINIONS
from safecommunity.governance.opinions.views import boxes, office, public
from safecommunity.shell import lists

urlpatterns = [
    path("opinions/", office.listing, name="opinions"),
    path("opinions/export/", office.export, name="opinions_export"),
    path("opinions/new/", office.new, name="opinion_new"),
    path("opinions/import/", lists.reads(OPINIONS), name="opinion_import"),
    path("opinions/import/template/", lists.gives(OPINIONS), name="opinion_template"),
    path("opinions/boxes/", boxes.boxes, name="opinion_boxes"),
    path("opinions/boxes/<slug:pid>/", boxes.box, name="opinion_box"),
    path("opinions/<slug:ref>/", office.opinion, name="opinion"),
    path("opinions/<slug:ref>/step/", office.step, name="opinion_step"),
    path("say/<slug:code>/", public.say, name="say"),
    path("say/<slug:code>/answers/", public.answers, name="say_answers"),
    path("say/receipt/<slug:receipt>/", public.receipt, name="say_receipt"),
]
