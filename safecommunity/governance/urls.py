"""Addresses of the office's organisation: bodies, meetings, letters, tasks."""

from django.urls import URLPattern, URLResolver, path

from safecommunity.governance import lists
from safecommunity.governance.views import bodies, letters, meetings, printing, signing, tasks
from safecommunity.shell import lists as office_lists

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
    path("letters/<slug:pid>/import/", office_lists.reads(lists.LETTERS), name="letters_import"),
    path("letters/<slug:pid>/template/", office_lists.gives(lists.LETTERS), name="letters_template"),
    path("letters/<slug:pid>/print/", printing.letters_print, name="letters_print"),
    path("letters/<slug:pid>/pdf/", printing.letters_pdf, name="letters_pdf"),
    path("letters/<slug:pid>/pdf/<slug:name>/", printing.letters_pdf_take, name="letters_pdf_take"),
    path("letters/<slug:pid>/refresh/", letters.letters_refresh, name="letters_refresh"),
    path("letters/<slug:pid>/report/", letters.letters_report, name="letters_report"),
]

BODIES = [
    path("organisation/", bodies.organisation, name="organisation"),
    path("organisation/found/", bodies.found_bodies, name="bodies_found"),
    path("organisation/agencies/", bodies.agencies, name="agencies"),
    path("organisation/agencies/found/", bodies.found_agencies, name="agencies_found"),
    path("organisation/agencies/<slug:pid>/rename/", bodies.agency_rename, name="agency_rename"),
    path("organisation/seats/import/", office_lists.reads(lists.SEATS), name="seats_import"),
    path("organisation/seats/template/", office_lists.gives(lists.SEATS), name="seats_template"),
    path("organisation/seats/<slug:ref>/end/", bodies.seat_end, name="seat_end"),
    path("organisation/bodies/<slug:pid>/", bodies.body, name="body"),
    path("organisation/bodies/<slug:pid>/duties/", bodies.body_duties, name="body_duties"),
    path("organisation/bodies/<slug:pid>/paper/", bodies.body_paper, name="body_paper"),
]

WORK = [
    path("meetings/", meetings.meetings, name="meetings"),
    path("meetings/export/", meetings.meetings_export, name="meetings_export"),
    path("meetings/new/", meetings.meeting_new, name="meeting_new"),
    path("meetings/<slug:ref>/", meetings.meeting, name="meeting"),
    path("meetings/<slug:ref>/withdraw/", meetings.meeting_withdraw, name="meeting_withdraw"),
    path("meetings/<slug:ref>/in/", meetings.meeting_in, name="meeting_in"),
    path("tasks/", tasks.tasks, name="tasks"),
    path("tasks/export/", tasks.tasks_export, name="tasks_export"),
    path("tasks/new/", tasks.task_new, name="task_new"),
    path("tasks/<slug:ref>/", tasks.task, name="task"),
    path("tasks/<slug:ref>/end/", tasks.task_end, name="task_end"),
]

urlpatterns: list[URLPattern | URLResolver] = [*LETTERS, *BODIES, *WORK]
