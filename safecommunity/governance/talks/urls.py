"""Addresses of talks."""

from django.urls import path

from safecommunity.governance.talks import views

urlpatterns = [
    path("talks/", views.listing, name="talks"),
    path("talks/new/<slug:pid>/", views.new, name="talk_new"),
    path("talks/<slug:pid>/", views.talk, name="talk"),
    path("talks/<slug:pid>/open/", views.opening, name="talk_open"),
    path("talks/<slug:pid>/step/", views.step, name="talk_step"),
    path("talks/<slug:pid>/answer/", views.answer, name="talk_answer"),
    path("talks/<slug:pid>/appeal/", views.appeal, name="talk_appeal"),
    path("talks/<slug:pid>/decide/", views.decide, name="talk_decide"),
    path("talks/<slug:pid>/close/", views.close, name="talk_close"),
]
