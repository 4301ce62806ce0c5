"""The table's lines about documents."""

from tests.rights.rows import GET, POST, Row, do, look

WRITES = "cdc cdc_s clerk clerk_s chief"  # of 示例街道, whose draft it is
DECIDES = "cdc cdc_s chief"
OTHER = "cdc_o clerk_o chief_o"
READS = f"{WRITES} auditor admin supervisor_live"
LOOKS = f"{READS} {OTHER} supervisor supervisor_o"
UNSEEN = f"{OTHER} supervisor supervisor_o"  # it is not final

LOOKS_ONLY = "auditor admin supervisor_live supervisor supervisor_o"

DOCUMENTS: list[Row] = [
    *look("documents", {200: LOOKS}, 403),
    *look("documents_export", {200: LOOKS}, 403),
    Row("document_new", "", GET, {200: f"{WRITES} {OTHER}"}, 403),
    Row("document_new", "", POST, {422: f"{WRITES} {OTHER}"}, 403),
    *look("document", {200: READS, 404: UNSEEN}, 403, record="{draft}"),
    *look("document_moved", {404: f"{READS} {UNSEEN}"}, 403, record="{draft}"),
    Row("document_words", "{draft} 1.p1", GET, {200: WRITES, 404: UNSEEN}, 403),
    # nobody's revision is sent: refused in words
    Row("document_words", "{draft} 1.p1", POST, {422: WRITES, 404: UNSEEN}, 403, sends={"text": "x"}),
    *do("document_head", {302: WRITES, 404: UNSEEN}, 403, record="{draft}"),
    *do("document_freeze", {302: DECIDES, 404: UNSEEN}, 403, record="{draft}"),
    *look("document_file", {404: f"{READS} {UNSEEN}"}, 403, record="{draft} exe"),
    # templates are of the place of the switch: each office's own
    *look("document_templates", {200: f"{WRITES} {OTHER}"}, 403),
    Row("document_template", "work_plan zh-hans", GET, {200: f"{WRITES} {OTHER}"}, 403),
    Row("document_template", "work_plan zh-hans", POST, {422: f"{WRITES} {OTHER}"}, 403),
    *look("document_starter", {200: f"{WRITES} {OTHER}"}, 403, record="work_plan zh-hans"),
    *look("document_template_file", {200: WRITES, 404: f"{OTHER} {LOOKS_ONLY}"}, 403, record="{template}"),
    *do("document_template_withdraw", {302: WRITES, 404: f"{OTHER} {LOOKS_ONLY}"}, 403, record="{template}"),
    *do("document_choose_template", {302: WRITES, 404: UNSEEN}, 403, record="{draft}"),
]  # fmt: skip
