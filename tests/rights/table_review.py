"""The table's lines about reviews: the reviewer leads two panels of 示例街道, one scoring, one published."""

from tests.rights.rows import GET, POST, Row, do, look

OWN = "clerk clerk_s chief"
OUT = "clerk_o chief_o supervisor_o"  # reviews are open to them, this one is not
OPENS = f"{OWN} {OUT} auditor supervisor reviewer"
SEES = f"{OWN} auditor supervisor reviewer"
APPOINTS = "supervisor supervisor_o"

REVIEWS: list[Row] = [
    *look("panels", {200: OPENS}, 403),
    *look("panels_export", {200: OPENS}, 403),
    Row("panel_new", "", GET, {200: APPOINTS}, 403),
    Row("panel_new", "", POST, {200: APPOINTS}, 403),
    Row("panel_new", "", GET, {404: APPOINTS}, 403, query="round={panel_round}"),  # it has a panel
    *look("panel", {200: SEES, 404: OUT}, 403, record="{panel}"),
    *look("panel", {200: SEES, 404: OUT}, 403, record="{panel_done}"),
    # while scoring is blind there is a workbook for the reviewer alone, of his own marks
    *look("panel_export", {200: "reviewer", 404: OUT}, 403, record="{panel}"),
    *look("panel_export", {200: SEES, 404: OUT}, 403, record="{panel_done}"),
    Row("panel_declare", "{panel}", GET, {200: "reviewer", 404: OUT}, 403),
    Row("panel_declare", "{panel}", POST, {422: "reviewer", 404: OUT}, 403),
    *do("panel_step", {302: "reviewer", 404: OUT}, 403, record="{panel}", sends={"do": "hand_in"}),
    *do("panel_step", {302: "reviewer", 404: OUT}, 403, record="{panel}", sends={"do": "open", "reason": "等不及"}),
    *do("panel_step", {302: "reviewer", 404: OUT}, 403, record="{panel}", sends={"do": "publish"}),
    *do("panel_step", {302: "supervisor", 404: OUT}, 403, record="{panel}", sends={"do": "begin"}),
    *do("panel_step", {302: "supervisor", 404: OUT}, 403, record="{panel}", sends={"do": "invite"}),
    *do(
        "panel_step", {302: "supervisor", 404: OUT}, 403, record="{panel}", sends={"do": "dissolve", "reason": "换人"},
    ),
    *do("panel_step", {400: SEES, 404: OUT}, 403, record="{panel}", sends={"do": "nosuch"}),
    *do(
        "panel_member", {302: "chief", 404: OUT}, 403, record="{panel} {panel_member}",
        sends={"do": "object", "reason": "曾有争议"},
    ),
    *(
        row
        for deed in ("lead", "take_off", "uphold", "dismiss")
        for row in do(
            "panel_member", {302: "supervisor", 404: OUT}, 403, record="{panel} {panel_member}",
            sends={"do": deed, "reason": "调整"},
        )
    ),
    *look("panel_sheets", {200: "reviewer", 404: OUT}, 403, record="{panel}"),
    Row("panel_sheet", "{panel} 1", GET, {200: "reviewer", 404: OUT}, 403),
    Row("panel_sheet", "{panel} 1", POST, {422: "reviewer", 404: OUT}, 403),
    Row("panel_sheet", "{panel} 1", POST, {302: "reviewer", 404: OUT}, 403, sends={"I1:whole": "met"}),
    Row("panel_sheet", "{panel} 9", GET, {404: f"reviewer {OUT}"}, 403),
    # blind: marks of all are open to nobody
    *look("panel_consensus", {404: OUT}, 403, record="{panel}"),
    Row("panel_agree", "{panel} 1", GET, {404: OUT}, 403),
    Row("panel_agree", "{panel} 1", POST, {404: OUT}, 403, sends={"I1:whole": "met"}),
    # published: to the panel and who appointed it, to the place never
    *look("panel_consensus", {200: "reviewer supervisor", 404: OUT}, 403, record="{panel_done}"),
    Row("panel_agree", "{panel_done} 1", GET, {200: "reviewer supervisor", 404: OUT}, 403),
    Row("panel_agree", "{panel_done} 1", POST, {422: "reviewer", 404: OUT}, 403, sends={"P1:whole": "met"}),
    Row("panel_found", "{panel}", GET, {200: "reviewer", 404: OUT}, 403),
    Row("panel_found", "{panel}", POST, {422: "reviewer", 404: OUT}, 403),
    *do(
        "panel_finding_new", {302: "reviewer", 404: OUT}, 403, record="{panel}",
        sends={"item": "I1", "grade": "minor", "text": "缺记录"},
    ),
    Row("panel_schedule", "{panel}", GET, {200: SEES, 404: OUT}, 403),
    Row("panel_schedule", "{panel}", POST, {422: "reviewer", 404: OUT}, 403),
    *do("panel_stop_drop", {302: "reviewer", 404: OUT}, 403, record="{panel} {panel_stop}"),
    *look("panel_finding", {200: SEES, 404: OUT}, 403, record="{panel_finding}"),
    *do("panel_finding_answer", {422: OWN, 404: OUT}, 403, record="{panel_finding}"),
    *do("panel_finding_decide", {302: "reviewer", 404: OUT}, 403, record="{panel_finding}", sends={"do": "accept"}),
    *do("panel_finding_drop", {302: "reviewer", 404: OUT}, 403, record="{panel_finding}"),
    # of the evidence of the place what it handed in, nothing else
    *look("evidence", {200: f"{OWN} auditor reviewer", 404: f"{OUT} supervisor"}, 403, record="{panel_evidence}"),
    # the self-assessment and the result stand open to who reviews
    *look("round", {200: SEES, 404: OUT}, 403, record="{panel_round}"),
    *look("round", {200: SEES, 404: OUT}, 403, record="{panel_result}"),
]  # fmt: skip
