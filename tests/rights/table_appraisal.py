"""The table's lines about the year-end appraisal and talks; the grid worker is of the community appraised."""

from tests.rights.rows import GET, POST, Row, do, look

OFFICE = "clerk clerk_s chief"  # of 示例街道, whose appraisal it is
OTHERS = "clerk_o chief_o"
OFFICES = f"{OFFICE} {OTHERS}"
SEES = f"{OFFICES} auditor"
WRITES = {302: OFFICE, 404: f"{OTHERS} auditor grid supervisor"}
DECIDES = {302: "chief", 404: f"clerk clerk_s {OTHERS} auditor grid supervisor"}
PUBLISHED = {200: f"{OFFICE} auditor grid supervisor", 404: OTHERS}
OWN = {302: "grid", 404: f"{OFFICE} {OTHERS} auditor supervisor"}
LEADS = {302: "chief", 404: "chief_o auditor grid"}
ANSWERS = {302: "chief grid", 404: "chief_o auditor"}

APPRAISALS: list[Row] = [
    *look("appraisals", {200: f"{SEES} grid supervisor"}, 403),
    Row("appraisal_new", "", GET, {200: OFFICES, 404: "auditor"}, 403),
    Row("appraisal_new", "", POST, {422: OFFICES, 404: "auditor"}, 403),
    *look("appraisal_sheet", {200: SEES}, 403, record="community"),
    Row("appraisal_sheet_import", "community", GET, {200: OFFICES, 404: "auditor"}, 403),
    Row("appraisal_sheet_import", "community", POST, {422: OFFICES, 404: "auditor"}, 403),
    *look("appraisal_sheet_template", {200: OFFICES, 404: "auditor"}, 403, record="community"),
    *look(
        "appraisal", {200: f"{OFFICE} auditor grid", 404: f"{OTHERS} supervisor"}, 403, record="{appraisal}"
    ),
    Row("appraisal", "{appraisal_out}", GET, PUBLISHED, 403),
    *do("appraisal_read", WRITES, 403, record="{appraisal}"),
    *do("appraisal_renew", WRITES, 403, record="{appraisal}"),
    *do("appraisal_hand_in", WRITES, 403, record="{appraisal}"),
    *do("appraisal_send_back", DECIDES, 403, record="{appraisal}"),
    *do("appraisal_publish", DECIDES, 403, record="{appraisal}"),
    *do("appraisal_close", DECIDES, 403, record="{appraisal_out}"),
    *look(
        "appraisal_export",
        {200: f"{OFFICE} auditor", 404: f"{OTHERS} grid supervisor"},
        403,
        record="{appraisal}",
    ),
    Row("appraisal_export", "{appraisal_out}", GET, PUBLISHED, 403),
    *look("appraisal_bulletin", PUBLISHED, 403, record="{appraisal_out}"),
    Row("appraisal_party", "{party}", GET, {200: f"{OFFICE} auditor grid", 404: f"{OTHERS} supervisor"}, 403),
    Row("appraisal_party", "{party}", POST, WRITES, 403),
    *do("appraisal_self", OWN, 403, record="{party}"),
    *do("appraisal_object", OWN, 403, record="{party_out}", sends={"text": "再议"}),
    *do("appraisal_drop", WRITES, 403, record="{party}", sends={"reason": "合并"}),
    *do("appraisal_reply", DECIDES, 403, record="{result_objection}", sends={"upheld": "no", "text": "按表"}),
]

TALKS: list[Row] = [
    *look("talks", {200: "chief chief_o auditor grid"}, 403),
    Row("talk_new", "{party_out}", GET, {200: "chief", 404: "chief_o"}, 403),
    Row("talk_new", "{party_out}", POST, {422: "chief", 404: "chief_o"}, 403),
    *look("talk", {200: "chief auditor grid", 404: "chief_o"}, 403, record="{talk}", shows="grid"),
    *do(
        "talk_open",
        {200: "chief auditor grid", 404: "chief_o"},
        403,
        record="{talk}",
        sends={"purpose": "audit"},
        shows="chief auditor grid",
    ),
    *do("talk_step", LEADS, 403, record="{talk}"),
    *do("talk_answer", ANSWERS, 403, record="{talk}", sends={"said": "已补报"}),
    *do("talk_appeal", ANSWERS, 403, record="{talk}", sends={"said": "不服"}),
    *do("talk_decide", LEADS, 403, record="{talk}"),
    *do("talk_close", LEADS, 403, record="{talk}"),
]
