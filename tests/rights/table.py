"""Who may what at every address: written by hand from docs/reference/rights.md, never computed.

A new address fails the matrix until it stands here. Read a line as: at this address, about this record, with this
method, these people get this status, and everybody else who is signed in gets the last one.
"""

from tests.rights.rows import GET, POST, Row, do, look
from tests.rights.table_accounts import ACCOUNTS
from tests.rights.table_accreditation import ACCREDITATION
from tests.rights.table_applications import APPLICATIONS
from tests.rights.table_claims import CLAIMS
from tests.rights.table_documents import DOCUMENTS
from tests.rights.table_editions import EDITIONS
from tests.rights.table_emergency import EMERGENCY
from tests.rights.table_figures import DEFINITIONS
from tests.rights.table_files import FILES
from tests.rights.table_hazards import HAZARDS
from tests.rights.table_housing import HOUSING
from tests.rights.table_inspections import INSPECTIONS
from tests.rights.table_later import LATER
from tests.rights.table_letters import GOVERNANCE
from tests.rights.table_maps import MAPS
from tests.rights.table_office import OFFICES
from tests.rights.table_opinions import OPINIONS
from tests.rights.table_outreach import OUTREACH
from tests.rights.table_paper_forms import PAPER_FORMS
from tests.rights.table_papers import PAPERS
from tests.rights.table_plans import IMPROVEMENTS, PLANS, SUPPORT
from tests.rights.table_projects import PROJECTS
from tests.rights.table_promised import PROMISED
from tests.rights.table_register import REGISTER
from tests.rights.table_reminders import REMINDERS
from tests.rights.table_returns import STATISTICS
from tests.rights.table_review import REVIEWS
from tests.rights.table_risks import RISKS
from tests.rights.table_schedules import SCHEDULES
from tests.rights.table_setup import SET_UP
from tests.rights.table_volunteers import VOLUNTEERS
from tests.rights.table_vulnerable import VULNERABLE

OFFICE = "cdc cdc_s clerk clerk_s chief"  # of 示例街道, where the records are
DECIDES = "cdc cdc_s clerk clerk_s"
ELSEWHERE = "cdc_o clerk_o chief_o"
NUMBERS = f"{OFFICE} auditor admin supervisor_live"  # who reads figures of the street
ALL_NUMBERS = f"{NUMBERS} {ELSEWHERE}"
WRITES = "facility facility_o cdc cdc_s cdc_o clerk clerk_s clerk_o"
NAMES = "facility cdc cdc_s"  # the reporting facility and the district CDC

# Who sees that a record exists at all, by card number: no answer to anybody else may hold it.
SEEN_BY = {
    "card": f"facility {OFFICE}",
    "joined": f"facility {OFFICE}",
    "pair_card": f"facility {OFFICE}",
    "sensitive": "cdc_s clerk_s",
    "secret_card": "cdc_s clerk_s",
    "secret_quick": f"grid {OFFICE}",  # the grid worker did not know; that it may belong to a secret card is secret
    "other": "facility_o cdc cdc_s clerk_o chief_o",
    "remote": "cdc_o",
    "quick": f"grid {OFFICE}",
    "guest": f"grid {OFFICE}",
    "pair_quick": f"grid {OFFICE}",
    "quick_o": "grid_o cdc cdc_s clerk_o chief_o",
}

FRONT = [
    Row("shell:front", "", GET, {200: "anonymous nobody"}, 302),
    Row("shell:front", "", POST, {405: "anonymous"}, 405),
    Row("shell:language", "", POST, {}, 302, sends={"language": "en"}),
    Row("shell:language", "", GET, {405: "anonymous weak"}, 405),
    *look("shell:worker", {200: "anonymous"}, 200, outside="405"),
    Row("healthy", "", GET, {200: "anonymous"}, 200),
    Row("healthy", "", POST, {200: "anonymous"}, 200),
]

