"""The table's lines about outreach and training: the office all of its places, a recorder his own lines."""

from tests.rights.rows import GET, POST, Row, do, look

OWN = "clerk clerk_s chief"  # of the street the lines are in
OTHER = "clerk_o chief_o"
OFFICE = f"{OWN} {OTHER}"
WRITERS = f"grid grid_o {OFFICE}"
NUMBERS = "cdc cdc_s clerk clerk_s chief auditor admin supervisor_live"
ALL_NUMBERS = f"{NUMBERS} cdc_o {OTHER}"
NO = {"place": "nowhere", "kind": "leaflet", "quantity": "5"}

LEDGER = [
    *look("outreach", {200: ALL_NUMBERS}, 403),
    *look("outreach", {200: NUMBERS}, 403, query="place={street}"),
    *look("outreach_chart", {200: NUMBERS}, 403, record="months", query="place={street}"),
    *look("outreach_chart", {404: ALL_NUMBERS}, 403, record="nothing"),
    Row("outreach_quick", "", GET, {200: WRITERS}, 403),
    Row("outreach_quick", "", POST, {422: WRITERS}, 403, sends=NO),
    *look("outreach_list", {200: WRITERS}, 403),
    *look("outreach_list", {200: f"{OWN} grid grid_o"}, 403, query="place={street}"),  # a recorder has no switch
    *look("outreach_export", {200: WRITERS}, 403),
    Row("outreach_new", "", GET, {200: WRITERS}, 403),
    Row("outreach_new", "", POST, {422: WRITERS}, 403, sends=NO),
    *look("outreach_entry", {200: f"grid {OWN}", 404: f"grid_o {OTHER}"}, 403, record="{told_line}"),
    *look("outreach_entry", {200: OWN, 404: f"grid grid_o {OTHER}"}, 403, record="{office_line}"),
    *look("outreach_entry", {404: WRITERS}, 403, record="nosuchline"),
    Row("outreach_correct", "{told_line}", GET, {200: f"grid {OWN}", 404: f"grid_o {OTHER}"}, 403),
    Row("outreach_correct", "{told_line}", POST, {422: f"grid {OWN}", 404: f"grid_o {OTHER}"}, 403, sends=NO),
    *do(
        "outreach_reverse", {302: f"grid {OWN}", 404: f"grid_o {OTHER}"}, 403, record="{told_line}",
        sends={"reason": "错"},
    ),
    *do("outreach_check", {302: f"grid {OWN}", 404: f"grid_o {OTHER}"}, 403, record="{told_line}"),
    Row("outreach_import", "", GET, {200: OFFICE}, 403),
    Row("outreach_import", "", POST, {422: OFFICE}, 403),  # nothing was sent
    *look("outreach_template", {200: OFFICE}, 403),
    *(
        row
        for name in ("training", "certificate")
        for row in (
            Row(f"{name}_import", "", GET, {200: OFFICE}, 403),
            Row(f"{name}_import", "", POST, {422: OFFICE}, 403),
            *look(f"{name}_template", {200: OFFICE}, 403),
        )
    ),
]  # fmt: skip

DOUBLES = [
    *look("outreach_doubles", {200: OFFICE}, 403),
    *do(
        "outreach_double_join", {302: OWN, 404: OTHER}, 403, record="{double}", sends={"keep": "{told_line}"}
    ),
    *do("outreach_double_apart", {302: OWN, 404: OTHER}, 403, record="{double}"),
    *do("outreach_double_reopen", {302: OWN, 404: OTHER}, 403, record="{double}"),
]

STOCK = [
    Row("outreach_stock", "", GET, {200: OFFICE}, 403),
    Row("outreach_stock", "", POST, {422: OFFICE}, 403),
    Row("outreach_item", "{item}", GET, {200: OWN, 404: OTHER}, 403),
    Row("outreach_item", "{item}", POST, {422: OWN, 404: OTHER}, 403),
]

TRAINING = [
    *look("training", {200: OFFICE}, 403),
    Row("training_new", "", GET, {200: OFFICE}, 403),
    Row("training_new", "", POST, {422: OFFICE}, 403),
    *look("training_session", {200: OWN, 404: OTHER}, 403, record="{session}"),
    *look("training_code", {200: OWN, 404: OTHER}, 403, record="{session}"),
    *do("training_step", {302: OWN, 404: OTHER}, 403, record="{session}", sends={"what": "open"}),
    # whoever holds the code of an open sign-in: it knows nobody and shows nobody
    Row("training_sign", "{sign_code}", GET, {200: "anonymous"}, 200),
    Row("training_sign", "{sign_code}", POST, {422: "anonymous"}, 422),
    Row("training_sign", "0123456789abcdef01234567", GET, {404: "anonymous"}, 404),
    *do("training_erase", {302: OWN, 404: OTHER}, 403, record="{trainee}"),
    *look("training_certificates", {200: OFFICE}, 403),
    Row("training_certificate_new", "", GET, {200: OFFICE}, 403),
    Row("training_certificate_new", "", POST, {422: OFFICE}, 403),
    *look("training_certificate", {200: OWN, 404: OTHER}, 403, record="{certificate}"),
    *do("training_certificate_withdraw", {302: OWN, 404: OTHER}, 403, record="{certificate}"),
    *do("training_recount", {302: OFFICE}, 403),
]

OUTREACH: list[Row] = [*LEDGER, *DOUBLES, *STOCK, *TRAINING]
