"""The table's lines about volunteers: teams are the office's, hours also the worker's of the place."""

from tests.rights.rows import GET, POST, Row, do, look

OWN = "clerk clerk_s chief"  # of the street whose team it is
OFFICE = f"{OWN} clerk_o chief_o"
WORKS = f"grid grid_o {OFFICE}"
LOOKS = f"{WORKS} auditor"
SEES = f"grid auditor {OWN}"  # the team lies in the grid worker's community
NOT = "grid_o clerk_o chief_o"

VOLUNTEERS: list[Row] = [
    *look("volunteers", {200: LOOKS}, 403),
    *look("volunteers_export", {200: LOOKS}, 403),
    Row("volunteer_team_new", "", GET, {200: OFFICE}, 403),
    Row("volunteer_team_new", "", POST, {422: OFFICE}, 403),
    *look("volunteer_team", {200: SEES, 404: NOT}, 403, record="{vteam}"),
    *do(
        "volunteer_team_step",
        {302: OWN, 404: "clerk_o chief_o"},
        403,
        record="{vteam}",
        sends={"what": "end"},
    ),
    *do("volunteer_plan", {422: f"grid {OWN}", 404: NOT}, 403, record="{vteam}"),
    *do(
        "volunteer_step",
        {302: OWN, 404: "clerk_o chief_o"},
        403,
        record="{volunteer}",
        sends={"what": "lead"},
    ),
    *look("volunteer_certificate", {200: OWN, 404: "clerk_o chief_o"}, 403, record="{vcertificate}"),
    *look("volunteer_roster", {200: LOOKS}, 403),
    *do("volunteer_cancel", {302: f"grid {OWN}", 404: NOT}, 403, record="{vshift}"),
    Row("volunteer_hours", "", GET, {200: WORKS}, 403),
    Row("volunteer_hours", "", POST, {422: WORKS}, 403),
    *look("volunteer_services", {200: LOOKS}, 403),
    *look("volunteer_services_export", {200: LOOKS}, 403),
    *look("volunteer_service", {200: SEES, 404: NOT}, 403, record="{vservice}"),
    *do(
        "volunteer_withdraw", {302: OWN, 404: f"grid {NOT}"}, 403, record="{vservice}", sends={"reason": "错"}
    ),
    *(
        row
        for kind in ("members", "hours")
        for row in (
            Row("volunteer_import", kind, GET, {200: OFFICE}, 403),
            Row("volunteer_import", kind, POST, {422: OFFICE}, 403),
            *look("volunteer_template", {200: OFFICE}, 403, record=kind),
        )
    ),
]
