"""The table's lines about people at higher risk: the worker of the place keeps them, he and the chief open names."""

from tests.rights.rows import GET, POST, Row, do, look

OFFICE = "clerk clerk_s chief"  # of 示例街道, where the entry is
OTHER = "clerk_o chief_o"
WORKERS = "grid grid_o"
LOOKS = f"{WORKERS} {OFFICE} {OTHER} auditor"
SEES = f"grid {OFFICE} auditor"
ELSE = f"grid_o {OTHER}"
OPENS = "grid chief"

VULNERABLE: list[Row] = [
    *look("vulnerable", {200: LOOKS}, 403),
    *look("vulnerable_export", {200: LOOKS}, 403),
    # names of a list: for a purpose, those of the reader's places; a worker elsewhere gets a sheet without rows
    *do(
        "vulnerable_names", {200: "grid grid_o chief chief_o"}, 403, sends={"purpose": "visit"}, shows="grid chief"
    ),
    # he agreed to visits only: an emergency opens the name where the case of the law is declared
    *do("vulnerable_names", {422: "grid chief", 200: "grid_o chief_o"}, 403, sends={"purpose": "emergency"}),
    *do(
        "vulnerable_names", {200: "grid grid_o chief chief_o"}, 403, sends={"purpose": "emergency", "law": "life"},
        shows="grid chief",
    ),
    *do("vulnerable_names", {422: "grid grid_o chief chief_o"}, 403, sends={"purpose": ""}),
    Row("vulnerable_new", "", GET, {200: WORKERS}, 403),
    Row("vulnerable_new", "", POST, {422: WORKERS}, 403),
    Row("vulnerable_import", "", GET, {200: WORKERS}, 403),
    Row("vulnerable_import", "", POST, {422: WORKERS}, 403),
    *look("vulnerable_template", {200: WORKERS}, 403),
    *look("vulnerable_one", {200: SEES, 404: ELSE}, 403, record="{vulnerable}"),
    *look("vulnerable_one", {404: LOOKS}, 403, record="nosuch"),
    *do(
        "vulnerable_name", {200: OPENS, 403: "clerk clerk_s auditor", 404: ELSE}, 403, record="{vulnerable}",
        sends={"purpose": "visit"}, shows=OPENS,
    ),
    *do(
        "vulnerable_name", {422: OPENS, 403: "clerk clerk_s auditor", 404: ELSE}, 403, record="{vulnerable}",
        sends={"purpose": "curiosity"},
    ),
    Row("vulnerable_visit", "{vulnerable}", GET, {200: "grid", 404: ELSE}, 403),
    Row("vulnerable_visit", "{vulnerable}", POST, {422: "grid", 404: ELSE}, 403),
    Row("vulnerable_edit", "{vulnerable}", GET, {200: "grid", 404: ELSE}, 403),
    Row(
        "vulnerable_edit", "{vulnerable}", POST, {200: "grid", 404: ELSE}, 403, sends={"purpose": "correct"},
        shows="grid",
    ),
    Row("vulnerable_edit", "{vulnerable}", POST, {422: "grid", 404: ELSE}, 403),
    *do("vulnerable_step", {422: "grid", 404: ELSE}, 403, record="{vulnerable} renew"),
    *do("vulnerable_step", {302: "grid", 404: ELSE}, 403, record="{vulnerable} leave", sends={"why": "x"}),
    *do("vulnerable_step", {302: OPENS, 404: ELSE}, 403, record="{vulnerable} withdraw"),
    *do("vulnerable_step", {302: OPENS, 404: ELSE}, 403, record="{vulnerable} erase"),
]  # fmt: skip
