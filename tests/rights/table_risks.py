"""The table's lines about the risk register: as hazards, and an agency's own people see the risks of its settings."""

from tests.rights.rows import GET, POST, Row, do, look

OWN = "clerk clerk_s chief"  # of 示例街道, where the risks are
OTHER = "clerk_o chief_o"
FINDERS = f"grid grid_o {OWN} {OTHER}"
OPENS = f"{FINDERS} auditor agency_fire"

RISKS: list[Row] = [
    *look("risks", {200: OPENS}, 403),
    *look("risks_export", {200: OPENS}, 403),
    Row("risk_new", "", GET, {200: FINDERS}, 403),
    Row("risk_new", "", POST, {422: FINDERS}, 403),
    Row("risks_import", "", GET, {200: f"{OWN} {OTHER}"}, 403),
    Row("risks_import", "", POST, {422: f"{OWN} {OTHER}"}, 403),
    *look("risks_template", {200: f"{OWN} {OTHER}"}, 403),
    *look("risk", {200: f"grid {OWN} auditor agency_fire", 404: f"grid_o {OTHER} unit"}, 403, record="{risk}"),
    # of another setting: not the fire brigade's; at a unit of the street: that unit's too
    *look("risk", {200: f"{OWN} auditor unit", 404: f"grid grid_o {OTHER} agency_fire"}, 403, record="{unit_risk}"),
    *look("risk", {404: f"{OPENS} unit"}, 403, record="nosuch"),
    Row("risk_change", "{risk}", GET, {200: f"grid {OWN}", 404: f"grid_o {OTHER} unit"}, 403),
    Row("risk_change", "{risk}", POST, {422: f"grid {OWN}", 404: f"grid_o {OTHER} unit"}, 403),
    # assessing is the office's; the finder, the auditor and the agency see it and are refused
    Row("risk_assess", "{risk}", GET, {200: OWN, 404: f"grid_o {OTHER} unit"}, 403),
    Row("risk_assess", "{risk}", POST, {422: OWN, 404: f"grid_o {OTHER} unit"}, 403),
    *do("risk_fail", {422: f"grid {OWN}", 404: f"grid_o {OTHER} unit"}, 403, record="{risk}"),
    *do("risk_end", {302: OWN, 404: f"grid_o {OTHER} unit"}, 403, record="{risk}"),
]  # fmt: skip
