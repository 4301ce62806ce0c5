"""Addresses for programs, and the page where a person makes tokens for them."""

from django.urls import path

from safecommunity.exchange import views
from safecommunity.exchange.endpoints import api

urlpatterns = [
    path("account/tokens/", views.tokens, name="tokens"),
    path("account/tokens/<str:pid>/revoke/", views.revoke, name="token_revoke"),
    path("api/", views.described, name="api"),
    path("api/openapi.json", views.document, name="api_document"),
    path("api/v1/", views.nothing, name="api_root"),
    path("api/v1/", api.urls),
    path("api/<path:rest>", views.nothing, name="api_nothing"),
]
