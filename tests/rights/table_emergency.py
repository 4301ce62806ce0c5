"""The table's lines about emergency work: the office its places, a village recorder his own, a unit its own."""

from tests.rights.rows import GET, POST, Row, do, look

OWN = "clerk clerk_s chief"  # of 示例街道, where the records are
OTHER = "clerk_o chief_o"
OFFICE = f"{OWN} {OTHER}"
WORKS = f"grid grid_o {OFFICE}"
LOOKS = f"{WORKS} auditor"
SEES = f"grid {OWN} auditor"  # the records lie in the grid worker's community
NOT = f"grid_o {OTHER}"

PLANS: list[Row] = [
    *look("emergency", {200: LOOKS}, 403),
    *look("emergency_plans", {200: LOOKS}, 403),
    *look("emergency_plans_export", {200: LOOKS}, 403),
    Row("emergency_plan_new", "", GET, {200: OFFICE}, 403),
    Row("emergency_plan_new", "", POST, {422: OFFICE}, 403),
    *look("emergency_plan", {200: SEES, 404: f"{NOT} unit"}, 403, record="{eplan}"),
    *look("emergency_plan", {200: f"{OWN} auditor unit", 404: f"grid grid_o {OTHER}"}, 403, record="{eplan_unit}"),
    *do("emergency_plan_step", {422: OWN, 404: OTHER}, 403, record="{eplan}", sends={"what": "review"}),
    *do("emergency_version_step", {302: "chief clerk_s", 422: "clerk", 404: OTHER}, 403, record="{eversion} check"),
    *(
        row
        for kind in ("plans", "drills", "resources", "duty", "log")
        for row in (
            Row("emergency_import", kind, GET, {200: OFFICE}, 403),
            Row("emergency_import", kind, POST, {422: OFFICE}, 403),
            *look("emergency_template", {200: OFFICE}, 403, record=kind),
        )
    ),
]  # fmt: skip
DRILLS: list[Row] = [
    *look("drills", {200: LOOKS}, 403),
    *look("drills_export", {200: LOOKS}, 403),
    Row("drill_new", "", GET, {200: WORKS}, 403),
    Row("drill_new", "", POST, {422: WORKS}, 403),
    *look("drill", {200: SEES, 404: f"{NOT} unit"}, 403, record="{drill}"),
    *look("drill", {200: f"{OWN} auditor unit", 404: f"grid grid_o {OTHER}"}, 403, record="{drill_unit}"),
    # the office of the place, and who entered it; who only looks is refused
    *do("drill_step", {422: f"grid {OWN}", 404: f"{NOT} unit"}, 403, record="{drill}", sends={"what": "withdraw"}),
    *do("drill_finding_step", {302: OWN, 404: OTHER}, 403, record="{dfinding}", sends={"what": "close"}),
    *look("drill_doubles", {200: OFFICE}, 403),
    *do("drill_double_step", {302: OWN, 404: OTHER}, 403, record="{ddouble}", sends={"what": "apart"}),
    # whoever holds a right anywhere may come to a drill and say so
    Row("drill_in", "{drill}", GET, {404: "nobody"}, 200),
    Row("drill_in", "{drill}", POST, {404: "nobody"}, 200),
]  # fmt: skip
RESOURCES: list[Row] = [
    *look("resources", {200: LOOKS}, 403),
    *look("resources_export", {200: LOOKS}, 403),
    *look("resources_map", {200: LOOKS}, 403),
    Row("resource_new", "team", GET, {200: OFFICE}, 403),
    Row("resource_new", "team", POST, {422: OFFICE}, 403),
    *look("resource", {200: SEES, 404: NOT}, 403, record="{resource}"),
    *do("resource_step", {422: OWN, 404: OTHER}, 403, record="{resource}", sends={"what": "check"}),
    *do("contact_end", {302: OWN, 404: OTHER}, 403, record="{econtact}"),
    *look("networks", {200: LOOKS}, 403),
    *do("network_new", {422: OFFICE}, 403),
    *look("network", {200: f"{OWN} auditor", 404: f"grid {NOT}"}, 403, record="{network}"),
    *do("network_step", {422: OWN, 404: OTHER}, 403, record="{network}", sends={"what": "channel"}),
]  # fmt: skip
DUTY: list[Row] = [
    *look("duty_roster", {200: LOOKS}, 403),
    *look("duty_roster", {200: SEES.replace("grid ", ""), 404: f"grid {NOT}"}, 403, query="at={street}"),
    # a village recorder whose community keeps no roster has none to take
    *look("duty_export", {200: f"{OFFICE} auditor", 404: "grid grid_o"}, 403),
    *do("duty_step", {302: OWN, 404: OTHER}, 403, sends={"what": "clear", "at": "{dstreet}"}),
    *do("duty_person_step", {302: OWN, 404: OTHER}, 403, record="{dperson}", sends={"what": "end"}),
    *do("duty_leave_end", {302: OWN, 404: OTHER}, 403, record="{dleave}"),
    *look("duty_day", {200: OWN, 404: OTHER}, 403, record="{dday}"),
    *do("duty_swap", {422: OWN, 404: OTHER}, 403, record="{dday}"),
    *look("duty_log", {200: LOOKS}, 403),
    *look("duty_log_export", {200: LOOKS}, 403),
    Row("duty_quick", "", GET, {200: WORKS}, 403),
    Row("duty_quick", "", POST, {422: WORKS}, 403),
    *do("duty_give", {302: OWN, 404: f"grid {NOT}"}, 403, sends={"at": "{dstreet}"}),
    *do("duty_taken", {302: OWN, 404: f"grid {NOT}"}, 403, record="{dhandover}"),
    *look("duty_entry", {200: f"{OWN} auditor", 404: f"grid {NOT}"}, 403, record="{dentry}"),
    *do("duty_entry_step", {302: OWN, 404: f"grid {NOT}"}, 403, record="{dentry}", sends={"what": "reverse"}),
]  # fmt: skip
EMERGENCY = [*PLANS, *DRILLS, *RESOURCES, *DUTY]
