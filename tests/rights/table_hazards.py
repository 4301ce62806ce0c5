"""The table's lines about hazards: the office its places, a grid worker his community, a unit its own."""

from tests.rights.rows import GET, POST, Row, do, look

OWN = "clerk clerk_s chief"  # of 示例街道, where the hazards are
OTHER = "clerk_o chief_o"
FINDERS = f"grid grid_o {OWN} {OTHER}"
LOOKS = f"{FINDERS} auditor"
ABOVE = "supervisor supervisor_o agency agency_fire"  # the district, and partner agencies: some hazards only
LISTS = f"{LOOKS} {ABOVE}"

HAZARDS: list[Row] = [
    *look("hazards", {200: LISTS}, 403),
    *look("hazards_export", {200: LISTS}, 403),
    Row("hazard_quick", "", GET, {200: FINDERS}, 403),
    Row("hazard_quick", "", POST, {422: FINDERS}, 403),
    *look("hazard", {200: f"grid {OWN} auditor", 404: f"grid_o {OTHER} unit {ABOVE}"}, 403, record="{hazard}"),
    *look("hazard", {200: f"{OWN} auditor unit", 404: f"grid grid_o {OTHER} {ABOVE}"}, 403, record="{unit_hazard}"),
    *look("hazard", {404: f"{LISTS} unit"}, 403, record="nosuch"),
    # judging is the office's; the finder and the auditor see it and are refused
    *do(
        "hazard_step", {302: OWN, 404: f"grid_o {OTHER} unit {ABOVE}"}, 403, record="{hazard} no_hazard",
        sends={"reason": "看错了"},
    ),
    # that it was entered twice, too; nothing was chosen, so it is told in words
    *do("hazard_step", {422: OWN, 404: f"grid_o {OTHER} unit {ABOVE}"}, 403, record="{hazard} duplicate"),
    # a new day is the office's; its day has not passed, so it is told in words
    *do(
        "hazard_step", {422: f"{OWN}", 404: f"grid grid_o {OTHER} {ABOVE}"}, 403, record="{noticed_hazard} new_day",
    ),
    # putting right is also the unit's own; nothing is assigned yet, so it is told in words
    *do(
        "hazard_step", {422: f"{OWN} unit", 404: f"grid grid_o {OTHER} {ABOVE}"}, 403, record="{unit_hazard} start",
    ),
    *look("hazards_supervised", {200: f"{LOOKS} supervisor supervisor_o"}, 403),
    *look("hazards_supervised_export", {200: f"{LOOKS} supervisor supervisor_o"}, 403),
    *look("hazards_board", {200: f"{LOOKS} supervisor supervisor_o"}, 403),
    Row("hazards_import", "", GET, {200: f"{OWN} {OTHER}"}, 403),
    Row("hazards_import", "", POST, {422: f"{OWN} {OTHER}"}, 403),
    *look("hazards_template", {200: f"{OWN} {OTHER}"}, 403),
    # notices are the office's; whoever sees the hazard prints its paper; the code is open to who holds it
    Row("hazard_notices", "", GET, {200: f"{OWN} {OTHER}"}, 403),
    Row("hazard_notices", "", POST, {302: f"{OWN} {OTHER}"}, 403),
    *look("hazard_notices_print", {200: f"{OWN} {OTHER}"}, 403),
    Row(
        "hazard_notice", "{noticed_hazard}", GET,
        {200: f"{OWN} auditor unit", 404: f"grid grid_o {OTHER} {ABOVE}"}, 403,
    ),
    Row("hazard_notice", "{noticed_hazard}", POST, {302: OWN, 404: f"grid grid_o {OTHER} {ABOVE}"}, 403),
    *look("hazard_notice_check", {200: "anonymous"}, 200, record="{notice_ref}", outside="405"),
    *look("hazard_notice_check", {404: "anonymous"}, 404, record="nosuch", outside="405"),
    *do("hazard_step", {404: f"{LISTS} unit"}, 403, record="{hazard} nosuchdeed"),
]  # fmt: skip
