"""The table's lines about attachments: as the room that owns the record says. The matrix record opens to chiefs."""

from tests.rights.rows import Row, do, look

CHIEFS = "chief chief_o"
FILES: list[Row] = [
    *look("files_download", {200: CHIEFS}, 404, record="{file}"),
    *look("files_download", {}, 404, record="nosuchfile"),
    *look("files_small", {200: CHIEFS}, 404, record="{photo}"),
    *look("files_small", {}, 404, record="{file}"),  # a paper has no small picture
    # nothing was sent: whoever may add is told so on the page he came from
    *do("files_add", {302: "chief"}, 404, record="matrix guarded"),
    *do("files_add", {}, 404, record="nosuchkind x"),
    *do("files_off", {302: "chief"}, 404, record="{file}"),
]
