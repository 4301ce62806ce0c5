"""Addresses of papers that are checked."""

from django.urls import path

from safecommunity.reports.reading import views

urlpatterns = [
    path("papers/", views.listing, name="papers"),
    path("papers/new/", views.new, name="paper_new"),
    path("papers/<slug:pid>/", views.one, name="paper"),
    path("papers/<slug:pid>/numbers/", views.marks, name="paper_marks"),
    path("papers/<slug:pid>/numbers/table.xlsx", views.export, name="paper_marks_export"),
    path("papers/<slug:pid>/numbers/<int:number>/", views.mark, name="paper_mark"),
    path("papers/<slug:pid>/copy.docx", views.copy, name="paper_copy"),
    path("papers/<slug:pid>/keep/", views.keep, name="paper_keep"),
    path("papers/<slug:pid>/again/", views.again, name="paper_again"),
    path("papers/<slug:pid>/forget/", views.forget, name="paper_forget"),
]
