"""Addresses of the checker."""

from django.urls import path

from safecommunity.figures.checker import views

urlpatterns = [
    path("checks/", views.listing, name="findings"),
    path("checks/export/", views.export, name="findings_export"),
    path("checks/run/", views.run, name="findings_run"),
    path("checks/days/", views.days, name="review_days"),
    path("checks/days/<slug:pid>/withdraw/", views.withdraw_day, name="review_day_withdraw"),
    path("checks/<slug:pid>/", views.one, name="finding"),
    path("checks/<slug:pid>/reopen/", views.reopen, name="finding_reopen"),
]