RECORDS = [
    *look("injuries", {200: f"facility facility_o grid grid_o {OFFICE} {ELSEWHERE}"}, 403),
    *look("injuries", {200: OFFICE}, 403, query="place={street}"),
    *look("injuries", {200: "cdc cdc_s clerk_o chief_o"}, 403, query="place={other_street}"),
    *look("injury", {200: f"facility {OFFICE}"}, 404, record="card"),
    *look("injury", {200: "cdc_s clerk_s"}, 404, record="sensitive"),
    *look("injury", {200: "facility_o cdc cdc_s clerk_o chief_o"}, 404, record="other"),
    *look("injury", {200: "cdc_o"}, 404, record="remote"),
    *look("injury", {200: f"grid {OFFICE}"}, 404, record="quick"),
    *look("injury", {200: "grid_o cdc cdc_s clerk_o chief_o"}, 404, record="quick_o"),
    *look("injury", {200: f"facility grid {OFFICE}"}, 404, record="joined"),
    # Opening a name: the facility that wrote it and the CDC; the street sees the record and is refused the name.
    *do(
        "injury_name",
        {200: NAMES, 403: "clerk clerk_s chief"},
        404,
        record="card",
        sends={"purpose": "check"},
        shows=NAMES,
    ),
    *do("injury_name", {422: NAMES, 403: "clerk clerk_s chief"}, 404, record="card", sends={"purpose": ""}),
    *do(
        "injury_name",
        {200: "cdc_s", 403: "clerk_s"},
        404,
        record="sensitive",
        sends={"purpose": "check"},
        shows="cdc_s",
    ),
    *do(
        "injury_name",
        {200: "facility_o cdc cdc_s", 403: "clerk_o chief_o"},
        404,
        record="other",
        sends={"purpose": "check"},
        shows="facility_o cdc cdc_s",
    ),
    *do("injury_name", {200: "cdc_o"}, 404, record="remote", sends={"purpose": "check"}, shows="cdc_o"),
    *do(
        "injury_name",
        {200: "grid cdc cdc_s", 403: "clerk clerk_s chief"},
        404,
        record="quick",
        sends={"purpose": "check"},
        shows="grid cdc cdc_s",
    ),
    Row("injury_amend", "card", GET, {200: NAMES, 403: "clerk clerk_s chief"}, 404, shows=NAMES),
    # Without the version it was opened on, a correction is one on an old version: both sides are shown again.
    Row("injury_amend", "card", POST, {409: NAMES, 403: "clerk clerk_s chief"}, 404),
    Row(
        "injury_amend",
        "card",
        POST,
        {422: NAMES, 403: "clerk clerk_s chief"},
        404,
        sends={"version": "1"},
    ),
    Row("injury_amend", "sensitive", GET, {200: "cdc_s", 403: "clerk_s"}, 404, shows="cdc_s"),
    Row(
        "injury_amend",
        "other",
        GET,
        {200: "facility_o cdc cdc_s", 403: "clerk_o chief_o"},
        404,
        shows="facility_o cdc cdc_s",
    ),
    Row(
        "injury_amend", "quick", GET, {403: f"grid {OFFICE}"}, 404
    ),  # a quick report is not corrected as a card
    *do(
        "injury_withdraw",
        {302: NAMES, 403: "clerk clerk_s chief"},
        404,
        record="card",
        sends={"reason": "录重"},
    ),
    *do("injury_withdraw", {302: "cdc_s", 403: "clerk_s"}, 404, record="sensitive", sends={"reason": "录重"}),
    *do(
        "injury_withdraw",
        {302: "grid cdc cdc_s", 403: "clerk clerk_s chief"},
        404,
        record="quick",
        sends={"reason": "录重"},
    ),
    *do(
        "injury_withdraw",
        {302: "facility_o cdc cdc_s", 403: "clerk_o chief_o"},
        404,
        record="other",
        sends={"reason": "录重"},
    ),
    # Joining needs both in view (else 422: no such record) and the CDC or the clerk of the place.
    *do(
        "injury_link",
        {302: DECIDES, 403: "chief", 422: "facility"},
        404,
        record="card",
        sends={"report": "{quick}"},
    ),
    *do(
        "injury_link",
        {302: "cdc cdc_s", 422: "facility clerk clerk_s chief"},
        404,
        record="card",
        sends={"report": "{other}"},
    ),
    *do(
        "injury_link",
        {302: "cdc_s clerk_s", 422: "facility cdc clerk chief"},
        404,
        record="card",
        sends={"report": "{sensitive}"},
    ),
    *do("injury_unlink", {302: DECIDES, 403: "facility chief"}, 404, record="joined"),
    *do("injury_unlink", {302: DECIDES, 403: "grid chief"}, 404, record="guest"),
]

WRITING = [
    Row("injury_card", "", GET, {200: WRITES}, 403),
    Row("injury_card", "", POST, {422: WRITES}, 403),
    *do("injury_card_look", {200: WRITES}, 403),
    *do("injury_card_draft", {204: WRITES}, 403, sends={"client_id": "abc"}),
    *do("injury_card_drop", {}, 302, sends={"key": "abc"}),  # one's own drafts only; who has none drops none
    *look("injury_lines", {200: WRITES}, 403),
    *do("injury_line", {422: WRITES}, 403),
    *do("injury_lines_draft", {204: WRITES}, 403, sends={"lines": '[{{"id": "abc", "age": "3"}}]'}),
    Row("injury_quick", "", GET, {200: f"grid grid_o {DECIDES} cdc_o clerk_o"}, 403),
    Row("injury_quick", "", POST, {422: f"grid grid_o {DECIDES} cdc_o clerk_o"}, 403),
]

