"""The table's lines about schedules of documents, and documents of many places at once."""

from tests.rights.rows import GET, POST, Row, do, look
from tests.rights.table_documents import LOOKS, OTHER, WRITES

THOSE = f"{WRITES} {OTHER}"
NOT_THE_CLERK = f"{THOSE} ".replace("clerk ", "", 1)  # what one begins is one's own
LOOKS_NOT_THE_CLERK = f"{LOOKS} ".replace("clerk ", "", 1)

SCHEDULES: list[Row] = [
    *look("schedules", {200: THOSE}, 403),
    Row("schedule_new", "", GET, {200: THOSE}, 403),
    Row("schedule_new", "", POST, {422: THOSE}, 403),
    *look("schedule", {200: WRITES, 404: OTHER}, 403, record="{schedule}"),
    Row("schedule_change", "{schedule}", GET, {200: WRITES, 404: OTHER}, 403),
    Row("schedule_change", "{schedule}", POST, {422: WRITES, 404: OTHER}, 403),
    # nobody's revision is sent: refused in words
    *do("schedule_pause", {302: WRITES, 404: OTHER}, 403, record="{schedule}"),
    *do("schedule_resume", {302: WRITES, 404: OTHER}, 403, record="{schedule}"),
    *do("schedule_again", {302: WRITES, 404: OTHER}, 403, record="{schedule} {schedule_run}"),
    *do("schedule_notice", {302: "clerk", 404: LOOKS_NOT_THE_CLERK}, 403, record="{notice}"),
    Row("bulks", "", GET, {200: THOSE}, 403),
    Row("bulks", "", POST, {422: THOSE}, 403),
    *look("bulk", {200: "clerk", 404: NOT_THE_CLERK}, 403, record="{bulk}"),
    *do("bulk_stop", {302: "clerk", 404: NOT_THE_CLERK}, 403, record="{bulk}"),
    *do("bulk_resume", {302: "clerk", 404: NOT_THE_CLERK}, 403, record="{bulk}"),
    *look("bulk_take", {302: "clerk", 404: NOT_THE_CLERK}, 403, record="{bulk}"),
]  # fmt: skip
