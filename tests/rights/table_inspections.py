"""The table's lines about inspections: the office plans, the team inspects, a unit sees and signs what was done."""

from tests.rights.rows import GET, POST, Row, do, look

OWN = "clerk clerk_s chief"  # of 示例街道, where the inspections are
OTHER = "clerk_o chief_o"
FINDERS = f"grid grid_o {OWN} {OTHER}"
OPENS = f"{FINDERS} auditor agency_fire"
SEES = f"grid {OWN} auditor agency_fire"
NOT = f"grid_o {OTHER}"

INSPECTIONS: list[Row] = [
    *look("inspections", {200: OPENS}, 403),
    *look("inspections_export", {200: OPENS}, 403),
    *look("inspections_mine", {200: f"{FINDERS} agency_fire"}, 403),
    Row("inspection_plan", "", GET, {200: f"{OWN} {OTHER}"}, 403),
    Row("inspection_plan", "", POST, {422: f"{OWN} {OTHER}"}, 403),
    *look("checklists", {200: OPENS}, 403),
    *look("checklist", {200: OPENS}, 403, record="shop"),
    *look("checklist", {404: OPENS}, 403, record="nosuch"),
    Row("checklists_import", "", GET, {200: f"{OWN} {OTHER}"}, 403),
    Row("checklists_import", "", POST, {422: f"{OWN} {OTHER}"}, 403),
    *look("checklists_template", {200: f"{OWN} {OTHER}"}, 403),
    *look("inspection_round", {200: SEES, 404: NOT}, 403, record="{visit_round}"),
    # planned: seen by who may inspect it; the unit learns of it when it is done
    *look("inspection", {200: SEES, 404: f"{NOT} unit"}, 403, record="{inspection}"),
    *look("inspection", {200: f"{OWN} auditor agency_fire unit", 404: f"grid {NOT}"}, 403, record="{unit_inspection}"),
    *look("inspection", {404: f"{OPENS} unit"}, 403, record="nosuch"),
    *look("inspection_sheet", {200: SEES, 404: f"{NOT} unit"}, 403, record="{inspection}"),
    Row("inspection_do", "{inspection}", GET, {200: f"grid {OWN} agency_fire", 404: f"{NOT} unit"}, 403),
    Row("inspection_do", "{inspection}", POST, {422: f"grid {OWN} agency_fire", 404: f"{NOT} unit"}, 403),
    *do("inspection_sign", {302: "unit", 404: f"grid {NOT}"}, 403, record="{unit_inspection}"),
    *do("inspection_cancel", {302: OWN, 404: f"{NOT} unit"}, 403, record="{inspection}"),
    *do("inspection_recheck", {302: OWN, 404: f"{NOT} unit"}, 403, record="{inspection}"),
]  # fmt: skip
