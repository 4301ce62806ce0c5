"""The table's lines about the register of papers: an office its own, an auditor looks, nobody above."""

from tests.rights.rows import GET, POST, Row, do, look

OWN = "clerk clerk_s chief"  # of 示例街道, whose register it is
OTHER = "clerk_o chief_o"
OFFICE = f"{OWN} {OTHER}"
LOOKS = f"{OFFICE} auditor"

REGISTER: list[Row] = [
    *look("register", {200: LOOKS}, 403),
    *look("register_export", {200: LOOKS}, 403),
    Row("register_new", "", GET, {200: OFFICE}, 403),
    Row("register_new", "", POST, {422: OFFICE}, 403),
    Row("register_import", "", GET, {200: OFFICE}, 403),
    Row("register_import", "", POST, {422: OFFICE}, 403),
    *look("register_template", {200: OFFICE}, 403),
    *look("register_one", {200: f"{OWN} auditor", 404: OTHER}, 403, record="{register_entry}"),
    *do(
        "register_step",
        {302: OWN, 404: OTHER},
        403,
        record="{register_entry} cancel",
        sends={"reason": "重复"},
    ),
    *do("register_step", {404: OFFICE}, 403, record="{register_entry} burn"),
]
