"""The table's lines about outlines of places and scanned plans: numbers' readers look, the office draws."""

from tests.rights.rows import GET, POST, Row, do, look

LOOKS = "cdc cdc_s clerk clerk_s chief auditor admin"
DRAWS = "clerk clerk_s chief"

MAPS: list[Row] = [
    *look("boundaries", {200: LOOKS}, 403, record="{street}"),
    *look("boundaries", {200: "cdc cdc_s clerk_o chief_o auditor admin"}, 403, record="{other_street}"),
    *look("boundaries", {200: "cdc_o"}, 403, record="{far_district}"),
    *look("boundaries", {}, 404, record="nosuchplace"),
    *look("boundaries_export", {200: LOOKS}, 403, record="{street}"),
    *look("boundaries_export", {200: "cdc_o"}, 403, record="{far_district}"),
    *do("boundaries_upload", {422: DRAWS}, 403, record="{street}"),
    *do("boundaries_upload", {422: "clerk_o chief_o"}, 403, record="{other_street}"),
    # A file that was read is its sender's alone until it is taken over.
    Row("boundaries_draft", "{outline_draft}", GET, {200: "clerk"}, 404),
    Row("boundaries_draft", "{outline_draft}", POST, {422: "clerk"}, 404),
    *do("plan_upload", {422: DRAWS}, 403, record="{street}"),
    *look("plan", {200: DRAWS}, 404, record="{plan}"),
    *look("plan_picture", {200: DRAWS}, 404, record="{plan}"),
    *do("plan_fix", {422: DRAWS}, 404, record="{plan}"),
    *do("plan_draw", {422: DRAWS}, 404, record="{plan}"),
    # No outlines are kept in this world: there is nothing to draw.
    *look("chart", {404: f"{LOOKS} cdc_o clerk_o chief_o supervisor_live"}, 403, record="map"),
    *look("chart", {404: f"{LOOKS} supervisor_live"}, 403, record="map", query="place={street}"),
]
