"""The table's lines about paper forms: blank ones are everybody's, a filled one is opened as its record's page is."""

from tests.rights.rows import Row, look

OFFICE = "cdc cdc_s clerk clerk_s chief"  # of 示例街道, where the records are
OWN = "clerk clerk_s chief"
OTHER = "clerk_o chief_o"
ABOVE = "supervisor supervisor_o agency agency_fire"
EVERYBODY = (
    f"nobody grid grid_o facility facility_o {OFFICE} cdc_o {OTHER} supervisor supervisor_o supervisor_live agency "
    "agency_fire unit reviewer auditor admin"
)
FILLED: dict[str, tuple[str, str, int]] = {  # form and record: who gets it, who is told there is none, everybody else
    "letter {letter}": (f"{OWN} auditor unit", f"grid_o {OTHER} grid", 403),
    "meeting {meeting}": (f"{OWN} auditor", f"{OTHER} grid grid_o unit", 403),
    "volunteer {volunteer}": (f"{OWN} auditor grid", f"{OTHER} grid_o unit", 403),
    "appraisal {party}": (f"{OWN} auditor grid", f"{OTHER} supervisor", 404),
    "notice {noticed_hazard}": (f"{OWN} auditor unit", f"grid grid_o {OTHER} {ABOVE}", 403),
    "receipt {hazard}": (f"{OWN} auditor grid", f"grid_o {OTHER} unit {ABOVE}", 403),
    "acceptance {hazard}": (f"{OWN} auditor grid", f"grid_o {OTHER} unit {ABOVE}", 403),
    "inspection {inspection}": (f"grid {OWN} auditor agency_fire", f"grid_o {OTHER} unit", 403),
    "inspection round-{visit_round}": (f"grid {OWN} auditor agency_fire", f"grid_o {OTHER}", 403),
    "patrol 2026-11": (
        f"grid grid_o {OWN} {OTHER} auditor supervisor supervisor_o agency agency_fire", "", 403
    ),
    "injury_card {card_ref}": (f"facility {OFFICE}", "", 404),
    "injury_card {sensitive_ref}": ("cdc_s clerk_s", "", 404),
    "event {accident_ref}": (OFFICE, "", 404),
    "activities 2026-11": (f"grid grid_o {OWN} {OTHER}", "", 403),
    "training {session}": (OWN, OTHER, 403),
    "drill {drill}": (f"grid {OWN} auditor", f"grid_o {OTHER} unit", 403),
    "project_start {project}": (f"{OWN} agency_fire grid unit auditor", f"grid_o {OTHER}", 403),
    "project_end {project}": (f"{OWN} agency_fire grid unit auditor", f"grid_o {OTHER}", 403),
    "filing {filed_application}": (f"{OWN} auditor supervisor", f"{OTHER} supervisor_o reviewer", 403),
    "application {filed_application}": (f"{OWN} auditor supervisor", f"{OTHER} supervisor_o reviewer", 403),
    "self_score {scored_round}": (f"{OWN} auditor", f"{OTHER} supervisor supervisor_o reviewer", 403),
}  # fmt: skip

PAPER_FORMS: list[Row] = [
    *look("shell:paper_forms", {200: EVERYBODY}, 403),
    *look("shell:paper_form_blank", {200: EVERYBODY}, 403, record="meeting pdf"),
    *look("shell:paper_form_blank", {404: EVERYBODY}, 403, record="nosuch pdf"),
    *(
        row
        for record, (gets, none, rest) in FILLED.items()
        for row in look("shell:paper_form", {200: gets, 404: none}, rest, record=f"{record} pdf")
    ),
    # a questionnaire has no records, a report is written under Documents
    *look("shell:paper_form", {404: EVERYBODY}, 403, record="questionnaire anything pdf"),
    *look("shell:paper_form", {404: EVERYBODY}, 403, record="work_report {draft} pdf"),
]
