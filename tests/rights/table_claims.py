"""The table's lines about numbers on paper and what does not add up: read by who reads numbers, entered and answered by
the office and the CDC of the place, accepted by the chief."""

from tests.rights.rows import GET, POST, Row, do, look

WRITES = "cdc cdc_s clerk clerk_s chief"  # of 示例街道, where the claim is
ELSEWHERE = "cdc_o clerk_o chief_o"
ALL_WRITE = f"{WRITES} {ELSEWHERE}"
LOOKS = f"{WRITES} auditor admin supervisor_live"
ALL_LOOK = f"{LOOKS} {ELSEWHERE}"
ONLY_LOOK = "auditor admin supervisor_live"
SAYS = {"answer": "explained", "reason": "问卷原件在档案盒三"}

CLAIMS: list[Row] = [
    *look("claims", {200: ALL_LOOK}, 403),
    *look("claims_export", {200: ALL_LOOK}, 403),
    *look("claims_example", {200: ALL_LOOK}, 403),
    Row("claim_new", "", GET, {200: ALL_WRITE}, 403),
    Row("claim_new", "", POST, {422: ALL_WRITE}, 403),
    Row("claims_import", "", GET, {200: ALL_WRITE}, 403),
    Row("claims_import", "", POST, {422: ALL_WRITE}, 403),
    Row("claims_import", "", GET, {200: WRITES, 404: ELSEWHERE}, 403, query="at={street}"),
    *look("claims_template", {200: WRITES, 404: ELSEWHERE}, 403, query="at={street}"),
    *look("claim", {200: LOOKS, 404: ELSEWHERE}, 403, record="{claim}"),
    Row("claim_correct", "{claim}", GET, {200: WRITES, 404: ELSEWHERE}, 403),
    Row("claim_correct", "{claim}", POST, {422: WRITES, 404: ELSEWHERE}, 403),
    *do("claim_reverse", {302: WRITES, 404: ELSEWHERE}, 403, record="{claim}", sends={"reason": "抄错了"}),
    *look("findings", {200: ALL_LOOK}, 403),
    *look("findings", {200: LOOKS}, 403, query="place={street}"),
    *look("findings_export", {200: ALL_LOOK}, 403),
    *do("findings_run", {302: ALL_WRITE}, 403),
    Row("finding", "{finding}", GET, {200: LOOKS, 404: ELSEWHERE}, 403),
    Row("finding", "{finding}", POST, {302: WRITES, 404: ELSEWHERE}, 403, sends=SAYS),
    # to accept what does not add up is the chief's
    Row("finding", "{finding}", POST, {302: "chief", 422: "cdc cdc_s clerk clerk_s", 404: ELSEWHERE}, 403,
        sends={**SAYS, "answer": "accepted"}),
    *do("finding_reopen", {302: WRITES, 404: ELSEWHERE}, 403, record="{finding}"),
    Row("review_days", "", GET, {200: ALL_LOOK}, 403),
    Row("review_days", "", POST, {422: ALL_WRITE}, 403),
    *do("review_day_withdraw", {302: WRITES, 404: f"{ELSEWHERE} {ONLY_LOOK}"}, 403, record="{review_day}"),
]  # fmt: skip
