"""Addresses of the office's organisation: bodies, meetings, letters, tasks."""

from django.urls import URLPattern, URLResolver, path

from safecommunity.governance.views import letters, printing, signing

LETTERS = [
    path("letters/", letters.overview, name="letters"),
    path("letters/open/", letters.open_round, name="letters_open"),
    path("letters/district/", letters.letters_district, name="letters_district"),
    path("letters/letter/<slug:ref>/", letters.letter, name="letter"),
    path("letters/letter/<slug:ref>/sign/", letters.letter_sign, name="letter_sign"),
    path("letters/letter/<slug:ref>/reverse/", letters.letter_reverse, name="letter_reverse"),
    path("letters/households/<slug:ref>/", signing.household_letters, name="household_letters"),
    path("letters/households/<slug:ref>/due/", signing.household_due, name="household_due"),
    path(
        "letters/households/<slug:ref>/<slug:pid>/reverse/",
        signing.household_reverse,
        name="household_reverse",
    ),
    path("letters/<slug:pid>/", letters.letters_round, name="letters_round"),
    path("letters/<slug:pid>/export/", letters.letters_export, name="letters_export"),
    path("letters/<slug:pid>/sign/", signing.letters_sign, name="letters_sign"),
    path("letters/<slug:pid>/import/", signing.letters_import, name="letters_import"),
    path("letters/<slug:pid>/template/", signing.letters_template, name="letters_template"),
    path("letters/<slug:pid>/print/", printing.letters_print, name="letters_print"),
    path("letters/<slug:pid>/refresh/", letters.letters_refresh, name="letters_refresh"),
    path("letters/<slug:pid>/report/", letters.letters_report, name="letters_report"),
]

urlpatterns: list[URLPattern | URLResolver] = [*LETTERS]
