"""The table's lines about the set-up guide, New Year and what units are asked."""

from tests.rights.rows import Row, do, look

OFFICE = "clerk clerk_s chief"
OFFICES = f"{OFFICE} clerk_o chief_o"
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
SET_UP: list[Row] = [*SETUP, *NEW_YEAR]
