"""The table's lines about statistical returns: who fills and who receives see one, nobody else knows of it."""

from tests.rights.rows import GET, POST, Row, do, look

USES = (
    "grid grid_o facility facility_o clerk clerk_s clerk_o chief chief_o supervisor supervisor_o "
    "agency agency_fire unit"
)
OFFICES = (
    "grid grid_o clerk clerk_s clerk_o chief chief_o supervisor supervisor_o"  # these may send forms down
)
OWN = "clerk clerk_s chief"  # of the street whose return it is
FILLS = "clerk clerk_s"
SEES = f"{OWN} supervisor"
BLIND = (  # for them it does not exist
    "grid grid_o facility facility_o clerk_o chief_o supervisor_o agency agency_fire unit"
)
DRAFT, IN = "{return_draft}", "{return_in}"
CALL = "{return_call_pid}"
NOT_ASKING = f"{OWN} grid grid_o clerk_o chief_o supervisor_o"

LISTS = [
    *look("returns", {200: USES}, 403),
    *look("returns_export", {200: USES}, 403),
    *look("return_forms", {200: OFFICES}, 403),
    Row("return_form_new", "", GET, {200: OFFICES}, 403),
    Row("return_form_new", "", POST, {422: OFFICES}, 403),  # nothing was sent
    *look("return_form", {200: OFFICES}, 403, record="fire_month"),
    *look("return_form", {404: OFFICES}, 403, record="no_such_form"),
    *look(
        "return_form",
        {200: OWN, 404: "grid grid_o clerk_o chief_o supervisor supervisor_o"},
        403,
        record="own_matrix",
    ),
    Row("return_send", "fire_month", GET, {200: OFFICES}, 403),
    Row("return_send", "fire_month", POST, {422: OFFICES}, 403),
]

# What an office sent down is its own: the street does not open the board of its district.
CALLS = [
    *look("return_call", {200: "supervisor", 404: NOT_ASKING}, 403, record=CALL),
    *look(
        "return_call_export",
        {200: "supervisor", 404: NOT_ASKING},
        403,
        record=CALL,
    ),
    *do("return_call_urge", {302: "supervisor", 404: NOT_ASKING}, 403, record=CALL),
    *do("return_call_end", {302: "supervisor", 404: NOT_ASKING}, 403, record=CALL),
]  # fmt: skip

ONE = [
    *look("return", {200: SEES, 404: BLIND}, 403, record=DRAFT),
    *look("return", {200: SEES, 404: BLIND}, 403, record=IN),
    *look("return_history", {200: SEES, 404: BLIND}, 403, record=DRAFT),
    *look("return_print", {200: SEES, 404: BLIND}, 403, record=IN),
    *look("return_template", {200: SEES, 404: BLIND}, 403, record=DRAFT),
    *do("return_fill", {422: FILLS, 404: BLIND}, 403, record=DRAFT),
    *do("return_fill", {404: BLIND}, 403, record=IN),  # what is in is nobody's to fill
    *do("return_sums", {302: SEES, 404: BLIND}, 403, record=DRAFT),  # no part is in: told, nothing done
    *do("return_pass_on", {302: OWN, 404: BLIND}, 403, record=DRAFT),
    *do("return_upload", {422: FILLS, 404: BLIND}, 403, record=DRAFT),
    *do("return_words", {302: FILLS, 404: BLIND}, 403, record=DRAFT),
    *do("return_scan", {302: FILLS, 404: BLIND}, 403, record=DRAFT),
]

STEPS = [
    *do("return_step", {302: FILLS, 404: BLIND}, 403, record=f"{DRAFT} to_check"),
    *do("return_step", {302: "supervisor", 404: BLIND}, 403, record=f"{DRAFT} urge"),
    *do("return_step", {302: "supervisor", 404: BLIND}, 403, record=f"{IN} lock"),
    *do(
        "return_step",
        {302: "supervisor", 404: BLIND},
        403,
        record=f"{IN} return",
        sends={"reason": "合计不符"},
    ),
    *do("return_step", {302: SEES, 404: BLIND}, 403, record=f"{IN} reopen"),  # not locked: told, nothing done
    *do("return_step", {404: f"{SEES} {BLIND}"}, 403, record=f"{IN} nonsense"),
]

STATISTICS: list[Row] = [*LISTS, *CALLS, *ONE, *STEPS]
