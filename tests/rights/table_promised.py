"""The table's lines about targets, the responsibility map and the community profile."""

from tests.rights.rows import GET, POST, Row, do, look

OFFICES = "grid grid_o clerk clerk_s clerk_o chief chief_o supervisor supervisor_o"
SETS = "clerk clerk_s clerk_o chief chief_o supervisor supervisor_o"
OWN = "clerk clerk_s chief"  # of the street whose target it is
OTHERS = "grid grid_o clerk_o chief_o supervisor supervisor_o"

TARGETS = [
    *look("targets", {200: OFFICES}, 403),
    *look("targets_export", {200: OFFICES}, 403),
    Row("target_new", "", GET, {200: SETS}, 403),
    Row("target_new", "", POST, {422: SETS}, 403),
    *look("target", {200: OWN, 404: OTHERS}, 403, record="{target_pid}"),
    Row("target_edit", "{target_pid}", GET, {200: OWN, 404: OTHERS}, 403),
    Row("target_edit", "{target_pid}", POST, {422: OWN, 404: OTHERS}, 403),
    *do("target_assign", {302: OWN, 404: OTHERS}, 403, record="{target_pid}"),
    *do("target_drop", {302: OWN, 404: OTHERS}, 403, record="{target_pid}", sends={"reason": "并入新目标"}),
]

LOOKS = "grid grid_o clerk clerk_s clerk_o chief chief_o"
KEEPS = "clerk clerk_s clerk_o chief chief_o"
DUTIES = [
    *look("duties", {200: LOOKS}, 403),
    *look("duties", {200: OWN}, 403, query="at={street_pid}"),
    *look("duties_export", {200: LOOKS}, 403),
    *do("duty_take", {302: KEEPS}, 403),
    Row("duties_import", "", GET, {200: KEEPS}, 403),
    Row("duties_import", "", POST, {422: KEEPS}, 403),
    *look("duties_template", {200: KEEPS}, 403),
    *look("duty", {200: f"grid {OWN}", 404: "grid_o clerk_o chief_o"}, 403, record="{duty_pid}"),
    *do("duty_end", {302: OWN, 404: "clerk_o chief_o"}, 403, record="{duty_pid}"),
]

SEES = f"{LOOKS} cdc cdc_s cdc_o"
PROFILE = [
    *look("profile", {200: SEES}, 403),
    *look("profile", {200: f"{OWN} cdc cdc_s"}, 403, query="at={street_pid}"),
    *look("profile_template", {200: SEES}, 403),
    *look("profile_export", {200: SEES}, 403),
    *do("profile_keep", {422: LOOKS}, 403),
    Row("profile_import", "", GET, {200: LOOKS}, 403),
    Row("profile_import", "", POST, {422: LOOKS}, 403),
]

PROMISED: list[Row] = [*TARGETS, *DUTIES, *PROFILE]
