"""The table's lines about responsibility letters and the pages of social units.

The hospital's letter belongs to the street itself; the committee line to 示中社区, where `grid` works.
"""

from tests.rights.rows import GET, POST, Row, do, look

OFFICE = "clerk clerk_s chief"
ELSEWHERE = "grid_o clerk_o chief_o"
LOOKS = f"{OFFICE} {ELSEWHERE} grid auditor unit"
LETTERS = [
    Row("letters_pdf", "{round}", GET, {200: f"{OFFICE} grid auditor unit", 404: ELSEWHERE}, 403),
    Row("letters_pdf", "{round}", POST, {302: f"{OFFICE} grid auditor unit", 404: ELSEWHERE}, 403),
    *look("letters_pdf_take", {404: LOOKS}, 403, record="{round} nosuch"),
    *look("letters", {200: LOOKS}, 403),
    Row("letters_open", "", GET, {200: f"{OFFICE} clerk_o chief_o"}, 403),
    Row("letters_open", "", POST, {422: f"{OFFICE} clerk_o chief_o"}, 403),  # nothing was sent
    # the district sees what was handed in, and nothing else of the letters
    *look("letters_district", {200: "supervisor supervisor_o"}, 403),
    *look("letter", {200: f"{OFFICE} auditor unit", 404: f"{ELSEWHERE} grid"}, 403, record="{letter}"),
    *do("letter_sign", {302: "unit", 404: f"{OFFICE} {ELSEWHERE} grid auditor"}, 403, record="{letter}"),
    *do(
        "letter_reverse", {302: OFFICE, 404: f"{ELSEWHERE} grid auditor unit"}, 403, record="{letter}",
        sends={"reason": "录错"},
    ),
    *look("letters_round", {200: f"{OFFICE} grid auditor unit", 404: ELSEWHERE}, 403, record="{round}"),
    *look("letters_round", {200: f"{OFFICE} grid auditor", 404: f"{ELSEWHERE} unit"}, 403, record="{household_round}"),
    *look("letters_export", {200: f"{OFFICE} grid auditor unit", 404: ELSEWHERE}, 403, record="{round}"),
    *look("letters_print", {200: f"{OFFICE} grid auditor unit", 404: ELSEWHERE}, 403, record="{round}"),
    Row("letters_sign", "{round}", GET, {200: f"{OFFICE} grid", 404: f"{ELSEWHERE} auditor unit"}, 403),
    Row("letters_sign", "{round}", POST, {422: f"{OFFICE} grid", 404: f"{ELSEWHERE} auditor unit"}, 403),
    Row("letters_import", "{round}", GET, {200: f"{OFFICE} grid", 404: f"{ELSEWHERE} auditor unit"}, 403),
    Row("letters_import", "{round}", POST, {422: f"{OFFICE} grid", 404: f"{ELSEWHERE} auditor unit"}, 403),
    *look("letters_template", {200: f"{OFFICE} grid", 404: f"{ELSEWHERE} auditor unit"}, 403, record="{round}"),
    *do("letters_refresh", {302: OFFICE, 404: f"{ELSEWHERE} grid auditor unit"}, 403, record="{round}"),
    *do("letters_report", {302: OFFICE, 404: f"{ELSEWHERE} grid auditor unit"}, 403, record="{round}"),
    Row("household_letters", "{line}", GET, {200: f"{OFFICE} grid auditor", 404: f"{ELSEWHERE} unit"}, 403),
    Row("household_letters", "{line}", POST, {422: f"{OFFICE} grid", 404: f"{ELSEWHERE} unit"}, 403),
    *do("household_due", {302: OFFICE, 404: f"{ELSEWHERE} grid auditor unit"}, 403, record="{line}"),
    *do(
        "household_reverse", {302: f"{OFFICE} grid", 404: f"{ELSEWHERE} auditor unit"}, 403,
        record="{line} {sheet}", sends={"reason": "录错"},
    ),
]  # fmt: skip

# The page of a unit: the office and CDC of its place, and whoever works for it.
SEES_UNIT = f"cdc cdc_s {OFFICE} admin auditor facility unit"
UNIT_PAGES = [
    *look("unit_page", {200: SEES_UNIT}, 404, record="{unit_hospital}"),
    *look("unit_code", {200: SEES_UNIT}, 404, record="{unit_hospital}"),
]

# The organisation is looked at by office and auditor, and written by the office of its place.
OFFICES = f"{OFFICE} clerk_o chief_o"
SEES = f"{OFFICES} auditor"
OTHERS = "clerk_o chief_o"
BODIES = [
    *look("organisation", {200: SEES}, 403),
    *do("bodies_found", {302: OFFICES}, 403),
    Row("body", "{body}", GET, {200: f"{OFFICE} auditor", 404: OTHERS}, 403),
    Row("body", "{body}", POST, {422: OFFICE, 404: OTHERS}, 403),
    *do("body_paper", {302: OFFICE, 404: f"{OTHERS} auditor"}, 403, record="{body}"),
    *do("seat_end", {302: OFFICE, 404: f"{OTHERS} auditor"}, 403, record="{seat}", sends={"what": "erase"}),
    *look("agencies", {200: SEES}, 403),
    *do("agencies_found", {302: OFFICES}, 403),
    *do("agency_rename", {302: OFFICE, 404: f"{OTHERS} auditor"}, 403, record="{agency}"),
]
LOOKING = f"{OTHERS} grid grid_o unit"
WORK = [
    *look("meetings", {200: SEES}, 403),
    *look("meetings_export", {200: SEES}, 403),
    Row("meeting_new", "", GET, {200: OFFICES, 404: "auditor"}, 403),
    Row("meeting_new", "", POST, {422: OFFICES, 404: "auditor"}, 403),
    *look("meeting", {200: f"{OFFICE} auditor", 404: OTHERS}, 403, record="{meeting}"),
    *do(
        "meeting_withdraw", {302: OFFICE, 404: f"{OTHERS} auditor"}, 403, record="{meeting}", sends={"reason": "重复"}
    ),
    # whoever came to the meeting signs in by the code on the table, whatever he does in the programme
    Row("meeting_in", "{meeting}", GET, {404: "nobody"}, 200),
    Row("meeting_in", "{meeting}", POST, {404: "nobody"}, 200),
    *look("tasks", {200: f"{LOOKS} agency_fire"}, 403),
    *look("tasks_export", {200: f"{LOOKS} agency_fire"}, 403),
    Row("task_new", "", GET, {200: OFFICES}, 403),
    Row("task_new", "", POST, {422: OFFICES}, 403),
    Row("task", "{task}", GET, {200: f"{OFFICE} auditor", 404: f"{LOOKING} agency_fire"}, 403),
    # a task of the fire agency is its own people's too
    Row("task", "{task_fire}", GET, {200: f"{OFFICE} auditor agency_fire", 404: LOOKING}, 403),
    Row("task", "{task_fire}", POST, {422: f"{OFFICE} agency_fire", 404: f"{LOOKING} auditor"}, 403),
    Row("task", "{task}", POST, {422: OFFICE, 404: f"{LOOKING} auditor agency_fire"}, 403),
    *do(
        "task_end", {302: OFFICE, 404: f"{LOOKING} auditor agency_fire"}, 403, record="{task}",
        sends={"reason": "不归我们"},
    ),
]  # fmt: skip

GOVERNANCE: list[Row] = [*LETTERS, *UNIT_PAGES, *BODIES, *WORK]
