"""Addresses of the responsibility map."""

from django.urls import path

from safecommunity.governance.answering import views
from safecommunity.governance.answering.lists import DUTIES
from safecommunity.shell import lists

urlpatterns = [
    path("duties/", views.duties, name="duties"),
    path("duties/export/", views.export, name="duties_export"),
    path("duties/import/", lists.reads(DUTIES), name="duties_import"),
    path("duties/import/template/", lists.gives(DUTIES), name="duties_template"),
    path("duties/take/", views.take, name="duty_take"),
    path("duties/<str:pid>/", views.duty, name="duty"),
    path("duties/<str:pid>/end/", views.end, name="duty_end"),
]
