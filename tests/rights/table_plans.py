"""The table's lines about work plans, the yearly judgement and appraisal."""

from tests.rights.rows import GET, POST, Row, do, look
from tests.rights.table_appraisal import APPRAISALS, TALKS

OFFICE = "clerk clerk_s chief"  # of 示例街道, whose plan it is
OTHERS = "clerk_o chief_o"
OFFICES = f"{OFFICE} {OTHERS}"
SEES = f"{OFFICES} auditor"
WRITES = {302: OFFICE, 404: f"{OTHERS} auditor"}

PLANS: list[Row] = [
    *look("work_plans", {200: SEES}, 403),
    *look("work_plans_export", {200: SEES}, 403),
    Row("work_plan_new", "", GET, {200: OFFICES, 404: "auditor"}, 403),
    Row("work_plan_new", "", POST, {422: OFFICES, 404: "auditor"}, 403),
    *look("work_plan", {200: f"{OFFICE} auditor", 404: OTHERS}, 403, record="{work_plan}"),
    Row("work_plan_edit", "{work_plan}", GET, {200: OFFICE, 404: f"{OTHERS} auditor"}, 403),
    Row("work_plan_edit", "{work_plan}", POST, {422: OFFICE, 404: f"{OTHERS} auditor"}, 403),
    *do("work_plan_withdraw", WRITES, 403, record="{work_plan}", sends={"reason": "重复"}),
    *do("work_plan_paper", WRITES, 403, record="{work_plan}"),
    *do("work_plan_stage", WRITES, 403, record="{work_plan}"),
    *do("work_plan_stage_drop", WRITES, 403, record="{work_plan} {stage}"),
    Row("work_plan_item_new", "{work_plan}", GET, {200: OFFICE, 404: f"{OTHERS} auditor"}, 403),
    Row("work_plan_item_new", "{work_plan}", POST, {422: OFFICE, 404: f"{OTHERS} auditor"}, 403),
    *look("work_plan_item", {200: f"{OFFICE} auditor", 404: OTHERS}, 403, record="{plan_item}"),
    Row("work_plan_item_edit", "{plan_item}", GET, {200: OFFICE, 404: f"{OTHERS} auditor"}, 403),
    Row("work_plan_item_edit", "{plan_item}", POST, {422: OFFICE, 404: f"{OTHERS} auditor"}, 403),
    *do("work_plan_item_task", WRITES, 403, record="{plan_item}"),
    *do("work_plan_item_drop", WRITES, 403, record="{plan_item}", sends={"reason": "不归我们"}),
    *look("work_plan_items_export", {200: f"{OFFICE} auditor", 404: OTHERS}, 403, record="{work_plan}"),
    Row("work_plan_items_import", "{work_plan}", GET, {200: OFFICE, 404: f"{OTHERS} auditor"}, 403),
    Row("work_plan_items_import", "{work_plan}", POST, {422: OFFICE, 404: f"{OTHERS} auditor"}, 403),
    *look("work_plan_items_template", {200: OFFICE, 404: f"{OTHERS} auditor"}, 403, record="{work_plan}"),
    Row("work_plan_judge", "{work_plan}", GET, {200: f"{OFFICE} auditor", 404: OTHERS}, 403),
    Row(
        "work_plan_judge", "{work_plan}", POST, {302: OFFICE, 404: f"{OTHERS} auditor"}, 403
    ),  # nothing was said
    *do("work_plan_carry", WRITES, 403, record="{work_plan}"),
    *look("reviews", {200: SEES}, 403),
    *look("reviews_export", {200: SEES}, 403),
    Row("review_bodies", "", GET, {200: OFFICES, 404: "auditor"}, 403),
    Row("review_bodies", "", POST, {302: OFFICES, 404: "auditor"}, 403),  # nothing was said
    *look("review", {200: f"{OFFICE} auditor", 404: OTHERS}, 403, record="{review}"),
]

SUPPORT: list[Row] = [
    *look("support", {200: SEES}, 403),
    *look("support_export", {200: SEES}, 403),
    Row("support_import", "", GET, {200: OFFICES, 404: "auditor"}, 403),
    Row("support_import", "", POST, {422: OFFICES, 404: "auditor"}, 403),
    *look("support_template", {200: OFFICES, 404: "auditor"}, 403),
    Row("support_new", "", GET, {200: OFFICES, 404: "auditor"}, 403),
    Row("support_new", "", POST, {422: OFFICES, 404: "auditor"}, 403),
    *look("support_one", {200: f"{OFFICE} auditor", 404: OTHERS}, 403, record="{support}"),
    *do("support_withdraw", WRITES, 403, record="{support}", sends={"reason": "重复"}),
]

IMPROVEMENTS: list[Row] = [
    *look("improvements", {200: SEES}, 403),
    *look("improvements_export", {200: SEES}, 403),
    Row("improvements_import", "", GET, {200: OFFICES, 404: "auditor"}, 403),
    Row("improvements_import", "", POST, {422: OFFICES, 404: "auditor"}, 403),
    *look("improvements_template", {200: OFFICES, 404: "auditor"}, 403),
    Row("improvement_new", "", GET, {200: OFFICES, 404: "auditor"}, 403),
    Row("improvement_new", "", POST, {422: OFFICES, 404: "auditor"}, 403),
    Row("improvement", "{improvement}", GET, {200: f"{OFFICE} auditor", 404: OTHERS}, 403),
    Row("improvement", "{improvement}", POST, {422: OFFICE, 404: f"{OTHERS} auditor"}, 403),
    Row("improvement_edit", "{improvement}", GET, {200: OFFICE, 404: f"{OTHERS} auditor"}, 403),
    Row("improvement_edit", "{improvement}", POST, {422: OFFICE, 404: f"{OTHERS} auditor"}, 403),
    *do("improvement_extend", WRITES, 403, record="{improvement}"),
    *do("improvement_verify", WRITES, 403, record="{improvement}"),
    *do("improvement_again", WRITES, 403, record="{improvement}"),
    *do("improvement_drop", WRITES, 403, record="{improvement}", sends={"reason": "不归我们"}),
    *APPRAISALS,
    *TALKS,
]