MONTHS = [
    *look("injury_months", {200: f"facility facility_o {OFFICE} {ELSEWHERE}"}, 403),
    *look("injury_months_export", {200: f"facility facility_o {OFFICE} {ELSEWHERE}"}, 403),
    *do(
        "injury_month_submit",
        {302: f"facility {OFFICE}"},
        403,
        record="hospital {open_index}",
        sends={"cards": "0"},
    ),
    *do(
        "injury_month_submit",
        {302: "facility_o cdc cdc_s clerk_o chief_o"},
        403,
        record="elsewhere {open_index}",
        sends={"zero": "1"},
    ),
    *do("injury_month_accept", {302: OFFICE}, 403, record="hospital {index}"),
    *do("injury_month_accept", {302: "cdc cdc_s clerk_o chief_o"}, 403, record="elsewhere {index}"),
    *do("injury_month_return", {302: OFFICE}, 403, record="hospital {index}", sends={"reason": "合计不符"}),
    *do("injury_month_urge", {302: OFFICE}, 403, record="clinic {open_index}"),
    *do("injury_month_urge", {302: "cdc_o"}, 403, record="remote_hospital {open_index}"),
]

DUPLICATES = [
    *look("injury_duplicates", {200: f"{OFFICE} {ELSEWHERE}"}, 403),
    *look("injury_duplicate", {200: OFFICE, 404: ELSEWHERE}, 403, record="pair"),
    *look(
        "injury_duplicate", {200: "cdc_s clerk_s", 404: f"cdc clerk chief {ELSEWHERE}"}, 403, record="pair_s"
    ),
    *(
        row
        for deed in ("join", "apart", "reopen")
        for row in (
            *do(f"injury_duplicate_{deed}", {302: DECIDES, 403: "chief", 404: ELSEWHERE}, 403, record="pair"),
            *do(
                f"injury_duplicate_{deed}",
                {302: "cdc_s clerk_s", 404: f"cdc clerk chief {ELSEWHERE}"},
                403,
                record="pair_s",
            ),
        )
    ),
]

FIGURES = [
    *(
        row
        for code in ("injury.count", "injury.rate", "report.completeness")
        for address in ("figure", "figure_rows")
        for row in look(address, {200: NUMBERS}, 403, record=f"{code}@1~{{street}}~{{year}}")
    ),
    *look("figure", {200: "cdc cdc_s auditor admin"}, 403, record="injury.count@1~{district}~{year}"),
    *look(
        "figure",
        {200: "cdc cdc_s clerk_o chief_o auditor admin"},
        403,
        record="injury.count@1~{other_street}~{year}",
    ),
    *look("figure", {200: "cdc_o"}, 403, record="injury.count@1~{far_district}~{year}"),
    *look("overview", {200: ALL_NUMBERS}, 403),
    *look("overview", {200: NUMBERS}, 403, query="place={street}"),
    *look("overview_events", {200: ALL_NUMBERS}, 403),
    *look("overview_events", {200: NUMBERS}, 403, query="place={street}"),
    *look("overview_events_export", {200: NUMBERS}, 403, query="place={street}"),
    *look("chart", {200: NUMBERS}, 403, record="event-hours", query="place={street}"),
    *look("dashboard", {200: f"{ALL_NUMBERS} supervisor supervisor_o"}, 403),
    *look("dashboard", {200: f"{NUMBERS} supervisor"}, 403, query="place={street}"),
    *look("exceptions", {200: ALL_NUMBERS}, 403),
    *look("exceptions", {200: NUMBERS}, 403, query="place={street}"),
    *look("todo", {}, 200),
    *(
        row
        for name in ("cause", "trend")
        for row in (
            *look("chart", {200: ALL_NUMBERS}, 403, record=name),
            *look("chart", {200: NUMBERS}, 403, record=name, query="place={street}"),
        )
    ),
]

TABLE: list[Row] = [
    *FRONT,
    *RECORDS,
    *WRITING,
    *MONTHS,
    *DUPLICATES,
    *FIGURES,
    *EDITIONS,
    *FILES,
    *OUTREACH,
    *ACCOUNTS,
    *LATER,
    *DEFINITIONS,
    *CLAIMS,
    *PAPERS,
    *PAPER_FORMS,
    *REGISTER,
    *MAPS,
    *OFFICES,
    *GOVERNANCE,
    *STATISTICS,
    *PROMISED,
    *SET_UP,
    *REMINDERS,
    *PLANS,
    *VOLUNTEERS,
    *SUPPORT,
    *PROJECTS,
    *OPINIONS,
    *EMERGENCY,
    *HAZARDS,
    *ACCREDITATION,
    *REVIEWS,
    *DOCUMENTS,
    *SCHEDULES,
    *APPLICATIONS,
    *VULNERABLE,
    *RISKS,
    *HOUSING,
    *INSPECTIONS,
    *IMPROVEMENTS,
]

# The technical admin reads tables that hold nobody's name; by the end of an address's name, for GET and POST.
ADMIN_SITE = {
    "index": (200, 200), "app_list": (200, 200), "jsi18n": (200, 405), "autocomplete": (403, 405),
    "password_change_done": (200, 405),
    "changelist": (200, 200), "history": (200, 200), "change": (200, 403), "add": (403, 403), "delete": (403, 403),
}  # fmt: skip
