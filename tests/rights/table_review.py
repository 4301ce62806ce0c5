"""The table's lines about reviews: the reviewer leads two panels of 示例街道, one scoring, one published."""

from tests.rights.rows import GET, POST, Row, do, look

OWN = "clerk clerk_s chief"
OUT = "clerk_o chief_o supervisor_o"  # reviews are open to them, this one is not
OPENS = f"{OWN} {OUT} auditor supervisor reviewer"
SEES = f"{OWN} auditor supervisor reviewer"
APPOINTS = "supervisor supervisor_o"

REVIEWS: list[Row] = [
    *look("reviews", {200: OPENS}, 403),
    *look("reviews_export", {200: OPENS}, 403),
    Row("review_new", "", GET, {200: APPOINTS}, 403),
    Row("review_new", "", POST, {200: APPOINTS}, 403),
    Row("review_new", "", GET, {404: APPOINTS}, 403, query="round={panel_round}"),  # it has a panel
    *look("review", {200: SEES, 404: OUT}, 403, record="{panel}"),
    *look("review", {200: SEES, 404: OUT}, 403, record="{panel_done}"),
    # while scoring is blind there is a workbook for the reviewer alone, of his own marks
    *look("review_export", {200: "reviewer", 404: OUT}, 403, record="{panel}"),
    *look("review_export", {200: SEES, 404: OUT}, 403, record="{panel_done}"),
    Row("review_declare", "{panel}", GET, {200: "reviewer", 404: OUT}, 403),
    Row("review_declare", "{panel}", POST, {422: "reviewer", 404: OUT}, 403),
    *do("review_step", {302: "reviewer", 404: OUT}, 403, record="{panel}", sends={"do": "hand_in"}),
    *do("review_step", {302: "reviewer", 404: OUT}, 403, record="{panel}", sends={"do": "open", "reason": "等不及"}),
    *do("review_step", {302: "reviewer", 404: OUT}, 403, record="{panel}", sends={"do": "publish"}),
    *do("review_step", {302: "supervisor", 404: OUT}, 403, record="{panel}", sends={"do": "begin"}),
    *do("review_step", {302: "supervisor", 404: OUT}, 403, record="{panel}", sends={"do": "invite"}),
    *do(
        "review_step", {302: "supervisor", 404: OUT}, 403, record="{panel}", sends={"do": "dissolve", "reason": "换人"},
    ),
    *do("review_step", {400: SEES, 404: OUT}, 403, record="{panel}", sends={"do": "nosuch"}),
    *do(
        "review_member", {302: "chief", 404: OUT}, 403, record="{panel} {panel_member}",
        sends={"do": "object", "reason": "曾有争议"},
    ),
    *(
        row
        for deed in ("lead", "take_off", "uphold", "dismiss")
        for row in do(
            "review_member", {302: "supervisor", 404: OUT}, 403, record="{panel} {panel_member}",
            sends={"do": deed, "reason": "调整"},
        )
    ),
    *look("review_sheets", {200: "reviewer", 404: OUT}, 403, record="{panel}"),
    Row("review_sheet", "{panel} 1", GET, {200: "reviewer", 404: OUT}, 403),
    Row("review_sheet", "{panel} 1", POST, {422: "reviewer", 404: OUT}, 403),
    Row("review_sheet", "{panel} 1", POST, {302: "reviewer", 404: OUT}, 403, sends={"I1:whole": "met"}),
    Row("review_sheet", "{panel} 9", GET, {404: f"reviewer {OUT}"}, 403),
    # blind: marks of all are open to nobody
    *look("review_consensus", {404: OUT}, 403, record="{panel}"),
    Row("review_agree", "{panel} 1", GET, {404: OUT}, 403),
    Row("review_agree", "{panel} 1", POST, {404: OUT}, 403, sends={"I1:whole": "met"}),
    # published: to the panel and who appointed it, to the place never
    *look("review_consensus", {200: "reviewer supervisor", 404: OUT}, 403, record="{panel_done}"),
    Row("review_agree", "{panel_done} 1", GET, {200: "reviewer supervisor", 404: OUT}, 403),
    Row("review_agree", "{panel_done} 1", POST, {422: "reviewer", 404: OUT}, 403, sends={"P1:whole": "met"}),
    *do(
        "review_finding_new", {302: "reviewer", 404: OUT}, 403, record="{panel}",
        sends={"item": "I1", "grade": "minor", "text": "缺记录"},
    ),
    Row("review_schedule", "{panel}", GET, {200: SEES, 404: OUT}, 403),
    Row("review_schedule", "{panel}", POST, {422: "reviewer", 404: OUT}, 403),
    *do("review_stop_drop", {302: "reviewer", 404: OUT}, 403, record="{panel} {panel_stop}"),
    *look("review_finding", {200: SEES, 404: OUT}, 403, record="{panel_finding}"),
    *do("review_finding_answer", {422: OWN, 404: OUT}, 403, record="{panel_finding}"),
    *do("review_finding_decide", {302: "reviewer", 404: OUT}, 403, record="{panel_finding}", sends={"do": "accept"}),
    *do("review_finding_drop", {302: "reviewer", 404: OUT}, 403, record="{panel_finding}"),
    # the self-assessment and the result stand open to who reviews
    *look("round", {200: SEES, 404: OUT}, 403, record="{panel_round}"),
    *look("round", {200: SEES, 404: OUT}, 403, record="{panel_result}"),
]  # fmt: skip
