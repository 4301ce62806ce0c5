"""Addresses of volunteers."""

from django.urls import path

from safecommunity.governance.volunteers.views import hours, importing, roster, teams

urlpatterns = [
    path("volunteers/", teams.listing, name="volunteers"),
    path("volunteers/export/", teams.export, name="volunteers_export"),
    path("volunteers/new/", teams.new, name="volunteer_team_new"),
    path("volunteers/teams/<slug:pid>/", teams.team, name="volunteer_team"),
    path("volunteers/teams/<slug:pid>/step/", teams.step, name="volunteer_team_step"),
    path("volunteers/teams/<slug:pid>/duty/", roster.plan, name="volunteer_plan"),
    path("volunteers/people/<slug:pid>/step/", teams.member_step, name="volunteer_step"),
    path("volunteers/certificates/<slug:pid>/", teams.certificate, name="volunteer_certificate"),
    path("volunteers/roster/", roster.roster, name="volunteer_roster"),
    path("volunteers/roster/<slug:pid>/cancel/", roster.cancel, name="volunteer_cancel"),
    path("volunteers/hours/", hours.enter, name="volunteer_hours"),
    path("volunteers/hours/list/", hours.listing, name="volunteer_services"),
    path("volunteers/hours/export/", hours.export, name="volunteer_services_export"),
    path("volunteers/hours/<slug:ref>/", hours.page, name="volunteer_service"),
    path("volunteers/hours/<slug:ref>/withdraw/", hours.withdraw, name="volunteer_withdraw"),
    path("volunteers/import/<slug:kind>/", importing.start, name="volunteer_import"),
    path("volunteers/import/<slug:kind>/template/", importing.template, name="volunteer_template"),
]
