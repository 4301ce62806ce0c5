"""Addresses of the register; a risk is named by its permanent id."""

from django.urls import path

from safecommunity.hazards.risks.views import importing, pages, register

urlpatterns = [
    path("risks/", register.listing, name="risks"),
    path("risks/export/", register.export, name="risks_export"),
    path("risks/import/", importing.start, name="risks_import"),
    path("risks/template/", importing.template, name="risks_template"),
    path("risks/new/", register.new, name="risk_new"),
    path("risks/<slug:pid>/", pages.page, name="risk"),
    path("risks/<slug:pid>/change/", pages.change, name="risk_change"),
    path("risks/<slug:pid>/assess/", pages.assess, name="risk_assess"),
    path("risks/<slug:pid>/fail/", pages.fail, name="risk_fail"),
    path("risks/<slug:pid>/end/", pages.end, name="risk_end"),
]
