"""The table's lines about events, lists that are brought in or taken out, and what programs ask."""

from tests.rights.rows import GET, POST, Row, do, look

OFFICE = "cdc cdc_s clerk clerk_s chief"
ELSEWHERE = "cdc_o clerk_o chief_o"
NUMBERS = f"{OFFICE} auditor admin supervisor_live"
ALL_NUMBERS = f"{NUMBERS} {ELSEWHERE}"
WRITES = "facility facility_o cdc cdc_s cdc_o clerk clerk_s clerk_o"
ALL = "anonymous weak"  # with `rest`: everybody, signed in or not

EVENTS = [
    *look("events", {200: f"grid grid_o {OFFICE} {ELSEWHERE}"}, 403),
    *look(
        "events", {200: f"grid grid_o {OFFICE}"}, 403, query="place={street}"
    ),  # a grid worker's own have no place
    Row("event_new", "", GET, {200: f"grid grid_o {OFFICE} {ELSEWHERE}"}, 403),
    Row("event_new", "", POST, {422: f"grid grid_o {OFFICE} {ELSEWHERE}"}, 403),
    *look("event", {200: OFFICE}, 404, record="accident"),
    *look("event", {200: f"grid {OFFICE}"}, 404, record="near_miss"),  # a grid worker his own entries
    Row("event_amend", "accident", GET, {200: OFFICE}, 404),
    Row("event_amend", "accident", POST, {422: OFFICE}, 404),
    Row("event_amend", "near_miss", GET, {200: f"grid {OFFICE}"}, 404),
    Row("event_amend", "near_miss", POST, {422: f"grid {OFFICE}"}, 404),
    *do("event_step", {422: OFFICE}, 404, record="accident"),
    *do("event_step", {422: OFFICE, 403: "grid"}, 404, record="near_miss"),
    *do("event_link", {302: OFFICE}, 404, record="accident", sends={"injury": "{card_ref}"}),
    *do(
        "event_link",
        {302: "cdc_s clerk_s", 422: "cdc clerk chief"},
        404,
        record="accident",
        sends={"injury": "{sensitive_ref}"},
    ),
    *do(
        "event_link",
        {302: "cdc cdc_s", 422: "clerk clerk_s chief"},
        404,
        record="accident",
        sends={"injury": "{other_ref}"},
    ),
    *do("event_link", {302: OFFICE, 403: "grid"}, 404, record="near_miss", sends={"injury": "{card_ref}"}),
    *do("event_unlink", {302: OFFICE}, 404, record="accident", sends={"injury": "{card_ref}"}),
    *do("event_withdraw", {302: OFFICE}, 404, record="accident", sends={"reason": "录重"}),
    *do("event_withdraw", {302: f"grid {OFFICE}"}, 404, record="near_miss", sends={"reason": "录重"}),
]

# A list that was sent in is its sender's alone until its rows are records.
IMPORTS = [
    Row("injury_import", "", GET, {200: WRITES}, 403),
    Row("injury_import", "", POST, {422: WRITES}, 403),
    *look("injury_import_template", {200: WRITES}, 403),
    *look("injury_import_run", {302: "clerk"}, 404, record="{run}"),
    Row("injury_import_columns", "{run}", GET, {200: "clerk"}, 404),
    # Sent back without a column chosen, the sender sees his own list as he sent it.
    Row("injury_import_columns", "{run}", POST, {422: "clerk"}, 404, shows="clerk"),
    *do("injury_import_correct", {302: "clerk"}, 404, record="{run}"),
    *do("injury_import_go", {302: "clerk"}, 404, record="{run}"),
    *look("injury_import_rows", {200: "clerk"}, 404, record="{run}"),
    *do("injury_import_drop", {302: "clerk"}, 404, record="{run}"),
]

# What leaves as a workbook holds what its page shows, to the same people.
EXPORTS = [
    *look("injuries_export", {200: f"facility facility_o grid grid_o {OFFICE} {ELSEWHERE}"}, 403),
    *look("injuries_export", {200: OFFICE}, 403, query="place={street}"),
    *look("figure_export", {200: NUMBERS}, 403, record="injury.count@1~{street}~{year}"),
    *look("figure_export", {200: NUMBERS}, 403, record="report.completeness@1~{street}~{year}"),
    *look("figure_export", {200: "cdc_o"}, 403, record="injury.count@1~{far_district}~{year}"),
    *look("events_export", {200: f"grid grid_o {OFFICE} {ELSEWHERE}"}, 403),
    *look("events_export", {200: f"grid grid_o {OFFICE}"}, 403, query="place={street}"),
    *look("overview_export", {200: ALL_NUMBERS}, 403),
    *look("overview_export", {200: NUMBERS}, 403, query="place={street}"),
]

# A session opens nothing of the programs' interface, whosever it is: only a token does (test below the matrix).
PROGRAMS = [
    Row("tokens", "", GET, {200: f"facility facility_o {OFFICE} auditor admin {ELSEWHERE}"}, 403),
    Row("tokens", "", POST, {422: f"facility facility_o {OFFICE} auditor admin {ELSEWHERE}"}, 403),
    *do("token_revoke", {302: "clerk"}, 404, record="{token_pid}"),
    *(Row(name, "", GET, {200: ALL}, 200) for name in ("api", "api_document")),
    *(Row(name, "", POST, {405: ALL}, 405) for name in ("api", "api_document")),
    *(Row("api_nothing", "nothing", method, {404: ALL}, 404) for method in (GET, POST)),
    *(
        Row(f"exchange:{name}", record, GET, {401: ALL}, 401)
        for name, record in (
            ("catalogue_of_figures", ""),
            ("figure", "injury.count"),
            ("places", ""),
            ("versions", ""),
            ("rows", "injury.count@1~{street}~{year}"),
            ("codes", "niss-1"),
            ("injury", "{card_ref}"),
        )
    ),
    *(
        Row(f"exchange:{name}", record, POST, {405: ALL}, 405)
        for name, record in (
            ("catalogue_of_figures", ""),
            ("figure", "injury.count"),
            ("places", ""),
            ("versions", ""),
            ("rows", "injury.count@1~{street}~{year}"),
            ("codes", "niss-1"),
            ("injury", "{card_ref}"),
        )
    ),
    Row("exchange:send", "", POST, {401: ALL}, 401),
    Row("exchange:send", "", GET, {405: ALL}, 405),
    *(
        Row(name, "", method, {404: ALL}, 404)
        for name in ("api_root", "exchange:api-root")
        for method in (GET, POST)
    ),
]

LATER: list[Row] = [*EVENTS, *IMPORTS, *EXPORTS, *PROGRAMS]
