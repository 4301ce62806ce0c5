"""Pages for the browser tests: a card with every field, and a quick report that is taken in."""

from types import SimpleNamespace

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.template import engines
from django.urls import include, path

from safecommunity.shell import forms

CAUSES = ((1, "机动车车祸"), (3, "跌倒/坠落"), (4, "钝器伤"), (11, "动物伤"), (99, "不清楚"))
INITIALS = {1: "jdccc", 3: "dd/zl", 4: "dqs", 11: "dws", 99: "bqc"}
taken: dict[str, str] = {}


class Card(forms.Form):
    """One field of each kind."""

    name = forms.TextField(label="姓名")
    sex = forms.OptionField(label="性别", choices=((1, "男"), (2, "女")))
    age = forms.WholeNumberField(label="年龄", lowest=0, highest=120)
    cause = forms.PickerField(label="原因", choices=CAUSES, initials=INITIALS)
    where = forms.OptionField(label="地点", choices=((1, "家中"), (2, "学校"), (11, "农场"), (99, "不清楚")))


HEAD = """{% extends "shell/phone.html" %}{% load shell static %}{% block title %}T{% endblock %}
{% block heading %}T{% endblock %}{% block head %}<script src="{% static 'shell/picker.js' %}" defer></script>
<script src="{% static 'shell/options.js' %}" defer></script>
<script src="{% static 'shell/offline.js' %}" defer></script>
<script src="{% static 'shell/draft.js' %}" defer></script>{% endblock %}{% block content %}
{% include "shell/parts/net.html" %}{% include "shell/parts/draft_state.html" %}"""
FOOT = "<button class='btn main-act'>OK</button></form>{% include 'shell/parts/queue.html' %}{% endblock %}"
CARD = (
    "<form data-questions data-draft='/t/draft/'>{% csrf_token %}{% for f in form %}{% item f %}{% endfor %}"
)
QUICK = "<form data-offline='/t/take/' data-title='有人受伤'>{% csrf_token %}{% item form.name %}"


def show(request: HttpRequest, middle: str) -> HttpResponse:
    """A page of the given form for a signed-in reader."""
    given = {"form": Card(), "reader": SimpleNamespace(pid="reader-1", name="丙")}
    return HttpResponse(engines["django"].from_string(HEAD + middle + FOOT).render(given, request))


def card(request: HttpRequest) -> HttpResponse:
    """The card."""
    return show(request, CARD)


def quick(request: HttpRequest) -> HttpResponse:
    """The quick report."""
    return show(request, QUICK)


def take(request: HttpRequest) -> JsonResponse:
    """Takes a quick report in once per client id; the name 坏 is refused."""
    if request.POST["name"] == "坏":
        return JsonResponse({"errors": ["姓名不行"]}, status=422)
    number = taken.setdefault(request.POST["client_id"], f"KB-{len(taken) + 1}")
    return JsonResponse({"number": number})


def draft(request: HttpRequest) -> JsonResponse:
    """Keeps nothing and says so."""
    return JsonResponse({})


urlpatterns = [
    path("", include("safecommunity.shell.urls")),
    path("t/card/", card),
    path("t/quick/", quick),
    path("t/take/", take),
    path("t/draft/", draft),
]
