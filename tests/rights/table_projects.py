"""The table's lines about safety-promotion projects: the office its own, the agency that leads, who is concerned."""

from tests.rights.rows import GET, POST, Row, do, look

OWN = "clerk clerk_s chief"  # of 示例街道, whose projects they are
OTHER = "clerk_o chief_o"
KEEPS = f"{OWN} agency_fire"  # the office, and the agency that leads the project
ENTERS = f"{KEEPS} {OTHER}"
LOOKS = f"{ENTERS} grid grid_o unit auditor"
NUMBERS = f"{OWN} {OTHER} auditor"
NOT_KEPT = f"grid grid_o {OTHER} auditor unit"

PROJECTS: list[Row] = [
    *look("projects", {200: LOOKS}, 403),
    *look("projects_export", {200: LOOKS}, 403),
    *look("projects_grid", {200: NUMBERS}, 403),
    *look("projects_places", {200: NUMBERS}, 403),
    *look("projects_template", {200: f"{OWN} {OTHER}"}, 403),
    Row("projects_import", "", GET, {200: f"{OWN} {OTHER}"}, 403),
    Row("projects_import", "", POST, {422: f"{OWN} {OTHER}"}, 403),
    Row("project_new", "", GET, {200: ENTERS}, 403),
    Row("project_new", "", POST, {422: ENTERS}, 403),
    # what runs in the village, what the unit takes part in, what the agency leads
    *look("project", {200: f"{KEEPS} grid unit auditor", 404: f"grid_o {OTHER}"}, 403, record="{project}"),
    # a mere idea is the office's
    *look(
        "project", {200: f"{OWN} auditor", 404: f"grid grid_o unit agency_fire {OTHER}"}, 403, record="{project_idea}"
    ),
    *look("project", {404: LOOKS}, 403, record="nosuch"),
    Row("project_edit", "{project}", GET, {200: KEEPS, 404: NOT_KEPT}, 403),
    Row("project_edit", "{project}", POST, {422: KEEPS, 404: NOT_KEPT}, 403),
    Row("project_figure", "{project}", GET, {200: KEEPS, 404: NOT_KEPT}, 403),
    Row("project_figure", "{project}", POST, {422: KEEPS, 404: NOT_KEPT}, 403),
    # a village worker ties what he entered; an auditor and a unit only look
    Row("project_outputs", "{project}", GET, {200: f"{KEEPS} grid", 404: f"grid_o {OTHER} auditor unit"}, 403),
    Row("project_outputs", "{project}", POST, {302: f"{KEEPS} grid", 404: f"grid_o {OTHER} auditor unit"}, 403),
    *do(
        "project_tie", {302: f"{KEEPS} grid"}, 403,
        sends={"project": "{project}", "kind": "outreach", "record": "nosuch"},
    ),
    *do(
        "project_review", {302: KEEPS, 404: NOT_KEPT}, 403, record="{project}",
        sends={"year": "{project_year}", "after": "continue", "evidence": "楼道清了"},
    ),
    *do(
        "project_add", {302: KEEPS, 404: NOT_KEPT}, 403, record="{project} measure",
        sends={"kind": "policy", "side": "people", "what": "制度"},
    ),
    *do("project_add", {404: LOOKS}, 403, record="{project} nosuch"),
    *do(
        "project_part", {302: KEEPS, 404: NOT_KEPT}, 403, record="milestone {project_stone} done",
        sends={"on": "{project_day}"},
    ),
    *do("project_part", {404: LOOKS}, 403, record="milestone {project_stone} nosuch"),
    # the chief alone decides; who keeps the project is refused, who does not learns nothing
    *do(
        "project_step", {302: "chief", 403: "clerk clerk_s agency_fire", 404: NOT_KEPT}, 403,
        record="{project} finish", sends={"says": "清完了"},
    ),
    *do("project_step", {404: LOOKS}, 403, record="{project} nosuchdeed"),
]  # fmt: skip
