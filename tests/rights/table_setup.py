"""The table's lines about the set-up guide, New Year and what units are asked."""

from tests.rights.rows import GET, POST, Row, do, look

OFFICE = "clerk clerk_s chief"
OFFICES = f"{OFFICE} clerk_o chief_o"
ELSEWHERE = "grid_o clerk_o chief_o"
STRANGERS = "grid grid_o facility facility_o clerk_o chief_o supervisor supervisor_o unit"
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
    *look("seats_template", {200: OFFICES}, 403),
    Row("seats_import", "", GET, {200: OFFICES}, 403),
    Row("seats_import", "", POST, {422: OFFICES}, 403),
    *do("body_duties", {302: OFFICE, 404: "clerk_o chief_o auditor"}, 403, record="{body}"),
]  # fmt: skip
# Tables of agencies asked for by 示例街道: of one sector they exist for its own people and who works for all.
AGENCIES = [
    *look("return", {200: f"{OFFICE} agency agency_fire", 404: STRANGERS}, 403, record="{return_fire}"),
    *look("return", {200: f"{OFFICE} agency", 404: f"{STRANGERS} agency_fire"}, 403, record="{return_traffic}"),
    *do("return_fill", {422: f"{OFFICE} agency agency_fire", 404: STRANGERS}, 403, record="{return_fire}"),
    *do("return_fill", {422: f"{OFFICE} agency", 404: f"{STRANGERS} agency_fire"}, 403, record="{return_traffic}"),
]  # fmt: skip
SET_UP: list[Row] = [*AGENCIES, *SETUP, *NEW_YEAR, *ASKING]
