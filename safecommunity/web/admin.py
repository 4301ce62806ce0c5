"""Only our own read-only pages are in the admin: libraries register writable ones, which would pass by the actions."""

from django.contrib import admin

# Django loads admin modules in the order of INSTALLED_APPS; `web` comes after every library.
for model in list(admin.site._registry):
    if not model.__module__.startswith("safecommunity."):
        admin.site.unregister(model)
