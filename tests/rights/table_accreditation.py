"""The table's lines about standards, rounds and evidence."""

from tests.rights.rows import GET, POST, Row, do, look

OWN = "clerk clerk_s chief"  # of 示例街道, whose round it is
OTHER = "clerk_o chief_o"
OFFICE = f"{OWN} {OTHER}"
SUMS = f"{OFFICE} auditor supervisor supervisor_o"
LOOKS = f"{SUMS} reviewer"  # a reviewer: what he is assigned to
READS = f"{OFFICE} auditor supervisor supervisor_o supervisor_live admin cdc cdc_s cdc_o agency agency_fire reviewer"
UNSEEN = f"{OTHER} supervisor supervisor_o reviewer"  # it is not handed in, and no panel reviews it
NO_EVIDENCE = f"{OTHER} supervisor supervisor_o reviewer"  # a reviewer sees what was handed in for his panels
ASKED = "agency_fire unit"

ACCREDITATION: list[Row] = [
    *look("standards", {200: READS}, 403),
    *look("standard", {200: READS}, 403, record="cn-national"),
    *look("standard", {404: READS}, 403, record="nosuch"),
    *look("standard_template", {200: READS}, 403, record="who6"),
    *look("standard_edition", {200: READS}, 403, record="who6 {scored_sheet}"),
    Row("standard_bring", "", GET, {200: "admin"}, 403),
    Row("standard_bring", "", POST, {422: "admin"}, 403),
    *do("standard_force", {302: "admin"}, 403, record="who6 {scored_sheet}"),
    *look("rounds", {200: LOOKS}, 403),
    *look("rounds_export", {200: LOOKS}, 403),
    *look("programme", {200: SUMS}, 403),
    *look("programme_export", {200: SUMS}, 403),
    *look("rounds_year", {200: SUMS}, 403),
    *look("rounds_year_item", {200: SUMS}, 403, query="code=who6&item=W1"),
    *look("rounds_year_item_export", {200: SUMS}, 403, query="code=who6&item=W1"),
    Row("round_new", "", GET, {200: OFFICE}, 403),
    Row("round_new", "", POST, {422: OFFICE}, 403),
    *look("round", {200: f"{OWN} auditor", 404: UNSEEN}, 403, record="{scored_round}"),
    *look("round_export", {200: f"{OWN} auditor", 404: UNSEEN}, 403, record="{scored_round}"),
    *look("round_coverage", {200: f"{OWN} auditor", 404: UNSEEN}, 403, record="{scored_round}"),
    *look("round_compare", {404: f"{OWN} auditor {UNSEEN}"}, 403, record="{scored_round}"),
    *look("rounds_beside", {200: LOOKS}, 403),
    Row("round_archive", "{scored_round}", GET, {200: f"{OWN} auditor", 404: UNSEEN}, 403),
    Row("round_archive", "{scored_round}", POST, {302: f"{OWN} auditor", 404: UNSEEN}, 403),
    *look("round_archive_take", {404: f"{OWN} auditor {UNSEEN}"}, 403, record="{scored_round} nosuch"),
    Row("round_item_records", "{scored_round} W1", GET, {200: OWN, 404: UNSEEN}, 403),
    Row("round_item_records", "{scored_round} W1", POST, {302: OWN, 404: UNSEEN}, 403),
    Row("item_ask_new", "{scored_round} W1", GET, {200: OWN, 404: UNSEEN}, 403),
    Row("item_ask_new", "{scored_round} W1", POST, {422: OWN, 404: UNSEEN}, 403),
    # who is asked sees his questions and nothing else of the round
    *look("item_asks", {200: f"{OFFICE} auditor {ASKED}"}, 403),
    *look("item_asks_export", {200: f"{OFFICE} auditor {ASKED}"}, 403),
    Row("item_ask", "{item_ask}", GET, {200: f"{OWN} auditor agency_fire", 404: f"{OTHER} unit"}, 403),
    Row(
        # the office types only what came on paper, with who wrote it and the scan
        "item_ask", "{item_ask}", POST, {302: "agency_fire", 422: OWN, 404: f"{OTHER} unit"}, 403,
        sends={"text": "三次", "happened_on": "2026-01-01"},
    ),
    *do(
        "item_ask_judge", {302: OWN, 404: f"{OTHER} unit"}, 403, record="{item_ask} withdraw",
        sends={"reason": "问错了"},
    ),
    # handing in is the chief's: here it is refused in words, since nothing is graded
    *do("round_hand_in", {302: "chief", 404: UNSEEN}, 403, record="{scored_round}"),
    *do("round_reopen", {302: "chief", 404: UNSEEN}, 403, record="{scored_round}", sends={"reason": "再评"}),
    Row("round_item", "{scored_round} W1", GET, {200: f"{OWN} auditor", 404: UNSEEN}, 403),
    Row("round_item", "{scored_round} W1", POST, {302: OWN, 404: UNSEEN}, 403, sends={"whole_grade": "met"}),
    Row("round_item", "{scored_round} W9", GET, {404: f"{OWN} auditor {UNSEEN}"}, 403),
    *(
        do(name, {302: OWN, 404: UNSEEN}, 403, record="{scored_round} W1")[0]
        for name in ("round_item_figure", "round_item_evidence", "round_item_task")
    ),
    *(
        do(name, {302: OWN, 404: UNSEEN}, 403, record="{scored_round} W1")[1]
        for name in ("round_item_figure", "round_item_evidence", "round_item_task")
    ),
    *do(
        "round_item_drop", {302: OWN, 404: UNSEEN}, 403, record="{scored_round} W1",
        sends={"evidence": "{evidence}", "part": "whole"},
    ),
    *look("evidence_list", {200: LOOKS}, 403),
    *look("evidence_export", {200: LOOKS}, 403),
    *look("evidence", {200: f"{OWN} auditor", 404: NO_EVIDENCE}, 403, record="{evidence}"),
    *do(
        "evidence_withdraw", {302: OWN, 404: NO_EVIDENCE}, 403, record="{evidence}", sends={"reason": "拿错了"},
    ),
]  # fmt: skip
