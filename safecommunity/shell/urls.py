"""Addresses of the shell; it is included at the root."""

from django.urls import path

from safecommunity.shell import views
from safecommunity.shell.paper_forms import views as paper_forms

app_name = "shell"
urlpatterns = [
    path("", views.front, name="front"),
    path("language/", views.set_language, name="language"),
    path("sw.js", views.worker, name="worker"),
    path("paper-forms/", paper_forms.listing, name="paper_forms"),
    path("paper-forms/<slug:code>.<slug:form>", paper_forms.blank, name="paper_form_blank"),
    path("paper-forms/<slug:code>/<slug:key>.<slug:form>", paper_forms.filled, name="paper_form"),
]
