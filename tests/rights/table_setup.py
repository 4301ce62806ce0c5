"""The table's lines about the set-up guide, New Year and what units are asked."""

from tests.rights.rows import GET, POST, Row, do, look

OFFICE = "clerk clerk_s chief"
OFFICES = f"{OFFICE} clerk_o chief_o"
ELSEWHERE = "grid_o clerk_o chief_o"
SETUP = [
    *look("setup", {200: f"{OFFICES} admin"}, 403),
    # the administrator looks along; what a street does without is its office's word
    *do("setup_mark", {302: OFFICES}, 403, record="outlines", sends={"reason": "没有底图"}),
    *do("setup_mark", {404: OFFICES}, 403, record="nothing"),
]
NEW_YEAR = [
    *look("new_year", {200: OFFICES}, 403),
    *do("new_year_carry", {302: OFFICES}, 403),
    *do("new_year_undo", {302: OFFICE, 404: "clerk_o chief_o"}, 403, record="{carried}"),
]
LOOKS = f"{OFFICES} auditor"
# What was asked of the hospital of 示例街道: its office, its auditor, itself.
ASKING = [
    *look("requests", {200: LOOKS}, 403),
    *look("requests_export", {200: LOOKS}, 403),
    Row("request_new", "", GET, {200: OFFICES}, 403),
    Row("request_new", "", POST, {422: OFFICES}, 403),
    Row("request", "{asked}", GET, {200: f"{OFFICE} auditor unit", 404: f"{ELSEWHERE} grid"}, 403),
    Row("request", "{asked}", POST, {422: f"{OFFICE} unit", 404: f"{ELSEWHERE} grid auditor"}, 403),
    *do(
        "request_judge", {302: OFFICE, 404: f"{ELSEWHERE} grid auditor unit"}, 403, record="{asked} withdraw",
        sends={"reason": "发错了"},
    ),
    *do("request_judge", {404: f"{OFFICE} {ELSEWHERE} grid auditor unit"}, 403, record="{asked} nothing"),
    # a phone of the hospital is let in by who looks after people there
    *do("unit_phone", {302: "chief admin", 403: "cdc cdc_s clerk clerk_s auditor facility unit"}, 404,
        record="{unit_hospital}"),
    *do("body_duties", {302: OFFICE, 404: "clerk_o chief_o auditor"}, 403, record="{body}"),
]  # fmt: skip
SET_UP: list[Row] = [*SETUP, *NEW_YEAR, *ASKING]
