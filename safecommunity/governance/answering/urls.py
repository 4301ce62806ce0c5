"""Addresses of the responsibility map."""

from django.urls import path

from safecommunity.governance.answering import views

urlpatterns = [
    path("duties/", views.duties, name="duties"),
    path("duties/export/", views.export, name="duties_export"),
    path("duties/import/", views.bring, name="duties_import"),
    path("duties/take/", views.take, name="duty_take"),
    path("duties/<str:pid>/", views.duty, name="duty"),
    path("duties/<str:pid>/end/", views.end, name="duty_end"),
]
