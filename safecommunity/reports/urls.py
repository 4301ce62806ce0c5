"""Addresses of the overview, the work lists and chart pictures."""

from django.urls import include, path

from safecommunity.reports import district_views, views
from safecommunity.reports.bulk import views as bulk
from safecommunity.reports.dashboards import views as dashboards
from safecommunity.reports.documents import views as documents
from safecommunity.reports.documents.own import views as own
from safecommunity.reports.scheduling import views as schedules

urlpatterns = [
    path("", include("safecommunity.reports.editions.urls")),
    path("", include("safecommunity.reports.reading.urls")),
    path("dashboard/", dashboards.dashboard, name="dashboard"),
    path("", include("safecommunity.reports.register.urls")),
    path("overview/", views.overview, name="overview"),
    path("overview/tables.xlsx", views.export, name="overview_export"),
    path("overview/events/", views.events, name="overview_events"),
    path("overview/events/tables.xlsx", views.events_export, name="overview_events_export"),
    path("todo/", views.todo, name="todo"),
    path("exceptions/", views.exceptions, name="exceptions"),
    path("charts/<str:name>.svg", views.chart, name="chart"),
    path("district/", district_views.district, name="district"),
    path("district/<slug:pid>/<int:index>/", district_views.district_month, name="district_month"),
    path("district/<slug:pid>/<int:index>/return/", district_views.district_return, name="district_return"),
    path("district/<slug:pid>/<int:index>/lock/", district_views.district_lock, name="district_lock"),
    path("district/<slug:pid>/<int:index>/urge/", district_views.district_urge, name="district_urge"),
    path("documents/", documents.listing, name="documents"),
    path("documents/export/", documents.listing_export, name="documents_export"),
    path("documents/new/", documents.new, name="document_new"),
    path("documents/templates/", own.listing, name="document_templates"),
    path("documents/templates/<slug:kind>/<slug:language>/", own.page, name="document_template"),
    path(
        "documents/templates/<slug:kind>/<slug:language>/starter.docx",
        own.starter_file,
        name="document_starter",
    ),
    path("documents/templates/version/<slug:pid>.docx", own.file, name="document_template_file"),
    path("documents/templates/version/<slug:pid>/withdraw", own.withdraw, name="document_template_withdraw"),
    path("documents/schedules/", schedules.listing, name="schedules"),
    path("documents/schedules/new/", schedules.new, name="schedule_new"),
    path("documents/schedules/<slug:pid>/", schedules.page, name="schedule"),
    path("documents/schedules/<slug:pid>/change/", schedules.change, name="schedule_change"),
    path("documents/schedules/<slug:pid>/pause/", schedules.pause, name="schedule_pause"),
    path("documents/schedules/<slug:pid>/resume/", schedules.resume, name="schedule_resume"),
    path("documents/schedules/<slug:pid>/<slug:run>/again/", schedules.again, name="schedule_again"),
    path("documents/notices/<slug:pid>/", schedules.notice, name="schedule_notice"),
    path("documents/bulk/", bulk.listing, name="bulks"),
    path("documents/bulk/<slug:pid>/", bulk.page, name="bulk"),
    path("documents/bulk/<slug:pid>/stop/", bulk.stop, name="bulk_stop"),
    path("documents/bulk/<slug:pid>/resume/", bulk.resume, name="bulk_resume"),
    path("documents/bulk/<slug:pid>/zip/", bulk.take, name="bulk_take"),
    path("documents/<slug:pid>/", documents.page, name="document"),
    path("documents/<slug:pid>/template/", own.choose, name="document_choose_template"),
    path("documents/<slug:pid>/words/<str:block>/", documents.words, name="document_words"),
    path("documents/<slug:pid>/head/", documents.head, name="document_head"),
    path("documents/<slug:pid>/freeze/", documents.freeze, name="document_freeze"),
    path("documents/<slug:pid>/moved/", documents.moved, name="document_moved"),
    path("documents/<slug:pid>/file.<str:form>", documents.file, name="document_file"),
    path("healthy/", views.healthy, name="healthy"),
]
