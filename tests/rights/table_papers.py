"""The table's lines about papers that are checked: read by who reads numbers, brought by the office of the place."""

from tests.rights.rows import GET, POST, Row, do, look
from tests.rights.table_claims import ALL_LOOK, ALL_WRITE, ELSEWHERE, LOOKS, WRITES

PAPERS: list[Row] = [
    *look("papers", {200: ALL_LOOK}, 403),
    Row("paper_new", "", GET, {200: ALL_WRITE}, 403),
    Row("paper_new", "", POST, {422: ALL_WRITE}, 403),
    *look("paper", {200: LOOKS, 404: ELSEWHERE}, 403, record="{paper}"),
    *look("paper_marks", {200: LOOKS, 404: ELSEWHERE}, 403, record="{paper}"),
    *look("paper_marks_export", {200: LOOKS, 404: ELSEWHERE}, 403, record="{paper}"),
    *look("paper_copy", {200: LOOKS, 404: ELSEWHERE}, 403, record="{paper}"),
    Row("paper_mark", "{paper} 0", GET, {200: LOOKS, 404: ELSEWHERE}, 403),
    Row("paper_mark", "{paper} 0", POST, {302: WRITES, 404: ELSEWHERE}, 403, sends={"code": ""}),
    *do("paper_keep", {302: WRITES, 404: ELSEWHERE}, 403, record="{paper}", sends={"number": "0"}),
    *do("paper_again", {302: WRITES, 404: ELSEWHERE}, 403, record="{paper}"),
    *do("paper_forget", {302: WRITES, 404: ELSEWHERE}, 403, record="{paper}"),
]
