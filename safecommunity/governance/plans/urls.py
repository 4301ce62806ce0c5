"""Addresses of work plans and of the yearly judgement."""

from django.urls import path

from safecommunity.governance.plans.lists import PLAN_ITEMS
from safecommunity.governance.plans.views import bodies, items, judging, plans
from safecommunity.shell import lists

urlpatterns = [
    path("work-plans/", plans.listing, name="work_plans"),
    path("work-plans/export/", plans.listing_export, name="work_plans_export"),
    path("work-plans/new/", plans.new, name="work_plan_new"),
    path("work-plans/items/<slug:ref>/", items.item, name="work_plan_item"),
    path("work-plans/items/<slug:ref>/edit/", items.edit, name="work_plan_item_edit"),
    path("work-plans/items/<slug:ref>/task/", items.task, name="work_plan_item_task"),
    path("work-plans/items/<slug:ref>/drop/", items.drop, name="work_plan_item_drop"),
    path("work-plans/reviews/", bodies.listing, name="reviews"),
    path("work-plans/reviews/export/", bodies.export, name="reviews_export"),
    path("work-plans/reviews/bodies/", bodies.judge, name="review_bodies"),
    path("work-plans/reviews/<slug:ref>/", judging.review, name="review"),
    path("work-plans/<slug:pid>/", plans.plan, name="work_plan"),
    path("work-plans/<slug:pid>/edit/", plans.edit, name="work_plan_edit"),
    path("work-plans/<slug:pid>/withdraw/", plans.withdraw, name="work_plan_withdraw"),
    path("work-plans/<slug:pid>/paper/", plans.paper, name="work_plan_paper"),
    path("work-plans/<slug:pid>/stage/", plans.stage, name="work_plan_stage"),
    path("work-plans/<slug:pid>/stage/<slug:ref>/drop/", plans.stage_drop, name="work_plan_stage_drop"),
    path("work-plans/<slug:pid>/item/", items.new, name="work_plan_item_new"),
    path("work-plans/<slug:pid>/export/", items.export, name="work_plan_items_export"),
    path("work-plans/<slug:pid>/import/", lists.reads(PLAN_ITEMS), name="work_plan_items_import"),
    path("work-plans/<slug:pid>/template/", lists.gives(PLAN_ITEMS), name="work_plan_items_template"),
    path("work-plans/<slug:pid>/judge/", judging.judge, name="work_plan_judge"),
    path("work-plans/<slug:pid>/next/", judging.carry, name="work_plan_carry"),
]
