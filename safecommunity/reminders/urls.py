"""Addresses of the room."""

from django.urls import path

from safecommunity.reminders import views

urlpatterns = [
    path("reminders/", views.mine, name="reminders"),
    path("reminders/overdue/", views.overdue, name="reminders_overdue"),
]
