"""The table's lines about what an office keeps of its places, and about what a street hands in to its district."""

from tests.rights.rows import GET, POST, Row, do, look

OFFICE = "cdc cdc_s clerk clerk_s chief"  # of 示例街道
ELSEWHERE = "cdc_o clerk_o chief_o"
KEEPERS = f"{OFFICE} {ELSEWHERE} admin"
OF_STREET = f"{OFFICE} admin"  # the administrator of the matrix holds the district
SHAPERS = "chief chief_o admin"

POPULATION = [
    *look("population", {200: KEEPERS}, 403),
    Row("population_import", "", GET, {200: KEEPERS}, 403),
    Row("population_import", "", POST, {422: KEEPERS}, 403),  # nothing was sent
    *look("population_template", {200: KEEPERS}, 403, record="wide"),
    *look("population_template", {404: KEEPERS}, 403, record="tall"),
    *look("population_year", {200: OF_STREET, 404: ELSEWHERE}, 403, record="{street} {people_year}"),
]

UNITS = [
    *look("units", {200: KEEPERS}, 403),
    Row("unit_new", "", GET, {200: KEEPERS}, 403),
    Row("unit_new", "", POST, {422: KEEPERS}, 403),
    Row("unit_edit", "{unit_hospital}", GET, {200: OF_STREET, 404: ELSEWHERE}, 403),
    Row("unit_edit", "{unit_hospital}", POST, {422: OF_STREET, 404: ELSEWHERE}, 403),
    Row(
        "unit_edit", "{unit_elsewhere}", GET,
        {200: "cdc cdc_s admin clerk_o chief_o", 404: "clerk clerk_s chief cdc_o"}, 403,
    ),
    *do("unit_close", {302: OF_STREET, 404: ELSEWHERE}, 403, record="{unit_hospital}", sends={"on": "2026-10-01"}),
    Row("unit_import", "", GET, {200: KEEPERS}, 403),
    Row("unit_import", "", POST, {422: KEEPERS}, 403),
    *look("unit_template", {200: KEEPERS}, 403),
]  # fmt: skip

TREE = [
    *look("places", {200: SHAPERS}, 403),
    Row("places_import", "", GET, {200: SHAPERS}, 403),
    Row("places_import", "", POST, {422: SHAPERS}, 403),
    *look("places_template", {200: SHAPERS}, 403),
]

# A street's return: its own clerk and chief hand in, its district decides, nobody else knows of it.
OWN = "clerk clerk_s chief"
SUBMITS = f"{OWN} clerk_o chief_o"
RETURNS = [
    *look("injury_returns", {200: SUBMITS}, 403),
    *look("injury_returns", {200: OWN}, 403, query="street={street}"),
    *look("injury_return", {200: OWN}, 404, record="{street} {return_index}"),
    *look("injury_return", {200: "clerk_o chief_o"}, 404, record="{other_street} {return_index}"),
    *do("injury_return_submit", {302: OWN}, 403, record="{street} {open_index}"),
    *do("injury_return_submit", {302: "clerk_o chief_o"}, 403, record="{other_street} {open_index}"),
    # Who looks at live figures is the chief's to say; his clerk sees it and cannot change it.
    *do(
        "injury_live", {302: "chief", 403: "clerk clerk_s"}, 403,
        sends={"street": "{street_pid}", "who": "{supervisor_pid}", "ends": "{soon}"},
    ),
]  # fmt: skip

DISTRICT = [
    *look("district", {200: "supervisor supervisor_o"}, 403),
    *look("district_month", {200: "supervisor", 404: "supervisor_o"}, 403, record="{street} {return_index}"),
    *look(
        "district_month",
        {200: "supervisor", 404: "supervisor_o"},
        403,
        record="{other_street} {return_index}",
    ),
    *look("district_month", {404: "supervisor supervisor_o"}, 403, record="{far_district} {return_index}"),
    *do(
        "district_return",
        {302: "supervisor", 404: "supervisor_o"},
        403,
        record="{street} {return_index}",
        sends={"reason": "合计不符"},
    ),
    *do("district_lock", {302: "supervisor", 404: "supervisor_o"}, 403, record="{street} {return_index}"),
    *do("district_urge", {302: "supervisor", 404: "supervisor_o"}, 403, record="{street} {open_index}"),
    *do("district_urge", {404: "supervisor supervisor_o"}, 403, record="{far_district} {open_index}"),
    # A supervisor reads no live number, of no street and of no district.
    *look("overview", {200: "cdc cdc_s auditor admin"}, 403, query="place={district}"),
]

OFFICES: list[Row] = [*POPULATION, *UNITS, *TREE, *RETURNS, *DISTRICT]
