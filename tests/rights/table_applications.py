"""The table's lines about procedures, applications, notices and certificates."""

from tests.rights.rows import GET, POST, Row, do, look
from tests.rights.table_accreditation import LOOKS, OFFICE, OTHER, OWN, READS

SEES = f"{OWN} auditor supervisor"  # it is filed, so the district sees it
UNSEEN = f"{OTHER} supervisor_o reviewer"  # a reviewer sees what his panels look at
LOOKING = "clerk clerk_s chief auditor"  # all who see it but whose turn it is
ALL = "anonymous"  # open to everybody: it knows nobody

APPLICATIONS: list[Row] = [
    *look("procedures", {200: READS}, 403),
    *look("procedure", {200: READS}, 403, record="cn-national"),
    *look("procedure", {404: READS}, 403, record="nosuch"),
    *look("procedure_edition", {200: READS}, 403, record="isccc {procedure_edition}"),
    Row("procedure_bring", "", GET, {200: "admin"}, 403),
    Row("procedure_bring", "", POST, {422: "admin"}, 403),
    *do("procedure_force", {302: "admin"}, 403, record="isccc {procedure_edition}"),
    *look("applications", {200: LOOKS}, 403),
    *look("applications_export", {200: LOOKS}, 403),
    Row("application_new", "", GET, {200: OFFICE}, 403),
    Row("application_new", "", POST, {422: OFFICE}, 403),
    *look("application", {200: SEES, 404: UNSEEN}, 403, record="{filed_application}"),
    # the district decides on the filing: whoever else sees it may not
    Row("application_move", "{filed_application} accept_filing", GET, {200: "supervisor", 404: UNSEEN}, 403),
    Row("application_move", "{filed_application} pass_filing_district", GET, {200: "supervisor", 404: UNSEEN}, 403),
    Row("application_move", "{filed_application} pass_filing_district", POST, {422: "supervisor", 404: UNSEEN}, 403),
    Row("application_move", "{filed_application} withdraw", GET, {200: "chief", 404: UNSEEN}, 403),
    Row("application_move", "{filed_application} withdraw", POST, {422: "chief", 404: UNSEEN}, 403),
    Row("application_move", "{filed_application} nosuch", GET, {404: f"{SEES} {UNSEEN}"}, 403),
    *do("application_paper", {302: f"{OWN} supervisor", 404: UNSEEN}, 403, record="{filed_application}"),
    # a paper of a step that is done stays: refused in words to its own office, to others by right
    *do(
        "application_paper_withdraw", {302: OWN, 404: UNSEEN}, 403, record="{title_held} {title_paper}",
        sends={"reason": "拿错了"},
    ),
    *do(
        "application_lock", {302: "supervisor", 404: UNSEEN}, 403, record="{filed_application}",
        sends={"reason": "补材料"},
    ),
    *do(
        "application_objection", {302: "supervisor", 404: UNSEEN}, 403, record="{title_held} {objection}",
        sends={"upheld": "no", "answer": "已核实"},
    ),
    *do(
        "application_objection_contact", {302: "supervisor", 404: UNSEEN}, 403,
        record="{title_held} {objection}", sends={"purpose": "核实情况"},
    ),
    *look("certificate", {200: SEES, 404: UNSEEN}, 403, record="{title_held} {title_certificate}"),
    *look("public_notices", {200: ALL}, 200, outside="405"),
    Row("public_notice", "{public_notice}", GET, {200: ALL}, 200),
    Row("public_notice", "{public_notice}", POST, {422: ALL}, 422),
    Row("public_notice", "nosuch", GET, {404: ALL}, 404),
    *look("objection_receipt", {200: ALL}, 200, record="{objection_receipt}", outside="405"),
    *look("certificate_check", {200: ALL}, 200, record="{title_code}", outside="405"),
    *look("certificate_check", {404: ALL}, 404, record="nosuch", outside="405"),
]  # fmt: skip
