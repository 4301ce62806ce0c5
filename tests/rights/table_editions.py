"""The table's lines about figures open to everybody, and the desk where whoever answers for them opens them."""

from tests.rights.rows import GET, POST, Row, do, look

ALL = "anonymous weak"  # with `rest`: everybody, signed in or not
OFFICE = "cdc cdc_s clerk clerk_s chief"
ELSEWHERE = "cdc_o clerk_o chief_o"
NUMBERS = f"{OFFICE} auditor admin supervisor_live"
TELLS = "cdc cdc_s chief cdc_o chief_o"  # each of his own place
OPEN = (
    ("robots", "", 200), ("open_index", "en", 200), ("open_index", "fr", 404), ("open_place", "zh-hans {street}", 200),
    ("open_place", "zh-hans {other_street}", 404), ("open_edition", "zh-hans {street} 1", 200),
    ("open_edition", "zh-hans {street} 2", 404), ("open_csv", "en {street} 1", 200),
    ("open_json", "en {street} 1", 200),
    ("open_chart", "en {street} 1 injury.rate-2024-places", 404),
    ("open_chart_narrow", "en {street} 1 injury.rate-2024-places", 404),
    ("open_embed", "en {street} 1 injury.rate-2024-places", 404),
)  # fmt: skip

EDITIONS: list[Row] = [
    Row("open", "", GET, {302: ALL}, 302),
    Row("open", "", POST, {405: ALL}, 405),
    *(
        row
        for name, record, status in OPEN
        for row in (Row(name, record, GET, {status: ALL}, status), Row(name, record, POST, {405: ALL}, 405))
    ),
    *look("editions", {200: f"{NUMBERS} {ELSEWHERE}"}, 403),
    Row("edition_new", "", GET, {200: TELLS}, 403),
    Row("edition_new", "", POST, {422: TELLS}, 403),
    *look("edition", {200: NUMBERS, 404: ELSEWHERE}, 403, record="{edition}"),
    *do(
        "edition_withdraw",
        {302: "cdc cdc_s chief", 403: "clerk clerk_s auditor admin supervisor_live", 404: ELSEWHERE},
        403,
        record="{edition}",
        sends={"reason": ""},
    ),
]
