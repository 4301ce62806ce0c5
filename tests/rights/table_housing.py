"""The table's lines about dwellings: worker and office of the place enter and screen, the office confirms."""

from tests.rights.rows import GET, POST, Row, do, look

OFFICE = "clerk clerk_s chief"  # of 示例街道, where the dwelling is
OTHER = "clerk_o chief_o"
ENTERS = f"grid grid_o {OFFICE} {OTHER}"
LOOKS = f"{ENTERS} auditor"
OURS = f"grid {OFFICE}"
ELSE = f"grid_o {OTHER}"

HOUSING: list[Row] = [
    *look("housing", {200: LOOKS}, 403),
    *look("housing_export", {200: LOOKS}, 403),
    *look("housing_coverage", {200: f"{OFFICE} {OTHER} auditor"}, 403),
    Row("housing_import", "", GET, {200: ENTERS}, 403),
    Row("housing_import", "", POST, {422: ENTERS}, 403),
    *look("housing_template", {200: ENTERS}, 403),
    Row("dwelling_new", "", GET, {200: ENTERS}, 403),
    Row("dwelling_new", "", POST, {422: ENTERS}, 403),
    *look("dwelling", {200: f"{OURS} auditor", 404: ELSE}, 403, record="{dwelling}"),
    *look("dwelling", {404: LOOKS}, 403, record="nosuch"),
    Row("dwelling_edit", "{dwelling}", GET, {200: OURS, 404: ELSE}, 403),
    Row("dwelling_edit", "{dwelling}", POST, {422: OURS, 404: ELSE}, 403),
    Row("dwelling_screen", "{dwelling}", GET, {200: OURS, 404: ELSE}, 403),
    Row("dwelling_screen", "{dwelling}", POST, {422: OURS, 404: ELSE}, 403),
    # confirming is the office's (and the housing agency's own people's); the worker who screened is refused
    *do("dwelling_step", {422: OFFICE, 404: ELSE}, 403, record="{dwelling} confirm"),
    *do("dwelling_step", {422: OURS, 404: ELSE}, 403, record="{dwelling} option"),
    *do("dwelling_step", {302: OURS, 404: ELSE}, 403, record="{dwelling} leave", sends={"why": "x"}),
]  # fmt: skip
