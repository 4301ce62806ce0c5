"""Addresses of duty."""

from django.urls import path

from safecommunity.emergency.duty.views import log, roster

urlpatterns = [
    path("emergency/duty/", roster.page, name="duty_roster"),
    path("emergency/duty/export/", roster.export, name="duty_export"),
    path("emergency/duty/step/", roster.step, name="duty_step"),
    path("emergency/duty/person/<slug:pid>/", roster.person_step, name="duty_person_step"),
    path("emergency/duty/leave/<slug:pk>/", roster.leave_end, name="duty_leave_end"),
    path("emergency/duty/day/<slug:ref>/", roster.day_page, name="duty_day"),
    path("emergency/duty/day/<slug:ref>/swap/", roster.swap, name="duty_swap"),
    path("emergency/log/", log.listing_page, name="duty_log"),
    path("emergency/log/export/", log.export, name="duty_log_export"),
    path("emergency/log/new/", log.quick, name="duty_quick"),
    path("emergency/log/give/", log.give, name="duty_give"),
    path("emergency/log/take/<slug:pk>/", log.take, name="duty_taken"),
    path("emergency/log/<slug:pid>/", log.page, name="duty_entry"),
    path("emergency/log/<slug:pid>/step/", log.step, name="duty_entry_step"),
]
